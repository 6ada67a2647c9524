package lexicon

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// columns of a list; a line may stop after any of them.
const columns = 7

// maxLine bounds the length of a line in bytes, maxErrors the number of faults
// that are reported.
const (
	maxLine   = 1 << 16
	maxErrors = 100
)

// Parse reads a list of terms: lines of up to seven columns separated by tabs
// (term, label, severity, sense, target, flags, gloss), comments that start
// with #, and blank lines. Columns that a line leaves out are taken from
// defaults, and so is the language; a plain list of words, one a line, is thus
// a list. name is used in errors.
//
// All faults are reported, up to a hundred, each as "lexicon: name:line: what",
// joined by [errors.Join]. The entries of the good lines are returned as well.
func Parse(name string, r io.Reader, defaults Entry) ([]Entry, error) {
	var entries []Entry
	var faults []error
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 4096), maxLine)
	n := 0
	for sc.Scan() {
		n++
		line := strings.TrimSuffix(sc.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\uFEFF")
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		e, err := parseLine(line, defaults)
		if err != nil {
			if len(faults) == maxErrors {
				faults = append(faults, fmt.Errorf("lexicon: %s: more than %d faults", name, maxErrors))
				break
			}
			faults = append(faults, fmt.Errorf("lexicon: %s:%d: %w", name, n, err))
			continue
		}
		entries = append(entries, e)
	}
	if err := sc.Err(); err != nil {
		faults = append(faults, fmt.Errorf("lexicon: %s:%d: %w", name, n+1, err))
	}
	return entries, errors.Join(faults...)
}

func parseLine(line string, e Entry) (Entry, error) {
	if !utf8.ValidString(line) {
		return e, errors.New("invalid UTF-8")
	}
	column := 0
	for field := range strings.SplitSeq(line, "\t") {
		if column == columns {
			return e, fmt.Errorf("%d columns, want at most %d", strings.Count(line, "\t")+1, columns)
		}
		if err := e.set(column, strings.TrimSpace(field)); err != nil {
			return e, err
		}
		column++
	}
	return e, e.check()
}

// set fills in the field of a column.
func (e *Entry) set(column int, value string) (err error) {
	switch column {
	case 0:
		e.Term = value
	case 1:
		e.Label = harm.None
		if value != "-" {
			e.Label, err = parseLabel(value)
		}
	case 2:
		if len(value) != 1 || value[0] < '0' || value[0] > '3' {
			return fmt.Errorf("severity %q, want 0 to 3", value)
		}
		e.Severity = value[0] - '0'
	case 3:
		e.Sense, err = parseSense(value)
	case 4:
		e.Target, e.Person = 0, value == "person"
		if value != "-" && value != "person" {
			e.Target, err = harm.ParseFacet(value)
		}
	case 5:
		e.Flags, err = parseFlags(value)
	case 6:
		e.Gloss = value
	}
	return err
}

var labelsByCode = sync.OnceValue(func() map[string]harm.Label {
	m := make(map[string]harm.Label, harm.NumLabels)
	for _, l := range harm.All() {
		m[l.String()] = l
	}
	return m
})

// parseLabel is [harm.Parse], faster.
func parseLabel(code string) (harm.Label, error) {
	if l, ok := labelsByCode()[code]; ok {
		return l, nil
	}
	return harm.Parse(code)
}

// check looks at what only the whole line shows.
func (e *Entry) check() error {
	switch {
	case e.Term == "":
		return errors.New("no term")
	case e.Label == harm.None && e.Severity != 0:
		return fmt.Errorf("severity %d of a neutral term, want 0", e.Severity)
	case e.Label != harm.None && e.Sense >= Group:
		return fmt.Errorf("sense %s has label %s, want none", e.Sense, e.Label)
	case e.Label == harm.None && e.Sense < Group && e.Sense != NoSense:
		return fmt.Errorf("sense %s has no label, want one", e.Sense)
	}
	for form := range strings.SplitSeq(e.Term, "|") {
		if err := checkForm(form); err != nil {
			return err
		}
	}
	return nil
}

// checkForm checks the syntax of one form.
func checkForm(form string) error {
	last, n := "…", 0
	for w := range strings.FieldsSeq(form) {
		n++
		if w == "…" && last == "…" {
			return fmt.Errorf("form %q begins with a gap, or has two in a row", form)
		}
		if k := strings.IndexByte(w, '*'); k >= 0 && (k < len(w)-1 || len(w) == 1) {
			return fmt.Errorf("form %q has a * that does not end a word", form)
		}
		last = w
	}
	switch {
	case n == 0:
		return errors.New("empty form")
	case last == "…":
		return fmt.Errorf("form %q ends with a gap", form)
	}
	return nil
}
