package repolint_test

import (
	"go/ast"
	"go/token"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/internal/repolint"
)

const maxLines = 600 // of a hand-written file

func TestFileLength(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if !f.Generated && !f.Test {
			require.LessOrEqual(t, f.Lines, maxLines, "%s: which concept wants a file of its own?", f.Path)
		}
	}
}

// library says whether the house rules about documentation and start-up hold
// for a file: everything that a platform imports.
func library(f *repolint.File) bool {
	h := house(f.Package())
	return !f.Test && !f.Generated && h != "bench" && h != "examples" && f.AST.Name.Name != "main"
}

func TestNoWorkAtStart(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if f.Test || f.AST.Name.Name == "main" {
			continue
		}
		for _, decl := range f.AST.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				require.False(t, d.Recv == nil && d.Name.Name == "init", "%s: init does work that every importer pays for", f.Position(d))
			case *ast.GenDecl:
				if d.Tok == token.VAR {
					checkMapLiterals(t, f, d)
				}
			}
		}
	}
}

// checkMapLiterals fails for map literals of more than 64 entries in package
// variables: they are built at every program start.
func checkMapLiterals(t *testing.T, f *repolint.File, d *ast.GenDecl) {
	t.Helper()
	ast.Inspect(d, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if _, isMap := lit.Type.(*ast.MapType); isMap {
			require.LessOrEqual(t, len(lit.Elts), 64, "%s: a big map literal", f.Position(lit))
		}
		return true
	})
}

func TestNoPanic(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if !library(f) {
			continue
		}
		var inMust string
		ast.Inspect(f.AST, func(n ast.Node) bool {
			if fn, ok := n.(*ast.FuncDecl); ok {
				inMust = fn.Name.Name
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" && !reraised(call) {
				require.True(t, strings.HasPrefix(inMust, "Must") || strings.HasPrefix(inMust, "must"), "%s: only a Must function may panic", f.Position(call))
			}
			return true
		})
	}
}

// reraised reports whether a call of panic passes on what recover returned.
func reraised(call *ast.CallExpr) bool {
	id, ok := call.Args[0].(*ast.Ident)
	return ok && id.Name == "r"
}

func TestExportedNamesAreDocumented(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, f := range load(t) {
		if !library(f) {
			continue
		}
		documented[f.Package()] = documented[f.Package()] || f.AST.Doc != nil
		for _, decl := range f.AST.Decls {
			for _, name := range undocumented(decl) {
				t.Errorf("%s: exported name %s has no doc comment", f.Position(decl), name)
			}
		}
	}
	for pkg, ok := range documented {
		require.True(t, ok, "package %s has no package comment", pkg)
	}
}

// undocumented returns the exported names of a declaration that have no
// comment. A group counts as documented by its own comment.
func undocumented(decl ast.Decl) []string {
	var names []string
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc == nil && exportedReceiver(d) {
			names = append(names, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
					names = append(names, s.Name.Name)
				}
			case *ast.ValueSpec:
				for _, id := range s.Names {
					if id.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
						names = append(names, id.Name)
					}
				}
			}
		}
	}
	return names
}

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	recv := d.Recv.List[0].Type
	if star, ok := recv.(*ast.StarExpr); ok {
		recv = star.X
	}
	if gen, ok := recv.(*ast.IndexExpr); ok {
		recv = gen.X
	}
	id, ok := recv.(*ast.Ident)
	return !ok || id.IsExported()
}

// unwanted are words for which the glossary has another: item, actor, hash,
// digest, threshold, bank, normalise, match, evidence, detector, action.
var unwanted = regexp.MustCompile(`(?i)fingerprint|blacklist|whitelist|cutoff|sanitize|badword|ruleset|payload`)

func TestGlossary(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		if !library(f) {
			continue
		}
		for _, decl := range f.AST.Decls {
			ast.Inspect(decl, func(n ast.Node) bool {
				if _, body := n.(*ast.BlockStmt); body {
					return false
				}
				if id, ok := n.(*ast.Ident); ok && id.IsExported() {
					require.False(t, unwanted.MatchString(id.Name), "%s: %s, see the glossary", f.Position(id), id.Name)
				}
				return true
			})
		}
	}
}

// TestReadmeCode checks that the first program in the README is, line by line,
// the one in the example that a test runs.
func TestReadmeCode(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(root + "/README.md")
	require.NoError(t, err)
	head := strings.Join(strings.SplitN(string(readme), "\n", 21)[:20], "\n")
	require.Contains(t, head, "```go\n", "code within the first 20 lines")
	_, code, _ := strings.Cut(string(readme), "```go\n")
	code, _, ok := strings.Cut(code, "```")
	require.True(t, ok)
	example, err := os.ReadFile(root + "/examples/hello/main.go")
	require.NoError(t, err)
	_, body, ok := strings.Cut(string(example), "package main\n")
	require.True(t, ok)
	require.Equal(t, "package main\n"+body, code, "the README shows examples/hello/main.go")
}
