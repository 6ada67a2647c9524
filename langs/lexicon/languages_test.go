package lexicon_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/golden"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// TestLanguages finds what is expected in a few sentences of each language.
func TestLanguages(t *testing.T) {
	t.Parallel()
	const path = "testdata/languages.tsv"
	lex, err := lexicon.Default()
	require.NoError(t, err)
	var text fold.Text
	var out strings.Builder
	seen := map[langs.Language]int{}
	for _, line := range golden.Lines(t, path) {
		fields := strings.Split(line, "\t")
		require.GreaterOrEqual(t, len(fields), 2, line)
		l, err := langs.Parse(fields[0])
		require.NoError(t, err)
		seen[l]++
		fold.Fold(&text, fields[1])
		var found []string
		for _, m := range lex.Append(nil, &text, lexicon.Of(l)) {
			if m.Entry.Label == harm.None {
				continue
			}
			word := strings.Join([]string{fields[1][m.Span.Start:m.Span.End], m.Entry.Label.String(), m.Steps.String()}, " / ")
			if len(found) == 0 || found[len(found)-1] != word {
				found = append(found, word)
			}
		}
		if len(found) == 0 {
			found = []string{"-"}
		}
		out.WriteString(fields[0] + "\t" + fields[1] + "\t" + strings.Join(found, "; ") + "\n")
	}
	for _, l := range langs.All() {
		require.NotZero(t, seen[l], l)
	}
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	var head strings.Builder
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			head.WriteString(line)
		}
	}
	golden.Equal(t, path, []byte(head.String()+out.String()))
}
