package list

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// updateRecord is one indicator of ThreatExchange's threat_updates, with what
// members say of it.
type updateRecord struct {
	ID           text   `json:"id"`
	Indicator    string `json:"indicator"`
	Type         string `json:"type"`
	LastUpdated  text   `json:"last_updated"`
	ShouldDelete text   `json:"should_delete"`
	Descriptors  *struct {
		Data []struct {
			ID     text `json:"id"`
			Status string
			Owner  struct{ ID, Name text }
			Tags   json.RawMessage
			Added  text `json:"added_on"`
		} `json:"data"`
	} `json:"descriptors"`
}

func newThreatExchange(rd *Reader, r io.Reader) *jsonSource {
	s := newJSON(rd, r, "data")
	var paging struct {
		Cursors struct{ After text }
		Next    text
	}
	var last int64
	s.records.meta = func(name string, raw []byte) {
		if name == "paging" {
			_ = json.Unmarshal(raw, &paging) // what is broken leaves it empty
		}
	}
	s.parse = func(raw []byte, e *Entry) error {
		err := parseUpdate(rd, raw, e)
		if !e.Updated.IsZero() {
			last = max(last, e.Updated.Unix())
		}
		return err
	}
	s.after = func(from Checkpoint) Checkpoint {
		next := Checkpoint{Since: from.Since, High: laterUnix(from.High, last)}
		if paging.Next != "" {
			next.Page, next.More = string(orElse(string(paging.Cursors.After), string(paging.Next))), true
			return next
		}
		return Checkpoint{Since: orElse(next.High, next.Since)}
	}
	return s
}

func parseUpdate(rd *Reader, raw []byte, e *Entry) error {
	var rec updateRecord
	if err := unmarshal(raw, &rec); err != nil {
		return err
	}
	if rec.ID == "" {
		return fmt.Errorf("list: record without id")
	}
	e.ID, e.Updated, e.Media = string(rec.ID), rec.LastUpdated.time(), mediaOf(rec.Type)
	// Tombstones are marked in two ways: by the flag, and by having lost all
	// descriptors.
	if rec.ShouldDelete.on() || rec.Descriptors == nil || len(rec.Descriptors.Data) == 0 {
		e.Status = Withdrawn
	}
	if rec.Descriptors != nil {
		for _, d := range rec.Descriptors.Data {
			owner := string(d.Owner.ID)
			e.Source = orElse(e.Source, owner)
			if created := d.Added.time(); !created.IsZero() && (e.Created.IsZero() || created.Before(e.Created)) {
				e.Created = created
			}
			tags := tagNames(d.Tags)
			e.Tags = append(e.Tags, tags...)
			if d.Status != "" {
				e.Classifications = append(e.Classifications, Classification{Scheme: "threatexchange.status/" + owner, Value: d.Status})
			}
			if e.Status == Active && contests(d.Status, tags) {
				e.Status = Disputed
			}
		}
	}
	rd.add(e, rec.Type, rec.Indicator)
	return nil
}

// contests reports whether a descriptor says that the indicator is none.
func contests(status string, tags []string) bool {
	if strings.EqualFold(status, "NON_MALICIOUS") {
		return true
	}
	for _, t := range tags {
		if t == "false_positive" || t == "disputed" {
			return true
		}
	}
	return false
}

// tagNames reads tags in either of their two shapes: ["a"] or {"data":
// [{"text": "a"}]}.
func tagNames(raw json.RawMessage) []string {
	var names []string
	if json.Unmarshal(raw, &names) == nil {
		return names
	}
	var tags struct {
		Data []struct{ Text, Name string }
	}
	_ = json.Unmarshal(raw, &tags) // a third shape is no tags
	names = nil
	for _, t := range tags.Data {
		names = append(names, orElse(t.Text, t.Name))
	}
	return names
}
