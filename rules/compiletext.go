package rules

import (
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"

	"cel.dev/cel-go/common/ast"
)

// text compiles an expression of type string, or returns nil.
func (g *generator) text(e ast.Expr) stringValue {
	if s, ok := constText(e); ok {
		return func(*frame) (string, bool) { return s, true }
	}
	if e.Kind() == ast.IdentKind {
		if place, ok := g.texts[e.AsIdent()]; ok {
			return func(f *frame) (string, bool) { return f.text[place], true }
		}
	}
	if fd := g.field(e); fd != nil && fd.kind == kindString {
		return fd.getString
	}
	return nil
}

// affix compiles startsWith, endsWith and contains with a constant.
func (g *generator) affix(fn string, target, arg ast.Expr) test {
	s, ok := constText(arg)
	get := g.text(target)
	if !ok || get == nil {
		return nil
	}
	holds := map[string]func(a, b string) bool{
		"startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix, "contains": strings.Contains,
	}[fn]
	return func(f *frame) truth {
		v, ok := get(f)
		if !ok {
			return missing
		}
		return truthOf(holds(v, s))
	}
}

// in compiles "x" in list, field in [...], and field in lists["x"].
func (g *generator) in(element, list ast.Expr) test {
	if fd := g.field(list); fd != nil && fd.kind == kindStrings {
		if s, ok := constText(element); ok && fd.domain == domainFacet {
			if bits, err := harm.ParseFacet(s); err == nil {
				if s == "protected_characteristic" {
					bits = harm.ProtectedCharacteristic
				}
				if s == bits.String() || s == "protected_characteristic" {
					return func(f *frame) truth { return truthOf(f.ev.Facets.Has(bits)) }
				}
			}
		}
		x := g.text(element)
		if x == nil {
			return nil
		}
		return func(f *frame) truth {
			s, ok := x(f)
			if !ok {
				return missing
			}
			return truthOf(slices.Contains(fd.getStrings(f), s))
		}
	}
	set, ok := g.env.constList(list, g.names)
	x := g.text(element)
	if !ok || x == nil {
		return nil
	}
	if len(set) > 8 {
		return inMap(x, set)
	}
	return func(f *frame) truth {
		s, ok := x(f)
		if !ok {
			return missing
		}
		return truthOf(slices.Contains(set, s))
	}
}

func inMap(x stringValue, list []string) test {
	set := make(map[string]struct{}, len(list))
	for _, v := range list {
		set[v] = struct{}{}
	}
	return func(f *frame) truth {
		s, ok := x(f)
		if !ok {
			return missing
		}
		_, found := set[s]
		return truthOf(found)
	}
}

// constList returns the texts of ["a", "b"] or lists["x"].
func (env *environment) constList(e ast.Expr, s scope) ([]string, bool) {
	if variable, key, ok := s.index(e); ok && variable == "lists" {
		list, ok := env.lists[key]
		return list, ok
	}
	if e.Kind() != ast.ListKind {
		return nil, false
	}
	var list []string
	for _, c := range e.AsList().Elements() {
		v, ok := constText(c)
		if !ok {
			return nil, false
		}
		list = append(list, v)
	}
	return list, true
}
