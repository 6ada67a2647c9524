package rules

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/vigil-moderation/vigil/internal/window"
)

// DefaultKeys is how many keys of each kind of counter a [Memory] holds when it
// is told no other number.
const DefaultKeys = 1 << 20

// Memory is a [CounterStore] in this process. Items and sums are counted in 12
// hops of the window, different members exactly up to 64 and to about 2 % above.
// A key takes about 100 bytes (more with many members); when the
// store is full, the key that was added to longest ago among eight candidates
// makes room. An event older than the window of the newest event of its key is
// dropped; other late events count where they belong. Both are counted in
// [Memory.Stats]. Take the times of events from your own servers: one from the
// far future makes the present too late for its keys.
type Memory struct {
	items    *window.Store[window.Ring, *window.Ring]
	distinct *window.Store[window.Distinct, *window.Distinct]
	sums     *window.Store[window.SumRing, *window.SumRing]
	decays   *window.Store[window.Decay, *window.Decay]
}

// NewMemory returns an empty store for at most about the given number of keys
// of each kind of counter; 0 stands for [DefaultKeys].
func NewMemory(keys int) *Memory {
	if keys <= 0 {
		keys = DefaultKeys
	}
	return &Memory{
		items:    window.NewStore[window.Ring](keys),
		distinct: window.NewStore[window.Distinct](keys),
		sums:     window.NewStore[window.SumRing](keys),
		decays:   window.NewStore[window.Decay](keys),
	}
}

// id names a count within the store.
func (c CounterRef) id() uint64 {
	h := (c.Identity ^ c.Key*0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9
	return h ^ h>>31
}

// Read implements [CounterStore].
func (m *Memory) Read(c CounterRef, at time.Time) (float64, bool) {
	now, length := at.UnixMilli(), c.Spec.Window.Milliseconds()
	var v float64
	switch c.Spec.Kind {
	case CountItems:
		m.items.View(c.id(), func(r *window.Ring) { v = float64(r.Sum(now, length)) })
	case CountDistinct:
		m.distinct.View(c.id(), func(d *window.Distinct) { v = float64(d.Count(now, length)) })
	case CountSum:
		m.sums.View(c.id(), func(r *window.SumRing) { v = r.Sum(now, length) })
	case CountDecay:
		m.decays.View(c.id(), func(d *window.Decay) { v = d.Value(now, length) })
	}
	return v, true
}

// Add implements [CounterStore].
func (m *Memory) Add(c CounterRef, at time.Time, amount float64, member uint64) {
	now, length := at.UnixMilli(), c.Spec.Window.Milliseconds()
	switch c.Spec.Kind {
	case CountItems:
		m.items.Update(c.id(), func(r *window.Ring) bool { return r.Add(now, length, 1) })
	case CountDistinct:
		m.distinct.Update(c.id(), func(d *window.Distinct) bool { return d.Add(now, length, member) })
	case CountSum:
		m.sums.Update(c.id(), func(r *window.SumRing) bool { return r.Add(now, length, amount) })
	case CountDecay:
		m.decays.Update(c.id(), func(d *window.Decay) bool { return d.Add(now, length, amount) })
	}
}

// MemoryStats says how a [Memory] fares, over all kinds of counters.
type MemoryStats struct {
	Keys    int    `json:"keys"`    // held now
	Evicted uint64 `json:"evicted"` // pushed out for want of room
	Late    uint64 `json:"late"`    // events that were too old to count
}

// Stats sums up.
func (m *Memory) Stats() MemoryStats {
	var s MemoryStats
	for _, one := range []window.Stats{m.items.Stats(), m.distinct.Stats(), m.sums.Stats(), m.decays.Stats()} {
		s.Keys += one.Keys
		s.Evicted += one.Evicted
		s.Late += one.Late
	}
	return s
}

// memoryMagic begins a snapshot; its last byte is the version.
const memoryMagic = "VIGCTR\x00\x01"

// MarshalBinary writes all counts, with a version and a checksum. To survive a
// crash, write it to a new file and rename that over the old one.
func (m *Memory) MarshalBinary() ([]byte, error) {
	b := []byte(memoryMagic)
	b = m.items.AppendSnapshot(b)
	b = m.distinct.AppendSnapshot(b)
	b = m.sums.AppendSnapshot(b)
	b = m.decays.AppendSnapshot(b)
	return binary.LittleEndian.AppendUint64(b, xxhash.Sum64(b)), nil
}

// UnmarshalBinary replaces all counts by those of a snapshot. A snapshot that is
// cut short, changed, or of another version is an error and changes nothing.
// The store must not be in use meanwhile.
func (m *Memory) UnmarshalBinary(data []byte) error {
	if len(data) < len(memoryMagic)+8 || string(data[:len(memoryMagic)]) != memoryMagic {
		return errors.New("rules: counters of another format or version, want a snapshot of this version")
	}
	body, sum := data[:len(data)-8], binary.LittleEndian.Uint64(data[len(data)-8:])
	if got := xxhash.Sum64(body); got != sum {
		return fmt.Errorf("rules: counters with checksum %016x, want %016x", got, sum)
	}
	fresh := NewMemory(DefaultKeys)
	if m.items != nil {
		fresh = &Memory{items: m.items.Empty(), distinct: m.distinct.Empty(), sums: m.sums.Empty(), decays: m.decays.Empty()}
	}
	rest, err := fresh.items.Restore(body[len(memoryMagic):])
	if err == nil {
		rest, err = fresh.distinct.Restore(rest)
	}
	if err == nil {
		rest, err = fresh.sums.Restore(rest)
	}
	if err == nil {
		rest, err = fresh.decays.Restore(rest)
	}
	if err != nil {
		return fmt.Errorf("rules: counters: %w", err)
	}
	if len(rest) > 0 {
		return fmt.Errorf("rules: counters with %d bytes too many, want none", len(rest))
	}
	*m = *fresh
	return nil
}
