package stem_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/internal/golden"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/lexicon/stem"
)

// TestForms checks that the forms of one word share a stem, and that the first
// words of different lines do not.
func TestForms(t *testing.T) {
	t.Parallel()
	first := map[string]string{}
	seen := map[string]bool{}
	for _, row := range golden.Rows(t, "testdata/forms.tsv", 2) {
		l, err := langs.Parse(row[0])
		require.NoError(t, err)
		require.True(t, stem.Has(l), row[0])
		seen[row[0]] = true
		forms := strings.Fields(row[1])
		want := stem.Word(l, forms[0])
		for _, form := range forms[1:] {
			require.Equal(t, want, stem.Word(l, form), "%s: %s and %s", l, forms[0], form)
		}
		require.Empty(t, first[row[0]+want], "%s: %s and %s", l, first[row[0]+want], forms[0])
		first[row[0]+want] = forms[0]
	}
	for _, l := range langs.All() {
		require.Equal(t, stem.Has(l), seen[l.String()], l)
	}
}

func FuzzWord(f *testing.F) {
	f.Add(uint8(langs.Irish), "gcailíní")
	f.Add(uint8(langs.Maltese), "il-ħmirijiet")
	f.Add(uint8(langs.Greek), "άνθρωπος")
	f.Add(uint8(255), "\xff")
	f.Fuzz(func(t *testing.T, l uint8, word string) {
		s := stem.Word(langs.Language(l), word)
		require.Equal(t, s, stem.Word(langs.Language(l), word))
		if utf8.ValidString(word) {
			require.True(t, utf8.ValidString(s))
		}
		require.LessOrEqual(t, len(s), 2*len(word))
	})
}

func Example() {
	for _, form := range []string{"sprostý", "sprostého", "sprostých"} {
		fmt.Println(stem.Word(langs.Slovak, form))
	}
	// Output:
	// sprost
	// sprost
	// sprost
}
