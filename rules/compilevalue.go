package rules

import (
	"math"
	"unicode/utf8"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

func (g *generator) kindOf(e ast.Expr) types.Kind { return g.checked.GetType(e.ID()).Kind() }

// compare compiles a comparison of numbers, or the equality of texts or truths.
func (g *generator) compare(op string, a, b ast.Expr) test {
	ka, kb := g.kindOf(a), g.kindOf(b)
	switch {
	case ka == types.IntKind && kb == types.IntKind:
		if x, y := g.integer(a), g.integer(b); x != nil && y != nil {
			return compareInts(op, x, y, b)
		}
	case isNumber(ka) && isNumber(kb):
		if x, y := g.float(a), g.float(b); x != nil && y != nil {
			return compareFloats(op, x, y, b)
		}
	case ka == types.StringKind && kb == types.StringKind && (op == "_==_" || op == "_!=_"):
		x, y := g.text(a), g.text(b)
		if x == nil || y == nil {
			return nil
		}
		return equalTexts(x, y, op == "_==_")
	case ka == types.BoolKind && kb == types.BoolKind && (op == "_==_" || op == "_!=_"):
		x, y := g.part(a), g.part(b)
		if x == nil || y == nil {
			return nil
		}
		return func(f *frame) truth {
			p, q := x(f), y(f)
			if p == missing || q == missing {
				return missing
			}
			return truthOf((p == q) == (op == "_==_"))
		}
	}
	return nil
}

func isNumber(k types.Kind) bool { return k == types.IntKind || k == types.DoubleKind }

func equalTexts(x, y stringValue, want bool) test {
	return func(f *frame) truth {
		p, ok := x(f)
		if !ok {
			return missing
		}
		q, ok := y(f)
		if !ok {
			return missing
		}
		return truthOf((p == q) == want)
	}
}

// ordered says whether a comparison holds, given how its sides compare.
func ordered(op string) (less, equal, greater bool) {
	switch op {
	case "_==_":
		return false, true, false
	case "_!=_":
		return true, false, true
	case "_<_":
		return true, false, false
	case "_<=_":
		return true, true, false
	case "_>_":
		return false, false, true
	}
	return false, true, true
}

func compareInts(op string, x, y intValue, right ast.Expr) test {
	less, equal, greater := ordered(op)
	answer := func(p, q int64) truth {
		switch {
		case p < q:
			return truthOf(less)
		case p > q:
			return truthOf(greater)
		}
		return truthOf(equal)
	}
	if right.Kind() == ast.LiteralKind {
		q, _ := y(nil)
		return func(f *frame) truth {
			p, ok := x(f)
			if !ok {
				return missing
			}
			return answer(p, q)
		}
	}
	return func(f *frame) truth {
		p, ok := x(f)
		if !ok {
			return missing
		}
		q, ok := y(f)
		if !ok {
			return missing
		}
		return answer(p, q)
	}
}

// compareFloats follows CEL: beside what is not a number, no comparison holds
// but !=.
func compareFloats(op string, x, y floatValue, right ast.Expr) test {
	less, equal, greater := ordered(op)
	answer := func(p, q float64) truth {
		switch {
		case p < q:
			return truthOf(less)
		case p > q:
			return truthOf(greater)
		case p == q:
			return truthOf(equal)
		}
		return truthOf(op == "_!=_")
	}
	if right.Kind() == ast.LiteralKind {
		q, _ := y(nil)
		return func(f *frame) truth {
			p, ok := x(f)
			if !ok {
				return missing
			}
			return answer(p, q)
		}
	}
	return func(f *frame) truth {
		p, ok := x(f)
		if !ok {
			return missing
		}
		q, ok := y(f)
		if !ok {
			return missing
		}
		return answer(p, q)
	}
}

// integer compiles an expression of type int, or returns nil.
func (g *generator) integer(e ast.Expr) intValue {
	if e.Kind() == ast.LiteralKind {
		v, ok := e.AsLiteral().(types.Int)
		if !ok {
			return nil
		}
		return func(*frame) (int64, bool) { return int64(v), true }
	}
	if fd := g.field(e); fd != nil && fd.kind == kindInt {
		return fd.getInt
	}
	if e.Kind() != ast.CallKind {
		return nil
	}
	call := e.AsCall()
	if call.FunctionName() == "size" {
		return g.size(call)
	}
	if call.FunctionName() == "-_" {
		x := g.integer(call.Args()[0])
		if x == nil {
			return nil
		}
		return func(f *frame) (int64, bool) {
			v, ok := x(f)
			return -v, ok && v != math.MinInt64
		}
	}
	op := intOperators[call.FunctionName()]
	if op == nil || len(call.Args()) != 2 {
		return nil
	}
	x, y := g.integer(call.Args()[0]), g.integer(call.Args()[1])
	if x == nil || y == nil {
		return nil
	}
	return func(f *frame) (int64, bool) {
		a, ok := x(f)
		if !ok {
			return 0, false
		}
		b, ok := y(f)
		if !ok {
			return 0, false
		}
		return op(a, b)
	}
}

// intOperators report false where CEL has an error: overflow.
var intOperators = map[string]func(a, b int64) (int64, bool){
	"_+_": func(a, b int64) (int64, bool) { c := a + b; return c, (c > a) == (b > 0) },
	"_-_": func(a, b int64) (int64, bool) { c := a - b; return c, (c < a) == (b > 0) },
	"_*_": func(a, b int64) (int64, bool) {
		if a == 0 || b == 0 {
			return 0, true
		}
		c := a * b
		return c, c/b == a && !(a == -1 && b == math.MinInt64) && !(b == -1 && a == math.MinInt64)
	},
}

// size compiles size(match), match.size() and the like.
func (g *generator) size(call ast.CallExpr) intValue {
	of := call.Target()
	if !call.IsMemberFunction() {
		of = call.Args()[0]
	}
	if of.Kind() == ast.IdentKind && of.AsIdent() == "match" {
		if !g.names.binds("match") {
			return func(f *frame) (int64, bool) { return int64(len(head(f.ev.Matches, MaxMatches))), true }
		}
	}
	if fd := g.field(of); fd != nil && fd.kind == kindStrings {
		return func(f *frame) (int64, bool) { return int64(len(fd.getStrings(f))), true }
	}
	if g.kindOf(of) == types.StringKind {
		if s := g.text(of); s != nil {
			return func(f *frame) (int64, bool) {
				v, ok := s(f)
				return int64(utf8.RuneCountInString(v)), ok
			}
		}
	}
	return nil
}

// float compiles a number as a double; an int is taken as CEL takes it beside a
// double.
func (g *generator) float(e ast.Expr) floatValue {
	if g.kindOf(e) == types.IntKind {
		x := g.integer(e)
		if x == nil {
			return nil
		}
		return func(f *frame) (float64, bool) {
			v, ok := x(f)
			return float64(v), ok
		}
	}
	if e.Kind() == ast.LiteralKind {
		v, ok := e.AsLiteral().(types.Double)
		if !ok {
			return nil
		}
		return func(*frame) (float64, bool) { return float64(v), true }
	}
	if fd := g.field(e); fd != nil && fd.kind == kindFloat {
		get := fd.getFloat
		return func(f *frame) (float64, bool) {
			v, ok := get(f)
			return v, ok && v == v
		}
	}
	if e.Kind() != ast.CallKind {
		return nil
	}
	return g.arithmetic(e.AsCall())
}

func (g *generator) arithmetic(call ast.CallExpr) floatValue {
	args := call.Args()
	switch {
	case call.FunctionName() == "-_":
		x := g.float(args[0])
		if x == nil {
			return nil
		}
		return func(f *frame) (float64, bool) { v, ok := x(f); return -v, ok }
	case call.FunctionName() == "double" && g.kindOf(args[0]) == types.IntKind:
		return g.float(args[0])
	case len(args) != 2 || g.kindOf(args[0]) != types.DoubleKind || g.kindOf(args[1]) != types.DoubleKind:
		return nil
	}
	op := floatOperators[call.FunctionName()]
	x, y := g.float(args[0]), g.float(args[1])
	if op == nil || x == nil || y == nil {
		return nil
	}
	return func(f *frame) (float64, bool) {
		a, ok := x(f)
		if !ok {
			return 0, false
		}
		b, ok := y(f)
		if !ok {
			return 0, false
		}
		return op(a, b), true
	}
}

var floatOperators = map[string]func(a, b float64) float64{
	"_+_": func(a, b float64) float64 { return a + b },
	"_-_": func(a, b float64) float64 { return a - b },
	"_*_": func(a, b float64) float64 { return a * b },
	"_/_": func(a, b float64) float64 { return a / b },
}
