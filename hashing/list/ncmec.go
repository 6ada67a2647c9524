package list

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth bounds how deep the elements of an XML list may nest.
const maxDepth = 32

// ncmecSource reads NCMEC's hash sharing, version 2, token by token.
type ncmecSource struct {
	rd       *Reader
	dec      *xml.Decoder
	in       *markReader
	records  int
	path     []string // local names of the open elements
	nextPage string   // the address of the next page
	high     string   // the greatest maxTimestamp of the page
}

func newNCMEC(rd *Reader, r io.Reader) *ncmecSource {
	in := &markReader{r: skipBOM(bufio.NewReader(r)), max: rd.opts.MaxLength + 8<<10}
	return &ncmecSource{rd: rd, in: in, dec: xml.NewDecoder(in)}
}

// markReader fails when more than max bytes are read without a mark: one token
// must not take all memory.
type markReader struct {
	r         io.Reader
	max, used int
}

func (m *markReader) Read(p []byte) (int, error) {
	if m.used > m.max {
		return 0, errLong
	}
	n, err := m.r.Read(p[:min(len(p), 4<<10)])
	m.used += n
	return n, err
}

func (n *ncmecSource) place() (int, int) {
	line, _ := n.dec.InputPos()
	return line, n.records
}

// token returns the next token and keeps the path.
func (n *ncmecSource) token() (xml.Token, error) {
	n.in.used = 0
	tok, err := n.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := tok.(type) {
	case xml.StartElement:
		if len(n.path) == maxDepth {
			return nil, fmt.Errorf("list: elements nest deeper than %d", maxDepth)
		}
		n.path = append(n.path, t.Name.Local)
	case xml.EndElement:
		n.path = n.path[:max(0, len(n.path)-1)]
	}
	return tok, nil
}

func (n *ncmecSource) next(e *Entry) error {
	for {
		tok, err := n.token()
		if errors.Is(err, io.EOF) {
			return n.end()
		}
		if err != nil {
			return fmt.Errorf("list: ncmec: %w", err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok {
			if chars, ok := tok.(xml.CharData); ok && len(n.path) > 0 && n.path[len(n.path)-1] == "next" {
				n.nextPage += string(chars)
			}
			continue
		}
		switch name := start.Name.Local; name {
		case "images", "videos":
			n.high = laterString(n.high, attribute(start, "maxTimestamp"))
		case "image", "video":
			return n.entry(e, name, Active)
		case "deletedImage", "deletedVideo":
			return n.entry(e, strings.ToLower(strings.TrimPrefix(name, "deleted")), Withdrawn)
		}
		if len(n.path) == 1 && n.path[0] != "queryResult" {
			return fmt.Errorf("list: ncmec: root element %q, want queryResult", n.path[0])
		}
	}
}

// end checks that the text was whole: the decoder is content with none at all.
func (n *ncmecSource) end() error {
	if n.dec.InputOffset() == 0 {
		return fmt.Errorf("list: text is empty: %w", io.ErrUnexpectedEOF)
	}
	return io.EOF
}

// entry reads the element that has just begun.
func (n *ncmecSource) entry(e *Entry, media string, status Status) error {
	n.records++
	base := len(n.path)
	e.Media, e.Status = media, status
	rec := ncmecRecord{}
	begin, long := n.dec.InputOffset(), false
	var chars strings.Builder
	for len(n.path) >= base {
		tok, err := n.token()
		if err != nil {
			return fmt.Errorf("list: ncmec: record %d: %w", n.records, err)
		}
		if n.dec.InputOffset()-begin > int64(n.rd.opts.MaxLength) {
			long = true
		}
		if long {
			continue
		}
		switch t := tok.(type) {
		case xml.StartElement:
			chars.Reset()
			rec.start(e, n.path[base:], t)
		case xml.CharData:
			chars.Write(t)
		case xml.EndElement:
			rec.end(n.path[min(base, len(n.path)):], t.Name.Local, strings.TrimSpace(chars.String()))
			chars.Reset()
		}
	}
	if long {
		n.rd.report(rec.id, fmt.Errorf("%w: more than %d bytes", errLong, n.rd.opts.MaxLength))
		return errSkip
	}
	return n.fill(e, &rec)
}

// ncmecRecord is what has been read of one entry.
type ncmecRecord struct {
	member, memberName, id, timestamp, classification string
	prints                                            [][2]string
	feedback                                          string // the kind of feedback that is open
	negative                                          bool
}

// start takes in the start of an element; path ends with its name.
func (r *ncmecRecord) start(e *Entry, path []string, t xml.StartElement) {
	switch name := t.Name.Local; {
	case len(path) == 1 && name == "member":
		r.member = attribute(t, "id")
	case len(path) == 2 && path[0] == "fingerprints":
		// Large fingerprints are not in the list, only their address.
		if href := attribute(t, "href"); href != "" {
			r.prints = append(r.prints, [2]string{name, href})
		}
	case name == "affirmativeFeedback" || name == "negativeFeedback":
		r.feedback = strings.TrimSuffix(name, "Feedback")
		r.negative = r.negative || r.feedback == "negative"
		e.Classifications = append(e.Classifications, Classification{
			Scheme: "ncmec.feedback." + r.feedback, Version: "2", Value: attribute(t, "type"),
		})
	case name == "reason":
		e.Classifications = append(e.Classifications, Classification{
			Scheme: "ncmec.feedback." + orElse(r.feedback, "unknown") + ".reason", Version: "2", Value: attribute(t, "name"),
		})
	}
}

// end takes in the end of an element; path no longer has its name.
func (r *ncmecRecord) end(path []string, name, chars string) {
	switch {
	case len(path) == 0 && name == "member":
		r.memberName = chars
	case len(path) == 0 && name == "id":
		r.id = chars
	case len(path) == 0 && name == "timestamp":
		r.timestamp = chars
	case len(path) == 0 && name == "classification":
		r.classification = chars
	case len(path) == 1 && path[0] == "fingerprints" && chars != "":
		r.prints = append(r.prints, [2]string{name, chars})
	}
}

func (n *ncmecSource) fill(e *Entry, r *ncmecRecord) error {
	if r.id == "" {
		n.rd.report("", fmt.Errorf("list: ncmec %s without id", e.Media))
		return errSkip
	}
	e.ID = e.Media + "/" + r.member + "/" + r.id
	e.Source, e.Updated = orElse(r.memberName, r.member), parseTime(r.timestamp)
	if r.classification != "" {
		e.Classifications = append(e.Classifications, Classification{Scheme: "ncmec", Version: "2", Value: r.classification})
	}
	if r.negative && e.Status == Active {
		e.Status = Disputed
	}
	for _, p := range r.prints {
		n.rd.add(e, p[0], p[1])
	}
	return e.finish()
}

func (n *ncmecSource) checkpoint(from Checkpoint) Checkpoint {
	// Entries do not come in the order of their time, so the greatest time is of
	// use only when the last page has been read.
	high := laterString(from.High, n.high)
	if next := strings.TrimSpace(n.nextPage); next != "" {
		return Checkpoint{Since: from.Since, Page: next, High: high, More: true}
	}
	return Checkpoint{Since: orElse(high, from.Since)}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
