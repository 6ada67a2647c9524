package list

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// csvSource reads CSV: a header names the columns, in any order. Known names are
// id, status, type (or kind, signal_type) with hash (or value, signal_value),
// md5, sha1, sha256, pdq, photodna, media, source, version, created, updated,
// label, tags (separated by spaces), and scheme, scheme_version, jurisdiction,
// classification; others are ignored.
type csvSource struct {
	rd      *Reader
	scan    *lineScanner
	cols    map[string]int
	line    int
	records int
	header  bool
}

func newCSV(rd *Reader, r io.Reader) *csvSource {
	return &csvSource{rd: rd, scan: newLineScanner(r, rd.opts.MaxRecord)}
}

func (c *csvSource) place() (int, int) { return c.line, c.records }

func (c *csvSource) next(e *Entry) error {
	if !c.header {
		if err := c.readHeader(); err != nil {
			return err
		}
	}
	fields, err := c.record()
	if err != nil {
		return err
	}
	if fields == nil {
		return errSkip
	}
	get := func(names ...string) string {
		for _, name := range names {
			if i, ok := c.cols[name]; ok && i < len(fields) {
				return strings.TrimSpace(fields[i])
			}
		}
		return ""
	}
	return c.fill(e, get)
}

func (c *csvSource) readHeader() error {
	c.header = true
	names, err := c.record()
	if err != nil {
		return err
	}
	c.cols = make(map[string]int, len(names))
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, dup := c.cols[name]; !dup {
			c.cols[name] = i
		}
	}
	for _, name := range []string{"hash", "value", "signal_value", "md5", "sha1", "sha256", "pdq", "photodna"} {
		if _, ok := c.cols[name]; ok {
			c.records = 0
			return nil
		}
	}
	return fmt.Errorf("list: csv header %q has no column with a hash, want hash, md5, sha1, sha256 or pdq", names)
}

// record returns the fields of the next record, nil for one that was reported. A
// quoted field may run over several lines.
func (c *csvSource) record() ([]string, error) {
	var text []byte
	for {
		line, err := c.scan.next()
		if text == nil {
			c.line = c.scan.line
		}
		if errors.Is(err, io.EOF) && text != nil {
			err = fmt.Errorf("list: quoted field is not closed")
			c.rd.report("", err)
			return nil, io.EOF
		}
		if errors.Is(err, errLong) || len(text)+len(line) > c.rd.opts.MaxRecord {
			c.records++
			c.rd.report("", fmt.Errorf("%w: more than %d bytes", errLong, c.rd.opts.MaxRecord))
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if text == nil && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		if text != nil {
			text = append(text, '\n')
		}
		text = append(text, line...)
		if bytes.Count(text, []byte{'"'})%2 == 0 {
			break
		}
	}
	c.records++
	cr := csv.NewReader(bytes.NewReader(text))
	if c.rd.opts.Comma != 0 {
		cr.Comma = c.rd.opts.Comma
	}
	cr.FieldsPerRecord = -1
	fields, err := cr.Read()
	if err != nil {
		c.rd.report("", fmt.Errorf("list: csv record: %w", err))
		return nil, nil
	}
	return fields, nil
}

func (c *csvSource) fill(e *Entry, get func(...string) string) error {
	typ, value := get("type", "kind", "signal_type"), get("hash", "value", "signal_value")
	e.ID = get("id")
	if e.ID == "" {
		e.ID = firstHash(get, typ, value)
	}
	status, err := parseStatus(get("status"))
	if err != nil {
		c.rd.report(e.ID, err)
		return errSkip
	}
	e.Status = status
	e.Media, e.Source, e.Version = get("media"), get("source"), get("version")
	if e.Media == "" {
		e.Media = mediaOf(typ)
	}
	e.Created, e.Updated = parseTime(get("created")), parseTime(get("updated"))
	e.Tags = strings.Fields(get("tags"))
	if code := get("label"); code != "" {
		if e.Label, err = harm.Parse(code); err != nil {
			c.rd.report(e.ID, fmt.Errorf("list: label: %w", err))
		}
	}
	if v := get("classification"); v != "" {
		e.Classifications = append(e.Classifications, Classification{
			Scheme: get("scheme"), Version: get("scheme_version"),
			Jurisdiction: orElse(get("jurisdiction"), c.rd.opts.Jurisdiction), Value: v,
		})
	}
	c.addHashes(e, get, typ, value)
	return e.finish()
}

func (c *csvSource) addHashes(e *Entry, get func(...string) string, typ, value string) {
	if value != "" {
		if typ == "" {
			typ = kindByLength(len(value), c.rd.opts.Kind).String()
		}
		c.rd.add(e, typ, value)
	}
	for _, name := range []string{"md5", "sha1", "sha256", "pdq", "photodna"} {
		c.rd.add(e, name, get(name))
	}
}

// firstHash makes the id of a record that has none.
func firstHash(get func(...string) string, typ, value string) string {
	if value != "" {
		if kind, ok := parseKind(typ); ok {
			return kind.String() + ":" + strings.ToLower(value)
		}
		return orElse(typ, "hash") + ":" + value
	}
	for _, name := range []string{"sha256", "sha1", "md5", "pdq", "photodna"} {
		if v := get(name); v != "" {
			return name + ":" + strings.ToLower(v)
		}
	}
	return ""
}

func orElse(s, alternative string) string {
	if s == "" {
		return alternative
	}
	return s
}

// parseStatus reads the names of states; "" is active.
func parseStatus(s string) (Status, error) {
	switch strings.ToLower(s) {
	case "", "active":
		return Active, nil
	case "disputed":
		return Disputed, nil
	case "withdrawn", "deleted", "removed":
		return Withdrawn, nil
	}
	return Active, fmt.Errorf("list: status %q, want active, disputed or withdrawn", s)
}

// parseTime reads the time formats that lists use; the zero time stands for
// anything else.
func parseTime(s string) time.Time {
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999",
		"2006-01-02T15:04:05-0700", time.DateOnly,
	} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
