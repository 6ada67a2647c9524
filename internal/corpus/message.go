// Package corpus reads the texts that Vigil's authors wrote to train and examine
// its classifier: messages (langs/data/corpus), sentence frames (langs/data/frames)
// and the functional suite (langs/data/suite).
package corpus

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Header is the first line of a file of messages.
const Header = "id\tlabels\tfacets\ttarget\tstance\tregister\tpair\tsplit\ttext"

// What the columns of a message may hold.
var (
	Targets   = []string{"you", "third", "group", "thing", "self", "none"}
	Stances   = []string{"assert", "negate", "quote", "counter", "report", "joke"}
	Registers = []string{"chat", "comment", "game", "post", "dm", "news", "forum"}
	Splits    = []string{"train", "held"}
)

// Message is a row of langs/data/corpus.
type Message struct {
	ID       string
	Labels   []harm.Label // none when it is harmless
	Facets   harm.Facets
	Target   string // whom it is about, one of Targets
	Stance   string // one of Stances
	Register string // one of Registers
	Pair     string // shared by contrastive twins, or empty
	Split    string // one of Splits
	Text     string
}

// ParseMessage reads a line of a file of messages.
func ParseMessage(line string) (Message, error) {
	cols := strings.Split(line, "\t")
	if len(cols) != 9 {
		return Message{}, fmt.Errorf("%d columns, want 9", len(cols))
	}
	m := Message{ID: cols[0], Target: cols[3], Stance: cols[4], Register: cols[5], Pair: unless(cols[6]), Split: cols[7], Text: cols[8]}
	var err error
	if m.Labels, err = parseLabels(cols[1]); err != nil {
		return m, err
	}
	if m.Facets, err = harm.ParseFacets(cols[2]); err != nil {
		return m, err
	}
	for _, field := range []struct {
		name, value string
		allowed     []string
	}{{"target", m.Target, Targets}, {"stance", m.Stance, Stances}, {"register", m.Register, Registers}, {"split", m.Split, Splits}} {
		if err := oneOf(field.name, field.value, field.allowed); err != nil {
			return m, err
		}
	}
	return m, nil
}

// Messages reads a file of messages. It stops at the first faulty line.
func Messages(data string) ([]Message, error) { return table(data, Header, ParseMessage) }

// table reads the lines of a file below its header.
func table[T any](data, header string, parse func(line string) (T, error)) ([]T, error) {
	var all []T
	for n, line := range Lines(data) {
		if n == 1 {
			if line != header {
				return nil, fmt.Errorf("line 1: header %q, want %q", line, header)
			}
			continue
		}
		row, err := parse(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all = append(all, row)
	}
	return all, nil
}

// Lines yields the lines of a text with their numbers, which begin at 1.
func Lines(data string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(data) {
			n++
			if !yield(n, strings.TrimSuffix(line, "\n")) {
				return
			}
		}
	}
}

// Load reads and parses a file.
func Load[T any](path string, parse func(string) (T, error)) (T, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		var none T
		return none, err
	}
	v, err := parse(string(data))
	if err != nil {
		return v, fmt.Errorf("%s: %w", path, err)
	}
	return v, nil
}

// unless returns the value of a column, of which "-" says that it is empty.
func unless(column string) string {
	if column == "-" {
		return ""
	}
	return column
}

func parseLabels(column string) ([]harm.Label, error) {
	if column == "-" {
		return nil, nil
	}
	var all []harm.Label
	for code := range strings.SplitSeq(column, ",") {
		l, err := harm.Parse(code)
		if err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, nil
}

func oneOf(name, value string, allowed []string) error {
	if !slices.Contains(allowed, value) {
		return fmt.Errorf("%s %q, want one of %s", name, value, strings.Join(allowed, " "))
	}
	return nil
}

// Harmful reports whether a message has a label of harm; swearing at nobody and a
// speaker's own troubles are marked, but are no harm.
func Harmful(labels []harm.Label) bool {
	return slices.ContainsFunc(labels, func(l harm.Label) bool { return l != harm.Profanity })
}
