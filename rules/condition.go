package rules

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"
	"go.yaml.in/yaml/v3"
)

// expression is a checked CEL expression that came from a policy file.
type expression struct {
	text string
	ast  *ast.AST
	typ  *cel.Type
}

// compiler checks the expressions of one policy.
type compiler struct {
	*source
	env     *environment
	maxCost uint64
}

// expression parses, checks and bounds text, which begins at offset of the
// node's value; it returns nil after a problem.
func (c *compiler) expression(n *yaml.Node, offset int, text, what string) *expression {
	if len([]rune(text)) > maxCondition {
		c.at(n, "", "%s of %d characters, want at most %d", what, len([]rune(text)), maxCondition)
		return nil
	}
	checked, issues := c.env.cel.Compile(text)
	if err := issues.Err(); err != nil {
		c.report(n, offset, text, what, issues.Errors())
		if parsed, issues := c.env.cel.Parse(text); issues.Err() == nil {
			c.checkNames(n, offset, parsed.NativeRep())
		}
		return nil
	}
	native := checked.NativeRep()
	before := len(c.list)
	c.checkNames(n, offset, native)
	estimate, err := c.env.cel.EstimateCost(checked, sizes{})
	switch {
	case err != nil:
		c.inside(n, offset, "", "%s whose cost has no estimate: %v", what, err)
	case estimate.Max == math.MaxUint64:
		c.inside(n, offset, "nest fewer lists, or say the condition with lists[…] and known(…)", "%s whose cost has no bound, want at most %d", what, c.maxCost)
	case estimate.Max > c.maxCost:
		c.inside(n, offset, "nest fewer lists", "%s of cost %d, want at most %d", what, estimate.Max, c.maxCost)
	}
	if len(c.list) > before {
		return nil
	}
	return &expression{text: text, ast: native, typ: checked.OutputType()}
}

// condition is expression for what must be true or false.
func (c *compiler) condition(n *yaml.Node, what string) *expression {
	text, ok := c.text(n, what+" as a CEL condition")
	if !ok {
		return nil
	}
	e := c.expression(n, 0, text, what)
	if e != nil && !e.typ.IsExactType(types.BoolType) {
		c.at(n, "compare it with something", "%s of type %s, want bool", what, cel.FormatCELType(e.typ))
		return nil
	}
	return e
}

// report turns CEL's complaints into problems.
func (c *compiler) report(n *yaml.Node, offset int, text, what string, issues []*cel.Error) {
	lines := strings.Split(text, "\n")
	for _, issue := range issues {
		at := offset + max(issue.Location.Column(), 0)
		for i := 0; i < issue.Location.Line()-1 && i < len(lines); i++ {
			at += len([]rune(lines[i])) + 1
		}
		message, hint := c.env.rephrase(issue.Message)
		c.inside(n, at, hint, "%s: %s", what, message)
	}
}

// rephrase puts CEL's message into the words of policies, with a hint for near
// misses.
func (env *environment) rephrase(message string) (text, hint string) {
	if name, ok := cut(message, "undeclared reference to '", "'"); ok {
		names := append(env.names(), "known", "size", "has")
		return fmt.Sprintf("unknown name %q, want a variable or function", name), didYouMean(name, names)
	}
	if name, ok := cut(message, "undefined field '", "'"); ok {
		var all []string
		for object, names := range env.objects {
			for _, f := range names {
				if f == name {
					hint = fmt.Sprintf("%s.%s exists", strings.TrimSuffix(object, "[]"), f)
				}
				all = append(all, f)
			}
		}
		slices.Sort(all)
		if near := didYouMean(name, all); hint == "" {
			hint = near
		}
		return fmt.Sprintf("unknown field %q", name), hint
	}
	if rest, ok := strings.CutPrefix(message, "found no matching overload for "); ok {
		op, args, _ := strings.Cut(strings.Trim(rest, "'"), "' applied to '")
		return fmt.Sprintf("%s cannot be applied to %s", strings.Trim(op, "_"), strings.ReplaceAll(args, "vigil.", "")), "compare like with like; write 7.0 for a double"
	}
	if rest, ok := strings.CutPrefix(message, "Syntax error: "); ok {
		return "syntax: " + rest, ""
	}
	return message, ""
}

// names returns the variables, sorted.
func (env *environment) names() []string {
	names := slices.AppendSeq([]string{"match"}, maps.Keys(env.variables))
	for name := range env.fields {
		if !strings.Contains(name, ".") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// cut returns what stands between the two parts.
func cut(s, before, after string) (string, bool) {
	_, s, ok := strings.Cut(s, before)
	if !ok {
		return "", false
	}
	s, _, ok = strings.Cut(s, after)
	return s, ok
}

// sizes tells CEL's cost estimate how large the lists and texts of an event can
// be.
type sizes struct{}

func (sizes) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

func (sizes) EstimateSize(n cost.AstNode) *cost.SizeEstimate {
	if n.Type() == nil {
		return nil
	}
	size := cost.RangedSizeEstimate(0, MaxText)
	switch n.Type().Kind() {
	case types.ListKind:
		size = cost.RangedSizeEstimate(0, MaxList)
		if path := n.Path(); len(path) == 1 && path[0] == "match" {
			size = cost.RangedSizeEstimate(0, MaxMatches)
		}
	case types.MapKind:
		size = cost.RangedSizeEstimate(0, MaxList)
	case types.StringKind, types.BytesKind:
	default:
		return nil
	}
	return &size
}
