package policies_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/rules/policies"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	entries, err := policies.FS.ReadDir(".")
	require.NoError(t, err)
	require.NotEmpty(t, entries)
	for _, e := range entries {
		name := e.Name()[:len(e.Name())-len(".yaml")]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := policies.Load(name)
			require.NoError(t, err)
			require.NotEmpty(t, p.Rules())
		})
	}
}
