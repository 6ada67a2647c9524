package list

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Writer writes a list in a format that is open to all: Lines, CSV or VICS. It
// must not be used by several goroutines at once.
type Writer struct {
	format Format
	w      *bufio.Writer
	csv    *csv.Writer
	n      int // entries written
	closed bool
}

// NewWriter returns a writer of a list. Close ends it.
//
// Lines keeps hashes only. CSV keeps what its columns hold: the first PDQ hash,
// the first digest of each kind, the first classification, the grid signature; an entry with several
// PDQ hashes becomes several records, with "#2", "#3"… after the id. VICS keeps
// entries with MD5 or SHA-1, other hashes as alternative ones, and the first
// classification as category; it has no place for withdrawals and leaves such
// entries out.
func NewWriter(f Format, w io.Writer) (*Writer, error) {
	out := &Writer{format: f, w: bufio.NewWriter(w)}
	switch f {
	case Lines:
	case CSV:
		out.csv = csv.NewWriter(out.w)
		if err := out.csv.Write(csvColumns); err != nil {
			return nil, fmt.Errorf("list: write: %w", err)
		}
	case VICS:
		_, _ = out.w.WriteString(`{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media","value":[`)
	default:
		return nil, fmt.Errorf("list: cannot write %v, want lines, csv or vics", f)
	}
	return out, nil
}

var csvColumns = []string{
	"id", "status", "md5", "sha1", "sha256", "pdq", "photodna", "media", "source", "version",
	"created", "updated", "label", "tags", "scheme", "scheme_version", "jurisdiction", "classification",
	"grid",
}

// Write writes an entry. The error is that of the underlying writer.
func (w *Writer) Write(e Entry) error {
	var err error
	switch w.format {
	case CSV:
		err = w.writeCSV(e)
	case VICS:
		err = w.writeVICS(e)
	default:
		err = w.writeLines(e)
	}
	if err != nil {
		return fmt.Errorf("list: write: %w", err)
	}
	return nil
}

// Close writes what is left. It does not close the underlying writer.
func (w *Writer) Close() error {
	if w.closed {
		return nil
	}
	w.closed = true
	if w.csv != nil {
		w.csv.Flush()
	}
	if w.format == VICS {
		_, _ = w.w.WriteString("\n]}\n") // an error stays with Flush
	}
	if err := w.w.Flush(); err != nil {
		return fmt.Errorf("list: write: %w", err)
	}
	return nil
}

func (w *Writer) writeLines(e Entry) error {
	if e.Status == Withdrawn {
		return nil
	}
	for _, d := range e.Digests {
		fmt.Fprintf(w.w, "%v %s\n", d.Kind, d.Hex())
	}
	for _, h := range e.PDQ {
		fmt.Fprintf(w.w, "pdq %v\n", h)
	}
	for _, o := range e.Opaque {
		if strings.ContainsAny(o.Type+o.Value, " \t\r\n,") {
			continue // has no place in a line
		}
		fmt.Fprintf(w.w, "%s %s\n", o.Type, o.Value)
	}
	_, err := w.w.Write(nil)
	return err
}

func (w *Writer) writeCSV(e Entry) error {
	row := make([]string, len(csvColumns))
	put := func(column, value string) {
		for i, c := range csvColumns {
			if c == column && row[i] == "" {
				row[i] = value
			}
		}
	}
	put("status", e.Status.String())
	for _, d := range e.Digests {
		put(d.Kind.String(), d.Hex())
	}
	for _, o := range e.Opaque {
		if strings.EqualFold(o.Type, "photodna") {
			put("photodna", o.Value)
		}
	}
	put("media", e.Media)
	put("source", e.Source)
	put("version", e.Version)
	put("created", formatTime(e.Created))
	put("updated", formatTime(e.Updated))
	if e.Label != harm.None {
		put("label", e.Label.String())
	}
	put("tags", strings.Join(e.Tags, " "))
	if e.Grid != nil {
		put("grid", e.Grid.String())
	}
	if len(e.Classifications) > 0 {
		c := e.Classifications[0]
		put("scheme", c.Scheme)
		put("scheme_version", c.Version)
		put("jurisdiction", c.Jurisdiction)
		put("classification", c.Value)
	}
	for i := range max(1, len(e.PDQ)) {
		row[0], row[5] = e.ID, ""
		if i > 0 {
			row[0] = fmt.Sprintf("%s#%d", e.ID, i+1)
		}
		if i < len(e.PDQ) {
			row[5] = e.PDQ[i].String()
		}
		if err := w.csv.Write(row); err != nil {
			return err
		}
	}
	return nil
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// vicsOut is a media element as it is written.
type vicsOut struct {
	MediaID                 int
	MD5                     string       `json:",omitempty"`
	SHA1                    string       `json:",omitempty"`
	PhotoDNA                string       `json:",omitempty"`
	Category                *json.Number `json:",omitempty"`
	DateUpdated             string       `json:",omitempty"`
	Tags                    string       `json:",omitempty"`
	PrecategorizationSource string       `json:",omitempty"`
	IsPrecategorized        bool
	AlternativeHashes       []vicsHash `json:",omitempty"`
}

type vicsHash struct{ HashName, HashValue string }

func (w *Writer) writeVICS(e Entry) error {
	m := vicsOut{DateUpdated: formatTime(e.Updated), Tags: strings.Join(e.Tags, ","), PrecategorizationSource: e.Source}
	for _, d := range e.Digests {
		hex := strings.ToUpper(d.Hex())
		switch {
		case d.Kind == MD5 && m.MD5 == "":
			m.MD5 = hex
		case d.Kind == SHA1 && m.SHA1 == "":
			m.SHA1 = hex
		default:
			m.AlternativeHashes = append(m.AlternativeHashes, vicsHash{strings.ToUpper(d.Kind.String()), hex})
		}
	}
	if e.Status == Withdrawn || m.MD5 == "" && m.SHA1 == "" {
		return nil
	}
	for _, h := range e.PDQ {
		m.AlternativeHashes = append(m.AlternativeHashes, vicsHash{"PDQ", h.String()})
	}
	for _, o := range e.Opaque {
		if strings.EqualFold(o.Type, "photodna") && m.PhotoDNA == "" {
			m.PhotoDNA = o.Value
			continue
		}
		m.AlternativeHashes = append(m.AlternativeHashes, vicsHash{o.Type, o.Value})
	}
	if len(e.Classifications) > 0 {
		var n json.Number
		if json.Unmarshal([]byte(e.Classifications[0].Value), &n) == nil {
			m.Category = &n
		}
	}
	w.n++
	m.MediaID = w.n
	if w.n > 1 {
		_ = w.w.WriteByte(',')
	}
	_ = w.w.WriteByte('\n')
	raw, err := json.Marshal(m)
	if err != nil {
		return err
	}
	_, err = w.w.Write(raw)
	return err
}
