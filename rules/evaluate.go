package rules

import (
	"math/bits"

	"github.com/cespare/xxhash/v2"
)

// Scratch is the memory that evaluation works in. Keep one for each goroutine:
// with it, an event for which no rule fires costs no allocation. The zero
// Scratch is ready; it may be used with one policy after another.
type Scratch struct {
	frame frame
	marks marks
	out   Outcome
}

// Evaluate applies the policy to an event: which rules hold, and what they ask
// for. It reads no clock, keeps no state, and knows only the counters that the
// event brings; [State.Evaluate] counts as well.
//
// The outcome belongs to sc and lasts until sc is used again. A nil sc stands
// for a new one.
func (p *Policy) Evaluate(ev *Event, sc *Scratch) *Outcome {
	if sc == nil {
		sc = new(Scratch)
	}
	return p.evaluate(ev, sc, nil)
}

func (p *Policy) evaluate(ev *Event, sc *Scratch, source *State) *Outcome {
	f, o := &sc.frame, &sc.out
	f.reset(p, ev, source)
	*o = Outcome{Labels: o.Labels[:0], Fired: o.Fired[:0], Shadow: o.Shadow[:0]}
	if p.index == nil {
		for i := range p.active {
			p.try(i, f, o)
		}
	} else {
		sc.marks = resize(sc.marks, len(p.index.always))
		p.index.candidates(f, sc.marks)
		for i, word := range sc.marks {
			for ; word != 0; word &= word - 1 {
				p.try(i<<6+bits.TrailingZeros64(word), f, o)
			}
		}
	}
	if len(o.Fired) > 0 {
		o.settle()
	}
	return o
}

// try evaluates one rule.
func (p *Policy) try(i int, f *frame, o *Outcome) {
	r := p.active[i]
	o.Evaluated++
	switch r.program.eval(f) {
	case missing:
		o.Skipped++
	case yes:
		if r.expired(f.ev.Time) {
			return
		}
		o.add(p.fired(i, r, f), r.live(f.ev))
	}
}

// fired gathers what a rule that holds rests on.
func (p *Policy) fired(i int, r *compiledRule, f *frame) Fired {
	fired := Fired{Rule: &r.Rule, ID: r.ID, Actions: r.Actions, index: i}
	for _, slot := range r.counters {
		if v, ok := f.counter(slot); ok {
			fired.Counters = append(fired.Counters, Counter{p.counters[slot].Name, v})
		}
	}
	for _, name := range r.lists {
		fired.Lists = append(fired.Lists, ListUse{name, p.listVersions[name]})
	}
	for _, name := range r.hashLists {
		for _, m := range head(f.ev.Matches, MaxMatches) {
			if m.List == name {
				fired.Lists = append(fired.Lists, ListUse{name, m.Version})
				break
			}
		}
	}
	fired.Reason = r.reason.fill(p, r, f)
	return fired
}

// sampled says whether the item is in the share of those that a rule is live
// for. It depends on the rule and the item's id alone, and a greater share
// holds every item of a smaller one.
func sampled(salt uint64, id string, share float64) bool {
	h := xxhash.NewWithSeed(salt)
	_, _ = h.WriteString(id)
	return float64(h.Sum64()>>11)/(1<<53) < share
}

func resize(m marks, n int) marks {
	if cap(m) < n {
		return make(marks, n)
	}
	return m[:n]
}
