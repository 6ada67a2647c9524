package bank

import (
	"slices"
	"sort"

	"github.com/vigil-moderation/vigil/hashing/list"
)

// layer is an immutable set of entries, each with its own number. In a layer
// an id comes once.
type layer struct {
	seqs    []uint64 // ascending
	entries []list.Entry
	ids     table
	digests table
}

// makeLayer takes over the slices.
func makeLayer(seqs []uint64, entries []list.Entry) *layer {
	l := &layer{seqs: seqs, entries: entries}
	hashes, slots := make([]uint64, len(entries)), make([]uint32, len(entries))
	n := 0
	for i := range entries {
		hashes[i], slots[i] = hashID(entries[i].ID), uint32(i)
		n += len(entries[i].Digests)
	}
	l.ids = makeTable(hashes, slots)
	hashes, slots = make([]uint64, 0, n), make([]uint32, 0, n)
	for i := range entries {
		if entries[i].Status == list.Withdrawn {
			continue
		}
		for _, d := range entries[i].Digests {
			hashes, slots = append(hashes, hashDigest(d)), append(slots, uint32(i))
		}
	}
	l.digests = makeTable(hashes, slots)
	return l
}

// slotOf returns the slot of an id, or -1.
func (l *layer) slotOf(id string, hash uint64) int {
	for _, slot := range l.ids.find(hash) {
		if l.entries[slot].ID == id {
			return int(slot)
		}
	}
	return -1
}

// state is what queries see. It is immutable: Apply makes another.
type state struct {
	version uint64
	live    int    // entries that can match
	next    uint64 // the number of the next entry
	layers  []*layer
	index   *pdqIndex
}

// latest returns the newest entry of an id; nil if there is none.
func (s *state) latest(id string) (e *list.Entry, seq uint64) {
	hash := hashID(id)
	for i := len(s.layers) - 1; i >= 0; i-- {
		if slot := s.layers[i].slotOf(id, hash); slot >= 0 {
			return &s.layers[i].entries[slot], s.layers[i].seqs[slot]
		}
	}
	return nil, 0
}

// entry returns the entry with a number, for the index knows only numbers.
func (s *state) entry(seq uint64) *list.Entry {
	for i := len(s.layers) - 1; i >= 0; i-- {
		l := s.layers[i]
		if len(l.seqs) == 0 || seq < l.seqs[0] {
			continue
		}
		slot := sort.Search(len(l.seqs), func(j int) bool { return l.seqs[j] >= seq })
		if slot < len(l.seqs) && l.seqs[slot] == seq {
			return &l.entries[slot]
		}
		return nil
	}
	return nil
}

// byDigest calls do with each entry that has the digest and that no newer entry
// has replaced.
func (s *state) byDigest(d list.Digest, do func(*list.Entry)) {
	hash := hashDigest(d)
	for i := len(s.layers) - 1; i >= 0; i-- {
		last := -1
		for _, slot := range s.layers[i].digests.find(hash) {
			e := &s.layers[i].entries[slot]
			if int(slot) == last || !slices.Contains(e.Digests, d) || s.replaced(i, e.ID) {
				continue
			}
			last = int(slot) // a digest that an entry has twice
			do(e)
		}
	}
}

// replaced reports whether a layer above i has the id.
func (s *state) replaced(i int, id string) bool {
	if i == len(s.layers)-1 {
		return false
	}
	hash := hashID(id)
	for _, l := range s.layers[i+1:] {
		if l.slotOf(id, hash) >= 0 {
			return true
		}
	}
	return false
}

// push puts a layer on top, and merges it with those below that are not much
// larger, so that there are few layers and each entry is moved a few times at
// most.
func (s *state) push(seqs []uint64, entries []list.Entry) {
	keep, size := len(s.layers), len(entries)
	for keep > 0 && len(s.layers[keep-1].entries) <= 2*size {
		keep--
		size += len(s.layers[keep].entries)
	}
	if keep == len(s.layers) {
		s.layers = append(s.layers[:keep:keep], makeLayer(seqs, entries))
		return
	}
	top := &state{layers: append(s.layers[keep:len(s.layers):len(s.layers)], makeLayer(seqs, entries))}
	outSeqs, out := make([]uint64, 0, size), make([]list.Entry, 0, size)
	for i, l := range top.layers {
		for slot := range l.entries {
			e := &l.entries[slot]
			// At the bottom a withdrawal has nothing left to hide.
			if top.replaced(i, e.ID) || keep == 0 && e.Status == list.Withdrawn {
				continue
			}
			outSeqs, out = append(outSeqs, l.seqs[slot]), append(out, *e)
		}
	}
	s.layers = append(s.layers[:keep:keep], makeLayer(outSeqs, out))
}
