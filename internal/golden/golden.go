// Package golden helps tests that run a list of cases from files: it fails when
// no case ran, prints how many did, and rewrites expected output on -update.
package golden

import (
	"bufio"
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "rewrite golden files with what was seen")

// Lines returns the lines of the file at path that are neither blank nor
// comments (#). It fails the test when there are none.
func Lines(t testing.TB, path string) []string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	var lines []string
	sc := bufio.NewScanner(bytes.NewReader(raw))
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		if line := sc.Text(); strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	require.NoError(t, sc.Err())
	require.NotEmpty(t, lines, "no cases in %s", path)
	t.Logf("%d cases in %s", len(lines), path)
	return lines
}

// Rows is [Lines] cut at tabs; every row must have the given number of columns.
func Rows(t testing.TB, path string, columns int) [][]string {
	t.Helper()
	lines := Lines(t, path)
	rows := make([][]string, len(lines))
	for i, line := range lines {
		rows[i] = strings.Split(line, "\t")
		require.Len(t, rows[i], columns, "%s: %q", path, line)
	}
	return rows
}

// Dirs returns the folders below path, sorted. It fails the test when there are
// none.
func Dirs(t testing.TB, path string) []string {
	t.Helper()
	entries, err := os.ReadDir(path)
	require.NoError(t, err)
	var dirs []string
	for _, e := range entries {
		if e.IsDir() {
			dirs = append(dirs, filepath.Join(path, e.Name()))
		}
	}
	require.NotEmpty(t, dirs, "no cases in %s", path)
	t.Logf("%d cases in %s", len(dirs), path)
	return dirs
}

// Equal compares got with the file at path, or writes it there on -update.
func Equal(t testing.TB, path string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(got), "%s; run the test with -update if the change is meant", path)
}
