package lexicon_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/golden"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// sentinels are made-up words, one for each setting of testdata/evasion.tsv.
var sentinels = map[string]string{
	"en": "takesino", "cs": "křeplavník", "el": "σκαλιβόπης", "bg": "кротяльник", "mt": "ħmarġunaz", "de": "schlurfnase",
}

func setting(t testing.TB, code, term string) (*lexicon.Lexicon, lexicon.Languages) {
	t.Helper()
	l, err := langs.Parse(code)
	require.NoError(t, err)
	var entries []lexicon.Entry
	for word := range strings.SplitSeq(term, ";") {
		entries = append(entries, lexicon.Entry{Term: word, Label: harm.BullyingInsult, Severity: 2, Sense: lexicon.Insult, Language: l})
	}
	lex, err := lexicon.New(entries, lexicon.Options{Typos: true})
	require.NoError(t, err)
	return lex, lexicon.Of(l)
}

// minCaught is the share of disguises that must be seen through.
const minCaught = 0.92

func TestEvasion(t *testing.T) {
	t.Parallel()
	caught, total := map[string]int{}, map[string]int{}
	all, allCaught := 0, 0
	var text fold.Text
	for _, row := range golden.Rows(t, "testdata/evasion.tsv", 3) {
		s, err := strconv.Unquote(row[2])
		require.NoError(t, err, row[2])
		lex, in := setting(t, row[0], sentinels[row[0]])
		fold.Fold(&text, s)
		matches := lex.Append(nil, &text, in)
		total[row[0]]++
		all++
		if len(matches) > 0 {
			caught[row[0]]++
			allCaught++
		} else {
			t.Logf("missed: %s %s %s", row[0], row[1], row[2])
		}
		for _, m := range matches {
			require.LessOrEqual(t, m.Span.End, len(s))
			require.Less(t, m.Span.Start, m.Span.End)
		}
	}
	for code, n := range total {
		t.Logf("%s: %d of %d", code, caught[code], n)
		require.GreaterOrEqual(t, float64(caught[code]), minCaught*float64(n), code)
	}
	t.Logf("caught %d of %d", allCaught, all)
}

func TestInnocent(t *testing.T) {
	t.Parallel()
	var text fold.Text
	for _, row := range golden.Rows(t, "testdata/innocent.tsv", 3) {
		lex, in := setting(t, row[0], row[1])
		fold.Fold(&text, row[2])
		for _, m := range lex.Append(nil, &text, in) {
			t.Errorf("%s: %q found in %q as %q by %v", row[0], m.Entry.Term, row[2], row[2][m.Span.Start:m.Span.End], m.Steps)
		}
	}
}
