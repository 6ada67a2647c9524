package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/behaviour/synthetic"
)

// TestSessions holds the figures to what is promised, on a part of the held-out
// seeds.
func TestSessions(t *testing.T) {
	t.Parallel()
	r, err := playSessions(context.Background(), synthetic.HeldOut, 60, false)
	require.NoError(t, err)
	require.GreaterOrEqual(t, r.Found, 0.95)
	require.GreaterOrEqual(t, r.ThirdAct, 0.95)
	require.LessOrEqual(t, r.FlaggedBanter, 0.02)
}

func TestSessionsOfFile(t *testing.T) {
	t.Parallel()
	s := synthetic.Generate(5, synthetic.Group)
	var in strings.Builder
	enc := json.NewEncoder(&in)
	for _, m := range s.Messages {
		require.NoError(t, enc.Encode(map[string]string{"id": m.ID, "text": m.Text, "actor": m.Actor, "thread": "chat"}))
	}
	path := filepath.Join(t.TempDir(), "chat.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(in.String()), 0o600))
	var out bytes.Buffer
	require.NoError(t, runSessions(context.Background(), []string{"-in", path}, &out))
	var row sessionRow
	require.NoError(t, json.Unmarshal(out.Bytes(), &row))
	require.Equal(t, s.Harassed, row.Harassed)
	require.Len(t, row.Scores, len(s.Messages))
	require.NotEmpty(t, row.Flagged)
	require.NotEmpty(t, row.Findings)

	require.NoError(t, os.WriteFile(path, []byte("no item\n"), 0o600))
	require.ErrorContains(t, runSessions(context.Background(), []string{"-in", path}, &out), "line 1")
	require.ErrorIs(t, runSessions(context.Background(), []string{"-n", "0"}, &out), errUsage)
}
