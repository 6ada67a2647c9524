package rules

import (
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Outcome is what a policy says of an event. It belongs to the [Scratch] that
// it was made in, and lasts until that is used again; [Outcome.Clone] keeps it.
type Outcome struct {
	// Action outranks the rest of Actions; Allow when no rule asks for
	// anything.
	Action  Action       `json:"action"`
	Actions Actions      `json:"actions"`
	Labels  []harm.Label `json:"labels,omitzero"` // of the rules in Fired, each once
	// Fired holds the rules in force that hold, in the order of the policy.
	Fired []Fired `json:"fired,omitzero"`
	// Shadow holds those that are only being tried; they count for nothing
	// above.
	Shadow []Fired `json:"shadow,omitzero"`
	// Skipped is the number of rules whose answer a missing value kept back,
	// among those that were evaluated.
	Skipped int `json:"skipped,omitzero"`
	// Evaluated is the number of rules whose condition was evaluated: those
	// that the index could not rule out.
	Evaluated int `json:"evaluated"`
}

// Fired is a rule that holds for an event, with what it rests on.
type Fired struct {
	Rule    *Rule   `json:"-"`
	ID      string  `json:"rule"`
	Actions Actions `json:"actions"` // what is asked for, after budgets
	Reason  string  `json:"reason"`
	// Counters are those that the condition reads, as they stood before this
	// event.
	Counters Counters `json:"counters,omitzero"`
	// Lists are those that the condition asks for: lists of values with the
	// policy's edition, lists of known material with the edition that matched.
	Lists []ListUse `json:"lists,omitzero"`
	// Tripped says that a budget was used up, so that label and sanctions
	// became review.
	Tripped bool `json:"tripped,omitzero"`

	index int
}

// ListUse names a list and its edition, which may be unknown.
type ListUse struct {
	Name    string `json:"name"`
	Version string `json:"version,omitzero"`
}

// Clone returns a copy that outlives the scratch.
func (o *Outcome) Clone() *Outcome {
	c := *o
	c.Labels = append([]harm.Label(nil), o.Labels...)
	c.Fired = append([]Fired(nil), o.Fired...)
	c.Shadow = append([]Fired(nil), o.Shadow...)
	return &c
}

// Rule returns the live rule of that id, if it fired.
func (o *Outcome) Rule(id string) (*Fired, bool) {
	for i := range o.Fired {
		if o.Fired[i].ID == id {
			return &o.Fired[i], true
		}
	}
	return nil, false
}

// add notes a rule that holds.
func (o *Outcome) add(f Fired, live bool) {
	if !live {
		o.Shadow = append(o.Shadow, f)
		return
	}
	o.Fired = append(o.Fired, f)
}

// settle makes the sums over the rules in Fired.
func (o *Outcome) settle() {
	o.Actions = 0
	o.Labels = o.Labels[:0]
	var seen [harm.NumLabels]bool
	for i := range o.Fired {
		o.Actions |= o.Fired[i].Actions
		for _, l := range o.Fired[i].Rule.Labels {
			if !seen[l] {
				seen[l] = true
				o.Labels = append(o.Labels, l)
			}
		}
	}
	o.Action = o.Actions.First()
}

// live says whether a rule is in force for an event, or only tried.
func (r *compiledRule) live(ev *Event) bool {
	switch r.Mode {
	case Live:
		return true
	case Sample:
		return sampled(r.salt, ev.ID, r.Share)
	}
	return false
}

// expired says whether the rule no longer counts at the event's time.
func (r *compiledRule) expired(at time.Time) bool {
	return r.expires != 0 && !at.IsZero() && at.UnixNano() >= r.expires
}
