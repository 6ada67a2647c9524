package rules

import (
	"sync"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/vigil-moderation/vigil/internal/window"
)

// A CounterRef names one count: a counter, and the values of its key.
type CounterRef struct {
	Spec *CounterSpec
	// Identity stands for the counter's name, kind, key, window and of. It
	// stays the same when a policy is loaded again with other thresholds.
	Identity uint64
	// Key is a hash of the values of the key: no personal data reaches the
	// store.
	Key uint64
}

// A CounterStore keeps the counts of a policy's counters in event time. It must
// be safe for concurrent use, and bounded. [NewMemory] makes one; a shared
// store can stand behind the same interface.
type CounterStore interface {
	// Read returns the count for the window that ends at a time. It reports
	// false when the count cannot be known, which counts as missing; a key that
	// was never seen is 0.
	Read(c CounterRef, at time.Time) (value float64, ok bool)
	// Add counts an event: amount for CountSum and CountDecay, member (a hash)
	// for CountDistinct.
	Add(c CounterRef, at time.Time, amount float64, member uint64)
}

// State is what rules remember from event to event: counts, and budgets used.
// It outlives policies, so that a reload forgets nothing. It is safe for
// concurrent use; events that are evaluated at the same moment may each miss
// the other in their counts.
type State struct {
	counters CounterStore
	mu       sync.Mutex
	spent    map[uint64]*window.Ring
}

// NewState returns a state that counts in the given store; nil stands for a new
// one in memory.
func NewState(counters CounterStore) *State {
	if counters == nil {
		counters = NewMemory(0)
	}
	return &State{counters: counters, spent: map[uint64]*window.Ring{}}
}

// Evaluate is [Policy.Evaluate] with memory. Counters are read as they stood
// before the event, whatever the order of rules; budgets that are used up turn
// label and sanctions into review; then the event itself is counted.
//
// An event without a time is evaluated, but neither counted nor held against a
// budget.
func (s *State) Evaluate(p *Policy, ev *Event, sc *Scratch) *Outcome {
	if sc == nil {
		sc = new(Scratch)
	}
	o := p.evaluate(ev, sc, s)
	if len(o.Fired) > 0 && !ev.Time.IsZero() && s.spend(p, o, ev.Time) {
		o.settle()
	}
	for _, c := range p.counters {
		s.count(&sc.frame, c)
	}
	return o
}

// ref finds the count of a counter that an event belongs to.
func (s *State) ref(f *frame, c *compiledCounter) (CounterRef, bool) {
	f.key = f.key[:0]
	for _, fd := range c.key {
		v, ok := fd.getString(f)
		if !ok {
			return CounterRef{}, false
		}
		f.key = append(append(f.key, v...), 0)
	}
	return CounterRef{&c.CounterSpec, c.identity, xxhash.Sum64(f.key)}, true
}

// read returns a counter's reading before the event.
func (s *State) read(f *frame, c *compiledCounter) (float64, bool) {
	ref, ok := s.ref(f, c)
	if !ok || f.ev.Time.IsZero() {
		return 0, false
	}
	return s.counters.Read(ref, f.ev.Time)
}

// count adds the event to a counter, if it belongs there.
func (s *State) count(f *frame, c *compiledCounter) {
	if f.ev.Time.IsZero() || c.where != nil && c.where.eval(f) != yes {
		return
	}
	ref, ok := s.ref(f, c)
	if !ok {
		return
	}
	amount, member := 1.0, uint64(0)
	switch c.Kind {
	case CountDistinct:
		v, ok := c.of.getString(f)
		if !ok {
			return
		}
		member = xxhash.Sum64String(v)
	case CountSum, CountDecay:
		if amount, ok = c.amount(f); !ok {
			return
		}
	}
	s.counters.Add(ref, f.ev.Time, amount, member)
}

// spend charges the rules that fired to their budgets, and turns what is beyond
// them into review. It reports whether it changed anything.
func (s *State) spend(p *Policy, o *Outcome, at time.Time) bool {
	changed := false
	s.mu.Lock()
	defer s.mu.Unlock()
	var asked Actions
	for i := range o.Fired {
		fired := &o.Fired[i]
		if b := fired.Rule.Budget; b.Max > 0 && !s.charge(p.active[fired.index].salt, b, at) {
			fired.trip()
			changed = true
		}
		asked |= fired.Actions
	}
	for a, b := range p.budgets {
		if b.Max == 0 || !asked.Has(Action(a)) || s.charge(uint64(a)+1, b, at) {
			continue
		}
		for i := range o.Fired {
			if o.Fired[i].Actions.Has(Action(a)) {
				o.Fired[i].trip()
				changed = true
			}
		}
	}
	return changed
}

// trip turns label and sanctions into review.
func (f *Fired) trip() {
	for a := range Action(numActions) {
		if a.Sanction() || a == Label {
			f.Actions &^= ActionsOf(a)
		}
	}
	f.Actions |= ActionsOf(Review)
	f.Tripped = true
}

// charge takes one from a budget; false if there is none left.
func (s *State) charge(id uint64, b Budget, at time.Time) bool {
	id ^= uint64(b.Per) * 0x9e3779b97f4a7c15 // another time, another ring
	ring := s.spent[id]
	if ring == nil {
		ring = new(window.Ring)
		s.spent[id] = ring
	}
	now, length := at.UnixMilli(), b.Per.Milliseconds()
	if ring.Sum(now, length) >= uint64(b.Max) {
		return false
	}
	ring.Add(now, length, 1)
	return true
}
