package list

import (
	"encoding/json"
	"fmt"
	"io"
)

// tatRecord is one hash of Tech Against Terrorism's list.
type tatRecord struct {
	ID        text   `json:"id"`
	Digest    string `json:"hash_digest"`
	Algorithm string `json:"algorithm"`
	Ideology  string `json:"ideology"`
	FileType  string `json:"file_type"`
	Deleted   text   `json:"deleted"`
	Updated   text   `json:"updated_on"`
	Created   text   `json:"created_on"`
}

// newTAT reads both shapes of the list: an array, and pages with "results".
func newTAT(rd *Reader, r io.Reader) *jsonSource {
	s := newJSON(rd, r, "results")
	var next, checkpoint text
	s.records.meta = func(name string, raw []byte) {
		switch name {
		case "next":
			_ = json.Unmarshal(raw, &next) // a value that is none leaves it empty
		case "checkpoint":
			_ = json.Unmarshal(raw, &checkpoint)
		}
	}
	s.parse = func(raw []byte, e *Entry) error {
		var rec tatRecord
		if err := unmarshal(raw, &rec); err != nil {
			return err
		}
		e.ID = orElse(string(rec.ID), hashID(rec.Algorithm, rec.Digest))
		if rec.ID == "" && rec.Digest == "" {
			return fmt.Errorf("list: record without id and hash_digest")
		}
		e.Media = orElse(rec.FileType, mediaOf(rec.Algorithm))
		e.Updated, e.Created = rec.Updated.time(), rec.Created.time()
		if rec.Deleted.on() {
			e.Status = Withdrawn
		}
		if rec.Ideology != "" {
			e.Classifications = append(e.Classifications, Classification{Scheme: "tat.ideology", Value: rec.Ideology})
		}
		rd.add(e, rec.Algorithm, rec.Digest)
		return nil
	}
	s.after = func(from Checkpoint) Checkpoint {
		since := orElse(string(checkpoint), from.High)
		if next != "" {
			return Checkpoint{Since: from.Since, Page: string(next), High: since, More: true}
		}
		return Checkpoint{Since: orElse(since, from.Since)}
	}
	return s
}
