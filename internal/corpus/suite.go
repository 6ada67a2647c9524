package corpus

import (
	"fmt"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// SuiteHeader is the first line of a file of the functional suite.
const SuiteHeader = "id\tcheck\tlabels\tpair\ttext"

// Checks name what a case of the functional suite examines.
var Checks = []string{
	"insult", "threat", "exclusion", "hate.group", "hate.incite", "counter", "negation", "selfharm", "grooming",
	"sextortion", "exposure", "commerce",
}

// Case is a row of the functional suite: a message that a moderator would judge at
// once. Each has a twin that shares its important words and is judged otherwise.
type Case struct {
	ID     string
	Check  string       // one of Checks
	Labels []harm.Label // none when it is harmless
	Pair   string
	Text   string
}

// ParseSuite reads a file of the functional suite. It stops at the first faulty line.
func ParseSuite(data string) ([]Case, error) {
	var all []Case
	for n, line := range Lines(data) {
		if n == 1 {
			if line != SuiteHeader {
				return nil, fmt.Errorf("line 1: header %q, want %q", line, SuiteHeader)
			}
			continue
		}
		cols := strings.Split(line, "\t")
		if len(cols) != 5 {
			return nil, fmt.Errorf("line %d: %d columns, want 5", n, len(cols))
		}
		c := Case{ID: cols[0], Check: cols[1], Pair: cols[3], Text: cols[4]}
		var err error
		if c.Labels, err = parseLabels(cols[2]); err == nil {
			err = oneOf("check", c.Check, Checks)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all = append(all, c)
	}
	return all, nil
}
