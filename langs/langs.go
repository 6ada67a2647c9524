// Package langs holds the values that Vigil's language packages share: the 24
// official languages of the European Union, and spans of text.
//
// The work is done in its sub-packages, which can be used alone:
//
//   - identify says which languages a text is in;
//   - fold brings text to canonical form, undoing disguises, with offsets back;
//   - lexicon finds terms in folded text;
//   - classify scores labels of harm;
//   - text joins them in one pass.
package langs

import (
	"fmt"
	"strings"
)

// Language is one of the 24 official EU languages, or a value that says why it
// is none of them. Values are dense: tables may be indexed by Language.
type Language uint8

// The languages, in the order of their codes.
const (
	// Undetermined means that nothing is known: no letters, or no guess.
	Undetermined Language = iota
	Bulgarian             // bg
	Czech                 // cs
	Danish                // da
	German                // de
	Greek                 // el
	English               // en
	Spanish               // es
	Estonian              // et
	Finnish               // fi
	French                // fr
	Irish                 // ga
	Croatian              // hr, and with it Bosnian and Serbian in Latin script: one macro-language
	Hungarian             // hu
	Italian               // it
	Lithuanian            // lt
	Latvian               // lv
	Maltese               // mt
	Dutch                 // nl
	Polish                // pl
	Portuguese            // pt
	Romanian              // ro
	Slovak                // sk
	Slovenian             // sl
	Swedish               // sv
	// Other means a language that is not an official language of the Union.
	Other
	// NumLanguages is the length of a table indexed by Language.
	NumLanguages = iota
)

// codes is indexed by Language.
const codes = "undbgcsdadeelenesetfifrgahrhuitltlvmtnlplptroskslsvother"

// String returns the ISO 639-1 code, "und" or "other".
func (l Language) String() string {
	switch {
	case l == Undetermined:
		return "und"
	case l < Other:
		return codes[1+2*l : 3+2*l]
	case l == Other:
		return "other"
	}
	return fmt.Sprintf("langs.Language(%d)", uint8(l))
}

// IsEU reports whether l is one of the 24 official languages.
func (l Language) IsEU() bool { return l > Undetermined && l < Other }

// All returns the 24 official languages in the order of their codes.
func All() []Language {
	all := make([]Language, 0, int(Other)-1)
	for l := Bulgarian; l < Other; l++ {
		all = append(all, l)
	}
	return all
}

// Parse returns the language of a BCP 47 tag such as "pt", "pt-BR" or "PT_br".
// The tags bs, hr, sh and sr-Latn all give [Croatian]. Well-formed tags of
// other languages give [Other], "und" and "" give [Undetermined].
func Parse(tag string) (Language, error) {
	primary, rest, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(tag), "_", "-"), "-")
	switch primary {
	case "", "und":
		return Undetermined, nil
	case "other":
		return Other, nil
	case "bs", "sh":
		return Croatian, nil
	case "sr":
		if strings.HasPrefix(rest, "latn") {
			return Croatian, nil
		}
		return Other, nil
	}
	for l := Bulgarian; l < Other; l++ {
		if l.String() == primary {
			return l, nil
		}
	}
	if len(primary) < 2 || len(primary) > 3 || strings.Trim(primary, "abcdefghijklmnopqrstuvwxyz") != "" {
		return Undetermined, fmt.Errorf("langs: malformed language tag %q, want a tag such as %q", tag, "mt")
	}
	return Other, nil
}

// MarshalText writes the code.
func (l Language) MarshalText() ([]byte, error) {
	if l >= NumLanguages {
		return nil, fmt.Errorf("langs: undefined language %d, want less than %d", uint8(l), NumLanguages)
	}
	return []byte(l.String()), nil
}

// UnmarshalText reads a tag as [Parse] does.
func (l *Language) UnmarshalText(text []byte) error {
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*l = parsed
	return nil
}

// Span is a half-open range of byte offsets [Start, End) into the original
// text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}
