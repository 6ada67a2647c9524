package list

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// jsonSource reads the formats that are records in JSON arrays.
type jsonSource struct {
	rd      *Reader
	records *jsonRecords
	// parse fills an entry from a record. Its error is reported, and the record
	// left out.
	parse func(raw []byte, e *Entry) error
	// after returns where to go on after the page; nil if the format has no
	// pages.
	after func(Checkpoint) Checkpoint
}

func newJSON(rd *Reader, r io.Reader, arrays ...string) *jsonSource {
	return &jsonSource{rd: rd, records: &jsonRecords{jsonScanner: newJSONScanner(r, rd.opts.MaxLength), arrays: arrays}}
}

func (s *jsonSource) place() (int, int) { return s.records.line, s.records.records }

func (s *jsonSource) next(e *Entry) error {
	raw, err := s.records.next()
	if errors.Is(err, errLong) {
		s.rd.report("", err)
		return errSkip
	}
	if err != nil {
		return err
	}
	if err := s.parse(raw, e); err != nil {
		s.rd.report(e.ID, err)
		return errSkip
	}
	return e.finish()
}

func (s *jsonSource) checkpoint(from Checkpoint) Checkpoint {
	if s.after == nil {
		return Checkpoint{}
	}
	return s.after(from)
}

// unmarshal parses a record.
func unmarshal(raw []byte, v any) error {
	if err := json.Unmarshal(raw, v); err != nil {
		return fmt.Errorf("list: record: %w", err)
	}
	return nil
}

// text is a string in JSON that some programs write as a number or a boolean.
type text string

func (t *text) UnmarshalJSON(raw []byte) error {
	switch {
	case string(raw) == "null":
		*t = ""
	case len(raw) > 0 && raw[0] == '"':
		return json.Unmarshal(raw, (*string)(t))
	case len(raw) > 0 && (raw[0] == '{' || raw[0] == '['):
		*t = "" // of no use here, and no reason to drop the record
	default:
		*t = text(raw)
	}
	return nil
}

// on reads a boolean that may be written as a string or a number.
func (t text) on() bool {
	switch strings.ToLower(strings.TrimSpace(string(t))) {
	case "true", "1", "yes", "y":
		return true
	}
	return false
}

// time reads a time that may be written as seconds since 1970.
func (t text) time() time.Time {
	if n, err := strconv.ParseInt(string(t), 10, 64); err == nil {
		if n <= 0 || n > 1<<36 {
			return time.Time{}
		}
		return time.Unix(n, 0).UTC()
	}
	return parseTime(string(t))
}
