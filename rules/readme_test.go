package rules

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/internal/golden"
)

// TestReadmeNamesEveryVariable keeps the table of variables in the page for
// authors; -update writes it.
func TestReadmeNamesEveryVariable(t *testing.T) {
	t.Parallel()
	const path = "policies/README.md"
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(raw), "<!-- variables -->\n")
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, "<!-- end -->")
	require.True(t, ok)
	var b strings.Builder
	b.WriteString("| variable | type | meaning |\n|---|---|---|\n")
	for _, v := range [][3]string{
		{`score["label"]`, "double", "what the item itself shows"},
		{`cue["label"]`, "double", "what it hints at"},
		{`session["label"]`, "double", "what the evidence over time shows"},
		{`family["family"]`, "double", "greatest item score of the family's harms"},
		{`languages["code"]`, "double", "probability of a language"},
		{`lists["name"]`, "list(string)", "a list of values"},
		{`threshold.name`, "double", "declared by the policy"},
		{`counter.name`, "int; double for sum and decay", "declared by the policy; as it stood before this item"},
		{`attr.name`, "as declared", "the platform's own"},
		{`match`, "list", "matches with lists of known material; the fields of each:"},
	} {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", v[0], v[1], v[2])
	}
	fields := eventFields()
	for _, matches := range []bool{true, false} {
		for _, fd := range fields {
			if name, ok := strings.CutPrefix(fd.name, "match[]."); ok == matches {
				if ok {
					name = "m." + name
				}
				fmt.Fprintf(&b, "| `%s` | %s | %s |\n", name, fd.kind, fd.doc)
			}
		}
	}
	golden.Equal(t, path, []byte(before+"<!-- variables -->\n"+b.String()+"<!-- end -->"+after))
}
