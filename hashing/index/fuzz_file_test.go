package index

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/cespare/xxhash/v2"
	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
)

// repair puts the checksums of a file right, so that what is wrong with it
// reaches the code behind them.
func repair(b []byte) {
	if len(b) < headerSize {
		return
	}
	copy(b, magic)
	binary.LittleEndian.PutUint32(b[atVersion:], formatVersion)
	binary.LittleEndian.PutUint64(b[atFileSize:], uint64(len(b)))
	s := segment{file: &file{b: b}}
	if s.parseLayout(b) {
		if tableAt, ok := s.locate(binary.LittleEndian.Uint32(b[atFlags:])&flagGroups != 0); ok {
			for i := 0; headerSize+i<<blockShift < tableAt; i++ {
				block := b[headerSize+i<<blockShift : min(headerSize+(i+1)<<blockShift, tableAt)]
				binary.LittleEndian.PutUint64(b[tableAt+8*i:], xxhash.Sum64(block))
			}
			binary.LittleEndian.PutUint64(b[atTableSum:], xxhash.Sum64(b[tableAt:]))
		}
	}
	binary.LittleEndian.PutUint64(b[atHeaderSum:], xxhash.Sum64(b[:atHeaderSum]))
}

// FuzzOpen searches files that have been tampered with, with and without right
// checksums: there must be an answer or an error, whatever they hold.
func FuzzOpen(f *testing.F) {
	for _, p := range []Profile{Fast, Compact} {
		var entries []Entry[hashing.Hash256]
		for i := range uint64(40) {
			h := hashing.Hash256{i * 0x9e3779b97f4a7c15, i * 77, ^i, i << 50}
			entries = append(entries, Entry[hashing.Hash256]{ID: i << (i % 50), Hash: h}, Entry[hashing.Hash256]{ID: i, Hash: h})
		}
		x, err := New(entries, Options{Profile: p})
		require.NoError(f, err)
		path := filepath.Join(f.TempDir(), "seed")
		require.NoError(f, x.Save(path))
		b, err := os.ReadFile(path)
		require.NoError(f, err)
		for at := range 20 {
			f.Add(b, uint16(at*131), byte(at), true)
			f.Add(b, uint16(at*4+20), byte(255), true)
			f.Add(b[:len(b)-at*50], uint16(0), byte(0), at%2 == 0)
		}
	}
	path := filepath.Join(f.TempDir(), "x")
	f.Fuzz(func(t *testing.T, b []byte, at uint16, value byte, fix bool) {
		b = append([]byte(nil), b...)
		if int(at) < len(b) {
			b[at] ^= value
		}
		if fix {
			repair(b)
		}
		require.NoError(t, os.WriteFile(path, b, 0o600))
		x, err := Open[hashing.Hash256](path)
		if err != nil {
			return
		}
		defer x.Close()
		for i := range uint64(10) {
			q := hashing.Hash256{i * 0x9e3779b97f4a7c15, i * 77, ^i, i << 50}
			for _, threshold := range []int{0, 31, 64} {
				if _, err := x.Search(nil, q, threshold); err != nil {
					require.ErrorIs(t, err, ErrDamaged)
				}
			}
		}
		_ = x.Apply([]Entry[hashing.Hash256]{{ID: 1}}, []uint64{3})
		_ = x.Merge()
		if x.Verify() == nil && !fix {
			require.LessOrEqual(t, x.Len(), 81)
		}
	})
}
