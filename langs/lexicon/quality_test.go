package lexicon_test

import (
	"bufio"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/internal/golden"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// dataDir holds text that is not part of the repository; tests that need it
// skip without it.
const dataDir = "../../../shared/data/text"

// The bars: everyday words that score at most, and sentences of neutral text
// that are flagged at most.
const (
	everydayWords   = 50_000
	maxEverydayRate = 1.0 / 2000
	maxNeutralRate  = 0.005
)

// alone returns the first match that counts without context, or nil.
func alone(matches []lexicon.Match) *lexicon.Match {
	for i := range matches {
		if matches[i].Entry.Alone() {
			return &matches[i]
		}
	}
	return nil
}

// lines calls f with every line of a file.
func lines(t *testing.T, path string, f func(string)) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		f(sc.Text())
	}
	require.NoError(t, sc.Err())
}

// TestEveryday looks for everyday words that score although they should not.
// Words that are terms, and so may score, are in testdata/reviewed.tsv.
func TestEveryday(t *testing.T) {
	t.Parallel()
	lex, err := lexicon.Default()
	require.NoError(t, err)
	reviewed := map[string]bool{}
	for _, row := range golden.Rows(t, "testdata/reviewed.tsv", 2) {
		for word := range strings.FieldsSeq(row[1]) {
			reviewed[row[0]+" "+word] = true
		}
	}
	for _, l := range langs.All() {
		path := filepath.Join(dataDir, "freq", l.String()+".50k.txt")
		if _, err := os.Stat(path); err != nil {
			continue
		}
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			var text fold.Text
			n, scored, allowed := 0, 0, 0
			lines(t, path, func(line string) {
				word, _, _ := strings.Cut(line, " ")
				fold.Fold(&text, word)
				n++
				m := alone(lex.Append(nil, &text, lexicon.Of(l)))
				if m == nil {
					return
				}
				if reviewed[l.String()+" "+word] {
					allowed++
					return
				}
				scored++
				t.Logf("%d\t%s\t%s\t%s\t%s", n, word, m.Entry.Term, m.Entry.Label, m.Steps)
			})
			t.Logf("%d of %d everyday words score, %d more are reviewed terms", scored, n, allowed)
			require.LessOrEqual(t, float64(scored), maxEverydayRate*float64(n))
		})
	}
}

// TestNeutral flags neutral sentences by the lexicon alone.
func TestNeutral(t *testing.T) {
	t.Parallel()
	lex, err := lexicon.Default()
	require.NoError(t, err)
	for _, l := range langs.All() {
		paths, _ := filepath.Glob(filepath.Join(dataDir, "neutral", l.String()+".*.txt"))
		if len(paths) == 0 {
			continue
		}
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			var text fold.Text
			n, flagged := 0, 0
			by := map[string]int{}
			for _, path := range paths {
				if strings.Contains(path, "twittirish") {
					continue // real tweets, not all of them neutral
				}
				lines(t, path, func(line string) {
					fold.Fold(&text, line)
					n++
					if m := alone(lex.Append(nil, &text, lexicon.Of(l))); m != nil {
						flagged++
						by[m.Entry.Term+" ["+line[m.Span.Start:m.Span.End]+"] "+m.Steps.String()]++
					}
				})
			}
			rate := float64(flagged) / float64(n)
			t.Logf("%d of %d sentences flagged, %.2f %%", flagged, n, 100*rate)
			logTop(t, by)
			require.LessOrEqual(t, rate, maxNeutralRate)
		})
	}
}

// logTop logs the commonest keys.
func logTop(t *testing.T, counts map[string]int) {
	keys := make([]string, 0, len(counts))
	for k := range counts {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool {
		if counts[keys[i]] != counts[keys[j]] {
			return counts[keys[i]] > counts[keys[j]]
		}
		return keys[i] < keys[j]
	})
	for _, k := range keys[:min(len(keys), 15)] {
		t.Logf("  %d\t%s", counts[k], k)
	}
}
