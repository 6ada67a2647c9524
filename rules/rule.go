package rules

import (
	"fmt"
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Mode says how far a rule is in force.
type Mode uint8

// The modes.
const (
	Live   Mode = iota // its actions count
	Shadow             // it is evaluated, its outcome is kept apart
	Sample             // live for a share of the items, shadow for the rest
	Off                // it is checked when the policy is loaded, and no more
)

var modeNames = [...]string{"live", "shadow", "sample", "off"}

// String returns the name that policies use.
func (m Mode) String() string {
	if int(m) < len(modeNames) {
		return modeNames[m]
	}
	return fmt.Sprintf("rules.Mode(%d)", uint8(m))
}

// MarshalText writes the name.
func (m Mode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// Budget bounds how often a rule, or an action, may act in event time. The zero
// Budget does not bound.
type Budget struct {
	Max int           `json:"max"`
	Per time.Duration `json:"per"`
}

// A Rule is a condition over an event with what follows when it holds. Values
// returned by this package share their slices: do not modify them.
type Rule struct {
	ID      string       `json:"id"`
	Version string       `json:"version,omitzero"`
	Owner   string       `json:"owner,omitzero"`
	Doc     string       `json:"doc,omitzero"`
	When    string       `json:"when"` // CEL
	Labels  []harm.Label `json:"labels,omitzero"`
	Actions Actions      `json:"actions"`
	Mode    Mode         `json:"mode"`
	Share   float64      `json:"share,omitzero"`   // of the items, for Sample, in [0,1]
	Budget  Budget       `json:"budget,omitzero"`  // of its sanctions and labels
	Expires time.Time    `json:"expires,omitzero"` // the rule does not fire from then on
	Reason  string       `json:"reason"`           // template
	Line    int          `json:"line"`             // where it stands in its file
}

// A CounterSpec declares a counter that conditions read as counter.name.
type CounterSpec struct {
	Name   string        `json:"name"`
	Kind   CounterKind   `json:"kind"`
	Key    []string      `json:"key"`         // fields whose values tell one count from another
	Window time.Duration `json:"window"`      // how far back it counts; the half-life for CountDecay
	Of     string        `json:"of,omitzero"` // CEL: what is told apart, or summed
	Where  string        `json:"where,omitzero"`
}

// CounterKind says what a counter counts.
type CounterKind uint8

// The kinds of counters.
const (
	CountItems    CounterKind = iota // the items
	CountDistinct                    // the different values of a text field
	CountSum                         // the sum of a number
	CountDecay                       // the sum of a number that halves in every window
)

var counterKindNames = [...]string{"items", "distinct", "sum", "decay"}

// String returns the name that policies use.
func (k CounterKind) String() string {
	if int(k) < len(counterKindNames) {
		return counterKindNames[k]
	}
	return fmt.Sprintf("rules.CounterKind(%d)", uint8(k))
}

// MarshalText writes the name.
func (k CounterKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
