package synthetic_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/behaviour/synthetic"
)

func Example() {
	s := synthetic.Generate(1, synthetic.Quarrel)
	fmt.Println(s.Kind, s.Language, len(s.Messages) > 5, s.Harassed == "")
	// Output: quarrel it true true
}

func TestGenerate(t *testing.T) {
	t.Parallel()
	languages := map[string]bool{}
	for seed := range uint64(60) {
		for kind := range synthetic.NumKinds {
			for _, first := range []uint64{0, synthetic.HeldOut} {
				s := synthetic.Generate(first+seed, kind)
				require.Equal(t, s, synthetic.Generate(first+seed, kind), "the same seed, the same session")
				require.NotEmpty(t, s.Messages)
				languages[s.Language] = true
				ids := map[string]bool{}
				for i, m := range s.Messages {
					require.NotEmpty(t, m.Text)
					require.NotEqual(t, m.Actor, m.Target)
					require.False(t, ids[m.ID])
					ids[m.ID] = true
					require.True(t, i == 0 || !m.Time.Before(s.Messages[i-1].Time))
					require.False(t, m.Attack && s.Harassed == "")
				}
			}
		}
	}
	require.Len(t, languages, 6)
	require.Empty(t, synthetic.Generate(1, synthetic.NumKinds).Messages)
	require.Equal(t, "group", synthetic.Group.String())
}
