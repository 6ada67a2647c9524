package window

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"sync"
)

// pointer is *E for an entry type E.
type pointer[E any] interface {
	*E
	Entry
}

// Store keeps one count for each of many keys: hashes, spread evenly over 64
// bits. Memory is bounded by the number of keys; when a shard is full, a new
// key takes the place of the one that was added to longest ago among eight
// candidates, which move on like the hand of a clock. What goes is therefore
// old, if not always the oldest, and the same events always evict the same
// keys. Evictions are counted.
//
// A Store is safe for concurrent use.
type Store[E any, P pointer[E]] struct {
	shards [shardCount]shard[E, P]
	perKey int // keys a shard may hold
}

const shardCount = 64

// candidates is how many entries an eviction chooses among.
const candidates = 8

type shard[E any, P pointer[E]] struct {
	mu      sync.Mutex
	at      map[uint64]uint32
	keys    []uint64
	entries []E
	hand    int
	evicted uint64
	late    uint64
}

// Stats says how a store fares.
type Stats struct {
	Keys    int    // held now
	Evicted uint64 // pushed out for want of room
	Late    uint64 // additions that were too old to count
}

// NewStore returns an empty store for at most about the given number of keys,
// and at least 64.
func NewStore[E any, P pointer[E]](keys int) *Store[E, P] {
	s := &Store[E, P]{perKey: max((keys+shardCount-1)/shardCount, 1)}
	for i := range s.shards {
		s.shards[i].at = map[uint64]uint32{}
	}
	return s
}

// Empty returns a new store for as many keys.
func (s *Store[E, P]) Empty() *Store[E, P] { return NewStore[E, P](s.perKey * shardCount) }

// shardOf spreads keys by their high bits; the map within uses all of them.
func (s *Store[E, P]) shardOf(key uint64) *shard[E, P] {
	return &s.shards[key*0x9e3779b97f4a7c15>>(64-bits.TrailingZeros(shardCount))]
}

// Update calls f with the count of the key, which is new if it was not there.
// f reports false for an addition that was too old to count. It must not call
// the store.
func (s *Store[E, P]) Update(key uint64, f func(P) bool) {
	sh := s.shardOf(key)
	sh.mu.Lock()
	if !f(sh.entry(key, s.perKey)) {
		sh.late++
	}
	sh.mu.Unlock()
}

// View calls f with the count of the key, or reports false if there is none.
// f must not change it.
func (s *Store[E, P]) View(key uint64, f func(P)) bool {
	sh := s.shardOf(key)
	sh.mu.Lock()
	i, ok := sh.at[key]
	if ok {
		f(P(&sh.entries[i]))
	}
	sh.mu.Unlock()
	return ok
}

// entry returns the count of the key, and makes room for it if need be.
func (sh *shard[E, P]) entry(key uint64, limit int) P {
	if i, ok := sh.at[key]; ok {
		return P(&sh.entries[i])
	}
	var fresh E
	if len(sh.keys) < limit {
		sh.at[key] = uint32(len(sh.keys))
		sh.keys = append(sh.keys, key)
		sh.entries = append(sh.entries, fresh)
		return P(&sh.entries[len(sh.entries)-1])
	}
	oldest := sh.hand
	for n := range min(candidates, len(sh.entries)) {
		i := (sh.hand + n) % len(sh.entries)
		if P(&sh.entries[i]).Newest() < P(&sh.entries[oldest]).Newest() {
			oldest = i
		}
	}
	sh.hand = (sh.hand + candidates) % len(sh.entries)
	delete(sh.at, sh.keys[oldest])
	sh.evicted++
	sh.keys[oldest], sh.entries[oldest] = key, fresh
	sh.at[key] = uint32(oldest)
	return P(&sh.entries[oldest])
}

// Stats sums up over the shards.
func (s *Store[E, P]) Stats() Stats {
	var st Stats
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		st.Keys += len(sh.keys)
		st.Evicted += sh.evicted
		st.Late += sh.late
		sh.mu.Unlock()
	}
	return st
}

// snapshotVersion is the first byte of a snapshot.
const snapshotVersion = 1

// AppendSnapshot writes all counts behind b. The caller adds a checksum. The
// shards are written one after another: what is added meanwhile is in it or not.
func (s *Store[E, P]) AppendSnapshot(b []byte) []byte {
	b = append(b, snapshotVersion)
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		b = binary.LittleEndian.AppendUint32(b, uint32(len(sh.keys)))
		for j, key := range sh.keys {
			b = binary.LittleEndian.AppendUint64(b, key)
			b = P(&sh.entries[j]).AppendTo(b)
		}
		sh.mu.Unlock()
	}
	return b
}

// Restore replaces all counts by those of a snapshot, and returns the bytes
// behind it. On an error the store stays as it was. Keys beyond what the store
// may hold are evicted.
func (s *Store[E, P]) Restore(b []byte) (rest []byte, err error) {
	if len(b) == 0 || b[0] != snapshotVersion {
		return nil, fmt.Errorf("window: snapshot of another version, want %d", snapshotVersion)
	}
	b = b[1:]
	fresh := s.Empty()
	for range shardCount {
		if len(b) < 4 {
			return nil, fmt.Errorf("window: snapshot cut short, want %d shards", shardCount)
		}
		n := binary.LittleEndian.Uint32(b)
		b = b[4:]
		for range n {
			if len(b) < 8 {
				return nil, fmt.Errorf("window: snapshot cut short within a shard, want %d keys", n)
			}
			key := binary.LittleEndian.Uint64(b)
			entry := fresh.shardOf(key).entry(key, fresh.perKey)
			if b = entry.Parse(b[8:]); b == nil {
				return nil, fmt.Errorf("window: malformed count of key %#x in snapshot", key)
			}
		}
	}
	for i := range s.shards {
		from, to := &fresh.shards[i], &s.shards[i]
		to.mu.Lock()
		to.at, to.keys, to.entries, to.hand = from.at, slices.Clip(from.keys), slices.Clip(from.entries), 0
		to.mu.Unlock()
	}
	return b, nil
}
