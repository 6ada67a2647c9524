package behaviour

import (
	"encoding/binary"
	"fmt"

	"github.com/vigil-moderation/vigil/internal/window"
)

// Kind says what a record is about.
type Kind uint8

// The kinds of records.
const (
	KindPair    Kind = iota // one actor's acts towards one target
	KindTarget              // hostile actors against one target
	KindShut                // actors who shut one target out
	KindContent             // actors who shared one content
	KindThread              // the participants of one thread
	numKinds
)

// Record is what a [Store] keeps for a key. Package behaviour makes all records;
// a store moves them as bytes, or keeps them as they are.
type Record interface {
	// Newest returns a number that grows with the time of the last addition.
	Newest() int64
	// AppendTo appends the record, as bytes, and returns the extended slice.
	AppendTo(b []byte) []byte
	// Parse reads what AppendTo wrote and returns the rest; nil if malformed.
	Parse(b []byte) []byte
}

// Store keeps the records of a [Tracker]. [NewStore] returns one in memory. One
// that several processes share fetches the bytes of a record, parses them into
// the record of [NewRecord], calls f, and writes them back if nothing changed
// meanwhile, else begins anew.
type Store interface {
	// Update calls f with the record of the key, a new one if there is none. f
	// may change it, and may be called more than once, each time with the record
	// as it is stored. f must not call the store.
	Update(kind Kind, key uint64, f func(Record))
	// View calls f with the record of the key and reports whether there is one.
	// f must not change it.
	View(kind Kind, key uint64, f func(Record)) bool
	// AddItem remembers the name of an item and returns a number for it. Old
	// items are forgotten.
	AddItem(id string) uint32
	// Item returns the name behind a number, if it is still remembered.
	Item(number uint32) (string, bool)
	// AppendSnapshot appends all that is kept, as bytes.
	AppendSnapshot(b []byte) []byte
	// Restore replaces what is kept by a snapshot. On an error nothing changes.
	Restore(b []byte) error
	// Stats says how the store fares.
	Stats() Stats
}

// Stats says how a store fares.
type Stats struct {
	Records int    // held now
	Evicted uint64 // records pushed out for want of room
	Late    uint64 // acts that were too old for one of the windows they belong to
}

// NewRecord returns an empty record of the kind, nil for an unknown kind.
func NewRecord(kind Kind) Record {
	switch kind {
	case KindPair:
		return new(pair)
	case KindTarget, KindShut, KindContent:
		return new(crowd)
	case KindThread:
		return new(thread)
	}
	return nil
}

// DefaultRecords is how many pairs a store in memory holds by default.
const DefaultRecords = 1 << 18

// memory is the store in memory. Each kind has room for its own number of
// records; when that is used up, the record that was added to longest ago among
// eight gives way, and is counted.
type memory struct {
	pairs   *window.Store[pair, *pair]
	crowds  [numKinds]*window.Store[crowd, *crowd]
	threads *window.Store[thread, *thread]
	items   []string // a ring that grows to limit
	limit   uint32
	next    uint32 // number of the next item; 0 stands for none
}

// NewStore returns a store in memory for at most about the given number of
// pairs (0 means [DefaultRecords]), half as many targets, and a quarter as many
// contents and threads. It remembers the names of four times as many items. A
// pair takes about 250 bytes, a target or content the same, a thread about 90
// for each participant. Memory is taken as it is needed.
func NewStore(pairs int) Store {
	if pairs <= 0 {
		pairs = DefaultRecords
	}
	m := &memory{
		pairs:   window.NewStore[pair, *pair](pairs),
		threads: window.NewStore[thread, *thread](pairs / 4),
		limit:   uint32(min(4*pairs, 1<<30)),
		next:    1,
	}
	m.crowds[KindTarget] = window.NewStore[crowd, *crowd](pairs / 2)
	m.crowds[KindShut] = window.NewStore[crowd, *crowd](pairs / 4)
	m.crowds[KindContent] = window.NewStore[crowd, *crowd](pairs / 4)
	return m
}

// Update implements [Store].
func (m *memory) Update(kind Kind, key uint64, f func(Record)) {
	switch kind {
	case KindPair:
		m.pairs.Update(key, func(r *pair) bool { f(r); return true })
	case KindTarget, KindShut, KindContent:
		m.crowds[kind].Update(key, func(r *crowd) bool { f(r); return true })
	case KindThread:
		m.threads.Update(key, func(r *thread) bool { f(r); return true })
	}
}

// View implements [Store].
func (m *memory) View(kind Kind, key uint64, f func(Record)) bool {
	switch kind {
	case KindPair:
		return m.pairs.View(key, func(r *pair) { f(r) })
	case KindTarget, KindShut, KindContent:
		return m.crowds[kind].View(key, func(r *crowd) { f(r) })
	case KindThread:
		return m.threads.View(key, func(r *thread) { f(r) })
	}
	return false
}

// AddItem implements [Store].
func (m *memory) AddItem(id string) uint32 {
	n := m.next
	if i := n % m.limit; i < uint32(len(m.items)) {
		m.items[i] = id
	} else {
		for uint32(len(m.items)) < i {
			m.items = append(m.items, "")
		}
		m.items = append(m.items, id)
	}
	if m.next++; m.next == 0 {
		m.next = 1
	}
	return n
}

// Item implements [Store].
func (m *memory) Item(number uint32) (string, bool) {
	if number == 0 || m.next-number > m.limit || m.next-number == 0 {
		return "", false
	}
	i := number % m.limit
	if i >= uint32(len(m.items)) {
		return "", false
	}
	return m.items[i], m.items[i] != ""
}

// Stats implements [Store].
func (m *memory) Stats() Stats {
	var st Stats
	add := func(s window.Stats) {
		st.Records += s.Keys
		st.Evicted += s.Evicted
	}
	add(m.pairs.Stats())
	add(m.threads.Stats())
	for _, c := range m.crowds {
		if c != nil {
			add(c.Stats())
		}
	}
	return st
}

// AppendSnapshot implements [Store].
func (m *memory) AppendSnapshot(b []byte) []byte {
	b = m.pairs.AppendSnapshot(b)
	b = m.threads.AppendSnapshot(b)
	for _, c := range m.crowds {
		if c != nil {
			b = c.AppendSnapshot(b)
		}
	}
	b = binary.LittleEndian.AppendUint32(b, m.limit)
	b = binary.LittleEndian.AppendUint32(b, m.next)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(m.items)))
	for _, id := range m.items {
		b = binary.AppendUvarint(b, uint64(len(id)))
		b = append(b, id...)
	}
	return b
}

// Restore implements [Store]. The snapshot must be of a store of the same size.
func (m *memory) Restore(b []byte) error {
	fresh := &memory{pairs: m.pairs.Empty(), threads: m.threads.Empty(), limit: m.limit}
	var err error
	if b, err = fresh.pairs.Restore(b); err != nil {
		return err
	}
	if b, err = fresh.threads.Restore(b); err != nil {
		return err
	}
	for i, c := range m.crowds {
		if c == nil {
			continue
		}
		fresh.crowds[i] = c.Empty()
		if b, err = fresh.crowds[i].Restore(b); err != nil {
			return err
		}
	}
	if err := fresh.restoreItems(b); err != nil {
		return err
	}
	*m = *fresh
	return nil
}

func (m *memory) restoreItems(b []byte) error {
	if len(b) < 12 {
		return fmt.Errorf("behaviour: snapshot cut short before the items")
	}
	limit, n := binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[8:])
	m.next = binary.LittleEndian.Uint32(b[4:])
	if limit != m.limit || n > limit || m.next == 0 {
		return fmt.Errorf("behaviour: snapshot of a store for %d items, want %d", limit, m.limit)
	}
	b = b[12:]
	for range n {
		size, k := binary.Uvarint(b)
		if k <= 0 || size > uint64(len(b)-k) {
			return fmt.Errorf("behaviour: snapshot cut short within the items, want %d", n)
		}
		m.items = append(m.items, string(b[k:k+int(size)]))
		b = b[k+int(size):]
	}
	if len(b) != 0 {
		return fmt.Errorf("behaviour: %d bytes behind the snapshot, want none", len(b))
	}
	return nil
}
