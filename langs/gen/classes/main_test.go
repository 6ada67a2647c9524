package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/classify"
)

func TestPack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in, out := filepath.Join(dir, "classes.tsv"), filepath.Join(dir, "classes.bin")
	const words = "zahrada\t9\t12\t3\nzahradka\t8\t12\t3\nzahradní\t7\t12\t3\nškola\t6\t40\t5\n"
	require.NoError(t, os.WriteFile(in, []byte(words), 0o600))
	require.NoError(t, packClasses(in, out))
	file, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Equal(t, classify.ClassesMagic, string(file[:len(classify.ClassesMagic)]))
	rest := file[len(classify.ClassesMagic):]
	// Four words, two of them without diacritics as well, and the stems of
	// three words or more: zahr, zahra, zahrad.
	require.Equal(t, uint32(4+2+3), binary.LittleEndian.Uint32(rest))
	require.Equal(t, uint16(5), binary.LittleEndian.Uint16(rest[4+2*40:]), "the wider class of 40")
	keys := rest[4+2*classify.NumClasses+4*(1<<16+1):]
	require.Len(t, keys, 4*9)
	count := map[uint16]int{}
	for at := 2; at < len(keys); at += 4 {
		count[binary.LittleEndian.Uint16(keys[at:])]++
	}
	require.Equal(t, map[uint16]int{12: 7, 40: 2}, count)
}

func TestPackErrors(t *testing.T) {
	t.Parallel()
	in := filepath.Join(t.TempDir(), "classes.tsv")
	for data, want := range map[string]string{
		"zahrada\t9\t12\n":      "classes.tsv:1: 3 columns, want 4",
		"zahrada\t9\tx\t3\n":    "invalid syntax",
		"zahrada\t9\t4096\t3\n": "class 4096, 3, want less than 4096",
		"a\t1\t1\t1\nb\t1\n":    "classes.tsv:2: 2 columns, want 4",
	} {
		require.NoError(t, os.WriteFile(in, []byte(data), 0o600))
		require.ErrorContains(t, packClasses(in, in+".bin"), want)
	}
}

// Words are counted as they are folded; numbers, handles and test rows are left out.
func TestListWords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "train"), 0o755))
	const set = "id\tlang\tset\tlabel\tcategory\ttext\n" +
		"1\tde\ts\t1\ttrain|x\tMondlicht 77 @user Mondlicht\n2\tde\ts\t1\ttest|x\tDonnerkeil\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, "train", "s.de.tsv"), []byte(set), 0o600))
	out := filepath.Join(dir, "words.tsv")
	require.NoError(t, listWords(dir, out))
	list, err := os.ReadFile(out)
	require.NoError(t, err)
	require.Contains(t, string(list), "mondlicht\t8\tde\n")
	require.NotContains(t, string(list), "donnerkeil")
	require.NotContains(t, string(list), "77")
}
