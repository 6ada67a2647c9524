package index

import (
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"github.com/cespare/xxhash/v2"
)

// file is what a segment lies in: the bytes, mapped or read, and which of its
// blocks have been checked.
type file struct {
	path  string
	b     []byte
	table []byte // checksums of the blocks
	done  []atomic.Uint32
	left  atomic.Int64 // blocks that have not been checked
}

// Open opens a file that [Index.Save] wrote. On Unix the file is mapped into
// memory, elsewhere read. It must hold hashes of type H. Header, length and the
// table of checksums are checked now, everything else when it is first touched.
// The error wraps [ErrDamaged] if the file is not one that Save wrote.
func Open[H Hash](path string) (*Index[H], error) {
	b, release, err := mapFile(path)
	if err != nil {
		return nil, fmt.Errorf("index: open: %w", err)
	}
	f := &file{path: path, b: b}
	if release != nil {
		runtime.AddCleanup(f, func(b []byte) { release(b) }, b)
	}
	var x *Index[H]
	err = guard(func() error {
		x, err = open[H](f)
		return err
	})
	runtime.KeepAlive(f)
	if err != nil {
		return nil, err
	}
	return x, nil
}

func open[H Hash](f *file) (*Index[H], error) {
	s := &segment{file: f}
	threshold, err := s.parse()
	if err != nil {
		return nil, err
	}
	if s.width != widthOf[H]() {
		return nil, fmt.Errorf("index: %s holds hashes of %d bits, want %d", f.path, 64*s.width, 64*widthOf[H]())
	}
	x := &Index[H]{opts: Options{Threshold: threshold}}
	if !s.sketch {
		x.opts.Profile = Compact
	}
	st := &state{}
	if s.n > 0 {
		s.finish()
		st.layers = []layer{{segment: s}}
	}
	x.state.Store(st)
	return x, nil
}

// Close releases the file that the index was opened from, once the searches that
// are under way have ended; later ones fail. An index that was not opened from a
// file need not be closed.
func (x *Index[H]) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	x.state.Store(&state{closed: true})
	return nil
}

// Verify checks every byte of the file that the index was opened from, whether
// it has been touched or not. The error wraps [ErrDamaged]. Without a file there
// is nothing to check.
func (x *Index[H]) Verify() error {
	s := x.state.Load()
	defer runtime.KeepAlive(s)
	if s.closed {
		return errClosed
	}
	return guard(func() error {
		for _, l := range s.layers {
			if l.file == nil {
				continue
			}
			if _, err := (&segment{file: &file{path: l.file.path, b: l.file.b}}).parse(); err != nil {
				return err
			}
			for i := range len(l.file.table) / 8 {
				if err := l.file.check(i); err != nil {
					return err
				}
			}
			if err := l.checkOrder(); err != nil {
				return err
			}
		}
		return nil
	})
}

// checkOrder checks what Save guarantees beyond the checksums: that buckets and
// groups follow each other.
func (s *segment) checkOrder() error {
	for i := range s.chunks {
		if !ascending(s.starts[i].b, s.n) {
			return s.inconsistent("bucket")
		}
	}
	if len(s.groups.b) > 0 && !ascending(s.groups.b, s.pairs) {
		return s.inconsistent("group")
	}
	return nil
}

func ascending(b []byte, end int) bool {
	last := uint32(0)
	for i := range len(b) / 4 {
		v := u32(b, i)
		if v < last {
			return false
		}
		last = v
	}
	return int(last) == end
}

// damaged makes the error about a file that is not as it was saved.
func (f *file) damaged(format string, args ...any) error {
	return fmt.Errorf("%w: %s: %s", ErrDamaged, f.path, fmt.Sprintf(format, args...))
}

// parse reads the header, checks what it says and finds the sections.
func (s *segment) parse() (threshold int, err error) {
	f := s.file
	le := binary.LittleEndian
	if len(f.b) < headerSize || string(f.b[:len(magic)]) != magic {
		return 0, f.damaged("no header of an index")
	}
	h := f.b[:headerSize]
	if v := le.Uint32(h[atVersion:]); v != formatVersion && le.Uint64(h[atHeaderSum:]) == xxhash.Sum64(h[:atHeaderSum]) {
		return 0, fmt.Errorf("index: %s has format version %d, want %d", f.path, v, formatVersion)
	}
	if le.Uint64(h[atHeaderSum:]) != xxhash.Sum64(h[:atHeaderSum]) {
		return 0, f.damaged("checksum of the header")
	}
	if size := le.Uint64(h[atFileSize:]); size != uint64(len(f.b)) {
		return 0, f.damaged("%d bytes, want %d", len(f.b), size)
	}
	if !s.parseLayout(h) {
		return 0, f.damaged("impossible header")
	}
	threshold = int(le.Uint32(h[atThreshold:]))
	tableAt, ok := s.locate(le.Uint32(h[atFlags:])&flagGroups != 0)
	if !ok || threshold > MaxThreshold {
		return 0, f.damaged("impossible header")
	}
	f.table = f.b[tableAt:]
	if xxhash.Sum64(f.table) != le.Uint64(h[atTableSum:]) {
		return 0, f.damaged("checksum of the table of checksums")
	}
	if f.done == nil {
		f.done = make([]atomic.Uint32, (len(f.table)/8+31)/32)
		f.left.Store(int64(len(f.table) / 8))
	}
	return threshold, nil
}

// parseLayout reads the numbers in the header; false means that no segment can
// have them.
func (s *segment) parseLayout(h []byte) bool {
	le := binary.LittleEndian
	n, pairs := le.Uint64(h[atN:]), le.Uint64(h[atPairs:])
	s.width, s.chunks = int(le.Uint32(h[atWidth:])), int(le.Uint32(h[atChunks:]))
	s.sketch = le.Uint32(h[atFlags:])&flagSketch != 0
	s.idSize = int(le.Uint32(h[atIDSize:]))
	if n > pairs || pairs > math.MaxInt32 || s.width != 1 && s.width != 4 ||
		s.idSize != 4 && s.idSize != 8 || s.chunks < 2 || s.chunks > maxChunks {
		return false
	}
	s.n, s.pairs = int(n), int(pairs)
	for i := range s.off {
		s.off[i] = int(le.Uint16(h[atOffs+2*i:]))
	}
	for i := range s.chunks {
		s.key[i] = int(h[atKeys+i])
		if s.key[i] < 1 || s.key[i] > 24 || s.off[i]+s.key[i] > s.off[i+1] {
			return false
		}
		if s.off[i+1]-s.off[i] > 32*s.width {
			return false // the sketch would reach around into its own chunk
		}
	}
	return s.off[0] == 0 && s.off[s.chunks] == 64*s.width
}

// locate cuts the sections out of the file; false means that they do not fill
// it.
func (s *segment) locate(groups bool) (tableAt int, ok bool) {
	sizes := []int64{int64(s.n) * int64(8*s.width), 0, int64(s.pairs) * int64(s.idSize)}
	if groups {
		sizes[1] = 4 * (int64(s.n) + 1)
	}
	for i := range s.chunks {
		members := int64(s.n) * int64(memberSize(s.sketch))
		if i == 0 {
			members = 0
		}
		sizes = append(sizes, 4*(int64(1)<<s.key[i]+1), members)
	}
	at := int64(headerSize)
	for i, sec := range s.sections() {
		padded := (sizes[i] + sectionAlign - 1) &^ (sectionAlign - 1)
		if at+padded > int64(len(s.file.b)) {
			return 0, false
		}
		sec.off = int(at)
		sec.b = s.file.b[at : at+sizes[i] : at+sizes[i]]
		at += padded
	}
	blocks := (at - headerSize + blockSize - 1) / blockSize
	return int(at), at+8*blocks == int64(len(s.file.b)) && (groups || s.n == s.pairs)
}

// touch checks the blocks that hold the bytes from..to of a section, as far as
// they have not been checked before.
func (s *segment) touch(sec *section, from, to int) error {
	if s.file == nil || to <= from || s.file.left.Load() == 0 {
		return nil
	}
	first, last := (sec.off+from-headerSize)>>blockShift, (sec.off+to-1-headerSize)>>blockShift
	for i := first; i <= last; i++ {
		if s.file.done[i>>5].Load()>>(i&31)&1 != 0 {
			continue
		}
		if err := s.file.check(i); err != nil {
			return err
		}
		if bit := uint32(1) << (i & 31); s.file.done[i>>5].Or(bit)&bit == 0 {
			s.file.left.Add(-1)
		}
	}
	return nil
}

// touchAll checks all blocks that have not been checked before.
func (s *segment) touchAll() error {
	for _, sec := range s.sections() {
		if err := s.touch(sec, 0, len(sec.b)); err != nil {
			return err
		}
	}
	return nil
}

// check compares a block with its checksum.
func (f *file) check(i int) error {
	at := headerSize + i<<blockShift
	end := min(at+blockSize, len(f.b)-len(f.table))
	if xxhash.Sum64(f.b[at:end]) != binary.LittleEndian.Uint64(f.table[8*i:]) {
		return f.damaged("checksum of block %d, bytes %d to %d", i, at, end)
	}
	return nil
}

// inconsistent makes the error about bytes that have the right checksum and yet
// cannot be what Save wrote.
func (s *segment) inconsistent(what string) error {
	if s.file == nil {
		return fmt.Errorf("%w: impossible %s", ErrDamaged, what)
	}
	return s.file.damaged("impossible %s", what)
}

// guard calls do, and makes an error of the fault that reading a mapped file
// gives when the file has been cut meanwhile or its disk fails.
func guard(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		fault, ok := r.(interface {
			runtime.Error
			Addr() uintptr
		})
		if !ok {
			panic(r)
		}
		err = fmt.Errorf("%w: %w", ErrDamaged, fault)
	}()
	return do()
}
