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
	ev       *Event
	policy   *Policy
	counters []cell
	attrs    []int32 // index+1 into ev.Attributes, by slot
	order    []int32 // slot+1 that stood at this place of the last event's attributes
	source   *State  // reads counters that the event does not bring, may be nil
	match    *Match  // the match that a comprehension stands at
	text     [maxNesting]string
	codes    []string
	cel      map[string]any
	key      []byte
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

// reset points the frame at an event.
func (f *frame) reset(p *Policy, ev *Event, source *State) {
	if f.policy != p {
		f.policy = p
		f.counters = make([]cell, len(p.counters))
		f.attrs = make([]int32, len(p.attributes))
		f.order = nil
		f.cel = nil
	}
	f.ev, f.source, f.match = ev, source, nil
	clear(f.counters)
	for _, c := range ev.Counters {
		if slot, ok := p.counterSlots[c.Name]; ok && !math.IsNaN(c.Value) {
			f.counters[slot] = cell{c.Value, cellKnown}
		}
	}
	clear(f.attrs)
	if len(f.attrs) > 0 {
		f.placeAttributes()
	}
}

// placeAttributes finds the slot of each attribute. Events tend to bring theirs
// in the same order, so the place in the last event is tried first.
func (f *frame) placeAttributes() {
	attrs := head(f.ev.Attributes, MaxList)
	for len(f.order) < len(attrs) {
		f.order = append(f.order, 0)
	}
	for i := range attrs {
		slot := f.order[i] - 1
		if slot < 0 || f.policy.attributes[slot].name != attrs[i].Name {
			found, ok := f.policy.attributeSlots[attrs[i].Name]
			if !ok {
				continue
			}
			slot = int32(found)
			f.order[i] = slot + 1
		}
		f.attrs[slot] = int32(i) + 1
	}
}

// attribute returns the value of the attribute in the slot, or nil.
func (f *frame) attribute(slot int) any {
	if i := f.attrs[slot]; i > 0 {
		return f.ev.Attributes[i-1].Value
	}
	return nil
}

// counter returns the reading of a counter: the event's own figure, or else
// what the store says for the time before this event.
func (f *frame) counter(slot int) (float64, bool) {
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
