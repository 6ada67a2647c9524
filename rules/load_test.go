package rules_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/internal/golden"
	"github.com/vigil-moderation/vigil/rules"
)

func TestGoodPolicies(t *testing.T) {
	t.Parallel()
	for _, dir := range golden.Dirs(t, "testdata/good") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			file, err := os.ReadFile(filepath.Join(dir, "policy.yaml"))
			require.NoError(t, err)
			for _, plain := range []bool{false, true} {
				p, err := rules.Load(file, rules.Options{Plain: plain})
				require.NoError(t, err)
				require.NotEmpty(t, p.Rules())
			}
		})
	}
}

// TestBadPolicies holds every problem of a file, in order, against want.txt.
func TestBadPolicies(t *testing.T) {
	t.Parallel()
	for _, dir := range golden.Dirs(t, "testdata/bad") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			file, err := os.ReadFile(filepath.Join(dir, "policy.yaml"))
			require.NoError(t, err)
			p, err := rules.Load(file, rules.Options{})
			require.Nil(t, p)
			var bad *rules.LoadError
			require.ErrorAs(t, err, &bad)
			require.NotEmpty(t, bad.Problems)
			var lines []string
			for _, p := range bad.Problems {
				lines = append(lines, p.String()+"\n")
				require.Contains(t, err.Error(), p.String())
			}
			golden.Equal(t, filepath.Join(dir, "want.txt"), []byte(strings.Join(lines, "")))
		})
	}
}
