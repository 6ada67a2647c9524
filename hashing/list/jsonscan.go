package list

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// jsonScanner cuts a JSON text into the records of its arrays without holding
// more than one of them. It follows brackets and strings only; whether a record
// is well formed is for who parses it to see, so that one broken record does
// not break the list.
type jsonScanner struct {
	r    *bufio.Reader
	max  int
	line int
	buf  []byte
}

func newJSONScanner(r io.Reader, limit int) *jsonScanner {
	return &jsonScanner{r: skipBOM(bufio.NewReaderSize(r, 64<<10)), max: limit, line: 1}
}

// byte returns the next byte; the end of the text is an error.
func (s *jsonScanner) byte() (byte, error) {
	c, err := s.r.ReadByte()
	if c == '\n' && err == nil {
		s.line++
	}
	if errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("list: text ends in line %d within a value: %w", s.line, io.ErrUnexpectedEOF)
	}
	return c, err
}

// peek returns the next byte that is no space and no comma, and leaves it.
func (s *jsonScanner) peek() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			s.line++
		case ' ', '\t', '\r', ',':
		default:
			return c, s.r.UnreadByte()
		}
	}
}

// peekInside is peek where the text must not end.
func (s *jsonScanner) peekInside() (byte, error) {
	c, err := s.peek()
	if errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("list: text ends in line %d within an object or array: %w", s.line, io.ErrUnexpectedEOF)
	}
	return c, err
}

// expect reads one byte, which peek has seen.
func (s *jsonScanner) expect() { _, _ = s.r.ReadByte() }

// value reads the next value. errLong says that it was longer than the limit and
// has been skipped. The bytes are valid until the next call.
func (s *jsonScanner) value() ([]byte, error) {
	s.buf = s.buf[:0]
	first, err := s.peekInside()
	if err != nil {
		return nil, err
	}
	long := false
	keep := func(c byte) {
		if len(s.buf) >= s.max {
			long = true
			return
		}
		s.buf = append(s.buf, c)
	}
	switch first {
	case '"':
		err = s.quoted(keep)
	case '{', '[':
		err = s.nested(keep)
	default:
		err = s.scalar(keep)
	}
	if err == nil && long {
		err = fmt.Errorf("%w: more than %d bytes", errLong, s.max)
	}
	return s.buf, err
}

func (s *jsonScanner) quoted(keep func(byte)) error {
	for i := 0; ; i++ {
		c, err := s.byte()
		if err != nil {
			return err
		}
		keep(c)
		switch {
		case c == '"' && i > 0:
			return nil
		case c == '\\':
			if c, err = s.byte(); err != nil {
				return err
			}
			keep(c)
		}
	}
}

func (s *jsonScanner) nested(keep func(byte)) error {
	for depth := 0; ; {
		c, err := s.byte()
		if err != nil {
			return err
		}
		switch c {
		case '"':
			if err := s.r.UnreadByte(); err != nil {
				return err
			}
			if err := s.quoted(keep); err != nil {
				return err
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		keep(c)
		if depth == 0 {
			return nil
		}
	}
}

// scalar reads up to what ends a number or word; at least one byte, so that a
// stray bracket cannot stop the scanner.
func (s *jsonScanner) scalar(keep func(byte)) error {
	for i := 0; ; i++ {
		c, err := s.r.ReadByte()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if i > 0 && bytes.IndexByte([]byte(" \t\r\n,:{}[]\""), c) >= 0 {
			return s.r.UnreadByte()
		}
		if c == '\n' {
			s.line++
		}
		keep(c)
	}
}

// key reads the name of a member of an object and the colon after it.
func (s *jsonScanner) key() (string, error) {
	raw, err := s.value()
	if err != nil && !errors.Is(err, errLong) {
		return "", err
	}
	var name string
	if err == nil && json.Unmarshal(raw, &name) != nil {
		return "", fmt.Errorf("list: line %d: %.40q is no name of a member", s.line, raw)
	}
	c, err := s.peekInside()
	if err != nil {
		return "", err
	}
	if c != ':' {
		return "", fmt.Errorf("list: line %d: %q after the name %.40q, want a colon", s.line, c, name)
	}
	s.expect()
	return name, nil
}

// jsonRecords walks through a text of the shape {"name": …, "records": [ … ]} or
// [ … ], and yields the elements of the arrays.
type jsonRecords struct {
	*jsonScanner
	arrays []string // names of the members of the root that hold records
	inner  string   // the member of a record that holds the true records, or ""
	// meta is told of the other members of the root; nil if nobody asks.
	meta    func(name string, value []byte)
	in      []where
	records int
	seen    bool   // a root value has been read
	outer   []byte // the members of the element that is being streamed
	long    bool   // outer has become too long
}

// where is a place that the walk is in.
type where uint8

const (
	inRoot  where = iota + 1 // the object at the root
	inArray                  // an array of records
	inOuter                  // an element that may hold the true records
)

// next returns the next record, io.EOF at the end, or errLong for a record that
// has been skipped.
func (j *jsonRecords) next() ([]byte, error) {
	for {
		if len(j.in) == 0 {
			if err := j.root(); err != nil {
				return nil, err
			}
			continue
		}
		c, err := j.peekInside()
		if err != nil {
			return nil, err
		}
		switch j.in[len(j.in)-1] {
		case inRoot:
			err = j.member(c)
		case inArray:
			if c == ']' {
				j.leave()
				continue
			}
			if j.inner == "" || c != '{' || len(j.in) > 2 {
				j.records++
				return j.value()
			}
			j.expect()
			j.in = append(j.in, inOuter)
			j.outer, j.long = append(j.outer[:0], '{'), false
		case inOuter:
			if c == '}' {
				j.leave()
				if record, err := j.endOuter(); record != nil || err != nil {
					return record, err
				}
				continue
			}
			err = j.outerMember(c)
		}
		if err != nil {
			return nil, err
		}
	}
}

func (j *jsonRecords) leave() {
	j.expect()
	j.in = j.in[:len(j.in)-1]
}

// root begins a text, or the next of several texts in one stream.
func (j *jsonRecords) root() error {
	c, err := j.peek()
	if err != nil {
		if errors.Is(err, io.EOF) && !j.seen {
			return fmt.Errorf("list: text is empty: %w", io.ErrUnexpectedEOF)
		}
		return err
	}
	j.seen = true
	switch c {
	case '{':
		j.in = append(j.in, inRoot)
	case '[':
		j.in = append(j.in, inArray)
	default:
		return fmt.Errorf("list: line %d: text starts with %q, want an object or array in UTF-8", j.line, c)
	}
	j.expect()
	return nil
}

// member reads a member of the root, or steps into it if it holds records.
func (j *jsonRecords) member(c byte) error {
	if c == '}' {
		j.leave()
		return nil
	}
	name, err := j.key()
	if err != nil {
		return err
	}
	if c, err = j.peekInside(); err != nil {
		return err
	}
	for _, a := range j.arrays {
		if a == name && c == '[' {
			j.expect()
			j.in = append(j.in, inArray)
			return nil
		}
	}
	raw, err := j.value()
	if err == nil && j.meta != nil {
		j.meta(name, raw)
	}
	if errors.Is(err, errLong) {
		return nil
	}
	return err
}

// outerMember reads a member of an element, or steps into the records in it.
func (j *jsonRecords) outerMember(byte) error {
	name, err := j.key()
	if err != nil {
		return err
	}
	c, err := j.peekInside()
	if err != nil {
		return err
	}
	if name == j.inner && c == '[' {
		j.expect()
		j.in = append(j.in, inArray)
		j.outer = nil // it is no record itself
		return nil
	}
	raw, err := j.value()
	if errors.Is(err, errLong) {
		j.long = true
		return nil
	}
	if err != nil || j.outer == nil {
		return err
	}
	if len(j.outer)+len(name)+len(raw) > j.max {
		j.long = true
		return nil
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		return err
	}
	if len(j.outer) > 1 {
		j.outer = append(j.outer, ',')
	}
	j.outer = append(append(append(j.outer, quoted...), ':'), raw...)
	return nil
}

// endOuter returns the element that has been streamed, unless it held records.
func (j *jsonRecords) endOuter() ([]byte, error) {
	if j.outer == nil {
		j.outer = []byte{}
		return nil, nil
	}
	j.records++
	if j.long {
		return nil, fmt.Errorf("%w: more than %d bytes", errLong, j.max)
	}
	j.outer = append(j.outer, '}')
	return j.outer, nil
}
