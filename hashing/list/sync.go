package list

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Checkpoint says how far a list of changes has been read. It is made of words
// of the exchange; the zero value is the beginning. Keep it together with the
// entries that it stands for, as [Journal] does.
type Checkpoint struct {
	// Since is the time or mark from which to ask for changes.
	Since string `json:"since,omitempty"`
	// Page names the next page of an answer that has several: a token, a cursor
	// or an address, as the exchange wants it.
	Page string `json:"page,omitempty"`
	// High is the latest time seen in the pages so far; it becomes Since when
	// the last page has been read.
	High string `json:"high,omitempty"`
	// More says that the exchange has another page right now.
	More bool `json:"more,omitempty"`
}

// Checkpoint returns where to go on after a page that was asked for with from.
// It is of use once Next has returned io.EOF. Formats without pages return the
// zero value.
func (r *Reader) Checkpoint(from Checkpoint) Checkpoint {
	if c, ok := r.src.(interface{ checkpoint(Checkpoint) Checkpoint }); ok {
		return c.checkpoint(from)
	}
	return Checkpoint{}
}

// Sync reads changes page by page, from a checkpoint to the end. It calls fetch
// for each page and apply with its entries and the checkpoint after it. A page
// is applied whole or not at all, so apply must keep entries and checkpoint
// together, or apply entries in a way that may be repeated: after a crash,
// Sync from the checkpoint that was kept asks for the first page that was not
// applied. It returns the last checkpoint that was applied, with the first error.
func Sync(format Format, from Checkpoint, opts Options, fetch func(Checkpoint) (io.ReadCloser, error), apply func(page []Entry, next Checkpoint) error) (Checkpoint, error) {
	for {
		page, next, err := readPage(format, from, opts, fetch)
		if err != nil {
			return from, err
		}
		if next.More && next.Page == from.Page && from.More {
			return from, fmt.Errorf("list: page %q names itself as the next page", next.Page)
		}
		if err := apply(page, next); err != nil {
			return from, fmt.Errorf("list: apply page: %w", err)
		}
		from = next
		if !from.More {
			return from, nil
		}
	}
}

// readPage reads a whole page; a page that breaks off is none.
func readPage(format Format, from Checkpoint, opts Options, fetch func(Checkpoint) (io.ReadCloser, error)) (page []Entry, next Checkpoint, err error) {
	body, err := fetch(from)
	if err != nil {
		return nil, from, fmt.Errorf("list: fetch page: %w", err)
	}
	defer func() { err = errors.Join(err, body.Close()) }()
	rd, err := NewReader(format, body, opts)
	if err != nil {
		return nil, from, err
	}
	for e, err := range rd.All() {
		if err != nil {
			return nil, from, fmt.Errorf("list: read page: %w", err)
		}
		page = append(page, e)
	}
	return page, rd.Checkpoint(from), nil
}

// laterString returns the later of two times in ISO 8601, in one format.
func laterString(a, b string) string {
	if parseTime(b).After(parseTime(a)) || a == "" {
		return b
	}
	return a
}

// laterUnix returns the later of a time in seconds, which may be "", and another.
func laterUnix(a string, b int64) string {
	if n, err := strconv.ParseInt(a, 10, 64); err == nil && n >= b {
		return a
	}
	if b == 0 {
		return a
	}
	return strconv.FormatInt(b, 10)
}
