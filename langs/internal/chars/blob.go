package chars

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Source is what a [Table] is made from; the generator fills it.
type Source struct {
	Entries [0x110000]Entry
	Seqs    []string
	Compose map[[2]rune]rune
	Alike   [NumTargets]map[rune]rune
	Upside  map[rune]rune
}

// Encode writes the blob that [Decode] reads.
func (s *Source) Encode() ([]byte, error) {
	var raw []byte
	raw = appendPages(raw, &s.Entries)
	raw = binary.AppendUvarint(raw, uint64(len(s.Seqs)))
	for _, seq := range s.Seqs {
		raw = append(append(raw, seq...), 0)
	}
	keys := make([]uint64, 0, len(s.Compose))
	for pair := range s.Compose {
		keys = append(keys, uint64(pair[0])<<32|uint64(pair[1]))
	}
	slices.Sort(keys)
	raw = binary.AppendUvarint(raw, uint64(len(keys)))
	for _, key := range keys {
		base, mark := rune(key>>32), rune(key&0xFFFFFFFF)
		for _, r := range []rune{base, mark, s.Compose[[2]rune{base, mark}]} {
			raw = binary.AppendUvarint(raw, uint64(r))
		}
	}
	for _, m := range append(s.Alike[:], s.Upside) {
		raw = appendPairs(raw, m)
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("chars: %w", err)
	}
	if _, err := w.Write(raw); err != nil {
		return nil, fmt.Errorf("chars: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("chars: %w", err)
	}
	return out.Bytes(), nil
}

// appendPages stores the entries page by page, equal pages once.
func appendPages(raw []byte, entries *[0x110000]Entry) []byte {
	type page [1 << pageBits]Entry
	index := map[page]int{}
	var distinct []page
	numbers := make([]int, maxPages)
	for p := range numbers {
		var pg page
		copy(pg[:], entries[p<<pageBits:])
		n, ok := index[pg]
		if !ok {
			n = len(distinct)
			index[pg] = n
			distinct = append(distinct, pg)
		}
		numbers[p] = n
	}
	for _, n := range numbers {
		raw = binary.AppendUvarint(raw, uint64(n))
	}
	raw = binary.AppendUvarint(raw, uint64(len(distinct)))
	for _, pg := range distinct {
		for _, e := range pg {
			raw = binary.LittleEndian.AppendUint64(raw, uint64(e))
		}
	}
	return raw
}

func appendPairs(raw []byte, m map[rune]rune) []byte {
	from := make([]rune, 0, len(m))
	for r := range m {
		from = append(from, r)
	}
	slices.Sort(from)
	raw = binary.AppendUvarint(raw, uint64(len(from)))
	for _, r := range from {
		raw = binary.AppendUvarint(raw, uint64(r))
		raw = binary.AppendUvarint(raw, uint64(m[r]))
	}
	return raw
}

var errShort = errors.New("chars: blob ends early")

// reader takes values off a blob; after a failure it gives zeros and keeps err.
type reader struct {
	raw []byte
	err error
}

func (r *reader) uvarint() int {
	v, n := binary.Uvarint(r.raw)
	if n <= 0 || v > 1<<30 {
		r.err, r.raw = errShort, nil
		return 0
	}
	r.raw = r.raw[n:]
	return int(v)
}

func (r *reader) pairs() Pairs {
	n := r.uvarint()
	if n > len(r.raw) {
		r.err = errShort
		return Pairs{}
	}
	p := Pairs{make([]rune, n), make([]rune, n)}
	for i := range n {
		p.From[i], p.To[i] = rune(r.uvarint()), rune(r.uvarint())
	}
	return p
}

// Decode reads a blob that [Source.Encode] wrote. Blobs are trusted: they are
// part of the program.
func Decode(blob []byte) (*Table, error) {
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(blob)))
	if err != nil {
		return nil, fmt.Errorf("chars: %w", err)
	}
	t := new(Table)
	r := &reader{raw: raw}
	for i := range t.pages {
		t.pages[i] = uint16(r.uvarint())
	}
	n := r.uvarint() << pageBits
	if n*8 > len(r.raw) {
		return nil, errShort
	}
	t.entries = make([]Entry, n)
	for i := range t.entries {
		t.entries[i] = Entry(binary.LittleEndian.Uint64(r.raw[8*i:]))
	}
	r.raw = r.raw[8*n:]
	for range r.uvarint() {
		end := bytes.IndexByte(r.raw, 0)
		if end < 0 {
			return nil, errShort
		}
		t.Seqs = append(t.Seqs, string(r.raw[:end]))
		r.raw = r.raw[end+1:]
	}
	for range r.uvarint() {
		base, mark, composed := r.uvarint(), r.uvarint(), r.uvarint()
		t.compose = append(t.compose, uint64(base)<<32|uint64(mark))
		t.composed = append(t.composed, rune(composed))
	}
	for i := range t.Alike {
		t.Alike[i] = r.pairs()
	}
	t.Upside = r.pairs()
	return t, r.err
}
