package rules

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
)

// Explanation tells why a rule holds.
type Explanation struct {
	Rule   string `json:"rule"`
	When   string `json:"when"`
	Reason string `json:"reason"`
	Atoms  []Atom `json:"atoms"` // in the order of the condition
}

// Atom is one comparison, test or quantifier of a condition: what is joined by
// &&, || and the like.
type Atom struct {
	Text   string  `json:"text"`   // CEL
	Result string  `json:"result"` // true, false or missing
	Values []Value `json:"values,omitzero"`
}

// Value is a field that an atom reads, with what it reads there.
type Value struct {
	Name  string `json:"name"`
	Value string `json:"value"` // "missing" if it is
}

// Explain evaluates the rules of an outcome again, live and shadow, atom by
// atom: only those, so it costs nothing for other rules. The event must be the
// one that the outcome is of; counters are shown as they were read for it.
func (p *Policy) Explain(ev *Event, o *Outcome) []Explanation {
	var list []Explanation
	for _, fired := range slices.Concat(o.Fired, o.Shadow) {
		r := p.byID(fired.ID)
		if r == nil {
			continue
		}
		var f frame
		f.reset(p, withCounters(ev, fired.Counters), nil)
		e := Explanation{Rule: r.ID, When: r.When, Reason: fired.Reason}
		for _, part := range atomsOf(r.when.ast.Expr()) {
			e.Atoms = append(e.Atoms, p.explainAtom(&f, r.when.ast, part))
		}
		list = append(list, e)
	}
	return list
}

// withCounters returns the event with the readings that a rule fired on.
func withCounters(ev *Event, readings Counters) *Event {
	if len(readings) == 0 {
		return ev
	}
	c := *ev
	c.Counters = append(slices.Clone(ev.Counters), readings...)
	return &c
}

func (p *Policy) byID(id string) *compiledRule {
	for _, r := range p.active {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// atomsOf cuts a condition where &&, ||, ! and ?: join its parts.
func atomsOf(e ast.Expr) []ast.Expr {
	if e.Kind() != ast.CallKind {
		return []ast.Expr{e}
	}
	switch e.AsCall().FunctionName() {
	case "_&&_", "_||_", "!_", "_?_:_":
		var list []ast.Expr
		for _, a := range e.AsCall().Args() {
			list = append(list, atomsOf(a)...)
		}
		return list
	}
	return []ast.Expr{e}
}

func (p *Policy) explainAtom(f *frame, checked *ast.AST, e ast.Expr) Atom {
	a := Atom{Result: missing.String()}
	if text, err := cel.ExprToString(e, checked.SourceInfo()); err == nil {
		a.Text = text
	}
	g := &generator{env: p.env, checked: checked}
	if t, err := g.orCEL(e); err == nil {
		a.Result = t(f).String()
	}
	seen := map[string]bool{}
	p.env.walk(e, nil, func(x ast.Expr, s scope) {
		fd := p.env.fieldOf(x, s)
		if fd == nil || seen[fd.name] || x.Kind() == ast.IdentKind && s.binds(x.AsIdent()) {
			return
		}
		seen[fd.name] = true
		a.Values = append(a.Values, fd.values(f)...)
	})
	return a
}

// values shows what a field reads: for a field of the matches, of each.
func (fd *field) values(f *frame) []Value {
	if fd.ofMatch() {
		var list []Value
		for i := range head(f.ev.Matches, MaxMatches) {
			f.match = &f.ev.Matches[i]
			list = append(list, fd.value(f, fmt.Sprintf("match[%d]%s", i, strings.TrimPrefix(fd.name, "match[]"))))
		}
		f.match = nil
		return list
	}
	return []Value{fd.value(f, fd.name)}
}

func (fd *field) value(f *frame, name string) Value {
	v, err := fd.native(f)
	if err != nil {
		return Value{name, missing.String()}
	}
	return Value{name, render(v)}
}
