package repolint_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/internal/repolint"
)

const root = "../.."

func load(t *testing.T) []*repolint.File {
	t.Helper()
	files, err := repolint.Load(root)
	require.NoError(t, err)
	require.Greater(t, len(files), 20, "the tree was not found")
	return files
}

func TestTopLevel(t *testing.T) {
	t.Parallel()
	allowed := []string{"LICENSE", "README.md", "bench", "detect", "examples", "go.mod", "go.sum", "hashing", "internal", "langs", "rules"}
	entries, err := os.ReadDir(root)
	require.NoError(t, err)
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		require.Contains(t, allowed, e.Name(), "the top level is fixed")
	}
}

// house returns the part of the library that a package belongs to.
func house(pkg string) string {
	first, _, _ := strings.Cut(pkg, "/")
	if pkg == "detect/harm" || strings.HasPrefix(pkg, "detect/harm/") {
		return "harm"
	}
	return first
}

// mayImport says which houses of the module each house may import.
var mayImport = map[string][]string{
	"internal": {"internal", "harm"},
	"harm":     {"harm"},
	"hashing":  {"hashing", "harm", "internal"},
	"langs":    {"langs", "harm", "internal"},
	"rules":    {"rules", "harm", "internal"},
	"detect":   {"detect", "harm", "hashing", "langs", "rules", "internal"},
	"bench":    {"bench", "detect", "harm", "hashing", "langs", "rules", "internal"},
	"examples": {"detect", "harm", "hashing", "langs", "rules"},
}

func TestImportDirections(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		allowed, ok := mayImport[house(f.Package())]
		require.True(t, ok, "%s: no rule for its house", f.Path)
		if f.Test {
			allowed = append(slices.Clone(allowed), "internal")
		}
		for _, path := range f.Imports() {
			pkg, inside := strings.CutPrefix(path, repolint.Module+"/")
			if !inside {
				continue
			}
			require.Contains(t, allowed, house(pkg), "%s imports %s", f.Path, path)
		}
	}
}

func TestForeignImports(t *testing.T) {
	t.Parallel()
	// Slow or heavy modules stay in the packages that are opt-in or offline.
	only := map[string][]string{
		"github.com/pemistahl/lingua-go":  {"langs/identify"},
		"github.com/blevesearch/bleve/v2": {"langs"},
		"github.com/corona10/goimagehash": {"hashing/classic", "bench", "hashing/pdq"},
		"cel.dev/cel-go":                  {"rules", "bench"},
	}
	for _, f := range load(t) {
		for _, path := range f.Imports() {
			if h := house(f.Package()); (h == "internal" || h == "harm") && !f.Test && f.Package() != "internal/golden" {
				ok := !strings.Contains(strings.SplitN(path, "/", 2)[0], ".") || strings.HasPrefix(path, "golang.org/x/text/") || strings.HasPrefix(path, repolint.Module)
				require.True(t, ok, "%s imports %s: %s keeps to the standard library and x/text", f.Path, path, h)
			}
			for module, places := range only {
				if path != module && !strings.HasPrefix(path, module+"/") {
					continue
				}
				ok := slices.ContainsFunc(places, func(p string) bool {
					return f.Package() == p || strings.HasPrefix(f.Package(), p+"/")
				})
				require.True(t, ok, "%s imports %s, which belongs in %v", f.Path, path, places)
			}
		}
	}
}

// TestHotPathIsLight follows the imports of the packages that run on every
// item and fails when one of them links a module that is slow or heavy.
func TestHotPathIsLight(t *testing.T) {
	t.Parallel()
	imports := map[string][]string{}
	for _, f := range load(t) {
		if !f.Test {
			imports[f.Package()] = append(imports[f.Package()], f.Imports()...)
		}
	}
	heavy := []string{"github.com/pemistahl/lingua-go", "github.com/blevesearch/bleve/v2"}
	seen := map[string]bool{}
	var walk func(pkg, from string)
	walk = func(pkg, from string) {
		if seen[pkg] {
			return
		}
		seen[pkg] = true
		for _, path := range imports[pkg] {
			for _, h := range heavy {
				require.False(t, strings.HasPrefix(path, h), "%s links %s by way of %s", from, h, pkg)
			}
			if inside, ok := strings.CutPrefix(path, repolint.Module+"/"); ok {
				walk(inside, from)
			}
		}
	}
	walk("detect", "detect")
	require.Greater(t, len(seen), 8, "detect was not found")
}

func TestPackageNames(t *testing.T) {
	t.Parallel()
	for _, f := range load(t) {
		require.NotContains(t, []string{"util", "utils", "common", "helpers", "types", "misc"}, filepath.Base(f.Package()), f.Path)
	}
}
