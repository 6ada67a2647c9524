package rules

import (
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"go.yaml.in/yaml/v3"
)

func (l *loader) readRules(n *yaml.Node) {
	seen := map[string]int{}
	l.items(n, "rules", func(node *yaml.Node) {
		if len(l.policy.rules) >= maxRules {
			if len(l.policy.rules) == maxRules {
				l.at(node, "", "more than %d rules, want fewer", maxRules)
			}
			return
		}
		r := l.readRule(node)
		if r == nil {
			return
		}
		if line, twice := seen[r.ID]; twice && r.ID != "" {
			l.at(node, "", "rule %q twice, want one (the other is in line %d)", r.ID, line)
		}
		seen[r.ID] = node.Line
		l.policy.rules = append(l.policy.rules, r)
		if r.Mode != Off {
			l.policy.active = append(l.policy.active, r)
		}
	})
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		l.at(n, "", "no rules, want at least one")
	}
}

// readRule reads one rule; what it returns is of use only if no problem came
// up.
func (l *loader) readRule(n *yaml.Node) *compiledRule {
	r := &compiledRule{Rule: Rule{Line: n.Line}}
	seen := map[string]*yaml.Node{}
	note := func(f func(*yaml.Node)) func(_, _ *yaml.Node) {
		return func(key, value *yaml.Node) {
			seen[key.Value] = value
			f(value)
		}
	}
	into := func(s *string, what string) func(_, _ *yaml.Node) {
		return note(func(v *yaml.Node) { *s, _ = l.text(v, what) })
	}
	l.fields(n, "the rule", map[string]func(_, _ *yaml.Node){
		"id":      note(func(v *yaml.Node) { r.ID = l.ruleID(v) }),
		"version": into(&r.Version, "the rule's version"),
		"owner":   into(&r.Owner, "the rule's owner"),
		"doc":     into(&r.Doc, "a description"),
		"when": note(func(v *yaml.Node) {
			r.when = l.condition(v, "when")
			r.When = v.Value
		}),
		"labels": note(func(v *yaml.Node) {
			l.itemsOrOne(v, "labels", func(c *yaml.Node) {
				if label, ok := l.parseLabel(c); ok {
					r.Labels = append(r.Labels, label)
				}
			})
		}),
		"action": note(func(v *yaml.Node) { r.Actions = l.actions(v) }),
		"mode":   note(func(v *yaml.Node) { r.Mode, r.Share = l.mode(v) }),
		"budget": note(func(v *yaml.Node) { r.Budget, _ = l.budget(v) }),
		"expires": note(func(v *yaml.Node) {
			r.Expires = l.date(v)
			r.expires = r.Expires.UnixNano()
		}),
		"reason": note(func(v *yaml.Node) {
			if text, ok := l.text(v, "the reason"); ok {
				r.Reason, r.reason = text, l.template(v, text)
			}
		}),
		"tests": note(func(v *yaml.Node) { l.readRuleTests(v, r) }),
	})
	for _, key := range []string{"id", "when", "action", "reason"} {
		if seen[key] == nil && n.Kind == yaml.MappingNode {
			l.at(n, "", "rule %q without %s, want it", r.ID, key)
		}
	}
	for _, label := range r.Labels {
		if label.Info().Help && slices.ContainsFunc(r.Actions.List(), Action.Sanction) {
			l.at(seen["action"], "refer to help, review or escalate", "sanction %s for %s, want none: who is at risk is not punished", r.Actions, label)
		}
	}
	r.salt = saltOf("rule", r.ID)
	if r.when != nil {
		l.refer(r, r.when)
		r.program = l.program(seen["when"], r.when)
	}
	return r
}

func (l *loader) ruleID(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || !isID(n.Value) {
		l.at(n, "", "id %s, want lower-case letters, digits, - . and _, at most 64", kindName(n))
		return ""
	}
	return n.Value
}

func (l *loader) actions(n *yaml.Node) Actions {
	var set Actions
	l.itemsOrOne(n, "actions", func(c *yaml.Node) {
		a, err := ParseAction(c.Value)
		if c.Kind != yaml.ScalarNode || err != nil {
			l.at(c, didYouMean(c.Value, actionNames[:]), "action %s, want %s", kindName(c), oneOf(actionNames[:]))
			return
		}
		set |= ActionsOf(a)
	})
	if set.Has(Allow) && set != ActionsOf(Allow) {
		l.at(n, "", "allow beside another action, want it alone")
	}
	return set
}

// mode reads "live", "shadow", "off" or "sample 10%".
func (l *loader) mode(n *yaml.Node) (Mode, float64) {
	if share, ok := strings.CutPrefix(n.Value, "sample "); ok {
		if digits, ok := strings.CutSuffix(strings.TrimSpace(share), "%"); ok {
			percent := &yaml.Node{Kind: yaml.ScalarNode, Value: digits, Line: n.Line, Column: n.Column}
			v, _ := l.number(percent, "the share in per cent", 0, 100)
			return Sample, v / 100
		}
	}
	for i, name := range modeNames {
		if n.Value == name && Mode(i) != Sample {
			return Mode(i), 0
		}
	}
	l.at(n, didYouMean(n.Value, modeNames[:]), "mode %s, want live, shadow, off, or a share such as sample 10%%", kindName(n))
	return Off, 0
}

// date reads a day or a time.
func (l *loader) date(n *yaml.Node) time.Time {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, n.Value); err == nil {
			return t
		}
	}
	l.at(n, "", "%s, want a day such as 2027-03-31, or a time as in RFC 3339", kindName(n))
	return time.Time{}
}

// refer notes the counters and lists that an expression reads.
func (l *loader) refer(r *compiledRule, e *expression) {
	l.env.walk(e.ast.Expr(), nil, func(x ast.Expr, s scope) {
		if variable, key, ok := s.index(x); ok && variable == "lists" && !slices.Contains(r.lists, key) {
			r.lists = append(r.lists, key)
		}
		if text, ok := constText(x); ok && l.hashLists[text] && !slices.Contains(r.hashLists, text) {
			r.hashLists = append(r.hashLists, text)
		}
		fd := l.env.fieldOf(x, s)
		if fd == nil {
			return
		}
		if name, ok := strings.CutPrefix(fd.name, "counter."); ok {
			if slot := l.policy.counterSlots[name]; !slices.Contains(r.counters, slot) {
				r.counters = append(r.counters, slot)
			}
		}
	})
}

// program compiles a condition; nil for one that had problems.
func (l *loader) program(n *yaml.Node, e *expression) program {
	if e == nil {
		return nil
	}
	var prg program
	var err error
	if l.opts.Plain {
		var whole cel.Program
		whole, err = l.env.newCELProgram(e.ast, e.ast.Expr())
		prg = celProgram{whole}
	} else {
		prg, err = l.env.compile(e.ast)
	}
	if err != nil {
		l.at(n, "", "condition that cannot be planned: %v", err)
		return nil
	}
	return prg
}
