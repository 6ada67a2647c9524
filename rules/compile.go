package rules

import (
	"maps"
	"slices"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// Conditions are compiled to closures over the event. What is not understood
// here is left to CEL's evaluator: the whole of a comparison or comprehension,
// never its parts, so that each half keeps its own rules. The two must agree on
// every event; the differential test and the fuzz target compare them.

// A test is a compiled condition.
type test func(*frame) truth

func (t test) eval(f *frame) truth { return t(f) }

type (
	intValue    func(*frame) (int64, bool)
	floatValue  func(*frame) (float64, bool)
	stringValue func(*frame) (string, bool)
)

// generator compiles one checked expression.
type generator struct {
	env     *environment
	checked *ast.AST
	names   scope          // what the names bound by comprehensions stand for
	texts   map[string]int // places of bound texts in frame.text
	depth   int            // places taken
	match   string         // the innermost name bound to a match
	left    int            // parts that were left to CEL
}

// compile turns a condition into a program.
func (env *environment) compile(checked *ast.AST) (program, error) {
	g := &generator{env: env, checked: checked}
	t, err := g.orCEL(checked.Expr())
	if err != nil {
		return nil, err
	}
	return t, nil
}

// orCEL compiles e, or leaves it to CEL. Only at the top, outside of any
// comprehension, can a part be left to CEL.
func (g *generator) orCEL(e ast.Expr) (test, error) {
	if t := g.test(e); t != nil {
		return t, nil
	}
	prg, err := g.env.newCELProgram(g.checked, e)
	if err != nil {
		return nil, err
	}
	g.left++
	return celProgram{prg}.eval, nil
}

// test compiles a condition, or returns nil.
func (g *generator) test(e ast.Expr) test {
	switch e.Kind() {
	case ast.LiteralKind:
		if b, ok := e.AsLiteral().(types.Bool); ok {
			return constant(truthOf(bool(b)))
		}
	case ast.CallKind:
		return g.call(e)
	case ast.ComprehensionKind:
		return g.comprehension(e)
	case ast.SelectKind:
		if e.AsSelect().IsTestOnly() {
			return g.has(e)
		}
		return g.flag(e)
	case ast.IdentKind:
		return g.flag(e)
	}
	return nil
}

func constant(t truth) test { return func(*frame) truth { return t } }

// flag compiles a field that is true or false.
func (g *generator) flag(e ast.Expr) test {
	fd := g.field(e)
	if fd == nil || fd.kind != kindBool {
		return nil
	}
	get := fd.getBool
	return func(f *frame) truth {
		v, ok := get(f)
		if !ok {
			return missing
		}
		return truthOf(v)
	}
}

// has compiles has(actor.age_days).
func (g *generator) has(e ast.Expr) test {
	fd := g.field(e)
	if fd == nil {
		return nil
	}
	switch {
	case fd.getBool != nil:
		return func(f *frame) truth { _, ok := fd.getBool(f); return truthOf(ok) }
	case fd.getInt != nil:
		return func(f *frame) truth { _, ok := fd.getInt(f); return truthOf(ok) }
	case fd.getString != nil:
		return func(f *frame) truth { _, ok := fd.getString(f); return truthOf(ok) }
	}
	return nil
}

// field returns the field that e reads, as far as closures can read it: a bound
// text is none, and of nested loops over matches only the inner one can be.
func (g *generator) field(e ast.Expr) *field {
	if e.Kind() == ast.IdentKind {
		if g.names.binds(e.AsIdent()) {
			return nil
		}
	}
	if e.Kind() == ast.SelectKind {
		if o := e.AsSelect().Operand(); o.Kind() == ast.IdentKind {
			if over, bound := g.names[o.AsIdent()]; bound && (over != "match[]" || o.AsIdent() != g.match) {
				return nil
			}
		}
	}
	return g.env.fieldOf(e, g.names)
}

// call compiles an operator or function.
func (g *generator) call(e ast.Expr) test {
	call := e.AsCall()
	switch fn := call.FunctionName(); fn {
	case "_&&_", "_||_":
		return g.logic(e, fn)
	case "!_":
		if t := g.part(call.Args()[0]); t != nil {
			return func(f *frame) truth { return not(t(f)) }
		}
	case "_?_:_":
		if cond, a, b := g.part(call.Args()[0]), g.part(call.Args()[1]), g.part(call.Args()[2]); cond != nil && a != nil && b != nil {
			return func(f *frame) truth {
				switch cond(f) {
				case yes:
					return a(f)
				case no:
					return b(f)
				}
				return missing
			}
		}
	case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_":
		return g.compare(fn, call.Args()[0], call.Args()[1])
	case "@in":
		return g.in(call.Args()[0], call.Args()[1])
	case "startsWith", "endsWith", "contains":
		if call.IsMemberFunction() {
			return g.affix(fn, call.Target(), call.Args()[0])
		}
	}
	return nil
}

func not(t truth) truth {
	switch t {
	case yes:
		return no
	case no:
		return yes
	}
	return missing
}

// part compiles an operand of a logical operator; outside of comprehensions,
// what cannot be compiled is left to CEL.
func (g *generator) part(e ast.Expr) test {
	if len(g.names) > 0 {
		return g.test(e)
	}
	t, err := g.orCEL(e)
	if err != nil {
		return nil
	}
	return t
}

// operands flattens a && (b && c).
func operands(e ast.Expr, fn string) []ast.Expr {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != fn {
		return []ast.Expr{e}
	}
	var list []ast.Expr
	for _, a := range e.AsCall().Args() {
		list = append(list, operands(a, fn)...)
	}
	return list
}

// logic compiles && and ||. As the order of operands does not matter to the
// logic of three values, cheap ones come first.
func (g *generator) logic(e ast.Expr, fn string) test {
	type ranked struct {
		test
		price int
	}
	var parts []ranked
	for _, o := range operands(e, fn) {
		left := g.left
		p := g.part(o)
		if p == nil {
			return nil
		}
		parts = append(parts, ranked{p, g.price(o) + 100*(g.left-left)})
	}
	slices.SortStableFunc(parts, func(a, b ranked) int { return a.price - b.price })
	tests := make([]test, len(parts))
	for i, p := range parts {
		tests[i] = p.test
	}
	decides := no // of &&
	if fn == "_||_" {
		decides = yes
	}
	if len(tests) == 2 {
		a, b := tests[0], tests[1]
		return func(f *frame) truth {
			first := a(f)
			if first == decides {
				return decides
			}
			if second := b(f); second == decides || first != missing {
				return second
			}
			return missing
		}
	}
	return func(f *frame) truth {
		answer := not(decides)
		for _, t := range tests {
			switch t(f) {
			case decides:
				return decides
			case missing:
				answer = missing
			}
		}
		return answer
	}
}

// price ranks operands: 0 for fields, 1 for lists, 10 for counters.
func (g *generator) price(e ast.Expr) int {
	price := 0
	g.env.walk(e, g.names, func(x ast.Expr, s scope) {
		switch {
		case x.Kind() == ast.ComprehensionKind:
			price = max(price, 1)
		case x.Kind() == ast.SelectKind:
			if fd := g.env.fieldOf(x, s); fd != nil && fd.dear {
				price = max(price, 10)
			}
		}
	})
	return price
}

// comprehension compiles exists and all over matches and lists of texts.
func (g *generator) comprehension(e ast.Expr) test {
	loop := e.AsComprehension()
	fn, body, ok := quantifier(e)
	if !ok {
		return nil
	}
	inner := *g
	inner.names = g.env.bind(e, g.names)
	inner.texts = maps.Clone(g.texts)
	delete(inner.texts, loop.IterVar())
	decides := no // of all
	if fn == "_||_" {
		decides = yes
	}
	if inner.names[loop.IterVar()] == "match[]" {
		inner.match = loop.IterVar()
		t := inner.test(body)
		if t == nil {
			return nil
		}
		return overMatches(t, decides)
	}
	list := g.field(loop.IterRange())
	place := g.depth
	if list == nil || list.kind != kindStrings || place >= maxNesting {
		return nil
	}
	if inner.texts == nil {
		inner.texts = map[string]int{}
	}
	inner.texts[loop.IterVar()], inner.depth = place, place+1
	t := inner.test(body)
	if t == nil {
		return nil
	}
	return overTexts(list.getStrings, t, place, decides)
}

// quantifier takes apart exists and all: the operator that joins the answers,
// and the condition on each element.
func quantifier(e ast.Expr) (fn string, body ast.Expr, ok bool) {
	loop := e.AsComprehension()
	step, accu := loop.LoopStep(), loop.AccuVar()
	isAccu := func(x ast.Expr) bool { return x.Kind() == ast.IdentKind && x.AsIdent() == accu }
	if loop.HasIterVar2() || step.Kind() != ast.CallKind || !isAccu(loop.Result()) || loop.AccuInit().Kind() != ast.LiteralKind {
		return "", nil, false
	}
	start, isBool := loop.AccuInit().AsLiteral().(types.Bool)
	fn = step.AsCall().FunctionName()
	if !isBool || !(fn == "_||_" && !bool(start) || fn == "_&&_" && bool(start)) || !isAccu(step.AsCall().Args()[0]) {
		return "", nil, false
	}
	return fn, step.AsCall().Args()[1], true
}

func overMatches(t test, decides truth) test {
	return func(f *frame) truth {
		answer, outer := not(decides), f.match
		matches := head(f.ev.Matches, MaxMatches)
		for i := range matches {
			f.match = &matches[i]
			got := t(f)
			if got == decides {
				answer = decides
				break
			}
			if got == missing {
				answer = missing
			}
		}
		f.match = outer
		return answer
	}
}

func overTexts(get func(*frame) []string, t test, place int, decides truth) test {
	return func(f *frame) truth {
		answer := not(decides)
		for _, s := range get(f) {
			f.text[place] = s
			switch t(f) {
			case decides:
				return decides
			case missing:
				answer = missing
			}
		}
		return answer
	}
}
