package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRun trains on our own text alone, twice.
func TestRun(t *testing.T) {
	t.Parallel()
	in := &inputs{own: "../../data/identify"}
	side := settings{latinClasses(), 16, 4000, 5000}
	first, err := in.run(nil, side, 0.12)
	require.NoError(t, err)
	second, err := in.run(nil, side, 0.12)
	require.NoError(t, err)
	require.Equal(t, first, second)
	require.Less(t, len(first), 5000*lanes)
	_, err = (&inputs{}).run(nil, side, 0.12)
	require.ErrorContains(t, err, "train: no words")
}

func TestClasses(t *testing.T) {
	t.Parallel()
	require.Len(t, latinClasses(), lanes)
	require.LessOrEqual(t, len(cyrillicClasses()), lanes)
}

// TestChain checks what the tables of lingua-go say about words against words
// that everybody knows.
func TestChain(t *testing.T) {
	t.Parallel()
	in := &inputs{}
	in.check()
	if in.lingua == "" {
		t.Skip("lingua-go's module is not there")
	}
	c, err := readChain(in.lingua, "en")
	require.NoError(t, err)
	counts := c.words(rand.New(rand.NewPCG(1, 2)), 50_000)
	for _, w := range []string{"the", "and", "is", "of", "with", "people", "because"} {
		require.Greater(t, counts[w], 5, w)
	}
	for _, w := range []string{"eople", "becaus", "peopl"} {
		require.Less(t, counts[w], 10, w)
	}
	require.Greater(t, counts["the"], 1500)
}

func TestNoiseOfText(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Zazolc gesla jazn", stripMarks("Zażółć gęślą jaźń"))
	require.Equal(t, "ljubav i džep", serbianLatin.Replace("љубав и џеп"))
	long := elongate("abc", rand.New(rand.NewPCG(1, 2)))
	require.Greater(t, len(long), 5)
	require.Equal(t, "abc", strings.Join([]string{"a", "b", "c"}, strings.Trim(long, "abc")))
}

func TestReadLines(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "x.txt")
	require.NoError(t, os.WriteFile(path, []byte("# note\n\none two\n\xff\nthree\n"), 0o600))
	require.Equal(t, []string{"one two", "three"}, readLines(path))
	require.Empty(t, readLines(path+".absent"))
	require.Equal(t, []string{"l'été", "x", "fin"}, fields("L'été 12 x, FIN!"))
}
