package bank

import (
	"fmt"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
	"github.com/vigil-moderation/vigil/hashing/list"
)

// state is what queries see; Apply makes another. Entries are named by a number
// that is never used again, so that an index a moment ahead of or behind the
// rest names no wrong entry.
type state struct {
	version uint64
	live    int
	index   *index.Index[hashing.Hash256]
	entries map[uint64]*list.Entry
	ids     map[string]uint64
	digests map[list.Digest][]uint64
	next    uint64
}

func (s *state) entry(seq uint64) *list.Entry {
	e := s.entries[seq]
	if e == nil || e.Status == list.Withdrawn || s.ids[e.ID] != seq {
		return nil
	}
	return e
}

func (s *state) byDigest(d list.Digest) []uint64 { return s.digests[d] }

// Apply applies entries in their order: an entry takes the place of the one with
// its id, and one that is withdrawn takes it out. An entry that is older, by its
// Updated, than what the bank holds under its id is ignored. It keeps the
// entries; do not change them afterwards.
func (b *Bank) Apply(entries []list.Entry) error {
	b.write.Lock()
	defer b.write.Unlock()
	old := b.state.Load()
	s := &state{
		version: old.version + 1, index: old.index, next: old.next,
		entries: make(map[uint64]*list.Entry), ids: make(map[string]uint64),
		digests: make(map[list.Digest][]uint64),
	}
	for _, e := range old.entries {
		s.put(e)
	}
	for i := range entries {
		s.put(&entries[i])
	}
	var pdq []index.Entry[hashing.Hash256]
	for id, seq := range s.ids {
		e := s.entry(seq)
		if e == nil {
			continue
		}
		s.live++
		for _, h := range e.PDQ {
			pdq = append(pdq, index.Entry[hashing.Hash256]{ID: s.ids[id], Hash: h})
		}
	}
	ix, err := index.New(pdq, b.opts.Index)
	if err != nil {
		return fmt.Errorf("bank %s: %w", b.opts.Name, err)
	}
	s.index = ix
	b.state.Store(s)
	return nil
}

func (s *state) put(e *list.Entry) {
	if old, ok := s.ids[e.ID]; ok {
		if was := s.entries[old]; !e.Updated.IsZero() && e.Updated.Before(was.Updated) {
			return
		}
		delete(s.entries, old)
	}
	s.next++
	s.ids[e.ID] = s.next
	s.entries[s.next] = e
	for _, d := range e.Digests {
		s.digests[d] = append(s.digests[d], s.next)
	}
}
