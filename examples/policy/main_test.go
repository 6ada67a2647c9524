package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/internal/golden"
)

func TestCommands(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args string
		in   string
		code int
	}{
		{name: "check", args: "check testdata/plain.yaml testdata/stricter.yaml"},
		{name: "check_broken", args: "check testdata/broken.yaml", code: 1},
		{name: "test", args: "test testdata/plain.yaml"},
		{name: "explain", args: "explain minors", in: `{"id":"x","actor":{"age_days":3},"score":{"bullying.insult":0.8},"counter":{"insults_1h":4}}`},
		{name: "explain_match", args: "explain minors", in: `{"match":[{"list":"csam","version":"7","distance":12,"quality":90}]}`},
		{name: "replay", args: "replay testdata/plain.yaml testdata/events.jsonl"},
		{name: "diff", args: "diff testdata/plain.yaml testdata/stricter.yaml testdata/events.jsonl"},
		{name: "diff_json", args: "diff -json testdata/plain.yaml testdata/stricter.yaml testdata/events.jsonl"},
		{name: "usage", args: "explode", code: 2},
		{name: "no_file", args: "check testdata/nothing.yaml", code: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			code := run(strings.Fields(tt.args), strings.NewReader(tt.in), &out, &out)
			require.Equal(t, tt.code, code, out.String())
			golden.Equal(t, "testdata/"+tt.name+".golden", out.Bytes())
		})
	}
}

// TestPoliciesThatVigilComesWith runs the tests in them.
func TestPoliciesThatVigilComesWith(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.Zero(t, run([]string{"test", "minors", "general", "hotline"}, nil, &out, &out), out.String())
	require.Equal(t, 3, strings.Count(out.String(), "tests passed"))
}
