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
	"github.com/vigil-moderation/vigil/hashing/gridsig"
)

// csvSource reads CSV and ICSE, which differ in the names of their columns.
type csvSource struct {
	rd      *Reader
	scan    *lineScanner
	comma   rune
	fill    func(*csvSource, *Entry, csvRow) error
	hashes  []string // columns that hold a hash: there must be one
	cols    map[string]int
	back    []csvLine // lines to be read again
	line    int
	records int
}

type csvLine struct {
	text []byte
	line int
}

// csvRow is one record.
type csvRow struct {
	fields []string
	cols   map[string]int
}

// get returns the field of the first of the columns that there is.
func (r csvRow) get(names ...string) string {
	for _, name := range names {
		if i, ok := r.cols[name]; ok && i < len(r.fields) {
			return strings.TrimSpace(r.fields[i])
		}
	}
	return ""
}

func newCSV(rd *Reader, r io.Reader) *csvSource {
	comma := rd.opts.Comma
	if comma == 0 {
		comma = ','
	}
	return &csvSource{
		rd: rd, scan: newLineScanner(r, rd.opts.MaxLength), comma: comma, fill: fillCSV,
		hashes: []string{"hash", "value", "signal_value", "md5", "sha1", "sha256", "pdq", "photodna"},
	}
}

func newICSE(rd *Reader, r io.Reader) *csvSource {
	return &csvSource{
		rd: rd, scan: newLineScanner(r, rd.opts.MaxLength), comma: ';', fill: fillICSE,
		hashes: []string{"md5", "sha1", "photodna"},
	}
}

func (c *csvSource) place() (int, int) { return c.line, c.records }

func (c *csvSource) next(e *Entry) error {
	if c.cols == nil {
		if err := c.readHeader(); err != nil {
			return err
		}
	}
	fields, err := c.record()
	if err != nil {
		return err
	}
	return c.fill(c, e, csvRow{fields: fields, cols: c.cols})
}

func (c *csvSource) readHeader() error {
	names, err := c.record()
	if errors.Is(err, io.EOF) {
		return fmt.Errorf("list: csv is empty, want a header: %w", io.ErrUnexpectedEOF)
	}
	if err != nil && !errors.Is(err, errSkip) {
		return err
	}
	c.records = 0
	c.cols = make(map[string]int, len(names))
	for i, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		if _, dup := c.cols[name]; !dup {
			c.cols[name] = i
		}
	}
	for _, name := range c.hashes {
		if _, ok := c.cols[name]; ok {
			return nil
		}
	}
	return fmt.Errorf("list: csv header %.200q has no column with a hash, want one of %q", names, c.hashes)
}

// maxQuoted is the number of lines that a quoted field may run over.
const maxQuoted = 100

// readLine returns the next line that is not empty.
func (c *csvSource) readLine(first bool) (csvLine, error) {
	for {
		var l csvLine
		if len(c.back) > 0 {
			l, c.back = c.back[0], c.back[1:]
		} else {
			text, err := c.scan.next()
			if err != nil {
				return csvLine{line: c.scan.line}, err
			}
			l = csvLine{text: bytes.Clone(text), line: c.scan.line}
		}
		if !first || len(bytes.TrimSpace(l.text)) > 0 {
			return l, nil
		}
	}
}

// record returns the fields of the next record, or errSkip for one that was
// reported. A quoted field may run over several lines; if its end does not come,
// only the line where it began is lost.
func (c *csvSource) record() ([]string, error) {
	first, err := c.readLine(true)
	c.line = first.line
	if errors.Is(err, errLong) {
		return nil, c.skip(err)
	}
	if err != nil {
		return nil, err
	}
	text := first.text
	var more []csvLine
	for bytes.Count(text, []byte{'"'})%2 != 0 {
		l, err := c.readLine(false)
		if err == nil {
			more = append(more, l)
			text = append(append(text[:len(text):len(text)], '\n'), l.text...)
		}
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errLong) {
			return nil, err
		}
		if err != nil || len(more) > maxQuoted || len(text) > c.rd.opts.MaxLength {
			c.back = append(more, c.back...)
			return nil, c.skip(errors.New("list: quoted field is not closed"))
		}
	}
	cr := csv.NewReader(bytes.NewReader(text))
	cr.Comma = c.comma
	cr.FieldsPerRecord = -1
	fields, err := cr.Read()
	if err != nil {
		return nil, c.skip(fmt.Errorf("list: csv record: %w", err))
	}
	c.records++
	return fields, nil
}

// skip reports the record and passes it by.
func (c *csvSource) skip(err error) error {
	c.records++
	c.rd.report("", err)
	return errSkip
}

func fillCSV(c *csvSource, e *Entry, row csvRow) error {
	typ, value := row.get("type", "kind", "signal_type"), row.get("hash", "value", "signal_value")
	if value != "" && typ == "" {
		if kind := kindByLength(len(value), c.rd.opts.Kind); kind != 0 {
			typ = kind.String()
		}
	}
	e.ID = orElse(row.get("id"), firstHash(row, typ, value))
	status, err := parseStatus(row.get("status"))
	if err != nil {
		c.rd.report(e.ID, err)
		return errSkip
	}
	e.Status = status
	e.Media, e.Source, e.Version = orElse(row.get("media"), mediaOf(typ)), row.get("source"), row.get("version")
	e.Created, e.Updated = parseTime(row.get("created")), parseTime(row.get("updated"))
	e.Tags = strings.Fields(row.get("tags"))
	if code := row.get("label"); code != "" {
		if e.Label, err = harm.Parse(code); err != nil {
			c.rd.report(e.ID, fmt.Errorf("list: label: %w", err))
		}
	}
	if grid := row.get("grid"); grid != "" {
		if e.Grid, err = gridsig.Parse(grid); err != nil {
			c.rd.report(e.ID, fmt.Errorf("list: grid: %w", err))
		}
	}
	if v := row.get("classification"); v != "" {
		e.Classifications = append(e.Classifications, Classification{
			Scheme: row.get("scheme"), Version: row.get("scheme_version"),
			Jurisdiction: orElse(row.get("jurisdiction"), c.rd.opts.Jurisdiction), Value: v,
		})
	}
	if value != "" && typ == "" {
		c.rd.report(e.ID, fmt.Errorf("list: hash of %d digits without a type, want 32, 40 or 64", len(value)))
	} else {
		c.rd.add(e, typ, value)
	}
	for _, name := range []string{"md5", "sha1", "sha256", "pdq", "photodna"} {
		c.rd.add(e, name, row.get(name))
	}
	return e.finish()
}

func fillICSE(c *csvSource, e *Entry, row csvRow) error {
	e.ID = orElse(row.get("image id"), firstHash(row, "", ""))
	e.Media = strings.ToLower(row.get("media type"))
	flags := map[string]string{
		"is distributed": "is_distributed", "victim identified": "victim_identified",
		"offender identified": "offender_identified",
	}
	for _, col := range []string{"is distributed", "victim identified", "offender identified"} {
		if text(row.get(col)).on() {
			e.Tags = append(e.Tags, flags[col])
		}
	}
	for _, col := range []string{"baseline", "series name"} {
		if v := row.get(col); v != "" {
			name, _, _ := strings.Cut(col, " ")
			e.Classifications = append(e.Classifications, Classification{
				Scheme: "icse." + name, Jurisdiction: c.rd.opts.Jurisdiction, Value: v,
			})
		}
	}
	for _, name := range []string{"md5", "sha1", "photodna"} {
		c.rd.add(e, name, row.get(name))
	}
	return e.finish()
}

// firstHash makes the id of a record that has none.
func firstHash(row csvRow, typ, value string) string {
	if value != "" {
		return hashID(typ, value)
	}
	for _, name := range []string{"sha256", "sha1", "md5", "pdq", "photodna"} {
		if v := row.get(name); v != "" {
			return hashID(name, v)
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

// parseTime reads the formats of times that lists use; the zero time stands for
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
