package rules

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// truth is the answer of a condition, in Kleene's logic of three values.
type truth uint8

const (
	no truth = iota
	yes
	missing // a value that it needs is missing, or it cannot be computed
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) String() string { return [...]string{"false", "true", "missing"}[t] }

// A program is a condition that can be evaluated. Both our own closures and
// CEL's evaluator stand behind it. It is safe for concurrent use with different
// frames.
type program interface {
	eval(f *frame) truth
}

// celProgram leaves a condition to CEL's evaluator.
type celProgram struct{ prg cel.Program }

// newCELProgram plans part of a checked expression for CEL's evaluator.
func (env *environment) newCELProgram(checked *ast.AST, part ast.Expr) (cel.Program, error) {
	whole := ast.NewCheckedAST(ast.NewAST(part, checked.SourceInfo()), checked.TypeMap(), checked.ReferenceMap())
	return env.cel.PlanProgram(whole, cel.EvalOptions(cel.OptOptimize))
}

func (p celProgram) eval(f *frame) truth {
	v, _, err := p.prg.Eval(f)
	if err != nil {
		return missing
	}
	b, ok := v.(types.Bool)
	if !ok {
		return missing
	}
	return truthOf(bool(b))
}
