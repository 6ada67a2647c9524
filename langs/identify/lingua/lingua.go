// Package lingua offers lingua-go (github.com/pemistahl/lingua-go, Apache-2.0)
// as an [identify.Identifier], for those who want to compare or already rely on
// it.
//
//	l, err := lingua.New(lingua.Options{})
//	guesses := l.Identify(nil, "Hvad hedder du?")
//
// It is opt-in: linking it adds about 130 MB to a program, its models take about
// 1 GB of memory and several seconds to read, it knows no Maltese, and it is
// hundreds of times slower than [identify.Model].
package lingua

import (
	"math"
	"slices"

	"github.com/pemistahl/lingua-go"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
)

// Options are the settings of an [Identifier]. The zero value knows the
// official languages that lingua-go has, and the neighbours that it would
// otherwise mistake for them.
type Options struct {
	// OfficialOnly leaves the neighbours out: every text is then taken for one
	// of the official languages.
	OfficialOnly bool
	// LowAccuracy takes the models of three letters only: less memory, faster,
	// and much worse on short text.
	LowAccuracy bool
}

// Identifier ranks languages by lingua-go. It is safe for concurrent use.
type Identifier struct {
	detector lingua.LanguageDetector
	official map[lingua.Language]langs.Language
}

var _ identify.Identifier = (*Identifier)(nil)

// official maps lingua-go's languages to ours; Maltese is missing there.
func official() map[lingua.Language]langs.Language {
	return map[lingua.Language]langs.Language{
		lingua.Bulgarian: langs.Bulgarian, lingua.Czech: langs.Czech, lingua.Danish: langs.Danish,
		lingua.German: langs.German, lingua.Greek: langs.Greek, lingua.English: langs.English,
		lingua.Spanish: langs.Spanish, lingua.Estonian: langs.Estonian, lingua.Finnish: langs.Finnish,
		lingua.French: langs.French, lingua.Irish: langs.Irish, lingua.Croatian: langs.Croatian,
		lingua.Hungarian: langs.Hungarian, lingua.Italian: langs.Italian, lingua.Lithuanian: langs.Lithuanian,
		lingua.Latvian: langs.Latvian, lingua.Dutch: langs.Dutch, lingua.Polish: langs.Polish,
		lingua.Portuguese: langs.Portuguese, lingua.Romanian: langs.Romanian, lingua.Slovak: langs.Slovak,
		lingua.Slovene: langs.Slovenian, lingua.Swedish: langs.Swedish,
	}
}

// neighbours are the languages that are told apart to be rejected. Bosnian
// counts as Croatian.
func neighbours() []lingua.Language {
	return []lingua.Language{
		lingua.Bosnian, lingua.Serbian, lingua.Macedonian, lingua.Russian, lingua.Ukrainian, lingua.Belarusian,
		lingua.Turkish, lingua.Bokmal, lingua.Nynorsk, lingua.Icelandic, lingua.Catalan, lingua.Basque,
		lingua.Albanian, lingua.Welsh, lingua.Afrikaans, lingua.Latin,
	}
}

// New builds the identifier; lingua-go reads a language's models when it first
// needs them. The error is reserved for settings that do not fit together.
func New(o Options) (*Identifier, error) {
	known := official()
	var all []lingua.Language
	for l := range known {
		all = append(all, l)
	}
	slices.Sort(all)
	if !o.OfficialOnly {
		all = append(all, neighbours()...)
	}
	b := lingua.NewLanguageDetectorBuilder().FromLanguages(all...)
	if o.LowAccuracy {
		b = b.WithLowAccuracyMode()
	}
	return &Identifier{b.Build(), known}, nil
}

// Identify implements [identify.Identifier]. It allocates. A declared language
// is taken to be eight times likelier than others, as [identify.Options] has it
// by default.
func (d *Identifier) Identify(dst []identify.Guess, text string, declared ...langs.Language) []identify.Guess {
	var p [langs.NumLanguages]float64
	sum := 0.0
	for _, v := range d.detector.ComputeLanguageConfidenceValues(text) {
		l, ok := d.official[v.Language()]
		switch {
		case v.Language() == lingua.Bosnian:
			l = langs.Croatian
		case !ok:
			l = langs.Other
		}
		share := v.Value()
		if slices.Contains(declared, l) {
			share *= 8
		}
		p[l] += share
		sum += share
	}
	if sum == 0 || math.IsNaN(sum) {
		return append(dst, identify.Guess{Language: langs.Undetermined, Probability: 1})
	}
	start := len(dst)
	for l := langs.Bulgarian; l <= langs.Other; l++ {
		if p[l] > 0 {
			dst = append(dst, identify.Guess{Language: l, Probability: p[l] / sum})
		}
	}
	slices.SortStableFunc(dst[start:], func(a, b identify.Guess) int {
		switch {
		case a.Probability > b.Probability:
			return -1
		case a.Probability < b.Probability:
			return 1
		}
		return 0
	})
	return dst
}
