package index

// state is what searches see. It is immutable: Apply makes another.
type state struct {
	tail []pair // the newest entries, sorted, searched one by one
}

func (s *state) len() int { return len(s.tail) }

// Apply withdraws all entries with the ids in remove and then adds the entries
// in add; an id may be in both, which replaces its hashes. Searches see all of
// it or nothing. Ids that are not in the index are ignored.
func (x *Index[H]) Apply(add []Entry[H], remove []uint64) error {
	x.write.Lock()
	defer x.write.Unlock()
	gone := make(map[uint64]struct{}, len(remove))
	for _, id := range remove {
		gone[id] = struct{}{}
	}
	old := x.state.Load()
	tail := make([]pair, 0, len(old.tail)+len(add))
	for _, p := range old.tail {
		if _, ok := gone[p.id]; !ok {
			tail = append(tail, p)
		}
	}
	for _, e := range add {
		tail = append(tail, pair{h: toWords(e.Hash), id: e.ID})
	}
	x.state.Store(&state{tail: sortPairs(tail)})
	return nil
}
