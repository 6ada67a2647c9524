package lexicon_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// everyday returns n words of 6 to 18 letters from the middle of the frequency
// lists, made up when the lists are not there.
func everyday(b *testing.B, n int) []string {
	b.Helper()
	var words []string
	seen := map[string]bool{}
	for _, l := range langs.All() {
		file, err := os.Open(filepath.Join(dataDir, "freq", l.String()+".50k.txt"))
		if err != nil {
			continue
		}
		sc := bufio.NewScanner(file)
		for rank := 0; sc.Scan(); rank++ {
			word, _, _ := strings.Cut(sc.Text(), " ")
			if k := len([]rune(word)); rank > 2000 && k >= 6 && k <= 18 && !seen[word] {
				seen[word] = true
				words = append(words, word)
			}
		}
		file.Close()
	}
	r := rand.New(rand.NewPCG(1, 2))
	r.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	for len(words) < n {
		words = append(words, fmt.Sprintf("wort%dnummer", len(words)))
	}
	return words[:n]
}

// neutral returns about n bytes of sentences in 24 languages, in turn.
func neutral(b *testing.B, n int) string {
	b.Helper()
	var texts [][]string
	for _, l := range langs.All() {
		raw, err := os.ReadFile(filepath.Join(dataDir, "neutral", l.String()+".commonvoice2021.txt"))
		if err != nil {
			b.Skip(err)
		}
		texts = append(texts, strings.Split(string(raw), "\n"))
	}
	var sb strings.Builder
	for i := 0; sb.Len() < n; i++ {
		lines := texts[i%len(texts)]
		sb.WriteString(lines[i/len(texts)%len(lines)])
		sb.WriteByte('\n')
	}
	return sb.String()
}

func own(words []string) []lexicon.Entry {
	entries := make([]lexicon.Entry, len(words))
	for i, w := range words {
		entries[i] = lexicon.Entry{Term: w, Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult}
	}
	return entries
}

func BenchmarkNew(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			entries := own(everyday(b, n))
			b.ReportAllocs()
			for b.Loop() {
				_, err := lexicon.New(entries, lexicon.Options{})
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkOwn matches a platform's own terms; the text is folded before, and
// in fold+match while the clock runs.
func BenchmarkOwn(b *testing.B) {
	s := neutral(b, 1<<20)
	for _, n := range []int{10_000, 100_000} {
		lex, err := lexicon.New(own(everyday(b, n)), lexicon.Options{})
		require.NoError(b, err)
		var t fold.Text
		var dst []lexicon.Match
		run := func(name string, f func()) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.SetBytes(int64(len(s)))
				b.ReportAllocs()
				for b.Loop() {
					f()
				}
				b.ReportMetric(float64(len(dst)), "matches")
			})
		}
		fold.Fold(&t, s)
		run("match", func() { dst = lex.Append(dst[:0], &t, lexicon.Every) })
		run("fold+match", func() {
			fold.Fold(&t, s)
			dst = lex.Append(dst[:0], &t, lexicon.Every)
		})
	}
}

// BenchmarkBuiltin matches the built-in lists, message by message, as the
// language of each message is known.
func BenchmarkBuiltin(b *testing.B) {
	lex, err := lexicon.Default()
	require.NoError(b, err)
	lines := strings.Split(neutral(b, 1<<18), "\n")
	size := 0
	for _, line := range lines {
		size += len(line)
	}
	var t fold.Text
	var dst []lexicon.Match
	run := func(name string, f func(i int, line string)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				for i, line := range lines {
					f(i, line)
				}
			}
		})
	}
	in := func(i int) lexicon.Languages {
		return lexicon.Of(langs.Language(i%24+1), langs.Language((i+5)%24+1), langs.English)
	}
	run("fold", func(_ int, line string) { fold.Fold(&t, line) })
	run("fold+match", func(i int, line string) {
		fold.Fold(&t, line)
		dst = lex.Append(dst[:0], &t, in(i))
	})
}
