package rules

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Limits on policy files.
const (
	maxSource    = 16 << 20 // bytes
	maxDepth     = 32       // of nested mappings and lists
	maxCondition = 8 << 10  // characters
	maxRules     = 20_000
)

// source is a policy file that is being read: its nodes keep their positions,
// so that every fault can be shown where it is.
type source struct {
	problems
	lines []string
}

// parse returns the top node of the file, or nil with problems.
func (s *source) parse(raw []byte) *yaml.Node {
	if len(raw) > maxSource {
		s.add(1, 1, "", "file of %d bytes, want at most %d", len(raw), maxSource)
		return nil
	}
	if !utf8.Valid(raw) {
		s.add(1, 1, "", "file that is not UTF-8, want UTF-8")
		return nil
	}
	s.lines = strings.Split(string(raw), "\n")
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		line, msg := yamlError(err)
		s.add(line, 1, "", "%s, want YAML", msg)
		return nil
	}
	if len(doc.Content) == 0 {
		s.add(1, 1, "", "empty file, want a policy")
		return nil
	}
	if !s.plain(doc.Content[0], 0) {
		return nil
	}
	return doc.Content[0]
}

// yamlError cuts "yaml: line 3: did not …" into its parts.
func yamlError(err error) (int, string) {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		number, tail, _ := strings.Cut(rest, ": ")
		if line, err := strconv.Atoi(number); err == nil {
			return line, tail
		}
	}
	return 1, msg
}

// plain refuses what can make a small file large (aliases) or deep.
func (s *source) plain(n *yaml.Node, depth int) bool {
	switch {
	case depth > maxDepth:
		s.at(n, "", "nesting of more than %d levels, want fewer", maxDepth)
		return false
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		s.at(n, "write the value out", "anchor or alias, want none")
		return false
	}
	for _, c := range n.Content {
		if !s.plain(c, depth+1) {
			return false
		}
	}
	return true
}

// at adds a problem at a node.
func (s *source) at(n *yaml.Node, hint, format string, args ...any) {
	s.add(n.Line, n.Column, hint, format, args...)
}

// inside adds a problem within a scalar: offset counts characters of its value.
func (s *source) inside(n *yaml.Node, offset int, hint, format string, args ...any) {
	line, col := s.position(n, offset)
	s.add(line, col, hint, format, args...)
}

// position returns where the character at offset of a scalar's value stands in
// the file. The value and the source agree but for white space, quotes and
// escapes, so both are walked side by side.
func (s *source) position(n *yaml.Node, offset int) (line, col int) {
	line, col = n.Line, n.Column
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		line, col = line+1, 1
	}
	if line > len(s.lines) {
		return n.Line, n.Column
	}
	rest := []rune(s.lines[line-1])
	for i, c := range []rune(n.Value) {
		if c == ' ' || c == '\n' || c == '\t' {
			if i == offset {
				return line, col
			}
			continue
		}
		for col > len(rest) || rest[col-1] != c {
			if col++; col > len(rest) {
				if line++; line > len(s.lines) {
					return n.Line, n.Column
				}
				rest, col = []rune(s.lines[line-1]), 1
			}
		}
		if i == offset {
			return line, col
		}
		col++
	}
	return line, col
}

// kindName says what a node is, for messages.
func kindName(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return fmt.Sprintf("%q", string(head([]rune(n.Value), 60)))
}

// fields calls the function for each key of a mapping; keys that have none, or
// that stand there twice, are problems.
func (s *source) fields(n *yaml.Node, what string, read map[string]func(key, value *yaml.Node)) {
	known := slices.Sorted(maps.Keys(read))
	s.pairs(n, what, func(key, value *yaml.Node) {
		f, ok := read[key.Value]
		if !ok {
			s.at(key, didYouMean(key.Value, known), "key %q in %s, want %s", key.Value, what, oneOf(known))
			return
		}
		f(key, value)
	})
}

// pairs calls f for each key and value of a mapping, in the order of the file.
func (s *source) pairs(n *yaml.Node, what string, f func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		s.at(n, "", "%s, want %s as a mapping", kindName(n), what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			s.at(key, "", "%s as key in %s, want a name", kindName(key), what)
			continue
		}
		if seen[key.Value] {
			s.at(key, "", "key %q twice in %s, want it once", key.Value, what)
			continue
		}
		seen[key.Value] = true
		f(key, n.Content[i+1])
	}
}

// items calls f for each element of a list.
func (s *source) items(n *yaml.Node, what string, f func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		s.at(n, "", "%s, want %s as a list", kindName(n), what)
		return
	}
	for _, c := range n.Content {
		f(c)
	}
}

// itemsOrOne is items for a list that may be written as its only element.
func (s *source) itemsOrOne(n *yaml.Node, what string, f func(*yaml.Node)) {
	if n.Kind == yaml.ScalarNode {
		f(n)
		return
	}
	s.items(n, what, f)
}

// text returns the value of a scalar that is not empty.
func (s *source) text(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || strings.TrimSpace(n.Value) == "" {
		s.at(n, "", "%s, want %s", kindName(n), what)
		return "", false
	}
	return n.Value, true
}

// strings reads a list of texts.
func (s *source) strings(n *yaml.Node, what string) []string {
	var list []string
	s.items(n, what, func(c *yaml.Node) {
		if v, ok := s.text(c, "a text in "+what); ok {
			list = append(list, v)
		}
	})
	return list
}

// number reads a figure within bounds.
func (s *source) number(n *yaml.Node, what string, low, high float64) (float64, bool) {
	v, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || v < low || v > high || v != v {
		limits := ""
		if high < math.MaxFloat64 {
			limits = fmt.Sprintf(" from %v to %v", low, high)
		}
		s.at(n, "", "%s, want %s as a number%s", kindName(n), what, limits)
		return 0, false
	}
	return v, true
}

// isName reports whether a name can stand behind a dot in a condition.
func isName(s string) bool {
	for i, c := range s {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// isID reports whether s can be the id of a rule or the name of a list.
func isID(s string) bool {
	for i, c := range s {
		ok := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || i > 0 && strings.ContainsRune("-_.", c)
		if !ok {
			return false
		}
	}
	return s != "" && len(s) <= 64
}
