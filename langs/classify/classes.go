package classify

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"fmt"
	"sync"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/fold"
)

// classesBlob is written by langs/gen/classes.
//
//go:embed classes.bin
var classesBlob []byte

// NumClasses is how many classes of words there are. Words of like meaning, of
// whatever language, share one. It serves the programs that make the table.
const NumClasses = 4096

// ClassesSize returns the size of the built-in table in bytes.
func ClassesSize() int { return len(classesBlob) }

// noClass is the class of words that nothing is known of.
const noClass = NumClasses

// ClassesMagic begins a table of word classes. After it stand the number of keys
// as a little-endian uint32; for each class the number of its wider class, as
// uint16; the number of keys before each of 2^16 buckets and the whole, as
// uint32; and for each key, in order, its lower half and its class, as uint16.
const ClassesMagic = "vigil-classes-1\n"

// classes finds the class of a word.
type classes struct {
	wider   []byte
	buckets []byte
	keys    []byte
}

var defaultClasses = sync.OnceValues(func() (*classes, error) {
	c, err := parseClasses(classesBlob)
	if err != nil {
		return nil, fmt.Errorf("classify: embedded word classes: %w", err)
	}
	return c, nil
})

func parseClasses(data []byte) (*classes, error) {
	rest, ok := bytes.CutPrefix(data, []byte(ClassesMagic))
	if !ok {
		return nil, fmt.Errorf("begins with %.20q, want %q", data, ClassesMagic)
	}
	const head, buckets = 4 + 2*NumClasses, 4 * (1<<16 + 1)
	if len(rest) < head+buckets {
		return nil, errShort
	}
	n := int(binary.LittleEndian.Uint32(rest))
	c := &classes{wider: rest[4:head], buckets: rest[head : head+buckets], keys: rest[head+buckets:]}
	if n < 0 || n > len(c.keys) || len(c.keys) != 4*n {
		return nil, fmt.Errorf("%d bytes of keys, want %d keys of 4", len(c.keys), n)
	}
	last := uint32(0)
	for i := range 1<<16 + 1 {
		at := binary.LittleEndian.Uint32(c.buckets[4*i:])
		if at < last || int(at) > n {
			return nil, fmt.Errorf("bucket %d begins at %d, want from %d to %d", i, at, last, n)
		}
		last = at
	}
	for i := range n {
		if class := binary.LittleEndian.Uint16(c.keys[4*i+2:]); class >= NumClasses {
			return nil, fmt.Errorf("class %d, want less than %d", class, NumClasses)
		}
	}
	return c, nil
}

// WordKey returns the key of a word from its [fold.Hash], with or without
// diacritics.
func WordKey(hash uint64) uint64 {
	hash ^= hash >> 29
	hash *= 0xBF58476D1CE4E5B9
	hash ^= hash >> 32
	return hash * mixer
}

// Bounds of stems, in letters. A word that is not known has the class of its
// longest known stem.
const (
	shortestStem = 4
	longestStem  = 10
)

// stemKey returns the key of the beginning of a word.
func stemKey(hash uint64) uint64 { return WordKey(hash ^ 0x5357454D) }

// StemKeys appends the keys of the stems of a word without diacritics to dst, the
// shortest first.
func StemKeys(dst []uint64, bare []byte) []uint64 {
	letters, at := 0, 0
	for at < len(bare) && letters < longestStem {
		_, size := utf8.DecodeRune(bare[at:])
		at += size
		if letters++; letters >= shortestStem && at < len(bare) {
			dst = append(dst, stemKey(fold.Hash(bare[:at])))
		}
	}
	return dst
}

// of returns the class of a key.
func (c *classes) of(key uint64) (uint16, bool) {
	bucket := int(key >> 48)
	want := uint16(key >> 32)
	from, to := binary.LittleEndian.Uint32(c.buckets[4*bucket:]), binary.LittleEndian.Uint32(c.buckets[4*bucket+4:])
	for at := 4 * int(from); at < 4*int(to); at += 4 {
		if pair := binary.LittleEndian.Uint32(c.keys[at:]); uint16(pair) == want {
			return uint16(pair >> 16), true
		}
	}
	return noClass, false
}

// word returns the class of a token: of the word, of the word without diacritics,
// or of its longest known stem.
func (c *classes) word(t *fold.Text, i int, bare []byte, stems []uint64) (uint16, []uint64) {
	tok := &t.Tokens[i]
	if class, ok := c.of(WordKey(tok.Hash)); ok {
		return class, stems
	}
	if tok.Bare != tok.Hash {
		if class, ok := c.of(WordKey(tok.Bare)); ok {
			return class, stems
		}
	}
	stems = StemKeys(stems[:0], bare)
	for n := len(stems) - 1; n >= 0; n-- {
		if class, ok := c.of(stems[n]); ok {
			return class, stems
		}
	}
	return noClass, stems
}

// widerOf returns the wider class of a class.
func (c *classes) widerOf(class uint16) uint16 {
	if class >= NumClasses {
		return NumClasses
	}
	return binary.LittleEndian.Uint16(c.wider[2*class:])
}
