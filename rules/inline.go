package rules

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// testCase is a test that a policy file brings.
type testCase struct {
	node    *yaml.Node
	name    string
	rule    *compiledRule // for the test of one rule, else nil
	want    truth         // for the test of one rule
	events  []*Event      // the last is judged, the others come before it
	action  *Action
	actions *Actions
	fires   []string
	shadow  []string
	silent  []string
}

// readRuleTests reads the tests of one rule: fires, silent or missing, each
// with an event.
func (l *loader) readRuleTests(n *yaml.Node, r *compiledRule) {
	l.items(n, "tests", func(node *yaml.Node) {
		tc := &testCase{node: node, rule: r}
		verdict := func(want truth) func(_, _ *yaml.Node) {
			return func(key, v *yaml.Node) {
				if len(tc.events) > 0 {
					l.at(key, "", "second event in a rule's test, want one of fires, silent or missing")
				}
				tc.want = want
				tc.events = append(tc.events, l.event(v))
			}
		}
		l.fields(node, "the test", map[string]func(_, _ *yaml.Node){
			"name":  func(_, v *yaml.Node) { tc.name, _ = l.text(v, "the test's name") },
			"fires": verdict(yes), "silent": verdict(no), "missing": verdict(missing),
		})
		if len(tc.events) == 0 && node.Kind == yaml.MappingNode {
			l.at(node, "", "test without an event, want fires, silent or missing")
			return
		}
		l.tests = append(l.tests, tc)
	})
}

// readTests reads the tests of the whole policy.
func (l *loader) readTests(n *yaml.Node) {
	l.items(n, "tests", func(node *yaml.Node) {
		tc := &testCase{node: node}
		ids := func(list *[]string) func(_, _ *yaml.Node) {
			return func(_, v *yaml.Node) {
				*list = []string{}
				l.itemsOrOne(v, "rules", func(c *yaml.Node) {
					if l.ruleExists(c) {
						*list = append(*list, c.Value)
					}
				})
			}
		}
		l.fields(node, "the test", map[string]func(_, _ *yaml.Node){
			"name":  func(_, v *yaml.Node) { tc.name, _ = l.text(v, "the test's name") },
			"event": func(_, v *yaml.Node) { tc.events = append(tc.events, l.event(v)) },
			"events": func(_, v *yaml.Node) {
				l.items(v, "events", func(c *yaml.Node) { tc.events = append(tc.events, l.event(c)) })
			},
			"action": func(_, v *yaml.Node) {
				set := l.actions(v)
				first := set.First()
				tc.action = &first
				if v.Kind == yaml.SequenceNode {
					tc.actions = &set
				}
			},
			"fires":  ids(&tc.fires),
			"shadow": ids(&tc.shadow),
			"silent": ids(&tc.silent),
		})
		if len(tc.events) == 0 && node.Kind == yaml.MappingNode {
			l.at(node, "", "test without an event, want one")
			return
		}
		l.tests = append(l.tests, tc)
	})
}

func (l *loader) ruleExists(n *yaml.Node) bool {
	ids := make([]string, len(l.policy.rules))
	for i, r := range l.policy.rules {
		ids[i] = r.ID
	}
	if slices.Contains(ids, n.Value) {
		return true
	}
	l.at(n, didYouMean(n.Value, ids), "unknown rule %s, want the id of a rule", kindName(n))
	return false
}

// event reads an event as it stands in a test.
func (l *loader) event(n *yaml.Node) *Event {
	ev := new(Event)
	if n.Kind != yaml.MappingNode {
		l.at(n, "", "%s, want an event as a mapping", kindName(n))
		return ev
	}
	var v map[string]any
	if err := n.Decode(&v); err != nil {
		line, msg := yamlError(err)
		l.add(line, 1, "", "event: %s", msg)
		return ev
	}
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.NewDecoder(bytes.NewReader(raw)).Decode(ev)
	}
	if err != nil {
		l.at(n, "", "%s", strings.TrimPrefix(err.Error(), "rules: "))
	}
	return ev
}

// testTime is the time of events in tests that name none; those of one test
// are a minute apart.
var testTime = time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC)

// runTests runs every test of the file.
func (l *loader) runTests() {
	var sc Scratch
	l.policy.tests = len(l.tests)
	for _, tc := range l.tests {
		name := tc.name
		if name != "" {
			name = fmt.Sprintf(" %q", name)
		}
		for i, ev := range tc.events {
			if ev.Time.IsZero() {
				ev.Time = testTime.Add(time.Duration(i-len(tc.events)) * time.Minute)
			}
		}
		if tc.rule != nil {
			sc.frame.reset(l.policy, tc.events[0], nil)
			got := tc.rule.program.eval(&sc.frame)
			if got != tc.want {
				l.at(tc.node, "", "test%s of rule %q: condition is %s, want %s", name, tc.rule.ID, got, tc.want)
			}
			continue
		}
		l.runTest(tc, name, &sc)
	}
}

// runTest runs a test of the whole policy.
func (l *loader) runTest(tc *testCase, name string, sc *Scratch) {
	state := NewState(nil)
	var o *Outcome
	for _, ev := range tc.events {
		o = state.Evaluate(l.policy, ev, sc)
	}
	ids := func(list []Fired) []string {
		out := []string{}
		for _, f := range list {
			out = append(out, f.ID)
		}
		return out
	}
	fired, shadow := ids(o.Fired), ids(o.Shadow)
	if tc.action != nil && o.Action != *tc.action || tc.actions != nil && o.Actions != *tc.actions {
		want := ActionsOf(*tc.action)
		if tc.actions != nil {
			want = *tc.actions
		}
		l.at(tc.node, "", "test%s: action %s by %s, want %s", name, o.Actions, oneOf(fired), want)
	}
	for _, list := range []struct {
		what      string
		want, got []string
	}{{"fires", tc.fires, fired}, {"shadow", tc.shadow, shadow}} {
		slices.Sort(list.want)
		slices.Sort(list.got)
		if list.want != nil && !slices.Equal(list.want, list.got) {
			l.at(tc.node, "", "test%s: %s %s, want %s", name, list.what, oneOf(list.got), oneOf(list.want))
		}
	}
	for _, id := range tc.silent {
		if slices.Contains(fired, id) {
			l.at(tc.node, "", "test%s: rule %q fires, want it silent", name, id)
		}
	}
}
