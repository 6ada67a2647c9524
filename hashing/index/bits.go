package index

import "math/bits"

// at returns n bits of w, at most 64, from bit off on; bit 0 is the most
// significant one of word 0, and bit 255 is followed by bit 0.
func (w *words) at(off, n int) uint64 {
	i, sh := off>>6&3, off&63
	v := w[i] << sh
	if sh+n > 64 {
		v |= w[(i+1)&3] >> (64 - sh)
	}
	return v >> (64 - n)
}

// xor returns the bits in which w and o differ.
func (w *words) xor(o *words) words {
	return words{w[0] ^ o[0], w[1] ^ o[1], w[2] ^ o[2], w[3] ^ o[3]}
}

// maxMasks bounds how many masks of a key are kept, and so how wide a radius can
// be probed.
const maxMasks = 1 << 14

// masks are the differences that a key of so many bits may have.
type masks struct {
	m      []uint32 // by number of bits set
	counts []int    // counts[t] is the number of masks with at most t bits set
}

// makeMasks lists the masks of keys of k bits, up to the radius that maxMasks
// allows.
func makeMasks(k int) masks {
	ms := masks{m: []uint32{0}, counts: []int{1}}
	last := []uint32{0}
	for len(ms.counts) <= k {
		var next []uint32
		for _, m := range last {
			// Only bits above the highest one set: each mask comes up once.
			for b := bits.Len32(m); b < k; b++ {
				next = append(next, m|1<<b)
			}
		}
		if len(ms.m)+len(next) > maxMasks {
			break
		}
		ms.m = append(ms.m, next...)
		ms.counts = append(ms.counts, len(ms.m))
		last = next
	}
	return ms
}
