package index_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/vigil-moderation/vigil/hashing/index"
)

func BenchmarkSearch(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000, 10_000_000} {
		entries, hs := planted(uint64(n), n, 1000, 31)
		for _, p := range []index.Profile{index.Fast, index.Compact} {
			t0 := time.Now()
			x, _ := index.New(entries, index.Options{Profile: p})
			build := time.Since(t0)
			for _, threshold := range []int{15, 31, 47, 64} {
				b.Run(fmt.Sprintf("%v/%d/%d", p, n, threshold), func(b *testing.B) {
					b.ReportAllocs()
					var dst []index.Match
					i := 0
					for b.Loop() {
						dst, _ = x.Search(dst[:0], hs[i%len(hs)], threshold)
						i++
					}
					b.ReportMetric(build.Seconds(), "build_s")
				})
			}
		}
	}
}
