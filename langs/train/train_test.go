package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/classify"
)

// The same inputs give the same model and card; missing sets are skipped.
func TestRunIsDeterministic(t *testing.T) {
	dir := t.TempDir()
	sets, neutral := filepath.Join(dir, "sets"), filepath.Join(dir, "neutral")
	require.NoError(t, os.Mkdir(sets, 0o755))
	require.NoError(t, os.Mkdir(neutral, 0o755))
	var rows, sentences strings.Builder
	rows.WriteString("id\tlang\tset\tlabel\tcategory\ttext\n")
	for i := range 400 {
		fmt.Fprintf(&rows, "%d\tde\tgahd\t%d\t%s\twort%d %s hier %d\n", i, i%2, []string{"train|R1", "test|R1"}[i%5/4], i%7, []string{"mondlicht", "donnerkeil"}[i%2], i)
		fmt.Fprintf(&sentences, "Heute ist der Tag Nummer %d im Kalender.\n", i)
	}
	require.NoError(t, os.WriteFile(filepath.Join(sets, "gahd.de.tsv"), []byte(rows.String()), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(neutral, "de.udhr.txt"), []byte(sentences.String()), 0o644))
	var models, cards [2][]byte
	for i := range models {
		o := &options{
			sets: sets, neutral: neutral, corpus: dir, prose: dir, out: filepath.Join(dir, "model.bin"), card: filepath.Join(dir, "card.md"),
			bits: 14, epochs: 3, cost: 1, perLanguage: 1000,
		}
		require.NoError(t, run(o))
		var err error
		models[i], err = os.ReadFile(o.out)
		require.NoError(t, err)
		cards[i], err = os.ReadFile(o.card)
		require.NoError(t, err)
	}
	require.Equal(t, models[0], models[1])
	require.Equal(t, cards[0], cards[1])
	_, err := classify.Parse(models[0])
	require.NoError(t, err)
	require.Contains(t, string(cards[0]), "| gahd.de | hate | 80 | 40 | 100.0 | 100.0 |")
}
