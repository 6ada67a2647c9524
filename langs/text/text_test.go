package text_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/golden"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/lexicon"
	"github.com/vigil-moderation/vigil/langs/text"
)

func Example() {
	r, err := text.New(text.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var d text.Reading // reuse it
	r.Read(&d, "ħadd ma jridek hawn")
	fmt.Println(d.Languages[0].Language, d.Scores[0].Label, d.Scores[0].Value >= classify.Threshold)
	// Output: mt bullying.exclusion true
}

var shared = sync.OnceValues(func() (*text.Reader, error) { return text.New(text.Options{}) })

func reader(t testing.TB) *text.Reader {
	t.Helper()
	r, err := shared()
	require.NoError(t, err)
	return r
}

// value returns the score of a label.
func value(d *text.Reading, label harm.Label) float64 {
	for _, s := range d.Scores {
		if s.Label == label {
			return s.Value
		}
	}
	return 0
}

// Of the 48 pairs of twins, two in each language, nearly all are judged right. A
// model that learns from messages may miss a few: more than that is a fault.
func TestTwins(t *testing.T) {
	t.Parallel()
	const mayMiss, mayFlag = 0, 4
	var missed, flagged []string
	seen := map[string]bool{}
	for _, row := range golden.Rows(t, "testdata/twins.tsv", 4) {
		seen[row[0]] = true
		lang, err := langs.Parse(row[0])
		require.NoError(t, err)
		label, err := harm.Parse(row[1])
		require.NoError(t, err)
		var d text.Reading
		reader(t).Read(&d, row[2], lang)
		if v := value(&d, label); v < classify.Threshold {
			missed = append(missed, fmt.Sprintf("%s %s: %s %.2f", row[0], row[2], label, v))
		}
		reader(t).Read(&d, row[3], lang)
		for _, s := range d.Scores {
			if s.Label.IsHarm() && s.Value >= classify.Threshold {
				flagged = append(flagged, fmt.Sprintf("%s %s: %s %.2f", row[0], row[3], s.Label, s.Value))
				break
			}
		}
	}
	require.Len(t, seen, len(langs.All()), "every language has twins")
	require.LessOrEqual(t, len(missed), mayMiss, "harmful, not found:\n%s", strings.Join(missed, "\n"))
	require.LessOrEqual(t, len(flagged), mayFlag, "harmless, flagged:\n%s", strings.Join(flagged, "\n"))
	t.Logf("%d missed, %d flagged", len(missed), len(flagged))
}

func TestReadAllocatesNothing(t *testing.T) {
	r := reader(t)
	var d text.Reading
	const s = "Zítra vyrážíme brzy ráno na výlet, nobody wants you here, tak si vezmi svačinu a pláštěnku."
	r.Read(&d, s)
	require.NotEmpty(t, d.Scores)
	require.Zero(t, testing.AllocsPerRun(50, func() { r.Read(&d, s) }))
}

func TestFacts(t *testing.T) {
	t.Parallel()
	var d text.Reading
	reader(t).Read(&d, `@user @other LOOK at "this thing" https://www.Example.org/a?b=c and http://example.org now`)
	require.Equal(t, 2, d.Facts.Mentions)
	require.Equal(t, 2, d.Facts.Links)
	require.Equal(t, []string{"example.org"}, d.Facts.Hosts)
	require.True(t, d.Facts.Addressed)
	require.True(t, d.Facts.Quoted)
	require.InDelta(t, 1.0/6, d.Facts.Capitals, 1e-9)
}

func TestOwnTerms(t *testing.T) {
	t.Parallel()
	terms, err := lexicon.New([]lexicon.Entry{{Term: "zorblax", Label: harm.BullyingInsult, Severity: 3, Sense: lexicon.Insult}}, lexicon.Options{})
	require.NoError(t, err)
	r, err := text.New(text.Options{Terms: terms})
	require.NoError(t, err)
	var d text.Reading
	r.Read(&d, "what a zorblax, nobody wants you here")
	require.Equal(t, []string{"zorblax"}, d.Facts.Terms)
	require.GreaterOrEqual(t, value(&d, harm.BullyingInsult), classify.Threshold)
	require.GreaterOrEqual(t, value(&d, harm.BullyingExclusion), classify.Threshold, "Vigil's own terms are found as well")
	for i := 1; i < len(d.Matches); i++ {
		require.LessOrEqual(t, d.Matches[i-1].First, d.Matches[i].First, "in the order of the text")
	}
}

func TestNilClassifier(t *testing.T) {
	t.Parallel()
	_, err := text.New(text.Options{Classifiers: []classify.Classifier{nil}})
	require.EqualError(t, err, "text: classifier 0 is nil")
}

// FuzzRead reads any bytes: nothing panics, spans lie within the text, values
// within [0,1], and the same text gives the same reading twice.
func FuzzRead(f *testing.F) {
	f.Add("nobody wants you here")
	f.Add("ħadd ma jridek hawn \xff\xfe")
	f.Add("N 0 b o d y w4nts y0u here!!!")
	f.Add(strings.Repeat("a\u0301", 50))
	f.Add("@*\u00ad*|")
	f.Add("α!ż.@#@##")
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<14 {
			return
		}
		var a, b text.Reading
		reader(t).Read(&a, s)
		reader(t).Read(&b, s)
		require.Equal(t, a.Languages, b.Languages)
		require.Equal(t, len(a.Matches), len(b.Matches))
		require.Equal(t, a.Facts, b.Facts)
		for _, m := range a.Matches {
			require.True(t, m.First >= 0 && m.Tokens > 0 && m.First+m.Tokens <= len(a.Text.Tokens), m)
		}
		for i, score := range a.Scores {
			require.Equal(t, score, b.Scores[i])
			require.True(t, score.Value > 0 && score.Value <= 1, score)
			for _, e := range score.Evidence {
				require.True(t, 0 <= e.Span.Start && e.Span.Start < e.Span.End && e.Span.End <= len(s), e)
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	r := reader(b)
	for _, bb := range []struct{ name, text string }{
		{"clean", "Tomorrow morning we leave early for the coast, so bring water, a warm jumper and something to read."},
		{"found", "nobody wants you here, just leave and never come back to this group again, ok? nobody likes you at all"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			var d text.Reading
			b.SetBytes(int64(len(bb.text)))
			b.ReportAllocs()
			for b.Loop() {
				r.Read(&d, bb.text)
			}
		})
	}
}
