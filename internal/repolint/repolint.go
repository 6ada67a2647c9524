// Package repolint holds the house rules of the repository as ordinary tests:
// which packages may import which, what lies at the top level, that exported
// names are documented and use the glossary's words. This file reads the
// source tree for them.
package repolint

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Module is the import path of the library.
const Module = "github.com/vigil-moderation/vigil"

// File is one Go file of the repository.
type File struct {
	Path      string // slash-separated, from the root of the repository
	Test      bool
	Generated bool
	Lines     int
	AST       *ast.File
	Fset      *token.FileSet
}

// Package returns the folder of the file, which names its package.
func (f *File) Package() string {
	dir := filepath.ToSlash(filepath.Dir(f.Path))
	if dir == "." {
		return ""
	}
	return dir
}

// Imports returns the import paths of the file.
func (f *File) Imports() []string {
	paths := make([]string, 0, len(f.AST.Imports))
	for _, spec := range f.AST.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

// Position returns path:line of a node.
func (f *File) Position(n ast.Node) string {
	return f.Path + ":" + strconv.Itoa(f.Fset.Position(n.Pos()).Line)
}

// Load parses every Go file of the module below root. Nested modules, hidden
// folders and testdata are left out.
func Load(root string) ([]*File, error) {
	var files []*File
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skipDir(path, rel, d.Name())
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fset := token.NewFileSet()
		parsed, err := parser.ParseFile(fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, &File{
			Path:      filepath.ToSlash(rel),
			Test:      strings.HasSuffix(path, "_test.go"),
			Generated: ast.IsGenerated(parsed),
			Lines:     strings.Count(string(src), "\n"),
			AST:       parsed,
			Fset:      fset,
		})
		return nil
	})
	return files, err
}

func skipDir(path, rel, name string) error {
	if rel == "." {
		return nil
	}
	if name == "testdata" || strings.HasPrefix(name, ".") {
		return fs.SkipDir
	}
	if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
		return fs.SkipDir
	}
	return nil
}
