// Package replay runs past events through policies: what would have fired, what
// a new policy changes, how right it is where the truth is known.
//
//	report, err := replay.Run(old, new, replay.Read(file), replay.Options{})
//	…
//	err = report.WriteTable(os.Stdout)
//
// Events go through the code that evaluates them live, on their own clock: each
// policy has a [rules.State] of its own, whose counters and budgets start empty.
// Events must come in the order in which they came live.
package replay

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/rules"
)

// An Item is one event of the past.
type Item struct {
	Event rules.Event
	// Truth holds the labels that the item is known to deserve; empty for one
	// that deserves none. It counts only if Judged is set.
	Truth  []harm.Label
	Judged bool
}

// Options are what [Run] can be told; the zero Options are right.
type Options struct {
	// Examples is how many changed items to keep, 0 for 20, less for none.
	Examples int
	// Keys bounds the counters in memory, as for [rules.NewMemory].
	Keys int
}

// maxLine bounds a line of input.
const maxLine = 4 << 20

// Read reads items as JSON lines: the fields of an event, and "truth" with a
// list of labels where it is known. Blank lines are passed over. An error names
// its line and ends the sequence.
func Read(r io.Reader) iter.Seq2[*Item, error] {
	return func(yield func(*Item, error) bool) {
		sc := bufio.NewScanner(r)
		sc.Buffer(nil, maxLine)
		for line := 1; sc.Scan(); line++ {
			if len(bytes.TrimSpace(sc.Bytes())) == 0 {
				continue
			}
			item, err := parse(sc.Bytes())
			if err != nil {
				yield(nil, fmt.Errorf("replay: line %d: %w", line, err))
				return
			}
			if !yield(item, nil) {
				return
			}
		}
		if err := sc.Err(); err != nil {
			yield(nil, fmt.Errorf("replay: %w", err))
		}
	}
}

func parse(line []byte) (*Item, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(line, &fields); err != nil {
		return nil, err
	}
	item := new(Item)
	if truth, ok := fields["truth"]; ok {
		if err := json.Unmarshal(truth, &item.Truth); err != nil {
			return nil, fmt.Errorf("truth: %w", err)
		}
		item.Judged = true
		delete(fields, "truth")
		var err error
		if line, err = json.Marshal(fields); err != nil {
			return nil, err
		}
	}
	return item, json.Unmarshal(line, &item.Event)
}

// Run replays the items through policy a and, unless it is nil, policy b, and
// compares them.
func Run(a, b *rules.Policy, items iter.Seq2[*Item, error], opts Options) (*Report, error) {
	if opts.Examples == 0 {
		opts.Examples = 20
	}
	rep := &Report{A: newSide(a, opts)}
	if b != nil {
		rep.B = newSide(b, opts)
		rep.Changes = &Changes{}
	}
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		rep.Events++
		if item.Judged {
			rep.Judged++
		}
		x := rep.A.evaluate(item)
		if b == nil {
			continue
		}
		rep.Changes.note(item, x, rep.B.evaluate(item), opts.Examples)
	}
	rep.A.finish()
	if b != nil {
		rep.B.finish()
		rep.Changes.finish(rep.A, rep.B)
	}
	return rep, nil
}

// newSide prepares what is counted for one policy.
func newSide(p *rules.Policy, opts Options) *Side {
	s := &Side{
		Policy: p.Name(), Version: p.Version(), policy: p, state: rules.NewState(rules.NewMemory(cmp.Or(opts.Keys, 1<<18))),
		rows: map[string]*RuleRow{}, labels: map[harm.Label]*LabelRow{}, actions: map[rules.Action]int{},
	}
	for _, r := range p.Rules() {
		row := &RuleRow{Rule: r.ID, Mode: r.Mode.String(), labels: r.Labels}
		s.Rules = append(s.Rules, row)
		s.rows[r.ID] = row
	}
	return s
}

// evaluate runs one item and counts what comes of it.
func (s *Side) evaluate(item *Item) *rules.Outcome {
	o := s.state.Evaluate(s.policy, &item.Event, &s.scratch)
	s.actions[o.Action]++
	s.Skipped += o.Skipped
	if o.Action > rules.Allow {
		s.Flagged++
	}
	for i := range o.Fired {
		row := s.rows[o.Fired[i].ID]
		row.Live++
		if o.Fired[i].Tripped {
			row.Tripped++
		}
		row.judge(item)
	}
	for i := range o.Shadow {
		row := s.rows[o.Shadow[i].ID]
		row.Shadow++
		row.judge(item)
	}
	if item.Judged {
		s.judge(item, o)
	}
	return o
}

// judge holds the labels of the outcome against the truth.
func (s *Side) judge(item *Item, o *rules.Outcome) {
	row := func(l harm.Label) *LabelRow {
		if s.labels[l] == nil {
			s.labels[l] = &LabelRow{Label: l}
		}
		return s.labels[l]
	}
	for _, l := range o.Labels {
		if slices.Contains(item.Truth, l) {
			row(l).Right++
		} else {
			row(l).Wrong++
		}
	}
	for _, l := range item.Truth {
		if !slices.Contains(o.Labels, l) {
			row(l).Missed++
		}
	}
}

// judge counts a rule as right if the item deserves one of its labels, or, for
// a rule without labels, any label of harm.
func (r *RuleRow) judge(item *Item) {
	if !item.Judged {
		return
	}
	r.Judged++
	for _, l := range item.Truth {
		if slices.Contains(r.labels, l) || len(r.labels) == 0 && l.IsHarm() {
			r.Right++
			return
		}
	}
}

// finish makes the sums.
func (s *Side) finish() {
	for _, r := range s.Rules {
		if r.Judged > 0 {
			r.Precision = rules.Some(float64(r.Right) / float64(r.Judged))
		}
	}
	for _, l := range s.labels {
		l.Precision, l.Recall = share(l.Right, l.Right+l.Wrong), share(l.Right, l.Right+l.Missed)
		s.Labels = append(s.Labels, l)
	}
	slices.SortFunc(s.Labels, func(a, b *LabelRow) int { return cmp.Compare(a.Label, b.Label) })
	for a, n := range s.actions {
		s.Actions = append(s.Actions, ActionRow{a, n})
	}
	slices.SortFunc(s.Actions, func(a, b ActionRow) int { return cmp.Compare(b.Action, a.Action) })
}

func share(n, of int) rules.Opt[float64] {
	if of == 0 {
		return rules.Opt[float64]{}
	}
	return rules.Some(float64(n) / float64(of))
}

// note compares the two outcomes of an item.
func (c *Changes) note(item *Item, a, b *rules.Outcome, keep int) {
	switch {
	case a.Action > rules.Allow && b.Action > rules.Allow:
		c.Both++
	case a.Action > rules.Allow:
		c.OnlyA++
	case b.Action > rules.Allow:
		c.OnlyB++
	}
	if c.rows == nil {
		c.rows = map[string]*OverlapRow{}
	}
	for _, f := range a.Fired {
		row := c.row(f.ID)
		if _, ok := b.Rule(f.ID); ok {
			row.Both++
		} else {
			row.OnlyA++
		}
	}
	for _, f := range b.Fired {
		if _, ok := a.Rule(f.ID); !ok {
			c.row(f.ID).OnlyB++
		}
	}
	if a.Actions == b.Actions {
		return
	}
	c.Changed++
	if len(c.Examples) < keep {
		c.Examples = append(c.Examples, Example{
			ID: item.Event.ID, A: a.Actions, B: b.Actions, FiredA: reasons(a), FiredB: reasons(b), Truth: item.Truth,
		})
	}
}

func (c *Changes) row(id string) *OverlapRow {
	if c.rows[id] == nil {
		c.rows[id] = &OverlapRow{Rule: id}
	}
	return c.rows[id]
}

func reasons(o *rules.Outcome) []string {
	var list []string
	for _, f := range o.Fired {
		list = append(list, f.ID+": "+f.Reason)
	}
	return list
}

// finish puts the rules in the order of the policies.
func (c *Changes) finish(a, b *Side) {
	for _, side := range []*Side{a, b} {
		for _, r := range side.Rules {
			if row := c.rows[r.Rule]; row != nil {
				c.Rules = append(c.Rules, row)
				delete(c.rows, r.Rule)
			}
		}
	}
}
