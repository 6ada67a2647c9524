package index_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
)

func random256(rng *rand.Rand) hashing.Hash256 {
	return hashing.Hash256{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64()}
}

// flip changes n bits of h.
func flip(rng *rand.Rand, h hashing.Hash256, n int) hashing.Hash256 {
	for _, b := range rng.Perm(256)[:n] {
		h[b/64] ^= 1 << (b % 64)
	}
	return h
}

// slow is the truth: it compares everything.
func slow[H index.Hash](entries []index.Entry[H], h H, threshold int) []index.Match {
	var out []index.Match
	seen := map[index.Entry[H]]bool{}
	for _, e := range entries {
		if d := distance(e.Hash, h); d <= threshold && !seen[e] {
			seen[e] = true
			out = append(out, index.Match{ID: e.ID, Distance: d})
		}
	}
	slices.SortFunc(out, func(a, b index.Match) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.ID, b.ID))
	})
	return out
}

func distance[H index.Hash](a, b H) int {
	switch a := any(a).(type) {
	case hashing.Hash256:
		return a.Distance(any(b).(hashing.Hash256))
	case hashing.Hash64:
		return a.Distance(any(b).(hashing.Hash64))
	}
	return -1
}

// planted returns n random entries, and queries near to some of them.
func planted(seed uint64, n, queries, most int) ([]index.Entry[hashing.Hash256], []hashing.Hash256) {
	rng := rand.New(rand.NewPCG(seed, 1))
	entries := make([]index.Entry[hashing.Hash256], n)
	for i := range entries {
		entries[i] = index.Entry[hashing.Hash256]{ID: uint64(i), Hash: random256(rng)}
	}
	hs := make([]hashing.Hash256, queries)
	for i := range hs {
		hs[i] = random256(rng)
		if n > 0 && i%2 == 0 {
			hs[i] = flip(rng, entries[rng.IntN(n)].Hash, rng.IntN(most+1))
		}
	}
	return entries, hs
}

func TestSearchFindsWhatLinearFinds(t *testing.T) {
	t.Parallel()
	for _, profile := range []index.Profile{index.Fast, index.Compact} {
		for _, n := range []int{0, 1, 2, 100, 2000, 20000} {
			t.Run(fmt.Sprintf("%v/%d", profile, n), func(t *testing.T) {
				t.Parallel()
				entries, hs := planted(uint64(n), n, 40, 64)
				x, err := index.New(entries, index.Options{Profile: profile})
				require.NoError(t, err)
				require.Equal(t, n, x.Len())
				for _, threshold := range []int{0, 1, 7, 15, 16, 30, 31, 32, 40, 47, 56, 64} {
					for _, h := range hs {
						got, err := x.Search(nil, h, threshold)
						require.NoError(t, err)
						require.Equal(t, slow(entries, h, threshold), got)
					}
				}
			})
		}
	}
}

func TestHash64(t *testing.T) {
	t.Parallel()
	for _, n := range []int{10, 1000, 30000} {
		rng := rand.New(rand.NewPCG(uint64(n), 64))
		entries := make([]index.Entry[hashing.Hash64], n)
		for i := range entries {
			entries[i] = index.Entry[hashing.Hash64]{ID: rng.Uint64(), Hash: hashing.Hash64(rng.Uint64())}
		}
		for _, profile := range []index.Profile{index.Fast, index.Compact} {
			x, err := index.New(entries, index.Options{Profile: profile})
			require.NoError(t, err)
			for range 30 {
				h := entries[rng.IntN(n)].Hash
				for range rng.IntN(20) {
					h ^= 1 << rng.IntN(64)
				}
				for _, threshold := range []int{0, 1, 3, 8, 10, 12, 17, 24, 64} {
					got, err := x.Search(nil, h, threshold)
					require.NoError(t, err)
					require.Equal(t, slow(entries, h, threshold), got, "threshold %d", threshold)
				}
			}
		}
	}
}

// model is an index that forgets nothing and searches slowly.
type model map[index.Entry[hashing.Hash256]]bool

func (m model) apply(add []index.Entry[hashing.Hash256], remove []uint64) {
	for e := range m {
		if slices.Contains(remove, e.ID) {
			delete(m, e)
		}
	}
	for _, e := range add {
		m[e] = true
	}
}

func (m model) entries() []index.Entry[hashing.Hash256] {
	var out []index.Entry[hashing.Hash256]
	for e := range m {
		out = append(out, e)
	}
	return out
}

func TestApplyAgainstModel(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(9, 9))
	x, err := index.New[hashing.Hash256](nil, index.Options{})
	require.NoError(t, err)
	m := model{}
	known := []hashing.Hash256{{}}
	for round := range 60 {
		var add []index.Entry[hashing.Hash256]
		for range rng.IntN(1 + []int{5, 200, 1500}[round%3]) {
			h := random256(rng)
			if rng.IntN(4) == 0 {
				h = flip(rng, known[rng.IntN(len(known))], rng.IntN(3))
			}
			known = append(known, h)
			add = append(add, index.Entry[hashing.Hash256]{ID: uint64(rng.IntN(5000)), Hash: h})
		}
		var remove []uint64
		for range rng.IntN(50) {
			remove = append(remove, uint64(rng.IntN(5000)))
		}
		require.NoError(t, x.Apply(add, remove))
		m.apply(add, remove)
		if round%20 == 19 {
			require.NoError(t, x.Merge())
		}
		entries := m.entries()
		require.Equal(t, len(entries), x.Len())
		for range 20 {
			h := flip(rng, known[rng.IntN(len(known))], rng.IntN(40))
			got, err := x.Search(nil, h, 31)
			require.NoError(t, err)
			require.Equal(t, slow(entries, h, 31), got)
		}
	}
}

// TestPoisonedLists plants what would fill single buckets: equal hashes, and
// hashes that differ from zero in a few bits only.
func TestPoisonedLists(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(10, 10))
	entries, hs := planted(10, 3000, 5, 31)
	for i := range uint64(3000) {
		entries = append(entries,
			index.Entry[hashing.Hash256]{ID: 1e6 + i},
			index.Entry[hashing.Hash256]{ID: 2e6 + i, Hash: flip(rng, hashing.Hash256{}, rng.IntN(40))},
			index.Entry[hashing.Hash256]{ID: 3e6 + i, Hash: entries[0].Hash})
	}
	hs = append(hs, hashing.Hash256{}, entries[0].Hash, flip(rng, hashing.Hash256{}, 20), hashing.Hash256{1: 0xffff})
	for _, profile := range []index.Profile{index.Fast, index.Compact} {
		x, err := index.New(entries, index.Options{Profile: profile})
		require.NoError(t, err)
		for _, h := range hs {
			for _, threshold := range []int{0, 5, 31, 50} {
				got, err := x.Search(nil, h, threshold)
				require.NoError(t, err)
				require.Equal(t, slow(entries, h, threshold), got)
			}
		}
	}
}

func TestBatchIsSearchOfEach(t *testing.T) {
	t.Parallel()
	entries, hs := planted(11, 5000, 16, 31)
	x, err := index.New(entries, index.Options{})
	require.NoError(t, err)
	var want []index.Match
	for i, h := range hs {
		start := len(want)
		want, err = x.Search(want, h, 31)
		require.NoError(t, err)
		for j := range want[start:] {
			want[start+j].Query = i
		}
	}
	got, err := x.SearchBatch(nil, hs, 31)
	require.NoError(t, err)
	require.Equal(t, want, got)
}

func TestSearchAllocatesNothing(t *testing.T) {
	entries, hs := planted(12, 5000, 16, 31)
	built, err := index.New(entries, index.Options{})
	require.NoError(t, err)
	mapped, err := index.Open[hashing.Hash256](saved(t, entries, index.Options{}))
	require.NoError(t, err)
	dst := make([]index.Match, 0, 64)
	for _, x := range []*index.Index[hashing.Hash256]{built, mapped} {
		require.NoError(t, x.Apply([]index.Entry[hashing.Hash256]{{ID: 9e9, Hash: hs[0]}}, []uint64{3}))
		require.Zero(t, testing.AllocsPerRun(100, func() {
			for _, h := range hs {
				dst, _ = x.Search(dst[:0], h, 31)
			}
			dst, _ = x.SearchBatch(dst[:0], hs, 31)
		}))
	}
}

func TestWrongOptions(t *testing.T) {
	t.Parallel()
	_, err := index.New[hashing.Hash256](nil, index.Options{Threshold: 65})
	require.ErrorContains(t, err, "threshold 65, want 0 to 64")
	_, err = index.New[hashing.Hash256](nil, index.Options{Profile: 9})
	require.Error(t, err)
	x, err := index.New[hashing.Hash256](nil, index.Options{})
	require.NoError(t, err)
	_, err = x.Search(nil, hashing.Hash256{}, -1)
	require.Error(t, err)
	_, err = x.Search(nil, hashing.Hash256{}, 65)
	require.Error(t, err)
}

// TestSearchesDuringChanges lets the race detector look at searches beside
// changes; an entry that is never touched is found each time.
func TestSearchesDuringChanges(t *testing.T) {
	t.Parallel()
	entries, _ := planted(13, 3000, 0, 0)
	x, err := index.New(entries, index.Options{})
	require.NoError(t, err)
	done := make(chan error)
	go func() {
		var err error
		for i := 0; i < 30 && err == nil; i++ {
			more, _ := planted(uint64(100+i), 300, 0, 0)
			for j := range more {
				more[j].ID += 10_000
			}
			err = x.Apply(more, []uint64{uint64(10_000 + i), uint64(i + 1)})
			if err == nil && i%10 == 9 {
				err = x.Merge()
			}
		}
		done <- err
	}()
	for {
		select {
		case err := <-done:
			require.NoError(t, err)
			return
		default:
			got, err := x.Search(nil, entries[2000].Hash, 31)
			require.NoError(t, err)
			require.Equal(t, []index.Match{{ID: 2000}}, got)
		}
	}
}
