package rules

import (
	"fmt"
	"math/bits"
	"strings"
)

// Action is what the caller is asked to do. Vigil asks; it never enforces.
//
// Actions have a precedence, which is the order of their values: the later
// constant outranks the earlier. A caller that can do one thing only does the
// one that outranks the rest, [Actions.First].
type Action uint8

// The actions, from the weakest to the strongest.
const (
	// Allow asks for nothing: the rule says that it has looked. It never
	// overrides another rule.
	Allow Action = iota
	// Label shows a label or a warning with the item.
	Label
	// Help shows the speaker where to find help. It is never a sanction and
	// goes with any other action.
	Help
	// Limit shows the item to fewer people.
	Limit
	// Review puts the item in the queue for a person to judge; it stays up.
	Review
	// AgeGate hides the item from those who are too young.
	AgeGate
	// Hold keeps the item back until a person has judged it.
	Hold
	// Remove takes the item down.
	Remove
	// Escalate calls a specialist at once (danger to life, legal duty) and
	// holds the item meanwhile.
	Escalate

	numActions = iota
)

var actionNames = [numActions]string{
	"allow", "label", "help", "limit", "review", "age_gate", "hold", "remove", "escalate",
}

// String returns the name that policies use.
func (a Action) String() string {
	if a < numActions {
		return actionNames[a]
	}
	return fmt.Sprintf("rules.Action(%d)", uint8(a))
}

// ParseAction returns the action with the given name.
func ParseAction(name string) (Action, error) {
	for i, n := range actionNames {
		if n == name {
			return Action(i), nil
		}
	}
	return Allow, fmt.Errorf("rules: action %q, want one of %s", name, strings.Join(actionNames[:], ", "))
}

// MarshalText writes the name.
func (a Action) MarshalText() ([]byte, error) {
	if a >= numActions {
		return nil, fmt.Errorf("rules: undefined action %d, want less than %d", uint8(a), numActions)
	}
	return []byte(a.String()), nil
}

// UnmarshalText reads a name.
func (a *Action) UnmarshalText(text []byte) error {
	parsed, err := ParseAction(string(text))
	if err != nil {
		return err
	}
	*a = parsed
	return nil
}

// Sanction reports whether the action takes something from the speaker: limit,
// age_gate, hold or remove.
func (a Action) Sanction() bool { return a == Limit || a == AgeGate || a == Hold || a == Remove }

// Actions is a set of actions. The zero value is empty.
type Actions uint16

// ActionsOf returns the set of the given actions.
func ActionsOf(actions ...Action) Actions {
	var s Actions
	for _, a := range actions {
		s |= 1 << a
	}
	return s
}

// Has reports whether a is in the set.
func (s Actions) Has(a Action) bool { return s&(1<<a) != 0 }

// First returns the action that outranks the rest, or Allow for the empty set.
func (s Actions) First() Action {
	if s == 0 {
		return Allow
	}
	return Action(bits.Len16(uint16(s)) - 1)
}

// List returns the actions, the strongest first.
func (s Actions) List() []Action {
	list := make([]Action, 0, bits.OnesCount16(uint16(s)))
	for a := numActions - 1; a >= 0; a-- {
		if s.Has(Action(a)) {
			list = append(list, Action(a))
		}
	}
	return list
}

// String returns the names joined by plus signs, the strongest first; "allow"
// for the empty set.
func (s Actions) String() string {
	if s == 0 {
		return Allow.String()
	}
	var b strings.Builder
	for i, a := range s.List() {
		if i > 0 {
			b.WriteByte('+')
		}
		b.WriteString(a.String())
	}
	return b.String()
}

// MarshalText writes the names as [Actions.String] does.
func (s Actions) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads names joined by plus signs.
func (s *Actions) UnmarshalText(text []byte) error {
	var set Actions
	for name := range strings.SplitSeq(string(text), "+") {
		a, err := ParseAction(name)
		if err != nil {
			return err
		}
		set |= 1 << a
	}
	*s = set
	return nil
}
