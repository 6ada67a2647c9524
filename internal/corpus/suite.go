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
func ParseSuite(data string) ([]Case, error) { return table(data, SuiteHeader, parseCase) }

func parseCase(line string) (Case, error) {
	cols := strings.Split(line, "\t")
	if len(cols) != 5 {
		return Case{}, fmt.Errorf("%d columns, want 5", len(cols))
	}
	c := Case{ID: cols[0], Check: cols[1], Pair: cols[3], Text: cols[4]}
	var err error
	if c.Labels, err = parseLabels(cols[2]); err != nil {
		return c, err
	}
	return c, oneOf("check", c.Check, Checks)
}
