package index_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
)

// Sizes beyond these are measured by the program bench.
func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		entries, hs := planted(uint64(n), n, 1000, 31)
		for _, p := range []index.Profile{index.Fast, index.Compact} {
			x, err := index.New(entries, index.Options{Profile: p})
			require.NoError(b, err)
			for _, threshold := range []int{0, 15, 31, 47, 64} {
				b.Run(fmt.Sprintf("%v/%d/%d", p, n, threshold), func(b *testing.B) {
					searchAll(b, x, hs, threshold)
				})
			}
		}
	}
}

func searchAll[H index.Hash](b *testing.B, x *index.Index[H], hs []H, threshold int) {
	b.ReportAllocs()
	var dst []index.Match
	for i := 0; b.Loop(); i++ {
		var err error
		if dst, err = x.Search(dst[:0], hs[i%len(hs)], threshold); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSearch64(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 64))
	entries := make([]index.Entry[hashing.Hash64], 100_000)
	hs := make([]hashing.Hash64, 1000)
	for i := range entries {
		entries[i] = index.Entry[hashing.Hash64]{ID: uint64(i), Hash: hashing.Hash64(rng.Uint64())}
	}
	for i := range hs {
		hs[i] = hashing.Hash64(rng.Uint64())
	}
	x, err := index.New(entries, index.Options{})
	require.NoError(b, err)
	for _, threshold := range []int{3, 10, 16, 64} {
		b.Run(fmt.Sprintf("100000/%d", threshold), func(b *testing.B) { searchAll(b, x, hs, threshold) })
	}
}

// BenchmarkPoisoned searches lists that fill single buckets, for strangers: the
// bound is one and a half linear scans.
func BenchmarkPoisoned(b *testing.B) {
	const n = 100_000
	rng := rand.New(rand.NewPCG(2, 2))
	_, strangers := planted(1, 0, 1000, 0)
	lists := map[string]func(i int) hashing.Hash256{
		"equal":     func(int) hashing.Hash256 { return hashing.Hash256{} },
		"near zero": func(int) hashing.Hash256 { return flip(rng, hashing.Hash256{}, rng.IntN(30)) },
		"half zero": func(int) hashing.Hash256 { return hashing.Hash256{0, 0, rng.Uint64(), rng.Uint64()} },
	}
	for _, name := range []string{"equal", "near zero", "half zero"} {
		entries := make([]index.Entry[hashing.Hash256], n)
		for i := range entries {
			entries[i] = index.Entry[hashing.Hash256]{ID: uint64(i), Hash: lists[name](i)}
		}
		x, err := index.New(entries, index.Options{})
		require.NoError(b, err)
		for _, threshold := range []int{31, 64} { // 64 is a linear scan
			b.Run(fmt.Sprintf("%s/stranger/%d", name, threshold), func(b *testing.B) { searchAll(b, x, strangers, threshold) })
		}
		worst := make([]hashing.Hash256, 100) // in the full buckets, and no match
		for i := range worst {
			worst[i] = hashing.Hash256{0, 0x5555555555555555, rng.Uint64(), rng.Uint64()}
		}
		b.Run(name+"/worst/31", func(b *testing.B) { searchAll(b, x, worst, 31) })
	}
}

func BenchmarkNew(b *testing.B) {
	entries, _ := planted(3, 100_000, 0, 0)
	for _, p := range []index.Profile{index.Fast, index.Compact} {
		b.Run(p.String()+"/100000", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := index.New(entries, index.Options{Profile: p}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkApply(b *testing.B) {
	entries, _ := planted(4, 100_000, 0, 0)
	x, err := index.New(entries, index.Options{})
	require.NoError(b, err)
	rng := rand.New(rand.NewPCG(4, 4))
	b.Run("one in, one out/100000", func(b *testing.B) {
		b.ReportAllocs()
		for i := uint64(0); b.Loop(); i++ {
			add := []index.Entry[hashing.Hash256]{{ID: 1e9 + i, Hash: random256(rng)}}
			if err := x.Apply(add, []uint64{1e9 + i - 100}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkOpen(b *testing.B) {
	entries, _ := planted(5, 100_000, 0, 0)
	x, err := index.New(entries, index.Options{})
	require.NoError(b, err)
	path := filepath.Join(b.TempDir(), "x")
	require.NoError(b, x.Save(path))
	for b.Loop() {
		y, err := index.Open[hashing.Hash256](path)
		if err != nil {
			b.Fatal(err)
		}
		y.Close()
	}
}
