// Package harm is the vocabulary that every part of Vigil shares: labels for
// kinds of harm, facets that qualify them, priorities, and tables that map them
// to the schemes of others.
//
// # Labels and facets
//
// A [Label] says what kind of harm a piece of content is about, for instance
// [BullyingInsult] ("bullying.insult") or [MinorsGrooming] ("minors.grooming").
// Its family is the part before the dot. [Facets] qualify a label: aimed at a
// minor, made by a machine, spoken by somebody who is himself at risk. Labels
// and facets are small integers, so that scores can live in arrays; in JSON and
// YAML they are written as their codes.
//
// Some labels need evidence over time ([Info.Evidence]): repetition cannot be
// read off one message. A single item can only raise a cue for those.
//
// # Sources
//
// taxonomy.json holds the vocabulary and its mappings to the DSA Transparency
// Database (schema v2), Matrix MSC4456, the report reasons of Ozone (AT
// Protocol), the OpenAI moderation categories and the attributes of
// Perspective. The tables are generated from it by go generate.
package harm

import (
	"fmt"
	"strings"
)

//go:generate go run ./gen

// Label names a kind of harm. The zero value is [None]. Labels are dense:
// every value below [NumLabels] is defined, so tables may be indexed by Label.
// Numbers may change between editions of the vocabulary; codes do not.
type Label uint8

// Evidence says what a label can rest on.
type Evidence uint8

// The kinds of evidence.
const (
	// EvidenceItem means that one item is enough.
	EvidenceItem Evidence = 1 << iota
	// EvidenceSession means that only several items over time are enough; one
	// item can raise a cue.
	EvidenceSession
	// EvidenceBoth means that either will do.
	EvidenceBoth = EvidenceItem | EvidenceSession
)

// String returns "item", "session" or "item+session".
func (e Evidence) String() string {
	switch e {
	case EvidenceItem:
		return "item"
	case EvidenceSession:
		return "session"
	case EvidenceBoth:
		return "item+session"
	}
	return fmt.Sprintf("harm.Evidence(%d)", uint8(e))
}

// DSA is how a label is reported in a statement of reasons under Article 17 of
// the Digital Services Act, in the terms of the Commission's Transparency
// Database, schema v2. An empty Category means that no statement is due.
type DSA struct {
	Category   string   // a STATEMENT_CATEGORY_ value
	Keywords   []string // KEYWORD_ values of category_specification
	Additional []string // STATEMENT_CATEGORY_ values of category_addition
}

// Info describes a label. Values returned by this package share their slices:
// do not modify them.
type Info struct {
	Label    Label
	Code     string   // dotted, lower case: "bullying.insult"
	Title    string   // English, a few words
	Evidence Evidence // what the label can rest on
	Priority int      // 0 information .. 4 immediate (legal duty, danger to life)
	Risk     string   // content, contact, conduct, consumer or cross-cutting (the 5C risks)
	Help     bool     // routes to help, never to sanction
	Harmless bool     // by itself no harm
	// Cyberbullying says that the label serves the EU action plan against
	// cyberbullying of February 2026.
	Cyberbullying bool

	MSC4456     string   // Matrix MSC4456 harm identifier
	Ozone       string   // Ozone (AT Protocol) report reason
	OpenAI      []string // OpenAI moderation categories
	Perspective []string // Perspective attributes
	DSA         DSA      // without facets; see DSAFor

	dsaTargetMinor        *DSA
	dsaTargetWomenOrGirls *DSA
	dsaSynthetic          *DSA
}

// All returns every label but [None], in the order of the vocabulary.
func All() []Label {
	all := make([]Label, 0, NumLabels-1)
	for l := None + 1; l < NumLabels; l++ {
		all = append(all, l)
	}
	return all
}

// Parse returns the label with the given code. It is case-sensitive.
func Parse(code string) (Label, error) {
	for l := None + 1; l < NumLabels; l++ {
		if infos[l].Code == code {
			return l, nil
		}
	}
	return None, fmt.Errorf("harm: unknown label %q, want a code such as %q", code, infos[BullyingInsult].Code)
}

// Info returns the description of l. For [None] and undefined values it is the
// zero Info.
func (l Label) Info() Info {
	if l >= NumLabels {
		return Info{}
	}
	return infos[l]
}

// String returns the code, or "none".
func (l Label) String() string {
	switch {
	case l == None:
		return "none"
	case l < NumLabels:
		return infos[l].Code
	}
	return fmt.Sprintf("harm.Label(%d)", uint8(l))
}

// Family returns the part of the code before the dot: "bullying", "hate".
func (l Label) Family() string {
	family, _, _ := strings.Cut(l.String(), ".")
	return family
}

// IsHarm reports whether l stands for a harm: false for [None], for
// [Profanity], and for labels that route to help.
func (l Label) IsHarm() bool {
	return l > None && l < NumLabels && !infos[l].Harmless && !infos[l].Help
}

// MarshalText writes the code.
func (l Label) MarshalText() ([]byte, error) {
	if l >= NumLabels {
		return nil, fmt.Errorf("harm: undefined label %d, want less than %d", uint8(l), NumLabels)
	}
	return []byte(l.String()), nil
}

// UnmarshalText reads a code; "none" gives [None].
func (l *Label) UnmarshalText(text []byte) error {
	if string(text) == "none" {
		*l = None
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*l = parsed
	return nil
}

// DSAFor returns how a label with facets is reported. As the taxonomy rules,
// a minor as target outranks women or girls as target, which outranks
// synthetic.
func (i Info) DSAFor(f Facets) DSA {
	override := func(o *DSA) DSA {
		d := *o
		if d.Additional == nil {
			d.Additional = i.DSA.Additional
		}
		return d
	}
	switch {
	case f.Has(TargetMinor) && i.dsaTargetMinor != nil:
		return override(i.dsaTargetMinor)
	case f.Has(TargetWomenOrGirls) && i.dsaTargetWomenOrGirls != nil:
		return override(i.dsaTargetWomenOrGirls)
	case f.Has(Synthetic) && i.dsaSynthetic != nil:
		return override(i.dsaSynthetic)
	}
	return i.DSA
}
