package rules

import (
	"math"

	"github.com/vigil-moderation/vigil/detect/harm"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/interpreter"
)

// frame is what a condition is evaluated against: one event and what has been
// looked up for it. It is the activation of CEL's evaluator as well.
type frame struct {
	ev           *Event
	policy       *Policy
	counters     []cell
	attrs        []int32 // index+1 into ev.Attributes, by slot
	order        []int32 // slot+1 of what stood at this place of the last event's attributes
	counterOrder []int32 // the same of its counters
	placed       bool    // attrs holds for this event
	counted      bool    // counters holds for this event
	source       *State  // reads counters that the event does not bring, may be nil
	match        *Match  // the match that a comprehension stands at
	text         [maxNesting]string
	codes        []string
	cel          map[string]any
	key          []byte
}

// maxNesting is how deep comprehensions over lists of strings can nest before
// they are left to CEL.
const maxNesting = 3

// cell is a counter's reading.
type cell struct {
	value float64
	state cellState
}

type cellState uint8

const (
	cellUnread cellState = iota
	cellKnown
	cellMissing
)

// reset points the frame at an event. What the event brings by name is put in
// its place when it is first asked for.
func (f *frame) reset(p *Policy, ev *Event, source *State) {
	if f.policy != p {
		f.policy = p
		f.counters = make([]cell, len(p.counters))
		f.attrs = make([]int32, len(p.attributes))
		f.order, f.counterOrder = nil, nil
		f.cel = nil
	}
	f.ev, f.source, f.match = ev, source, nil
	f.placed, f.counted = false, false
}

// place finds the slots of things that an event brings by name. Events tend to
// bring them in the same order, so the place in the last event is tried first:
// order holds slot+1. It returns -1 for a name that the policy does not know.
func place(order *[]int32, i int, name string, slots map[string]int, at func(slot int32) string) int32 {
	for len(*order) <= i {
		*order = append(*order, 0)
	}
	if slot := (*order)[i] - 1; slot >= 0 && at(slot) == name {
		return slot
	}
	slot, ok := slots[name]
	if !ok {
		return -1
	}
	(*order)[i] = int32(slot) + 1
	return int32(slot)
}

// attribute returns the value of the attribute in the slot, or nil.
func (f *frame) attribute(slot int) any {
	if !f.placed {
		f.placed = true
		clear(f.attrs)
		p := f.policy
		for i, a := range head(f.ev.Attributes, MaxList) {
			if s := place(&f.order, i, a.Name, p.attributeSlots, func(s int32) string { return p.attributes[s].name }); s >= 0 {
				f.attrs[s] = int32(i) + 1
			}
		}
	}
	if i := f.attrs[slot]; i > 0 {
		return f.ev.Attributes[i-1].Value
	}
	return nil
}

// counter returns the reading of a counter: the event's own figure, or else
// what the store says for the time before this event.
func (f *frame) counter(slot int) (float64, bool) {
	if !f.counted {
		f.counted = true
		clear(f.counters)
		p := f.policy
		for i, c := range head(f.ev.Counters, MaxList) {
			s := place(&f.counterOrder, i, c.Name, p.counterSlots, func(s int32) string { return p.counters[s].Name })
			if s >= 0 && !math.IsNaN(c.Value) {
				f.counters[s] = cell{c.Value, cellKnown}
			}
		}
	}
	c := &f.counters[slot]
	if c.state == cellUnread {
		c.state = cellMissing
		if f.source != nil {
			if v, ok := f.source.read(f, f.policy.counters[slot]); ok && !math.IsNaN(v) {
				*c = cell{v, cellKnown}
			}
		}
	}
	return c.value, c.state == cellKnown
}

// facetCodes returns the codes of the event's facets, with the bare
// "protected_characteristic" when there is any of those.
func facetCodes(f *frame) []string {
	f.codes = f.codes[:0]
	if f.ev.Facets == 0 {
		return f.codes
	}
	for i, code := range f.policy.env.facets {
		if f.ev.Facets&(1<<i) != 0 {
			f.codes = append(f.codes, code)
		}
	}
	if f.ev.Facets.Has(harm.ProtectedCharacteristic) {
		f.codes = append(f.codes, "protected_characteristic")
	}
	return f.codes
}

// ResolveName gives CEL the variable of that name.
func (f *frame) ResolveName(name string) (any, bool) {
	if v, ok := f.cel[name]; ok {
		return v, true
	}
	if fd, ok := f.policy.env.fields[name]; ok {
		v, err := fd.native(f)
		if err != nil {
			return types.WrapErr(err), true
		}
		return v, true
	}
	if name == "match" {
		return celMatches(f), true
	}
	make, ok := f.policy.env.variables[name]
	if !ok {
		return nil, false
	}
	if f.cel == nil {
		f.cel = map[string]any{}
	}
	v := make(f)
	f.cel[name] = v
	return v, true
}

// Parent is part of CEL's interface.
func (f *frame) Parent() interpreter.Activation { return nil }

// scoreMap makes a variable that is keyed by label.
func scoreMap(f *frame, keys []string, get func(key string) (float64, bool)) ref.Val {
	return &celMap{
		opaque: opaque{scoresType},
		keys:   func() []string { return keys },
		get: func(key string) (ref.Val, bool) {
			v, ok := get(key)
			if !ok {
				return nil, false
			}
			if math.IsNaN(v) {
				return types.WrapErr(errMissing), true
			}
			return types.Double(v), true
		},
	}
}
