package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCorpus(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	faults, err := run("../../data/corpus", &out)
	require.NoError(t, err)
	require.Zero(t, faults, out.String())
	t.Log("\n" + out.String())
}

func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := header + "\n" +
		"en-1\tbullying.insult\t-\tyou\tassert\tchat\tp1\ttrain\tyou are a sentinel\n" +
		"en-2\t-\t-\tthing\tassert\tchat\tp1\theld\tthe box is a sentinel\n" +
		"en-2\tno.label\t-\tyou\tassert\tchat\t-\ttrain\tYou are, a SENTINEL!\n" +
		"en-4\t-\tno_facet\tthem\tassert\tchat\tp2\ttrain\thello @somebody\n" +
		"en-5\ttoo few\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "en.tsv"), []byte(file), 0o600))
	var out bytes.Buffer
	faults, err := run(dir, &out)
	require.NoError(t, err)
	require.Equal(t, 9, faults, out.String())
	for _, want := range []string{
		"pair p1 stands in both splits", "pair p2 has 1 rows", `id "en-2"`, `unknown label "no.label"`, "text of en-1 again",
		`unknown facet "no_facet"`, `target "them"`, "a handle that is not @user", "2 columns, want 9",
	} {
		require.Contains(t, out.String(), want)
	}
	_, err = run(t.TempDir(), &out)
	require.Error(t, err)
}
