package list

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// stopnciiRecord is one hash with all its cases. Each record holds all that is
// known and replaces an earlier one of the same type and value.
type stopnciiRecord struct {
	LastMod     text            `json:"lastModtimestamp"`
	SignalType  string          `json:"signalType"`
	HashValue   string          `json:"hashValue"`
	HashStatus  string          `json:"hashStatus"`
	CaseNumbers map[string]text `json:"caseNumbers"`
	Feedbacks   []struct {
		Value  string   `json:"feedbackValue"`
		Tags   []string `json:"tags"`
		Source string   `json:"source"`
	} `json:"CSPFeedbacks"`
}

func newStopNCII(rd *Reader, r io.Reader) *jsonSource {
	s := newJSON(rd, r, "hashRecords")
	var page struct{ token, since, more text }
	s.records.meta = func(name string, raw []byte) {
		into := map[string]*text{
			"nextPageToken": &page.token, "nextSetTimestamp": &page.since, "hasMoreRecords": &page.more,
		}[name]
		if into != nil {
			_ = json.Unmarshal(raw, into) // a value that is none leaves it empty
		}
	}
	s.parse = parseStopNCII(rd)
	s.after = func(from Checkpoint) Checkpoint {
		if page.more.on() {
			return Checkpoint{Since: from.Since, Page: string(page.token), More: true}
		}
		return Checkpoint{Since: orElse(string(page.since), from.Since)}
	}
	return s
}

func parseStopNCII(rd *Reader) func([]byte, *Entry) error {
	return func(raw []byte, e *Entry) error {
		var rec stopnciiRecord
		if err := unmarshal(raw, &rec); err != nil {
			return err
		}
		if rec.HashValue == "" {
			return fmt.Errorf("list: record without hashValue")
		}
		e.ID = hashID(rec.SignalType, rec.HashValue)
		e.Media, e.Updated = mediaOf(rec.SignalType), rec.LastMod.time()
		blocked, contested := false, false
		for _, f := range rec.Feedbacks {
			blocked = blocked || f.Value == "Blocked"
			contested = contested || f.Value == "NotBlocked"
			e.Tags = append(e.Tags, f.Tags...)
			e.Classifications = append(e.Classifications, Classification{
				Scheme: "stopncii.feedback/" + f.Source, Version: "1", Value: f.Value,
			})
		}
		// The state is that of the hash, never the type or value, and it is the
		// whole point of the service: who takes a case back is to be heard.
		switch strings.ToLower(rec.HashStatus) {
		case "withdrawn", "deleted":
			e.Status = Withdrawn
		case "unknown", "received", "active", "":
			if contested && !blocked {
				e.Status = Disputed
			}
		default:
			return fmt.Errorf("list: hashStatus %q, want Unknown, Received, Active, Withdrawn or Deleted", rec.HashStatus)
		}
		rd.add(e, rec.SignalType, rec.HashValue)
		return nil
	}
}

// hashID is the id of an entry that is named by its hash alone.
func hashID(typ, value string) string {
	if kind, ok := parseKind(typ); ok {
		return kind.String() + ":" + strings.ToLower(strings.TrimSpace(value))
	}
	return orElse(typ, "hash") + ":" + value
}
