package list

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Format is the format of a list.
type Format uint8

// The formats.
const (
	// Lines has one hash a line, alone or after its type: "pdq f8f8f0ce…". Empty
	// lines and lines that start with # are skipped.
	Lines Format = iota + 1
	// CSV is comma-separated with a header. The columns may come in any order:
	// id, status, type (or kind, signal_type) with hash (or value,
	// signal_value), md5, sha1, sha256, pdq, photodna, media, source, version,
	// created, updated, label, tags (separated by spaces), and scheme,
	// scheme_version, jurisdiction, classification. Others are ignored.
	CSV
	// NCMEC is the XML of NCMEC's hash sharing, version 2.
	NCMEC
	// StopNCII is the JSON of StopNCII's FetchHashes, version 1.
	StopNCII
	// ThreatExchange is the JSON of Meta's threat_updates.
	ThreatExchange
	// TAT is the JSON of Tech Against Terrorism, as an array or in pages.
	TAT
	// VICS is the JSON of Project VIC and CAID, versions 1.x and 2.0: hash sets
	// and cases. What a category means depends on the country; some stand for
	// files that nobody looks for. See [Options.Keep].
	VICS
	// ICSE is the CSV, separated by semicolons, of exports from INTERPOL's ICSE.
	ICSE
)

var formatNames = [...]string{
	Lines: "lines", CSV: "csv", NCMEC: "ncmec", StopNCII: "stopncii",
	ThreatExchange: "threatexchange", TAT: "tat", VICS: "vics", ICSE: "icse",
}

// String returns the name that [ParseFormat] reads.
func (f Format) String() string {
	if f == 0 || int(f) >= len(formatNames) {
		return fmt.Sprintf("format(%d)", f)
	}
	return formatNames[f]
}

// ParseFormat reads the name of a format, such as "csv".
func ParseFormat(name string) (Format, error) {
	for f, n := range formatNames {
		if n != "" && n == name {
			return Format(f), nil
		}
	}
	return 0, fmt.Errorf("list: unknown format %q, want one of %q", name, formatNames[1:])
}

// Options are the settings of [NewReader]. The zero value is right.
type Options struct {
	// Source is who vouches for entries whose record does not say.
	Source string
	// Label is given to entries whose record does not name a label.
	Label harm.Label
	// Jurisdiction is the country whose scheme the classifications follow,
	// where the format leaves that open.
	Jurisdiction string
	// Keep says which entries to use, by their classifications for instance; nil
	// keeps all. An entry that is not kept comes out as withdrawn, since it may
	// be news about one that was kept before.
	Keep func(*Entry) bool
	// Kind is the type of 64-digit hashes in Lines that do not say; 0 means PDQ.
	Kind Kind
	// Comma separates the fields of CSV; 0 means a comma.
	Comma rune
	// MaxLength bounds the length of a record in bytes; 0 means 1 MiB.
	MaxLength int
	// Problem is told of each hash or record that was left out; nil drops them.
	Problem func(Problem)
}

// Problem is a hash or a record that was left out.
type Problem struct {
	Line   int    // line of the record, from 1, in formats made of lines; else 0
	Number int    // number of the record, from 1
	ID     string // of the entry, if that could be read
	Err    error
}

// Error says where and what.
func (p Problem) Error() string {
	if p.Line > 0 {
		return fmt.Sprintf("line %d: %v", p.Line, p.Err)
	}
	return fmt.Sprintf("record %d: %v", p.Number, p.Err)
}

// Unwrap returns Err.
func (p Problem) Unwrap() error { return p.Err }

// source reads the records of one format.
type source interface {
	// next fills e with the next record. Hashes that are wrong are reported and
	// left out. The error is io.EOF at the end, errSkip for a record that was
	// reported and is to be skipped, and final otherwise.
	next(e *Entry) error
	// place returns line (0 if there are none) and record of the last next.
	place() (line, record int)
}

// errSkip says that a record holds nothing to return.
var errSkip = errors.New("list: record skipped")

// Reader reads the entries of one list, or of one page of changes to it. It must
// not be used by several goroutines at once.
type Reader struct {
	src     source
	opts    Options
	skipped int
	err     error // of the last Next, if final
}

// NewReader returns a reader of a list in the given format. It reads r through a
// buffer of its own.
func NewReader(f Format, r io.Reader, opts Options) (*Reader, error) {
	if opts.MaxLength <= 0 {
		opts.MaxLength = 1 << 20
	}
	if opts.Kind == 0 {
		opts.Kind = PDQ
	}
	rd := &Reader{opts: opts}
	switch f {
	case Lines:
		rd.src = newLines(rd, r)
	case CSV:
		rd.src = newCSV(rd, r)
	case ICSE:
		rd.src = newICSE(rd, r)
	case NCMEC:
		rd.src = newNCMEC(rd, r)
	case StopNCII:
		rd.src = newStopNCII(rd, r)
	case ThreatExchange:
		rd.src = newThreatExchange(rd, r)
	case TAT:
		rd.src = newTAT(rd, r)
	case VICS:
		rd.src = newVICS(rd, r)
	default:
		return nil, fmt.Errorf("list: unknown format %d", f)
	}
	return rd, nil
}

// Next returns the next entry, or io.EOF at the end. Any other error is final:
// the list is broken at that place.
func (r *Reader) Next() (Entry, error) {
	for r.err == nil {
		var e Entry
		err := r.src.next(&e)
		if errors.Is(err, errSkip) {
			continue
		}
		if err != nil {
			r.err = err
			break
		}
		if e.ID == "" {
			r.report("", errors.New("list: record without an id or a hash"))
			continue
		}
		if e.Source == "" {
			e.Source = r.opts.Source
		}
		if e.Label == harm.None {
			e.Label = r.opts.Label
		}
		if e.Status != Withdrawn && r.opts.Keep != nil && !r.opts.Keep(&e) {
			e.Status = Withdrawn
		}
		return e, nil
	}
	return Entry{}, r.err
}

// All returns the entries that are left. It ends after the first error, which
// is never io.EOF.
func (r *Reader) All() iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for {
			e, err := r.Next()
			if errors.Is(err, io.EOF) {
				return
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// Skipped returns how many hashes and records have been left out so far.
func (r *Reader) Skipped() int { return r.skipped }

// report tells of a hash or record that is left out.
func (r *Reader) report(id string, err error) {
	r.skipped++
	if r.opts.Problem == nil {
		return
	}
	p := Problem{ID: id, Err: err}
	p.Line, p.Number = r.src.place()
	r.opts.Problem(p)
}

// add adds a hash of a type named by the list to e: checked if the type can be
// searched, opaque otherwise.
func (r *Reader) add(e *Entry, typ, value string) {
	if value == "" {
		return
	}
	kind, ok := parseKind(typ)
	if !ok {
		e.Opaque = append(e.Opaque, Opaque{Type: typ, Value: value})
		return
	}
	if err := addHash(e, kind, value); err != nil {
		r.report(e.ID, err)
	}
}

// finish decides whether an entry is worth returning: it holds a hash, or takes
// one back.
func (e *Entry) finish() error {
	if e.Status != Withdrawn && len(e.Digests)+len(e.PDQ)+len(e.Opaque) == 0 {
		return errSkip
	}
	return nil
}
