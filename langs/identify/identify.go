// Package identify says which languages a text is in: the 24 official languages
// of the European Union, and [langs.Other] for every other one.
//
//	m, err := identify.New(identify.Options{})
//	guesses := m.Identify(nil, "Kif int illum?")
//	// guesses[0].Language is langs.Maltese, guesses[0].Probability about 1
//
// Guesses are ranked and carry calibrated probabilities. One word rarely settles
// a language: "casa" is Spanish, Italian, Portuguese and Romanian. For short
// text take [Model.Shortlist], and name the languages that a channel is meant
// for as declared languages: they then need less evidence than others.
// [Model.Segments] cuts text that mixes languages.
//
// # What is told apart
//
// Croatian stands for the macro-language of Croatian, Bosnian and Serbian in
// Latin script. Neighbours that are easily mistaken for an official language
// (Norwegian, Icelandic, Faroese, Catalan, Galician, Basque, Albanian, Welsh,
// Afrikaans, Turkish, Luxembourgish, Latin; Serbian in Cyrillic, Macedonian,
// Russian, Ukrainian, Belarusian, Kazakh, Mongolian and others) were learnt to be
// rejected as Other, and so is every script but Latin, Greek and Cyrillic.
// Addresses (https://…), mentions (@…), digits and emoji do not count.
//
// # Accuracy
//
// Mean over the 24 languages on the development set of 16,000 texts, beside
// lingua-go 1.4.0 in its accurate mode, which knows 23 of them (go run ./bench lid
// -vs lingua): single words 82.0 % (lingua-go 75.6), pairs of words and short
// utterances 95.5 (89.8), sentences 99.8 (95.1), noisy chat 99.5 (91.1). Of the
// sentences in official languages 0.04 % are taken for Other; of those in twelve
// neighbours 99.3 % are rejected, but single words of a neighbour only four times
// of five, and Norwegian ones every second time. Probabilities of pairs and
// sentences fit the share of right answers; those of single words between 0.3 and
// 0.9 are about 0.12 too high.
//
// # Cost
//
// A [Model] keeps about 7 MB for the whole program, unpacked from an embedded
// 2.4 MB at the first call of [New]. [Model.Identify] does not allocate when dst
// has room, takes less than a microsecond for a word and some three for a
// sentence, stops as soon as the answer is settled, and never reads more than the
// first [MaxRead] bytes.
package identify

import (
	"fmt"
	"math"

	"github.com/vigil-moderation/vigil/langs"
)

// MaxRead is how many bytes of a text are read at most by [Model.Identify].
const MaxRead = 1 << 16

// Guess is a language and the probability that the text is in it.
type Guess struct {
	Language    langs.Language `json:"language"`
	Probability float64        `json:"probability"` // in [0,1]
}

// Identifier ranks the languages of texts. [Model] is the one of this package;
// package identify/lingua adapts another.
type Identifier interface {
	// Identify appends guesses for text to dst, likeliest first, and returns the
	// extended slice. It appends at least one guess: langs.Undetermined with
	// probability 1 when text holds no letters. Declared languages are those
	// that the text is expected to be in.
	Identify(dst []Guess, text string, declared ...langs.Language) []Guess
}

// Options are the settings of a [Model]. The zero value is right for text that
// may be in any language.
type Options struct {
	// DeclaredWeight says how many times likelier a declared language is than
	// another before the text has been seen. 0 means 8.
	DeclaredWeight float64
	// OtherWeight says how many times likelier than assumed it is that a text is
	// in a language that is not official in the Union. 0 means 1.
	OtherWeight float64
}

// Model identifies languages by the n-grams of characters of which words are
// made. It is immutable and safe for concurrent use.
type Model struct {
	*tables
	declared float32 // added to the scores of declared languages, in nats
	other    float32 // added to the scores of other languages, in nats
}

var _ Identifier = (*Model)(nil)

// New returns the model. The first call reads the tables, which takes some ten
// milliseconds; all models share them. An error names the option that is out of
// range.
func New(o Options) (*Model, error) {
	t, err := load()
	if err != nil {
		return nil, err
	}
	declared, err := weight("DeclaredWeight", o.DeclaredWeight, 8)
	if err != nil {
		return nil, err
	}
	other, err := weight("OtherWeight", o.OtherWeight, 1)
	if err != nil {
		return nil, err
	}
	return &Model{tables: t, declared: declared, other: other}, nil
}

// weight returns the logarithm of a weight.
func weight(name string, v, byDefault float64) (float32, error) {
	if v == 0 {
		v = byDefault
	}
	if !(v >= 1e-6 && v <= 1e6) {
		return 0, fmt.Errorf("identify: %s is %v, want 0 or 1e-6 to 1e6", name, v)
	}
	return float32(math.Log(v)), nil
}

// Identify implements [Identifier]. It gives the guesses of which the
// probability is at least 0.01, and at least three where there are letters.
func (m *Model) Identify(dst []Guess, text string, declared ...langs.Language) []Guess {
	var p probabilities
	if !m.identify(&p, text, declared) {
		return append(dst, Guess{langs.Undetermined, 1})
	}
	start := len(dst)
	least := float32(-1) // of what is kept
	for l := langs.Bulgarian; l <= langs.Other; l++ {
		v := p[l]
		if v < 0.01 && v <= least {
			continue
		}
		at := len(dst)
		dst = append(dst, Guess{})
		for ; at > start && dst[at-1].Probability < float64(v); at-- {
			dst[at] = dst[at-1]
		}
		dst[at] = Guess{l, float64(v)}
		if len(dst) > start+3 && dst[len(dst)-1].Probability < 0.01 {
			dst = dst[:len(dst)-1]
		}
		if len(dst) >= start+3 {
			least = float32(dst[len(dst)-1].Probability)
		}
	}
	return dst
}

// Best returns the likeliest language; see [Model.Identify].
func (m *Model) Best(text string, declared ...langs.Language) Guess {
	var room [langs.NumLanguages]Guess
	return m.Identify(room[:0], text, declared...)[0]
}

// Shortlist appends the languages that text has to be looked at in: those with a
// probability of at least 0.05, at most three, likeliest first. It appends
// nothing when text holds no letters.
func (m *Model) Shortlist(dst []langs.Language, text string, declared ...langs.Language) []langs.Language {
	var room [langs.NumLanguages]Guess
	for i, g := range m.Identify(room[:0], text, declared...) {
		if g.Language == langs.Undetermined || i == 3 || i > 0 && g.Probability < 0.05 {
			break
		}
		dst = append(dst, g.Language)
	}
	return dst
}
