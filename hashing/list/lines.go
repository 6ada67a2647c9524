package list

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// linesSource reads Lines.
type linesSource struct {
	rd      *Reader
	scan    *lineScanner
	records int
}

func newLines(rd *Reader, r io.Reader) *linesSource {
	return &linesSource{rd: rd, scan: newLineScanner(r, rd.opts.MaxLength)}
}

func (l *linesSource) place() (int, int) { return l.scan.line, l.records }

func (l *linesSource) next(e *Entry) error {
	line, err := l.scan.next()
	if errors.Is(err, errLong) {
		l.records++
		l.rd.report("", err)
		return errSkip
	}
	if err != nil {
		return err
	}
	line = bytes.TrimSpace(line)
	if len(line) == 0 || line[0] == '#' {
		return errSkip
	}
	l.records++
	typ, value := splitLine(line)
	if typ == "" {
		kind := kindByLength(len(value), l.rd.opts.Kind)
		if kind == 0 {
			l.rd.report("", fmt.Errorf("list: hash of %d digits, want 32, 40 or 64", len(value)))
			return errSkip
		}
		typ = kind.String()
	}
	e.ID, e.Media = hashID(typ, value), mediaOf(typ)
	l.rd.add(e, typ, value)
	return e.finish()
}

// splitLine cuts a line at its first run of spaces, tabs or commas: type and
// hash, or the hash alone.
func splitLine(line []byte) (typ, value string) {
	i := bytes.IndexAny(line, " \t,")
	if i < 0 {
		return "", string(line)
	}
	return string(line[:i]), string(bytes.Trim(line[i:], " \t,"))
}

// kindByLength tells the kind by the number of digits; 64 digits are long.
func kindByLength(digits int, long Kind) Kind {
	switch digits {
	case 32:
		return MD5
	case 40:
		return SHA1
	case 64:
		if long.size() == 32 {
			return long
		}
		return PDQ
	}
	return 0
}
