package index

import (
	"maps"
	"math"
	"runtime"
	"slices"
)

// maxTail is how many entries are kept outside of any segment. Reading them all
// takes about two microseconds.
const maxTail = 1024

// state is what searches see. It is immutable: Apply makes another.
type state struct {
	layers []layer
	tail   []pair // the newest entries, sorted, searched one by one
	closed bool
}

// layer is a segment less the ids that have been withdrawn since it was made.
type layer struct {
	*segment
	dead  map[uint64]struct{} // ids, each of them in the segment
	ndead int                 // pairs that dead hides
}

func (s *state) len() int {
	n := len(s.tail)
	for _, l := range s.layers {
		n += l.pairs - l.ndead
	}
	return n
}

// Apply withdraws all entries with the ids in remove and then adds the entries
// in add; an id may be in both, which replaces its hashes. Searches see all of
// it or nothing. Ids that are not in the index are ignored.
//
// The cost is that of the change, not of the index: what is added goes into
// small segments, which are merged as they grow, and withdrawals hide what they
// name; each costs a look at all ids. [Index.Merge] tidies up. The error, if any,
// wraps [ErrDamaged]; then nothing has changed.
func (x *Index[H]) Apply(add []Entry[H], remove []uint64) error {
	x.write.Lock()
	defer x.write.Unlock()
	old := x.state.Load()
	defer runtime.KeepAlive(old)
	if old.closed {
		return errClosed
	}
	s := &state{layers: slices.Clone(old.layers), tail: old.tail}
	err := guard(func() error {
		if len(remove) > 0 {
			if err := s.remove(remove); err != nil {
				return err
			}
		}
		if len(add) > 0 {
			return addTo(x, s, add)
		}
		return nil
	})
	if err == nil {
		x.state.Store(s)
	}
	return err
}

// Merge rebuilds the index as one segment. It is worth its time after many
// changes; searches go on meanwhile.
func (x *Index[H]) Merge() error {
	_, err := x.merge()
	return err
}

// merge is Merge; it returns the one segment.
func (x *Index[H]) merge() (*segment, error) {
	x.write.Lock()
	defer x.write.Unlock()
	s := x.state.Load()
	defer runtime.KeepAlive(s)
	if s.closed {
		return nil, errClosed
	}
	if len(s.tail) == 0 && len(s.layers) == 1 && s.layers[0].ndead == 0 {
		return s.layers[0].segment, nil
	}
	var pairs []pair
	err := guard(func() (err error) {
		pairs, err = s.collect(0)
		return err
	})
	if err != nil {
		return nil, err
	}
	merged := &state{}
	built := buildSegment(pairs, widthOf[H](), x.opts)
	if built.n > 0 {
		merged.layers = []layer{{segment: built}}
	}
	x.state.Store(merged)
	return built, nil
}

// idFilter is a set of ids with a quick answer to "surely not".
type idFilter struct {
	ids  map[uint64]struct{}
	bits [1 << 10]uint64
}

func (f *idFilter) add(id uint64) {
	f.ids[id] = struct{}{}
	b := id * 0x9e3779b97f4a7c15 >> 48
	f.bits[b>>6] |= 1 << (b & 63)
}

func (f *idFilter) has(id uint64) bool {
	b := id * 0x9e3779b97f4a7c15 >> 48
	if f.bits[b>>6]>>(b&63)&1 == 0 {
		return false
	}
	_, ok := f.ids[id]
	return ok
}

// remove hides the ids in s, which the caller owns.
func (s *state) remove(ids []uint64) error {
	gone := &idFilter{ids: make(map[uint64]struct{}, len(ids))}
	for _, id := range ids {
		gone.add(id)
	}
	s.tail = slices.DeleteFunc(slices.Clone(s.tail), func(p pair) bool { return gone.has(p.id) })
	for i := range s.layers {
		l := &s.layers[i]
		if l.file != nil {
			if err := l.touch(&l.ids, 0, len(l.ids.b)); err != nil {
				return err
			}
		}
		dead := maps.Clone(l.dead)
		n := 0
		for p := range l.pairs {
			id := l.id(p)
			if !gone.has(id) {
				continue
			}
			if _, already := l.dead[id]; already {
				continue
			}
			if dead == nil {
				dead = make(map[uint64]struct{})
			}
			dead[id] = struct{}{}
			n++
		}
		l.dead, l.ndead = dead, l.ndead+n
	}
	s.layers = slices.DeleteFunc(s.layers, func(l layer) bool { return l.ndead == l.pairs })
	return nil
}

// addTo puts entries into s, which the caller owns.
func addTo[H Hash](x *Index[H], s *state, add []Entry[H]) error {
	fresh := make([]pair, len(add))
	for i, e := range add {
		fresh[i] = pair{h: toWords(e.Hash), id: e.ID}
	}
	if len(s.layers) > 0 {
		var err error
		if fresh, err = s.unknown(fresh); err != nil {
			return err
		}
	}
	if len(s.tail)+len(fresh) <= maxTail {
		s.tail = sortPairs(append(slices.Clone(s.tail), fresh...))
		return nil
	}
	// Absorb the layers that are not much larger than what comes, so that there
	// are few layers and each pair is moved a few times at most.
	size, keep := len(s.tail)+len(fresh), len(s.layers)
	for keep > 0 && s.layers[keep-1].pairs <= 2*size {
		keep--
		size += s.layers[keep].pairs
	}
	old, err := s.collect(keep)
	if err != nil {
		return err
	}
	if len(old) > 0 {
		fresh = append(old, fresh...)
	}
	if len(fresh) > math.MaxInt32-8 {
		return errLarge
	}
	s.layers = append(s.layers[:keep:keep], layer{segment: buildSegment(fresh, widthOf[H](), x.opts)})
	s.tail = nil
	return nil
}

// unknown drops the pairs that the layers hold already.
func (s *state) unknown(pairs []pair) ([]pair, error) {
	var buf [8]Match
	kept := pairs[:0]
	for _, p := range pairs {
		found := false
		for i := range s.layers {
			l := &s.layers[i]
			k := seeker{s: l.segment, group: [maxGroup]words{p.h}, nq: 1, dead: l.dead, dst: buf[:0]}
			if !k.run() {
				return nil, k.err
			}
			found = found || slices.ContainsFunc(k.dst, func(m Match) bool { return m.ID == p.id })
		}
		if !found {
			kept = append(kept, p)
		}
	}
	return kept, nil
}

// collect returns the living pairs of the tail and of the layers from the given
// one on.
func (s *state) collect(from int) ([]pair, error) {
	n := len(s.tail)
	for _, l := range s.layers[from:] {
		n += l.pairs
	}
	pairs := append(make([]pair, 0, n), s.tail...)
	for i := range s.layers[from:] {
		l := &s.layers[from+i]
		if l.file != nil {
			if err := l.touchAll(); err != nil {
				return nil, err
			}
		}
		for slot := range l.n {
			first, last, err := l.group(slot)
			if err != nil {
				return nil, err
			}
			h := l.hash(slot)
			for ; first < last; first++ {
				id := l.id(first)
				if _, gone := l.dead[id]; !gone {
					pairs = append(pairs, pair{h: h, id: id})
				}
			}
		}
	}
	return pairs, nil
}
