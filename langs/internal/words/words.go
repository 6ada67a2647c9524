// Package words is a Bloom filter of the words of languages. It answers one
// question: is a word that could be a disguised term in fact a word of the
// language? It may say yes wrongly (about one time in a hundred), never no wrongly
// of a word that was put in.
package words

import (
	"encoding/binary"
	"errors"
	"math/bits"

	"github.com/vigil-moderation/vigil/langs"
)

// probes is the number of bits that a word sets, bitsPerWord the room for it.
const (
	probes      = 7
	bitsPerWord = 10
)

// Filter is a Bloom filter. It is immutable.
type Filter struct {
	set []byte
	n   uint64 // number of bits
}

// Open uses a blob that [Encode] made. A damaged one gives a filter that knows
// no words.
func Open(blob []byte) Filter {
	if len(blob) < 9 {
		return Filter{set: make([]byte, 1), n: 1}
	}
	n := binary.LittleEndian.Uint64(blob)
	if n == 0 || n > uint64(len(blob)-8)*8 {
		return Filter{set: make([]byte, 1), n: 1}
	}
	return Filter{set: blob[8:], n: n}
}

// Has reports whether the word with the given hash is known in a language.
func (f Filter) Has(hash uint64, l langs.Language) bool {
	a, b := hashes(hash, l)
	for range probes {
		bit, _ := bits.Mul64(a, f.n)
		if f.set[bit>>3]>>(bit&7)&1 == 0 {
			return false
		}
		a += b
	}
	return true
}

// hashes derives the two hashes that probing steps by.
func hashes(hash uint64, l langs.Language) (a, b uint64) {
	a = mix(hash ^ uint64(l)*0xA0761D6478BD642F)
	return a, mix(a) | 1
}

func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return h ^ h>>32
}

// Sets holds hashes of folded words by language.
type Sets map[langs.Language]map[uint64]struct{}

// Encode makes the blob of a filter.
func Encode(sets Sets) ([]byte, error) {
	total := 0
	for _, set := range sets {
		total += len(set)
	}
	if total == 0 {
		return nil, errors.New("words: no words, want some")
	}
	n := uint64(total) * bitsPerWord
	blob := make([]byte, 8+(n+7)/8)
	binary.LittleEndian.PutUint64(blob, n)
	for l, set := range sets {
		for hash := range set {
			a, b := hashes(hash, l)
			for range probes {
				bit, _ := bits.Mul64(a, n)
				blob[8+bit>>3] |= 1 << (bit & 7)
				a += b
			}
		}
	}
	return blob, nil
}
