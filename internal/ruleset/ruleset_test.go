package ruleset_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/internal/ruleset"
)

func TestSameSeedSameBytes(t *testing.T) {
	t.Parallel()
	require.Equal(t, ruleset.Policy(1, 50), ruleset.Policy(1, 50))
	require.NotEqual(t, ruleset.Policy(1, 50), ruleset.Policy(2, 50))
	require.Equal(t, ruleset.Events(1, 20), ruleset.Events(1, 20))
	require.Len(t, ruleset.Events(1, 20), 20)
}
