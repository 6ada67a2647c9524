package index_test

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
)

// FuzzSearch compares the index with the linear scan, on lists of hashes that
// are near to each other.
func FuzzSearch(f *testing.F) {
	f.Add([]byte("seed"), uint8(31), false)
	f.Add([]byte{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, 0}, uint8(0), true)
	f.Add([]byte("\xff\x00\xff\x00abcdefgh\xff\x00\xff\x00abcdefgh"), uint8(64), true)
	f.Fuzz(func(t *testing.T, data []byte, threshold uint8, compact bool) {
		opts := index.Options{Threshold: int(threshold) % 65}
		if compact {
			opts.Profile = index.Compact
		}
		var e256 []index.Entry[hashing.Hash256]
		var e64 []index.Entry[hashing.Hash64]
		for i := 0; i+4 <= len(data) && i < 4000; i += 4 {
			v := binary.LittleEndian.Uint32(data[i:])
			// Some bits vary, and all words depend on them.
			h := hashing.Hash256{uint64(v), uint64(v) << 32, uint64(v%7) << 61, uint64(v%3) * 0x1111}
			e256 = append(e256, index.Entry[hashing.Hash256]{ID: uint64(v % 5), Hash: h})
			e64 = append(e64, index.Entry[hashing.Hash64]{ID: uint64(v), Hash: hashing.Hash64(v) * 0x100000001})
		}
		compare(t, e256, opts, int(threshold)%65)
		compare(t, e64, opts, int(threshold)%65)
	})
}

func compare[H index.Hash](t *testing.T, entries []index.Entry[H], opts index.Options, threshold int) {
	x, err := index.New(entries, opts)
	require.NoError(t, err)
	for i := range min(len(entries), 8) {
		h := entries[i].Hash
		got, err := x.Search(nil, h, threshold)
		require.NoError(t, err)
		require.Equal(t, slow(entries, h, threshold), got)
	}
}
