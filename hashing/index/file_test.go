package index_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
)

func saved[H index.Hash](t testing.TB, entries []index.Entry[H], opts index.Options) string {
	x, err := index.New(entries, opts)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "list.idx")
	require.NoError(t, x.Save(path))
	return path
}

func TestSavedIndexAnswersTheSame(t *testing.T) {
	t.Parallel()
	for _, profile := range []index.Profile{index.Fast, index.Compact} {
		t.Run(profile.String(), func(t *testing.T) {
			t.Parallel()
			entries, hs := planted(5, 20000, 40, 64)
			entries = append(entries, index.Entry[hashing.Hash256]{ID: 1 << 40, Hash: entries[7].Hash})
			x, err := index.Open[hashing.Hash256](saved(t, entries, index.Options{Profile: profile}))
			require.NoError(t, err)
			defer x.Close()
			require.Equal(t, len(entries), x.Len())
			for _, h := range append(hs, entries[7].Hash) {
				for _, threshold := range []int{0, 31, 64} {
					got, err := x.Search(nil, h, threshold)
					require.NoError(t, err)
					require.Equal(t, slow(entries, h, threshold), got)
				}
			}
			require.NoError(t, x.Verify())
			require.NoError(t, x.Apply([]index.Entry[hashing.Hash256]{{ID: 1, Hash: hs[0]}}, []uint64{entries[7].ID}))
			got, err := x.Search(nil, entries[7].Hash, 0)
			require.NoError(t, err)
			require.Equal(t, []index.Match{{ID: 1 << 40}}, got)
		})
	}
}

func TestSaveOfEmptyIndex(t *testing.T) {
	t.Parallel()
	x, err := index.Open[hashing.Hash64](saved[hashing.Hash64](t, nil, index.Options{}))
	require.NoError(t, err)
	require.Zero(t, x.Len())
	require.NoError(t, x.Verify())
	require.NoError(t, x.Apply([]index.Entry[hashing.Hash64]{{ID: 5, Hash: 9}}, nil))
	got, err := x.Search(nil, 8, 1)
	require.NoError(t, err)
	require.Equal(t, []index.Match{{ID: 5, Distance: 1}}, got)
}

func TestOpenWantsTheSameWidth(t *testing.T) {
	t.Parallel()
	_, err := index.Open[hashing.Hash64](saved[hashing.Hash256](t, nil, index.Options{}))
	require.ErrorContains(t, err, "holds hashes of 256 bits, want 64")
}

// TestDamageIsFound changes a file at many places and cuts it at many lengths:
// a search may fail, but it never gives a wrong answer, and Verify always fails.
func TestDamageIsFound(t *testing.T) {
	t.Parallel()
	for _, profile := range []index.Profile{index.Fast, index.Compact} {
		t.Run(profile.String(), func(t *testing.T) {
			t.Parallel()
			entries, hs := planted(6, 1500, 12, 31)
			entries = append(entries, index.Entry[hashing.Hash256]{ID: 1 << 40, Hash: entries[7].Hash})
			path := saved(t, entries, index.Options{Profile: profile})
			good, err := os.ReadFile(path)
			require.NoError(t, err)
			want := make([][]index.Match, len(hs))
			for i, h := range hs {
				want[i] = slow(entries, h, 31)
			}
			rng := rand.New(rand.NewPCG(7, 7))
			for i := range 700 {
				bad := append([]byte(nil), good...)
				switch {
				case i < 200: // the used part of the header
					bad[i] ^= 1 << rng.IntN(8)
				case i%10 == 0:
					bad = bad[:rng.IntN(len(bad))]
				case i%10 == 1:
					bad = append(bad, 0)
				default:
					bad[rng.IntN(len(bad))] ^= 1 << rng.IntN(8)
				}
				requireNoWrongAnswer(t, bad, hs, want)
			}
		})
	}
}

func requireNoWrongAnswer(t *testing.T, file []byte, hs []hashing.Hash256, want [][]index.Match) {
	path := filepath.Join(t.TempDir(), "bad.idx")
	require.NoError(t, os.WriteFile(path, file, 0o600))
	defer os.Remove(path)
	x, err := index.Open[hashing.Hash256](path)
	if err != nil {
		require.ErrorIs(t, err, index.ErrDamaged)
		return
	}
	defer x.Close()
	for i, h := range hs {
		got, err := x.Search(nil, h, 31)
		if err != nil {
			require.ErrorIs(t, err, index.ErrDamaged)
			require.Empty(t, got)
			continue
		}
		require.Equal(t, want[i], got)
	}
	require.ErrorIs(t, x.Verify(), index.ErrDamaged)
}

func TestFileCutWhileOpen(t *testing.T) {
	t.Parallel()
	entries, hs := planted(8, 5000, 10, 31)
	path := saved(t, entries, index.Options{})
	x, err := index.Open[hashing.Hash256](path)
	require.NoError(t, err)
	defer x.Close()
	require.NoError(t, os.Truncate(path, 4096))
	for _, h := range hs {
		got, err := x.Search(nil, h, 31)
		if err != nil { // where files are read, not mapped, nothing has changed
			require.ErrorIs(t, err, index.ErrDamaged)
			require.Empty(t, got)
			continue
		}
		require.Equal(t, slow(entries, h, 31), got)
	}
}

func TestOpenMissingFile(t *testing.T) {
	t.Parallel()
	_, err := index.Open[hashing.Hash256](filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = index.Open[hashing.Hash256](t.TempDir())
	require.Error(t, err)
}

// TestFormatIsStable pins the bytes of version 1: whoever changes them raises the
// version.
func TestFormatIsStable(t *testing.T) {
	t.Parallel()
	entries, _ := planted(21, 500, 0, 0)
	entries = append(entries, index.Entry[hashing.Hash256]{ID: 1 << 50, Hash: entries[3].Hash})
	for profile, want := range map[index.Profile]uint64{index.Fast: 0x907a4f69ff08155b, index.Compact: 0xa29796acdc242cb8} {
		b, err := os.ReadFile(saved(t, entries, index.Options{Profile: profile, Workers: 1}))
		require.NoError(t, err)
		require.Equal(t, want, xxhash.Sum64(b), "%v, %d bytes", profile, len(b))
	}
}

func TestClosedIndexFails(t *testing.T) {
	t.Parallel()
	entries, hs := planted(22, 10, 1, 0)
	x, err := index.Open[hashing.Hash256](saved(t, entries, index.Options{}))
	require.NoError(t, err)
	require.NoError(t, x.Close())
	_, err = x.Search(nil, hs[0], 31)
	require.ErrorContains(t, err, "closed")
	require.ErrorContains(t, x.Apply(entries, nil), "closed")
	require.ErrorContains(t, x.Merge(), "closed")
	require.ErrorContains(t, x.Verify(), "closed")
}
