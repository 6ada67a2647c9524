package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHash hashes a picture whose hashes the golden file of package pdq knows,
// between two files that cannot be hashed.
func TestHash(t *testing.T) {
	t.Parallel()
	picture := filepath.FromSlash("../hashing/pdq/testdata/black-canyon_700.png")
	golden, err := os.ReadFile(filepath.FromSlash("../hashing/pdq/testdata/golden.tsv"))
	require.NoError(t, err)
	var want []string
	for line := range strings.Lines(string(golden)) {
		if strings.HasPrefix(line, "black-canyon_700.png\t") {
			want = strings.Fields(line)
		}
	}
	require.Len(t, want, 5)
	tests := []struct {
		front string
		hash  string
	}{
		{"stretch512", want[1]},
		{"full", want[3]},
	}
	for _, tt := range tests {
		t.Run(tt.front, func(t *testing.T) {
			t.Parallel()
			var out, errOut bytes.Buffer
			code := run(t.Context(), []string{"hash", "-json", "-front", tt.front, "hash.go", picture, "absent"}, &out, &errOut)
			require.Equal(t, 1, code)
			lines := strings.Split(strings.TrimSpace(out.String()), "\n")
			require.Len(t, lines, 4)
			require.True(t, strings.HasPrefix(lines[0], "error\t"), lines[0])
			require.Equal(t, tt.hash+"\t100\t"+picture, lines[1])
			require.True(t, strings.HasSuffix(lines[2], "\tabsent"), lines[2])
			var report hashReport
			require.NoError(t, json.Unmarshal([]byte(lines[3]), &report))
			require.Equal(t, tt.front, report.Front)
			require.Equal(t, 2, report.Failed)
			require.Equal(t, hashRow{Hash: tt.hash, Quality: 100, Path: picture}, report.Rows[1])
			require.Contains(t, errOut.String(), "2 of 3 files")
		})
	}
}

func TestHashUsage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		args []string
		code int
	}{
		{"no_files", []string{"hash"}, 2},
		{"unknown_front", []string{"hash", "-front", "slow", "x"}, 2},
		{"unknown_flag", []string{"hash", "-slow", "x"}, 2},
		{"one_picture", []string{"hash", "-front", "fast", "../hashing/pdq/testdata/black-canyon_320.png"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var out, errOut bytes.Buffer
			require.Equal(t, tt.code, run(t.Context(), tt.args, &out, &errOut), errOut.String())
		})
	}
}
