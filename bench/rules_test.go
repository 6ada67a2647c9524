package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRules(t *testing.T) {
	t.Parallel()
	var out, errOut bytes.Buffer
	require.Zero(t, run(t.Context(), []string{"rules", "-n", "30", "-events", "60", "-rounds", "1", "-json"}, &out, &errOut), errOut.String())
	lines := bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
	var got map[string]float64
	require.NoError(t, json.Unmarshal(lines[len(lines)-1], &got))
	for _, name := range []string{"n", "ns_event", "ns_cel", "ratio", "candidates", "allocs"} {
		require.Contains(t, got, name)
	}
	require.Positive(t, got["ns_event"])
	require.Equal(t, 2, run(t.Context(), []string{"rules", "-n", "0"}, &out, &errOut))
}
