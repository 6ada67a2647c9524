package replay

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/rules"
)

// Report is what a replay has found. It marshals to JSON.
type Report struct {
	Events  int      `json:"events"`
	Judged  int      `json:"judged"` // events whose truth is known
	A       *Side    `json:"a"`
	B       *Side    `json:"b,omitempty"`       // nil for the replay of one policy
	Changes *Changes `json:"changes,omitempty"` // likewise
}

// Side is what one policy did.
type Side struct {
	Policy  string      `json:"policy"`
	Version string      `json:"version"`
	Flagged int         `json:"flagged"` // events with an action stronger than allow
	Skipped int         `json:"skipped"` // evaluations kept back by missing values
	Actions []ActionRow `json:"actions"` // strongest first
	Rules   []*RuleRow  `json:"rules"`
	Labels  []*LabelRow `json:"labels,omitzero"`

	policy  *rules.Policy
	state   *rules.State
	scratch rules.Scratch
	rows    map[string]*RuleRow
	labels  map[harm.Label]*LabelRow
	actions map[rules.Action]int
}

// ActionRow is how many events an action was the strongest for.
type ActionRow struct {
	Action rules.Action `json:"action"`
	Events int          `json:"events"`
}

// RuleRow is what one rule did.
type RuleRow struct {
	Rule    string `json:"rule"`
	Mode    string `json:"mode"`
	Live    int    `json:"live"`   // fired, and counted
	Shadow  int    `json:"shadow"` // would have fired
	Tripped int    `json:"tripped,omitzero"`
	// Of the events for which it fired, live or shadow: how many are judged,
	// how many of those deserve one of its labels, and the share.
	Judged    int                `json:"judged,omitzero"`
	Right     int                `json:"right,omitzero"`
	Precision rules.Opt[float64] `json:"precision,omitzero"`

	labels []harm.Label
}

// LabelRow holds the labels that a policy gave against the truth.
type LabelRow struct {
	Label     harm.Label         `json:"label"`
	Right     int                `json:"right"`
	Wrong     int                `json:"wrong"`
	Missed    int                `json:"missed"`
	Precision rules.Opt[float64] `json:"precision,omitzero"`
	Recall    rules.Opt[float64] `json:"recall,omitzero"`
}

// Changes compares two policies.
type Changes struct {
	Changed  int           `json:"changed"` // events with other actions
	Both     int           `json:"both"`    // flagged by both
	OnlyA    int           `json:"only_a"`
	OnlyB    int           `json:"only_b"`
	Rules    []*OverlapRow `json:"rules"`
	Examples []Example     `json:"examples,omitzero"`

	rows map[string]*OverlapRow
}

// OverlapRow says where a rule fired: in both policies, or in one.
type OverlapRow struct {
	Rule  string `json:"rule"`
	Both  int    `json:"both"`
	OnlyA int    `json:"only_a"`
	OnlyB int    `json:"only_b"`
}

// Example is an event for which the policies ask for different things.
type Example struct {
	ID     string        `json:"id"`
	A      rules.Actions `json:"a"`
	B      rules.Actions `json:"b"`
	FiredA []string      `json:"fired_a,omitzero"` // rules with their reasons
	FiredB []string      `json:"fired_b,omitzero"`
	Truth  []harm.Label  `json:"truth,omitzero"`
}

// WriteTable writes the report for people.
func (r *Report) WriteTable(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(w, "%d events, %d judged\n", r.Events, r.Judged)
	r.A.write(w, "A")
	if r.B != nil {
		r.B.write(w, "B")
		r.Changes.write(w)
	}
	return w.Flush()
}

func percent(o rules.Opt[float64]) string {
	v, ok := o.Get()
	if !ok {
		return "-"
	}
	return fmt.Sprintf("%.1f%%", 100*v)
}

func (s *Side) write(w io.Writer, name string) {
	fmt.Fprintf(w, "\n%s: %s %s, %d flagged", name, s.Policy, s.Version, s.Flagged)
	for _, a := range s.Actions {
		fmt.Fprintf(w, ", %d %s", a.Events, a.Action)
	}
	fmt.Fprint(w, "\nrule\tmode\tlive\tshadow\ttripped\tprecision\n")
	for _, row := range s.Rules {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%s\n", row.Rule, row.Mode, row.Live, row.Shadow, row.Tripped, percent(row.Precision))
	}
	if len(s.Labels) > 0 {
		fmt.Fprint(w, "label\tright\twrong\tmissed\tprecision\trecall\n")
		for _, row := range s.Labels {
			fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%s\t%s\n", row.Label, row.Right, row.Wrong, row.Missed, percent(row.Precision), percent(row.Recall))
		}
	}
}

func (c *Changes) write(w io.Writer) {
	fmt.Fprintf(w, "\n%d changed; flagged by both %d, only A %d, only B %d\n", c.Changed, c.Both, c.OnlyA, c.OnlyB)
	fmt.Fprint(w, "rule\tboth\tonly A\tonly B\n")
	for _, row := range c.Rules {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\n", row.Rule, row.Both, row.OnlyA, row.OnlyB)
	}
	for _, e := range c.Examples {
		fmt.Fprintf(w, "%s: %s -> %s\n", e.ID, e.A, e.B)
		fmt.Fprintf(w, "  A: %s\n  B: %s\n", orNone(e.FiredA), orNone(e.FiredB))
	}
}

func orNone(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, "; ")
}
