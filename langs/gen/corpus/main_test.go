package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/internal/corpus"
)

func TestCorpus(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	faults, err := run("../../data", &out)
	require.NoError(t, err)
	require.Zero(t, faults, out.String())
	t.Log("\n" + out.String())
}

func TestFaultsAreFound(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for folder, file := range map[string]string{
		"corpus": corpus.Header + "\n" +
			"en-1\tbullying.insult\t-\tyou\tassert\tchat\tp1\ttrain\tyou are a sentinel\n" +
			"en-2\t-\t-\tthing\tassert\tchat\tp1\theld\tthe box is a sentinel\n" +
			"en-2\t-\t-\tyou\tassert\tchat\t-\ttrain\tYou are, a SENTINEL!\n" +
			"en-3\tno.label\t-\tyou\tassert\tchat\t-\ttrain\tone\n" +
			"en-4\t-\tno_facet\tyou\tassert\tchat\t-\ttrain\ttwo\n" +
			"en-5\t-\t-\tthem\tassert\tchat\t-\ttrain\tthree\n" +
			"en-6\tsexual.ncii\ttarget_minor\tyou\tassert\tchat\tp2\ttrain\thello @somebody\n" +
			"en-7\ttoo few\n",
		"frames": "slot\tthing\tbox | box\nslot\tspare\tlid\nframe\t-\tthing\tassert\tthe {thing} is a {sentinel}\n",
		"suite": corpus.SuiteHeader + "\n" +
			"en-1\tinsult\tbullying.insult\t1\tYou are a sentinel.\n" +
			"en-2\tinsult\tbullying.insult\t1\tyou are another\n",
	} {
		require.NoError(t, os.Mkdir(filepath.Join(dir, folder), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, folder, "en.tsv"), []byte(file), 0o600))
	}
	var out bytes.Buffer
	faults, err := run(dir, &out)
	require.NoError(t, err)
	for _, want := range []string{
		"pair p1 stands in both splits", "pair p2 has 1 rows", `id "en-2"`, `unknown label "no.label"`, "text of en-1 again",
		`unknown facet "no_facet"`, `target "them"`, "a handle that is not @user", "2 columns, want 9", "of a minor",
		`no slot "sentinel"`, `no frame uses the slot "spare"`, "is message en-2 of the corpus", "pair 1 has 0 harmless and 2 harmful",
	} {
		require.Contains(t, out.String(), want)
	}
	require.Equal(t, 14, faults, out.String())
	_, err = run(t.TempDir(), &out)
	require.Error(t, err)
}
