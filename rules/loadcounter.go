package rules

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"go.yaml.in/yaml/v3"
)

// number is a numeric expression that can be evaluated.
type number func(*frame) (float64, bool)

// declareCounters makes counter.name known before any condition is read.
func (l *loader) declareCounters(n *yaml.Node) {
	l.pairs(n, "counters", func(key, value *yaml.Node) {
		c := &compiledCounter{CounterSpec: CounterSpec{Name: key.Value}, slot: len(l.policy.counters)}
		if !isName(key.Value) {
			l.at(key, "", "counter %q, want a name of letters, digits and _", key.Value)
			return
		}
		c.Kind = l.counterKind(value)
		fd := &field{name: "counter." + c.Name, kind: kindInt, often: 0.03, dear: true, doc: "counted by the policy"}
		slot := c.slot
		if c.Kind == CountItems || c.Kind == CountDistinct {
			fd.getInt = func(f *frame) (int64, bool) { v, ok := f.counter(slot); return int64(v), ok }
		} else {
			fd.kind = kindFloat
			fd.getFloat = func(f *frame) (float64, bool) { return f.counter(slot) }
		}
		l.policy.counterSlots[c.Name] = c.slot
		l.policy.counters = append(l.policy.counters, c)
		l.own = append(l.own, fd)
	})
}

func (l *loader) counterKind(n *yaml.Node) CounterKind {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != "count" {
			continue
		}
		v := n.Content[i+1]
		if k := slices.Index(counterKindNames[:], v.Value); k >= 0 {
			return CounterKind(k)
		}
		l.at(v, didYouMean(v.Value, counterKindNames[:]), "count %s, want %s", kindName(v), oneOf(counterKindNames[:]))
	}
	return CountItems
}

// compileCounters reads the rest of each counter.
func (l *loader) compileCounters(n *yaml.Node) {
	l.pairs(n, "counters", func(key, value *yaml.Node) {
		slot, ok := l.policy.counterSlots[key.Value]
		if !ok {
			return
		}
		c := l.policy.counters[slot]
		seen := map[string]*yaml.Node{}
		l.fields(value, "counter "+c.Name, map[string]func(k, v *yaml.Node){
			"count":  func(_, _ *yaml.Node) {},
			"doc":    func(_, v *yaml.Node) { l.text(v, "a description") },
			"key":    func(k, v *yaml.Node) { seen[k.Value] = v; l.counterKey(v, c) },
			"window": func(k, v *yaml.Node) { seen[k.Value] = v; l.counterWindow(v, c) },
			"of":     func(k, v *yaml.Node) { seen[k.Value] = v; l.counterOf(v, c) },
			"where": func(_, v *yaml.Node) {
				if e := l.condition(v, "where"); e != nil && !l.readsCounters(v, e) {
					c.Where, c.where = e.text, l.program(v, e)
				}
			},
		})
		for _, name := range []string{"key", "window"} {
			if seen[name] == nil && value.Kind == yaml.MappingNode {
				l.at(key, "", "counter %q without %s, want it", c.Name, name)
			}
		}
		if of := seen["of"]; (of != nil) == (c.Kind == CountItems) {
			l.at(key, "", "counter %q of %s: want of with distinct, sum and decay, and only there", c.Name, c.Kind)
		}
		c.identity = saltOf("counter", c.Name, c.Kind.String(), c.Window.String(), fmt.Sprint(c.Key), c.Of)
	})
}

// readsCounters refuses counters within counters: their reading would depend on
// the order in which they are counted.
func (l *loader) readsCounters(n *yaml.Node, e *expression) bool {
	found := false
	l.env.walk(e.ast.Expr(), nil, func(x ast.Expr, s scope) {
		found = found || x.Kind() == ast.IdentKind && x.AsIdent() == "counter" && !s.binds("counter")
	})
	if found {
		l.at(n, "", "counter read within a counter, want facts of the event")
	}
	return found
}

func (l *loader) counterKey(n *yaml.Node, c *compiledCounter) {
	var texts []string
	for name, fd := range maps.All(l.env.fields) {
		if fd.kind == kindString && !fd.ofMatch() {
			texts = append(texts, name)
		}
	}
	slices.Sort(texts)
	l.itemsOrOne(n, "key", func(v *yaml.Node) {
		fd := l.env.fields[v.Value]
		if fd == nil || fd.kind != kindString || fd.ofMatch() {
			l.at(v, didYouMean(v.Value, texts), "key %s, want a text field such as actor.id", kindName(v))
			return
		}
		c.Key, c.key = append(c.Key, v.Value), append(c.key, fd)
	})
	if len(c.key) > 4 {
		l.at(n, "", "key of %d fields, want at most 4", len(c.key))
	}
}

func (l *loader) counterWindow(n *yaml.Node, c *compiledCounter) {
	d, ok := duration(n.Value)
	if n.Kind != yaml.ScalarNode || !ok || d < time.Minute {
		l.at(n, "", "window %s, want a time from 1m to 366d, such as 1h or 7d", kindName(n))
		return
	}
	c.Window = d
}

func (l *loader) counterOf(n *yaml.Node, c *compiledCounter) {
	text, ok := l.text(n, "of as a field or an expression")
	if !ok {
		return
	}
	c.Of = text
	if c.Kind == CountDistinct {
		if c.of = l.env.fields[text]; c.of == nil || c.of.kind != kindString || c.of.ofMatch() {
			l.at(n, "", "of %q, want a text field such as actor.id", text)
		}
		return
	}
	if e := l.expression(n, 0, text, "of"); e != nil && !l.readsCounters(n, e) {
		if c.amount = l.amount(e); c.amount == nil {
			l.at(n, "", "of %q is no number, want one", text)
		}
	}
}

// amount compiles a numeric expression; nil for another type.
func (l *loader) amount(e *expression) number {
	if k := e.typ.Kind(); k != types.IntKind && k != types.DoubleKind {
		return nil
	}
	prg, err := l.env.newCELProgram(e.ast, e.ast.Expr())
	if err != nil {
		return nil
	}
	return func(f *frame) (float64, bool) {
		v, _, err := prg.Eval(f)
		if err != nil {
			return 0, false
		}
		switch x := v.(type) {
		case types.Int:
			return float64(x), true
		case types.Double:
			return float64(x), true
		}
		return 0, false
	}
}
