package list

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/vigil-moderation/vigil/hashing"
)

// Weights of a 256-bit hash outside of minWeight to 256-minWeight cannot come
// from a picture: by its median, PDQ sets 128 bits, and a front end that rounds
// otherwise stays near.
const minWeight = 64

// minDistinct is the least number of distinct bytes in a hash. Sixteen random
// bytes have fewer than five once in 10^20.
const minDistinct = 5

// emptyDigests are the sums of no bytes at all: they would match every empty
// upload.
var emptyDigests = [...]string{
	MD5:    "d41d8cd98f00b204e9800998ecf8427e",
	SHA1:   "da39a3ee5e6b4b0d3255bfef95601890afd80709",
	SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
}

// addHash checks a hash in hexadecimal digits and adds it to e.
func addHash(e *Entry, kind Kind, s string) error {
	s = strings.TrimSpace(s)
	if kind == PDQ {
		h, err := hashing.ParseHash256(s)
		if err != nil {
			return fmt.Errorf("pdq: %w", err)
		}
		if err := checkPDQ(h); err != nil {
			return err
		}
		e.PDQ = append(e.PDQ, h)
		return nil
	}
	d, err := ParseDigest(kind, s)
	if err != nil {
		return err
	}
	if err := checkDigest(d); err != nil {
		return err
	}
	e.Digests = append(e.Digests, d)
	return nil
}

func checkPDQ(h hashing.Hash256) error {
	b := h.Bytes()
	w := h.Weight()
	switch {
	case w == 0:
		return fmt.Errorf("list: pdq is all zero")
	case w < minWeight || w > 256-minWeight:
		return fmt.Errorf("list: pdq has %d bits set, want %d to %d", w, minWeight, 256-minWeight)
	case distinct(b[:]) < minDistinct:
		return fmt.Errorf("list: pdq has %d distinct bytes, want at least %d", distinct(b[:]), minDistinct)
	}
	return nil
}

func checkDigest(d Digest) error {
	sum := d.Sum[:d.Kind.size()]
	if n := distinct(sum); n < minDistinct {
		return fmt.Errorf("list: %v has %d distinct bytes, want at least %d", d.Kind, n, minDistinct)
	}
	if hex.EncodeToString(sum) == emptyDigests[d.Kind] {
		return fmt.Errorf("list: %v is that of an empty file", d.Kind)
	}
	return nil
}

func distinct(b []byte) int {
	var seen [256]bool
	n := 0
	for _, c := range b {
		if !seen[c] {
			seen[c] = true
			n++
		}
	}
	return n
}
