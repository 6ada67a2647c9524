package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one fault in a policy file.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"`           // from 1
	Col     int    `json:"col"`            // from 1, in characters
	Message string `json:"message"`        // what was seen, what was wanted
	Hint    string `json:"hint,omitempty"` // a near miss, or a way out
}

// String returns "file:line:col: message (hint)".
func (p Problem) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
	if p.Hint != "" {
		s += " (" + p.Hint + ")"
	}
	return s
}

// LoadError holds every fault that [Load] found, in the order of the file.
type LoadError struct {
	Problems []Problem
}

// Error returns one line a problem.
func (e *LoadError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "rules: policy with %d problems, want none", len(e.Problems))
	for _, p := range e.Problems {
		b.WriteByte('\n')
		b.WriteString(p.String())
	}
	return b.String()
}

// maxProblems bounds the report on a hopeless file.
const maxProblems = 200

// problems collects faults.
type problems struct {
	file string
	list []Problem
}

func (p *problems) add(line, col int, hint, format string, args ...any) {
	p.list = append(p.list, Problem{p.file, max(line, 1), max(col, 1), fmt.Sprintf(format, args...), hint})
}

// err returns the faults in the order of the file, each once, or nil.
func (p *problems) err() error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	list := head(slices.Compact(p.list), maxProblems)
	return &LoadError{Problems: list}
}

// didYouMean returns a hint that names the known words nearest to seen, or "".
func didYouMean[S ~[]string](seen string, known S) string {
	if best := nearest(seen, known); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return ""
}

// nearest returns the word at the least edit distance from seen, if it is near
// enough to be a slip: at most a third of the letters, and 3.
func nearest[S ~[]string](seen string, known S) string {
	if len(seen) > 100 {
		return ""
	}
	best, bestDistance := "", min(max(len(seen)/3, 1), 3)+1
	for _, word := range known {
		if d := editDistance(strings.ToLower(seen), strings.ToLower(word), bestDistance); d < bestDistance {
			best, bestDistance = word, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions, replacements and swaps of
// neighbours that make a into b; any figure from limit upwards means "too far".
func editDistance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// oneOf joins words for a message: "a, b or c".
func oneOf[S ~[]string](words S) string {
	switch len(words) {
	case 0:
		return "nothing"
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
