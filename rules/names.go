package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"go.yaml.in/yaml/v3"
)

// scope says which field a name bound by a comprehension stands for: "match[]"
// for an element of match, the name of the list for an element of a list.
type scope map[string]string

func (s scope) binds(name string) bool {
	_, bound := s[name]
	return bound
}

// fieldOf returns the field that e reads, or nil. In a scope, the element of a
// list of texts is the field of the list.
func (env *environment) fieldOf(e ast.Expr, s scope) *field {
	switch e.Kind() {
	case ast.IdentKind:
		if list, ok := s[e.AsIdent()]; ok {
			return env.fields[list]
		}
		return env.fields[e.AsIdent()]
	case ast.SelectKind:
		sel := e.AsSelect()
		if sel.Operand().Kind() != ast.IdentKind {
			return nil
		}
		object := sel.Operand().AsIdent()
		if bound, ok := s[object]; ok {
			object = bound
		}
		if keyed, ok := env.keys[object]; ok {
			return keyed(sel.FieldName())
		}
		return env.fields[object+"."+sel.FieldName()]
	case ast.CallKind:
		if variable, key, ok := s.index(e); ok {
			if keyed, ok := env.keys[variable]; ok {
				return keyed(key)
			}
		}
	}
	return nil
}

// index takes apart variable["key"] for a constant key.
func (s scope) index(e ast.Expr) (variable, key string, ok bool) {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != "_[_]" {
		return "", "", false
	}
	args := e.AsCall().Args()
	if args[0].Kind() != ast.IdentKind {
		return "", "", false
	}
	if s.binds(args[0].AsIdent()) {
		return "", "", false
	}
	key, ok = constText(args[1])
	return args[0].AsIdent(), key, ok
}

func constText(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	s, ok := e.AsLiteral().(types.String)
	return string(s), ok
}

// bind returns the scope within a comprehension over e.
func (env *environment) bind(e ast.Expr, s scope) scope {
	loop := e.AsComprehension()
	inner := maps.Clone(s)
	if inner == nil {
		inner = scope{}
	}
	over := ""
	if r := loop.IterRange(); r.Kind() == ast.IdentKind && r.AsIdent() == "match" && !s.binds("match") {
		over = "match[]"
	} else if fd := env.fieldOf(r, s); fd != nil && fd.kind == kindStrings {
		over = fd.name
	}
	inner[loop.IterVar()] = over
	if loop.HasIterVar2() {
		inner[loop.IterVar2()] = ""
	}
	inner[loop.AccuVar()] = ""
	return inner
}

// walk calls f for e and every expression in it, with its scope.
func (env *environment) walk(e ast.Expr, s scope, f func(ast.Expr, scope)) {
	f(e, s)
	switch e.Kind() {
	case ast.CallKind:
		call := e.AsCall()
		if call.IsMemberFunction() {
			env.walk(call.Target(), s, f)
		}
		for _, a := range call.Args() {
			env.walk(a, s, f)
		}
	case ast.SelectKind:
		env.walk(e.AsSelect().Operand(), s, f)
	case ast.ListKind:
		for _, c := range e.AsList().Elements() {
			env.walk(c, s, f)
		}
	case ast.MapKind:
		for _, entry := range e.AsMap().Entries() {
			env.walk(entry.AsMapEntry().Key(), s, f)
			env.walk(entry.AsMapEntry().Value(), s, f)
		}
	case ast.ComprehensionKind:
		loop, inner := e.AsComprehension(), env.bind(e, s)
		env.walk(loop.IterRange(), s, f)
		for _, part := range []ast.Expr{loop.AccuInit(), loop.LoopCondition(), loop.LoopStep(), loop.Result()} {
			env.walk(part, inner, f)
		}
	}
}

// checkNames reports constants that name nothing: a label that does not exist,
// a list that the policy does not declare.
func (c *compiler) checkNames(n *yaml.Node, offset int, checked *ast.AST) {
	at := func(e ast.Expr) int {
		r, _ := checked.SourceInfo().GetOffsetRange(e.ID())
		return offset + int(r.Start)
	}
	c.env.walk(checked.Expr(), nil, func(e ast.Expr, s scope) {
		if variable, key, ok := s.index(e); ok {
			c.checkKey(n, at(e.AsCall().Args()[1]), variable, key)
			return
		}
		if e.Kind() == ast.SelectKind && e.AsSelect().Operand().Kind() == ast.IdentKind {
			if variable := e.AsSelect().Operand().AsIdent(); !s.binds(variable) {
				c.checkKey(n, at(e), variable, e.AsSelect().FieldName())
			}
			return
		}
		if e.Kind() != ast.CallKind || len(e.AsCall().Args()) != 2 {
			return
		}
		switch a := e.AsCall().Args(); e.AsCall().FunctionName() {
		case "_==_", "_!=_":
			c.checkConst(n, at, c.env.fieldOf(a[0], s), a[1])
			c.checkConst(n, at, c.env.fieldOf(a[1], s), a[0])
		case "@in":
			c.checkConst(n, at, c.env.fieldOf(a[1], s), a[0])
			if a[1].Kind() == ast.ListKind {
				for _, element := range a[1].AsList().Elements() {
					c.checkConst(n, at, c.env.fieldOf(a[0], s), element)
				}
			}
		}
	})
}

// checkKey checks variable["key"].
func (c *compiler) checkKey(n *yaml.Node, at int, variable, key string) {
	switch variable {
	case "lists":
		if _, ok := c.env.lists[key]; !ok {
			names := slices.Sorted(maps.Keys(c.env.lists))
			hint := didYouMean(key, names)
			if c.env.hashLists[key] {
				hint = fmt.Sprintf("a list of hashes is asked for by known(%q)", key)
			}
			c.inside(n, at, hint, "unknown list %q, want one of the policy's lists of values", key)
		}
	case "family":
		if c.env.families[key] == nil {
			names := slices.Sorted(maps.Keys(c.env.families))
			c.inside(n, at, didYouMean(key, names), "unknown family %q, want %s", key, oneOf(names))
		}
	case "languages":
		c.checkDomain(n, at, domainLanguage, key)
	case "score", "cue", "session":
		c.checkDomain(n, at, domainLabel, key)
	}
}

// checkConst checks a constant that a field is compared with.
func (c *compiler) checkConst(n *yaml.Node, at func(ast.Expr) int, fd *field, e ast.Expr) {
	if fd == nil {
		return
	}
	if text, ok := constText(e); ok {
		c.checkDomain(n, at(e), fd.domain, text)
	}
}

func (c *compiler) checkDomain(n *yaml.Node, at int, d domain, text string) {
	switch d {
	case domainLabel:
		if l, err := harm.Parse(text); err != nil || l == harm.None {
			codes := make([]string, 0, harm.NumLabels)
			for _, l := range harm.All() {
				codes = append(codes, l.String())
			}
			c.inside(n, at, didYouMean(text, codes), "unknown label %q, want a code such as %q", text, harm.BullyingInsult)
		}
	case domainFacet:
		if _, err := harm.ParseFacet(text); err != nil || strings.HasPrefix(text, "other") {
			codes := append((^harm.Facets(0)).Codes(), "protected_characteristic")
			c.inside(n, at, didYouMean(text, codes), "unknown facet %q, want a code such as %q", text, "target_minor")
		}
	case domainLanguage:
		if !isLower(text, 2, 3) && text != "other" {
			c.inside(n, at, "", "language %q, want a code such as %q", text, "mt")
		}
	case domainCountry:
		if !isLower(strings.ToLower(text), 2, 2) || strings.ToUpper(text) != text {
			c.inside(n, at, "", "country %q, want two capitals such as %q", text, "MT")
		}
	case domainHashList:
		if !c.env.hashLists[text] {
			names := slices.Sorted(maps.Keys(c.env.hashLists))
			c.inside(n, at, didYouMean(text, names), "unknown list %q, want one that the policy declares with hashes: true", text)
		}
	}
}

// isLower reports whether s consists of low to high lower-case letters.
func isLower(s string, low, high int) bool {
	return len(s) >= low && len(s) <= high && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}
