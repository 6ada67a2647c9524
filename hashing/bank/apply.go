package bank

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
	"github.com/vigil-moderation/vigil/hashing/list"
)

type pdqIndex = index.Index[hashing.Hash256]

// Apply applies entries in their order: an entry takes the place of the one with
// its id, whatever their times say, and one that is withdrawn takes it out.
// Queries see all of the entries or none. Entries that change nothing are passed
// over, and if all are, the version stays. The bank keeps what the entries point
// to: do not change it afterwards.
//
// The cost is that of the change, not of the bank.
func (b *Bank) Apply(entries []list.Entry) error {
	b.write.Lock()
	defer b.write.Unlock()
	old := b.state.Load()
	s := &state{
		version: old.version + 1, live: old.live, next: old.next,
		layers: slices.Clone(old.layers), index: old.index.Clone(),
	}
	var change change
	for _, i := range newest(entries) {
		change.take(s, &entries[i])
	}
	if len(change.entries) == 0 {
		return nil
	}
	if err := s.index.Apply(change.add, change.remove); err != nil {
		return fmt.Errorf("bank %s: %w", b.opts.Name, err)
	}
	s.push(change.seqs, change.entries)
	b.state.Store(s)
	return nil
}

// newest returns the positions of the last entry of each id, in order.
func newest(entries []list.Entry) []int {
	last := make(map[string]int, len(entries))
	for i := range entries {
		last[entries[i].ID] = i
	}
	at := make([]int, 0, len(last))
	for i := range entries {
		if last[entries[i].ID] == i {
			at = append(at, i)
		}
	}
	return at
}

// change is what an Apply does to the layers and to the index.
type change struct {
	seqs    []uint64
	entries []list.Entry
	add     []index.Entry[hashing.Hash256]
	remove  []uint64
}

// take adds an entry to the change, unless it changes nothing.
func (c *change) take(s *state, e *list.Entry) {
	was, seq := s.latest(e.ID)
	known := was != nil && was.Status != list.Withdrawn
	if e.Status == list.Withdrawn && !known || known && reflect.DeepEqual(was, e) {
		return
	}
	if known {
		s.live--
		if len(was.PDQ) > 0 {
			c.remove = append(c.remove, seq)
		}
	}
	kept := *e
	if e.Status == list.Withdrawn {
		// All that is left is the news that there is nothing left.
		kept = list.Entry{ID: e.ID, Status: list.Withdrawn, Source: e.Source, Updated: e.Updated}
	} else {
		s.live++
		for _, h := range e.PDQ {
			c.add = append(c.add, index.Entry[hashing.Hash256]{ID: s.next, Hash: h})
		}
	}
	c.seqs, c.entries = append(c.seqs, s.next), append(c.entries, kept)
	s.next++
}
