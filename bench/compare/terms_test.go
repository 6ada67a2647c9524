// Package compare_test runs rivals beside Vigil on the same input: it first
// checks that the answers are equal where they can be compared, then measures.
// It is a module of its own, so that the library does not depend on rivals.
//
//	go test -C bench/compare -v ./...
//	go test -C bench/compare -run xxx -bench . ./...
package compare_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	goaway "github.com/TwiN/go-away"
	ahocorasick "github.com/petar-dambovaliev/aho-corasick"
	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

const (
	evasionFile  = "../../langs/lexicon/testdata/evasion.tsv"
	innocentFile = "../../langs/lexicon/testdata/innocent.tsv"
)

// sentinels are the made-up words of the evasion suite.
var sentinels = map[string]string{
	"en": "takesino", "cs": "křeplavník", "el": "σκαλιβόπης", "bg": "кротяльник", "mt": "ħmarġunaz", "de": "schlurfnase",
}

func rows(t testing.TB, path string) [][]string {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	var out [][]string
	for sc := bufio.NewScanner(file); sc.Scan(); {
		if line := sc.Text(); line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	require.NotEmpty(t, out)
	return out
}

// finder says whether a text holds one of the terms it was made with.
type finder func(text string) bool

// finders are the rivals and Vigil, each made for the same terms.
func finders(t testing.TB, terms []string, lang string) map[string]finder {
	t.Helper()
	l, err := langs.Parse(lang)
	require.NoError(t, err)
	entries := make([]lexicon.Entry, len(terms))
	for i, term := range terms {
		entries[i] = lexicon.Entry{Term: term, Label: harm.BullyingInsult, Severity: 2, Sense: lexicon.Insult, Language: l}
	}
	lex, err := lexicon.New(entries, lexicon.Options{Typos: true})
	require.NoError(t, err)
	var text fold.Text
	// go-away takes the accents off texts, so it is given the terms without.
	bare := slices.Clone(terms)
	for _, term := range terms {
		bare = append(bare, string(fold.AppendBare(nil, term)))
	}
	away := goaway.NewProfanityDetector().WithCustomDictionary(bare, nil, nil)
	builder := ahocorasick.NewAhoCorasickBuilder(ahocorasick.Opts{AsciiCaseInsensitive: true, MatchOnlyWholeWords: true, MatchKind: ahocorasick.LeftMostLongestMatch})
	ac := builder.Build(terms)
	return map[string]finder{
		"vigil": func(s string) bool {
			fold.Fold(&text, s)
			return len(lex.Append(nil, &text, lexicon.Of(l))) > 0
		},
		"go-away":      away.IsProfane,
		"aho-corasick": func(s string) bool { return len(ac.FindAll(s)) > 0 },
	}
}

var names = []string{"vigil", "go-away", "aho-corasick"}

// TestEvasion counts who sees through the disguises of the evasion suite, and
// who finds something in innocent text.
func TestEvasion(t *testing.T) {
	caught, total := map[string]map[string]int{}, map[string]int{}
	made := map[string]map[string]finder{}
	for _, row := range rows(t, evasionFile) {
		s, err := strconv.Unquote(row[2])
		require.NoError(t, err)
		if made[row[0]] == nil {
			made[row[0]] = finders(t, []string{sentinels[row[0]]}, row[0])
			caught[row[0]] = map[string]int{}
		}
		total[row[0]]++
		for _, name := range names {
			if made[row[0]][name](s) {
				caught[row[0]][name]++
			}
		}
	}
	for _, code := range []string{"en", "cs", "de", "mt", "el", "bg"} {
		for _, name := range names {
			t.Logf("%s: %-12s caught %d of %d disguises", code, name, caught[code][name], total[code])
		}
		require.GreaterOrEqual(t, float64(caught[code]["vigil"]), 0.92*float64(total[code]))
	}
	wrong := map[string]int{}
	innocent := rows(t, innocentFile)
	for _, row := range innocent {
		for name, find := range finders(t, strings.Split(row[1], ";"), row[0]) {
			if find(row[2]) {
				wrong[name]++
			}
		}
	}
	for _, name := range names {
		t.Logf("%-12s finds something in %d of %d innocent texts", name, wrong[name], len(innocent))
	}
	require.Zero(t, wrong["vigil"])
}

// corpus makes terms and text of made-up words over 24 alphabets, by seed: every
// hundredth word of the text is a term.
func corpus(terms, size int) ([]string, string) {
	alphabets := []string{
		"abcdefghijklmnoprstuvz", "aábcčdďeéěfghiíjklmnoprřsštťuúůvyýzž", "aäbdefghijklmnoöprstuüvõšž", "абвгдежзийклмнопрстуфхцчшщъюя",
		"αβγδεζηθικλμνξοπρστυφχψω", "aąbcćdeęfghijklłmnńoóprsśtuwyzźż", "aābcčdeēfgģhiījkķlļmnņoprsštuūvzž", "abċdefġghħijklmnopqrstuvwxżz",
	}
	r := rand.New(rand.NewPCG(3, 5))
	word := func() string {
		letters := []rune(alphabets[r.IntN(len(alphabets))])
		w := make([]rune, 6+r.IntN(8))
		for i := range w {
			for w[i] = letters[r.IntN(len(letters))]; i > 0 && w[i] == w[i-1]; {
				w[i] = letters[r.IntN(len(letters))]
			}
		}
		return string(w)
	}
	list := make([]string, terms)
	for i := range list {
		list[i] = word()
	}
	others := make([]string, 20_000)
	for i := range others {
		others[i] = word()
	}
	var sb strings.Builder
	for n := 0; sb.Len() < size; n++ {
		if n%100 == 0 {
			sb.WriteString(list[r.IntN(len(list))])
		} else {
			sb.WriteString(others[r.IntN(len(others))])
		}
		if n%12 == 11 {
			sb.WriteString(".\n")
		} else {
			sb.WriteByte(' ')
		}
	}
	return list, sb.String()
}

func ownTerms(t testing.TB, terms []string) *lexicon.Lexicon {
	entries := make([]lexicon.Entry, len(terms))
	for i, term := range terms {
		entries[i] = lexicon.Entry{Term: term, Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult}
	}
	lex, err := lexicon.New(entries, lexicon.Options{})
	require.NoError(t, err)
	return lex
}

// spans lists whole-word matches as "start-end".
func vigilSpans(lex *lexicon.Lexicon, text *fold.Text, s string) map[string]bool {
	fold.Fold(text, s)
	found := map[string]bool{}
	for _, m := range lex.Append(nil, text, lexicon.Every) {
		if m.Steps == 0 {
			found[fmt.Sprintf("%d-%d", m.Span.Start, m.Span.End)] = true
		}
	}
	return found
}

func wholeWord(s string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:start])
	after, _ := utf8.DecodeRuneInString(s[end:])
	return (start == 0 || !unicode.IsLetter(before)) && (end == len(s) || !unicode.IsLetter(after))
}

func acSpans(ac ahocorasick.AhoCorasick, s string) map[string]bool {
	found := map[string]bool{}
	for _, m := range ac.FindAll(s) {
		if wholeWord(s, m.Start(), m.End()) {
			found[fmt.Sprintf("%d-%d", m.Start(), m.End())] = true
		}
	}
	return found
}

func automaton(terms []string) ahocorasick.AhoCorasick {
	builder := ahocorasick.NewAhoCorasickBuilder(ahocorasick.Opts{MatchKind: ahocorasick.LeftMostLongestMatch})
	return builder.Build(terms)
}

// TestTerms checks that Vigil and Aho-Corasick find the same whole words.
func TestTerms(t *testing.T) {
	terms, s := corpus(5_000, 1<<18)
	var text fold.Text
	ours := vigilSpans(ownTerms(t, terms), &text, s)
	require.NotEmpty(t, ours)
	require.Equal(t, acSpans(automaton(terms), s), ours)
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		terms, _ := corpus(n, 0)
		b.Run(fmt.Sprintf("vigil/%d", n), func(b *testing.B) {
			for b.Loop() {
				ownTerms(b, terms)
			}
		})
		b.Run(fmt.Sprintf("aho-corasick/%d", n), func(b *testing.B) {
			for b.Loop() {
				automaton(terms)
			}
		})
	}
}

// BenchmarkTerms finds terms in a text: Vigil with its folding and without it
// (on text folded before), a map of the lower-cased words, and Aho-Corasick.
func BenchmarkTerms(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		terms, s := corpus(n, 1<<20)
		lex := ownTerms(b, terms)
		set := map[string]bool{}
		for _, term := range terms {
			set[term] = true
		}
		ac := automaton(terms)
		var text fold.Text
		var dst []lexicon.Match
		count := 0
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"vigil", func() { dst = lex.Append(dst[:0], &text, lexicon.Every) }},
			{"vigil+fold", func() { fold.Fold(&text, s); dst = lex.Append(dst[:0], &text, lexicon.Every) }},
			{"map", func() {
				for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
					if set[w] {
						count++
					}
				}
			}},
			{"aho-corasick", func() {
				for it := ac.Iter(s); it.Next() != nil; {
					count++
				}
			}},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				fold.Fold(&text, s)
				b.SetBytes(int64(len(s)))
				b.ReportAllocs()
				for b.Loop() {
					c.f()
				}
			})
		}
	}
}

// BenchmarkClean looks at clean sentences with the built-in lists, and with
// go-away's (which are English).
func BenchmarkClean(b *testing.B) {
	lex, err := lexicon.Default()
	require.NoError(b, err)
	away := goaway.NewProfanityDetector()
	lines := []string{
		"The weather is nice today and we will play outside with our friends.", "Heute ist das Wetter schön und wir spielen draußen.",
		"Il fait beau aujourd'hui et nous allons jouer dehors.", "Днес времето е хубаво и ще играем навън.",
	}
	size := 0
	for _, s := range lines {
		size += len(s)
	}
	var text fold.Text
	var dst []lexicon.Match
	in := lexicon.Of(langs.English, langs.German, langs.French, langs.Bulgarian)
	b.Run("vigil", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, s := range lines {
				fold.Fold(&text, s)
				dst = lex.Append(dst[:0], &text, in)
			}
		}
	})
	b.Run("go-away", func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, s := range lines {
				away.IsProfane(s)
			}
		}
	})
}
