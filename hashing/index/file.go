package index

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cespare/xxhash/v2"
)

// The file is a header of headerSize bytes, the sections of one segment, each at
// a multiple of sectionAlign, and a table with the xxhash of every block of
// blockSize bytes from the end of the header to the table. The header ends with
// its own xxhash and holds that of the table, so every byte is under one. What
// the lengths of the sections and their places are follows from the numbers in
// the header. All numbers are little-endian.
const (
	magic         = "VIGLIDX\n"
	formatVersion = 1
	headerSize    = 4096
	sectionAlign  = 64
	blockShift    = 14
	blockSize     = 1 << blockShift
)

// Places of the numbers in the header; the magic comes first.
const (
	atVersion   = 8
	atFileSize  = 16
	atWidth     = 24
	atChunks    = 28
	atFlags     = 32
	atIDSize    = 36
	atN         = 40
	atPairs     = 48
	atThreshold = 56
	atKeys      = 64  // 16 bytes
	atOffs      = 80  // 17 uint16
	atTableSum  = 120 // of the table of checksums
	atHeaderSum = headerSize - 8
)

const (
	flagSketch = 1 << iota
	flagGroups
)

// place gives every section its place and returns where the table of checksums
// begins.
func (s *segment) place() int {
	at := headerSize
	for _, sec := range s.sections() {
		sec.off = at
		at += (len(sec.b) + sectionAlign - 1) &^ (sectionAlign - 1)
	}
	return at
}

// Save merges the index and writes it to a file, which takes the place of an
// older one only when it is complete and on disk.
func (x *Index[H]) Save(path string) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("index: save: %w", err)
	}
	defer os.Remove(tmp.Name())
	_, err = x.WriteTo(tmp)
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("index: save: %w", err)
	}
	return nil
}

// WriteTo merges the index and writes it in the format that [Open] reads.
func (x *Index[H]) WriteTo(w io.Writer) (int64, error) {
	s, err := x.merge()
	if err != nil {
		return 0, err
	}
	counted := &blockWriter{w: bufio.NewWriterSize(w, 1<<20), sum: xxhash.New()}
	err = guard(func() error { return s.write(counted, x.opts.Threshold) })
	if err == nil {
		err = counted.w.Flush()
	}
	return counted.n, err
}

// write writes header, sections and checksums. The header holds the sum of the
// checksums, so these are computed first.
func (s *segment) write(out *blockWriter, threshold int) error {
	if s.file != nil {
		if err := s.touchAll(); err != nil {
			return err
		}
	}
	tableAt := s.place()
	sums := &blockWriter{w: bufio.NewWriter(io.Discard), sum: xxhash.New()}
	if err := s.writeSections(sums); err != nil {
		return err
	}
	table := sums.finish()
	header := s.header(threshold, tableAt+len(table), xxhash.Sum64(table))
	if err := out.write(header); err != nil {
		return err
	}
	if err := s.writeSections(out); err != nil {
		return err
	}
	return out.write(table)
}

func (s *segment) writeSections(out *blockWriter) error {
	var pad [sectionAlign]byte
	for _, sec := range s.sections() {
		if err := out.write(sec.b); err != nil {
			return err
		}
		if err := out.write(pad[:-len(sec.b)&(sectionAlign-1)]); err != nil {
			return err
		}
	}
	return nil
}

func (s *segment) header(threshold, fileSize int, tableSum uint64) []byte {
	h := make([]byte, headerSize)
	le := binary.LittleEndian
	copy(h, magic)
	le.PutUint32(h[atVersion:], formatVersion)
	le.PutUint64(h[atFileSize:], uint64(fileSize))
	le.PutUint32(h[atWidth:], uint32(s.width))
	le.PutUint32(h[atChunks:], uint32(s.chunks))
	var flags uint32
	if s.sketch {
		flags |= flagSketch
	}
	if len(s.groups.b) > 0 {
		flags |= flagGroups
	}
	le.PutUint32(h[atFlags:], flags)
	le.PutUint32(h[atIDSize:], uint32(s.idSize))
	le.PutUint64(h[atN:], uint64(s.n))
	le.PutUint64(h[atPairs:], uint64(s.pairs))
	le.PutUint32(h[atThreshold:], uint32(threshold))
	for i, k := range s.key {
		h[atKeys+i] = byte(k)
	}
	for i, off := range s.off {
		le.PutUint16(h[atOffs+2*i:], uint16(off))
	}
	le.PutUint64(h[atTableSum:], tableSum)
	le.PutUint64(h[atHeaderSum:], xxhash.Sum64(h[:atHeaderSum]))
	return h
}

// blockWriter writes, and sums what it writes block by block.
type blockWriter struct {
	w     *bufio.Writer
	sum   *xxhash.Digest
	in    int // bytes in the present block
	table []byte
	n     int64
}

func (b *blockWriter) write(p []byte) error {
	n, err := b.w.Write(p)
	b.n += int64(n)
	for len(p) > 0 {
		part := p[:min(len(p), blockSize-b.in)]
		_, _ = b.sum.Write(part) // never fails
		p = p[len(part):]
		if b.in += len(part); b.in == blockSize {
			b.cut()
		}
	}
	return err
}

func (b *blockWriter) cut() {
	b.table = binary.LittleEndian.AppendUint64(b.table, b.sum.Sum64())
	b.sum.Reset()
	b.in = 0
}

// finish ends the last block and returns the table of checksums.
func (b *blockWriter) finish() []byte {
	if b.in > 0 {
		b.cut()
	}
	return b.table
}
