// Package hashing holds the values that Vigil's media packages share: hashes
// that keep similarity, their distances, and digests that do not.
//
// The work is done in its sub-packages, which can be used alone:
//
//   - decode turns bytes into luma within limits;
//   - pdq and classic hash pictures;
//   - variants undoes disguises such as borders, crops and collages;
//   - gridsig tells where a copy of a known picture was changed;
//   - index finds all hashes within a threshold, exactly;
//   - list reads and writes the lists that hotlines exchange;
//   - bank joins them: known entries in, matches out.
//
// A hash is compared by its Hamming distance; a digest only for equality.
package hashing

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
)

// Hash256 is a 256-bit hash such as PDQ. Word 0 holds the first 16 hexadecimal
// digits of its text form, most significant bit first.
type Hash256 [4]uint64

// Hash64 is a 64-bit hash such as a perception hash.
type Hash64 uint64

// ParseHash256 reads 64 hexadecimal digits of either case.
func ParseHash256(s string) (Hash256, error) {
	var h Hash256
	if len(s) != 64 {
		return h, fmt.Errorf("hashing: hash of %d hexadecimal digits, want 64", len(s))
	}
	for i := range h {
		w, err := parseWord(s[16*i : 16*i+16])
		if err != nil {
			return Hash256{}, fmt.Errorf("hashing: hash %w at digit %d", err, 16*i)
		}
		h[i] = w
	}
	return h, nil
}

// ParseHash64 reads 16 hexadecimal digits of either case.
func ParseHash64(s string) (Hash64, error) {
	if len(s) != 16 {
		return 0, fmt.Errorf("hashing: hash of %d hexadecimal digits, want 16", len(s))
	}
	w, err := parseWord(s)
	if err != nil {
		return 0, fmt.Errorf("hashing: hash %w", err)
	}
	return Hash64(w), nil
}

func parseWord(s string) (uint64, error) {
	var b [8]byte
	if _, err := hex.Decode(b[:], []byte(s)); err != nil {
		return 0, fmt.Errorf("%q has a character that is not a hexadecimal digit", s)
	}
	return binary.BigEndian.Uint64(b[:]), nil
}

// Bytes returns the hash as 32 bytes, in the order of its text form.
func (h Hash256) Bytes() [32]byte {
	var b [32]byte
	for i, w := range h {
		binary.BigEndian.PutUint64(b[8*i:], w)
	}
	return b
}

// Hash256FromBytes is the inverse of [Hash256.Bytes].
func Hash256FromBytes(b [32]byte) Hash256 {
	var h Hash256
	for i := range h {
		h[i] = binary.BigEndian.Uint64(b[8*i:])
	}
	return h
}

// String returns 64 lower-case hexadecimal digits.
func (h Hash256) String() string {
	b := h.Bytes()
	return hex.EncodeToString(b[:])
}

// String returns 16 lower-case hexadecimal digits.
func (h Hash64) String() string { return fmt.Sprintf("%016x", uint64(h)) }

// Distance returns the number of bits, 0 to 256, in which a and b differ.
func (h Hash256) Distance(o Hash256) int {
	return bits.OnesCount64(h[0]^o[0]) + bits.OnesCount64(h[1]^o[1]) +
		bits.OnesCount64(h[2]^o[2]) + bits.OnesCount64(h[3]^o[3])
}

// Distance returns the number of bits, 0 to 64, in which h and o differ.
func (h Hash64) Distance(o Hash64) int { return bits.OnesCount64(uint64(h ^ o)) }

// Weight returns the number of bits set, 0 to 256. The PDQ hash of a
// photograph has weight 128; far from it, a hash carries little information.
func (h Hash256) Weight() int { return h.Distance(Hash256{}) }

// MarshalText writes the hexadecimal digits.
func (h Hash256) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads hexadecimal digits as [ParseHash256] does.
func (h *Hash256) UnmarshalText(text []byte) error {
	parsed, err := ParseHash256(string(text))
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}

// MarshalText writes the hexadecimal digits.
func (h Hash64) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads hexadecimal digits as [ParseHash64] does.
func (h *Hash64) UnmarshalText(text []byte) error {
	parsed, err := ParseHash64(string(text))
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}
