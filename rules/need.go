package rules

import (
	"math"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// The index files each rule under atoms of which at least one holds whenever
// the rule's condition holds. It may name too many rules for an event, never
// too few: an atom is only ever made weaker than the condition it comes from.

// atomOp is what an atom asks of its feature.
type atomOp uint8

const (
	atLeast   atomOp = iota // value >= number
	atMost                  // value <= number
	equals                  // text, or an element of the list, is the word
	hasPrefix               // text, or an element, starts with the word
	hasSuffix               // text, or an element, ends with the word
	isTrue
	isFalse
	isAny // the list has an element
)

// atom is one thing about an event that the index can look up.
type atom struct {
	field *field // "match[].list" stands for any of the matches
	match bool   // isAny over matches, which are no field
	op    atomOp
	num   float64
	word  string
}

// need is a set of atoms, and a guess at how often one of them holds. The empty
// need never holds.
type need struct {
	atoms []atom
	cost  float64
}

// dearCost is what a look-up in the store of counters weighs beside the share
// of events that an atom lets through.
const dearCost = 0.5

// planner finds what conditions need.
type planner struct {
	env  *environment
	cost func(atom) float64
}

// need returns what must hold for e to be true; ok is false if nothing is known
// of it.
func (p *planner) need(e ast.Expr, s scope) (n need, ok bool) { return p.either(e, s, true) }

// either returns what must hold for e to be want.
func (p *planner) either(e ast.Expr, s scope, want bool) (need, bool) {
	switch e.Kind() {
	case ast.LiteralKind:
		b, ok := e.AsLiteral().(types.Bool)
		return need{}, ok && bool(b) != want
	case ast.IdentKind, ast.SelectKind:
		fd := p.env.fieldOf(e, s)
		if fd == nil || fd.kind != kindBool || e.Kind() == ast.SelectKind && e.AsSelect().IsTestOnly() || fd.ofMatch() {
			return need{}, false
		}
		if want {
			return p.single(atom{field: fd, op: isTrue})
		}
		return p.single(atom{field: fd, op: isFalse})
	case ast.ComprehensionKind:
		return p.exists(e, s, want)
	case ast.CallKind:
		return p.call(e.AsCall(), s, want)
	}
	return need{}, false
}

func (p *planner) single(a atom) (need, bool) {
	return need{[]atom{a}, p.cost(a)}, true
}

// call plans operators.
func (p *planner) call(call ast.CallExpr, s scope, want bool) (need, bool) {
	args := call.Args()
	switch fn := call.FunctionName(); fn {
	case "!_":
		return p.either(args[0], s, !want)
	case "_&&_", "_||_":
		if (fn == "_&&_") == want {
			return p.best(args, s, want)
		}
		return p.all(args, s, want)
	case "_?_:_":
		return p.all(args[1:], s, want)
	case "_>_", "_>=_", "_<_", "_<=_", "_==_", "_!=_":
		return p.comparison(fn, args[0], args[1], s, want)
	case "@in":
		if want {
			return p.member(args[0], args[1], s)
		}
	case "startsWith", "endsWith":
		word, ok := constText(args[0])
		if !want || !ok || !call.IsMemberFunction() {
			return need{}, false
		}
		op := hasPrefix
		if fn == "endsWith" {
			op = hasSuffix
		}
		return p.words(p.env.fieldOf(call.Target(), s), op, word)
	}
	return need{}, false
}

// best chooses the operand that holds least often.
func (p *planner) best(args []ast.Expr, s scope, want bool) (need, bool) {
	var best need
	found := false
	for _, a := range args {
		if n, ok := p.either(a, s, want); ok && (!found || n.cost < best.cost) {
			best, found = n, true
		}
	}
	return best, found
}

// all joins what each of the operands needs.
func (p *planner) all(args []ast.Expr, s scope, want bool) (need, bool) {
	var sum need
	for _, a := range args {
		n, ok := p.either(a, s, want)
		if !ok {
			return need{}, false
		}
		sum.atoms = append(sum.atoms, n.atoms...)
		sum.cost += n.cost
	}
	return sum, true
}

// negated gives the comparison that holds when another does not, and flipped
// the one with its sides changed.
var (
	negated = map[string]string{"_>_": "_<=_", "_>=_": "_<_", "_<_": "_>=_", "_<=_": "_>_", "_==_": "_!=_", "_!=_": "_==_"}
	flipped = map[string]string{"_>_": "_<_", "_>=_": "_<=_", "_<_": "_>_", "_<=_": "_>=_", "_==_": "_==_", "_!=_": "_!=_"}
)

// comparison plans a field beside a constant or a threshold.
func (p *planner) comparison(op string, a, b ast.Expr, s scope, want bool) (need, bool) {
	if !want {
		op = negated[op]
	}
	if _, _, ok := p.bounds(a, s); ok || isConst(a) {
		a, b, op = b, a, flipped[op]
	}
	if word, ok := constText(b); ok {
		if op != "_==_" {
			return need{}, false
		}
		return p.words(p.env.fieldOf(a, s), equals, word)
	}
	if truth, ok := constBool(b); ok && (op == "_==_" || op == "_!=_") {
		return p.either(a, s, truth == (op == "_==_"))
	}
	least, most, ok := p.bounds(b, s)
	if !ok {
		return need{}, false
	}
	switch op {
	case "_>_", "_>=_":
		return p.sum(a, s, least)
	case "_==_":
		if n, ok := p.sum(a, s, least); ok {
			return n, true
		}
		return p.bound(a, s, atMost, most)
	case "_<_", "_<=_":
		return p.bound(a, s, atMost, most)
	}
	return need{}, false
}

func isConst(e ast.Expr) bool { return e.Kind() == ast.LiteralKind }

func constBool(e ast.Expr) (value, ok bool) {
	if e.Kind() != ast.LiteralKind {
		return false, false
	}
	b, ok := e.AsLiteral().(types.Bool)
	return bool(b), ok
}

// bounds returns between which numbers a constant or threshold lies.
func (p *planner) bounds(e ast.Expr, s scope) (least, most float64, ok bool) {
	if e.Kind() == ast.LiteralKind {
		switch v := e.AsLiteral().(type) {
		case types.Int:
			return float64(v), float64(v), true
		case types.Double:
			return float64(v), float64(v), !math.IsNaN(float64(v))
		}
		return 0, 0, false
	}
	if fd := p.env.fieldOf(e, s); fd != nil && fd.constant {
		return fd.least, fd.most, true
	}
	return 0, 0, false
}

// bound files a numeric field under a bound.
func (p *planner) bound(e ast.Expr, s scope, op atomOp, num float64) (need, bool) {
	fd := p.env.fieldOf(e, s)
	if fd == nil || fd.constant || fd.kind != kindInt && fd.kind != kindFloat || fd.ofMatch() {
		return need{}, false
	}
	return p.single(atom{field: fd, op: op, num: num})
}

// sum files a field, or a sum of fields with weights, that is at least num. If
// no field reached num / (sum of weights), neither would the sum; so one of
// them does.
func (p *planner) sum(e ast.Expr, s scope, num float64) (need, bool) {
	if n, ok := p.bound(e, s, atLeast, num); ok {
		return n, true
	}
	var terms []ast.Expr
	var weights float64
	for _, term := range operands(e, "_+_") {
		weight := 1.0
		if term.Kind() == ast.CallKind && term.AsCall().FunctionName() == "_*_" {
			x, y := term.AsCall().Args()[0], term.AsCall().Args()[1]
			if isConst(y) {
				x, y = y, x
			}
			least, _, ok := p.bounds(x, s)
			if !ok || !isConst(x) || least <= 0 {
				return need{}, false
			}
			weight, term = least, y
		}
		weights += weight
		terms = append(terms, term)
	}
	if len(terms) < 1 || num <= 0 || weights > 1e100 {
		return need{}, false
	}
	var all need
	for _, term := range terms {
		// A little lower, as sums are rounded.
		n, ok := p.bound(term, s, atLeast, num/weights*(1-1e-9))
		if !ok {
			return need{}, false
		}
		all.atoms = append(all.atoms, n.atoms...)
		all.cost += n.cost
	}
	return all, true
}

// words files a text field, or the list that a bound text comes from.
func (p *planner) words(fd *field, op atomOp, words ...string) (need, bool) {
	if fd == nil || fd.kind != kindString && fd.kind != kindStrings {
		return need{}, false
	}
	var n need
	for _, w := range words {
		a := atom{field: fd, op: op, word: w}
		n.atoms = append(n.atoms, a)
		n.cost += p.cost(a)
	}
	return n, true
}

// member plans "x" in list, and field in ["a", "b"].
func (p *planner) member(element, list ast.Expr, s scope) (need, bool) {
	if fd := p.env.fieldOf(list, s); fd != nil && fd.kind == kindStrings && !boundText(list, s) {
		if word, ok := constText(element); ok {
			return p.words(fd, equals, word)
		}
		return p.single(atom{field: fd, op: isAny})
	}
	if words, ok := p.env.constList(list, s); ok {
		return p.words(p.env.fieldOf(element, s), equals, words...)
	}
	return need{}, false
}

// boundText reports whether e is a name bound by a comprehension.
func boundText(e ast.Expr, s scope) bool { return e.Kind() == ast.IdentKind && s.binds(e.AsIdent()) }

// exists plans a comprehension: what its condition needs, of some element; or
// else that there is an element.
func (p *planner) exists(e ast.Expr, s scope, want bool) (need, bool) {
	fn, body, ok := quantifier(e)
	if !ok || (fn == "_||_") != want {
		return need{}, false
	}
	inner := p.env.bind(e, s)
	over := inner[e.AsComprehension().IterVar()]
	if over == "" {
		return need{}, false
	}
	element := atom{op: isAny, match: true}
	if over != "match[]" {
		element = atom{op: isAny, field: p.env.fields[over]}
	}
	n := need{[]atom{element}, p.cost(element)}
	if b, ok := p.either(body, inner, want); ok && b.cost < n.cost {
		return b, true
	}
	return n, true
}
