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
	folded []uint32 // the same, folded
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
	for _, m := range ms.m {
		ms.folded = append(ms.folded, fold(m, k))
	}
	return ms
}

// fold renames the keys of k bits such that keys which differ in all their even
// bits, in all their odd bits, or in both, are neighbours: they differ in the
// last two bits then. Rows of a PDQ hash do so when the picture is mirrored or
// turned by half, so that the buckets of its forms lie side by side. It is
// linear: fold(a^b) is fold(a)^fold(b).
func fold(key uint32, k int) uint32 {
	const even, odd = 0x55555554, 0xaaaaaaa8
	f := key ^ even&-(key&1) ^ odd&-(key>>1&1)
	return f & (1<<k - 1)
}

// folded reports whether the keys of chunk i are folded: if chunks are rows of a
// PDQ hash, and not for chunk 0, whose buckets lie in the order of the hashes.
func (l *layout) folded(i int) bool {
	return l.width == 4 && l.chunks == 16 && i > 0
}

// bucket returns the bucket of h in chunk i.
func (l *layout) bucket(h *words, i int) int {
	key := uint32(h.at(l.off[i], l.key[i]))
	if l.folded(i) {
		key = fold(key, l.key[i])
	}
	return int(key)
}
