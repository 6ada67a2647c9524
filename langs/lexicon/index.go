package lexicon

import (
	"math/bits"

	"github.com/vigil-moderation/vigil/langs/fold"
)

// index maps 64-bit hashes to chains of postings. It is an open-addressing
// table behind a bit filter: nearly all words of a text are no terms, and the
// filter, which stays in the cache, says so.
type index struct {
	filter   []uint64
	slots    []slot
	postings []posting
	shift    uint8 // of the slots
	fshift   uint8 // of the filter
}

type slot struct {
	tag   uint32    // of the hash
	head  uint32    // posting + 1, or 0 when free
	langs Languages // of the postings
}

// posting is one meaning of a hash. It holds what decides about most lookups,
// so that they end here.
type posting struct {
	hash    uint64
	near    uint64     // bare hash of the plain word beside the anchor
	steps   fold.Steps // of the variant
	pattern uint32
	next    uint32 // posting + 1, or 0 at the end of the chain
	elem    uint8  // which element of the pattern
	variant uint8  // which variant of the element
	kind    kind
	lang    uint8
	set     uint16 // of a stem: the set of endings that it takes, plus one; 0 for all
	single  bool   // the pattern has one element
	beside  int8   // where near stands from the anchor: 1, -1, or 0 when there is no near
}

// kind says how a hash was made from a term.
type kind uint8

const (
	plain    kind = iota // a word as it stands, or a stem
	bareWord             // without diacritics
	glued                // the words of a pattern written as one
	backward             // read from right to left
)

// newIndex builds the index of all and takes them over. Chains keep their order.
func newIndex(all []posting) index {
	size := max(bits.Len(uint(len(all)+len(all)/4)), 6)
	filter := size + 3
	x := index{
		filter: make([]uint64, 1<<(filter-6)), slots: make([]slot, 1<<size), postings: all,
		shift: uint8(64 - size), fshift: uint8(64 - filter),
	}
	for i := len(all) - 1; i >= 0; i-- {
		m := mix(all[i].hash)
		x.filter[m>>x.fshift>>6] |= 1 << (m >> x.fshift & 63)
		s := x.slot(m)
		all[i].next = s.head
		s.tag, s.head = uint32(m), uint32(i+1)
		s.langs |= 1 << all[i].lang
	}
	return x
}

// mix spreads a polynomial hash over all bits.
func mix(h uint64) uint64 {
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	h ^= h >> 32
	return h * 0xD6E8FEB86659FD93
}

// slot returns the slot of a mixed hash, or the free one where it belongs.
func (x *index) slot(m uint64) *slot {
	mask := uint64(len(x.slots) - 1)
	for i := m >> x.shift; ; i = (i + 1) & mask {
		s := &x.slots[i]
		if s.head == 0 || s.tag == uint32(m) {
			return s
		}
	}
}

// find returns the first posting of a hash, plus one; 0 when there is none in
// the given languages.
func (x *index) find(h uint64, in Languages) uint32 {
	m := mix(h)
	if x.filter[m>>x.fshift>>6]>>(m>>x.fshift&63)&1 == 0 {
		return 0
	}
	if s := x.slot(m); s.langs&in != 0 {
		return s.head
	}
	return 0
}

// at returns the posting for a hash.
func (p posting) at(hash uint64) posting {
	p.hash = hash
	return p
}
