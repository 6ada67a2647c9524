// Package huff packs bytes with canonical Huffman codes of at most 12 bits. It
// reads several times faster than compress/flate, as tables are read whole, and
// a stream may change from one code to another at any byte.
package huff

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// MaxBits is the length of the longest code.
const MaxBits = 12

// Lengths holds the number of bits of the code of each byte; 0 means that the
// byte does not occur.
type Lengths [256]uint8

// Measure returns the best lengths for bytes that occur counts times.
func Measure(counts [256]int) Lengths {
	for {
		lengths, longest := measure(&counts)
		if longest <= MaxBits {
			return lengths
		}
		for i, n := range counts {
			if n > 0 {
				counts[i] = n/2 + 1
			}
		}
	}
}

// measure builds the tree and returns its depths.
func measure(counts *[256]int) (lengths Lengths, longest int) {
	type node struct {
		count   int
		symbols []byte
	}
	var nodes []node
	for i, n := range counts {
		if n > 0 {
			nodes = append(nodes, node{n, []byte{byte(i)}})
		}
	}
	if len(nodes) == 1 {
		lengths[nodes[0].symbols[0]] = 1
		return lengths, 1
	}
	for len(nodes) > 1 {
		slices.SortStableFunc(nodes, func(a, b node) int { return b.count - a.count })
		a, b := nodes[len(nodes)-1], nodes[len(nodes)-2]
		nodes = nodes[:len(nodes)-2]
		joined := node{a.count + b.count, slices.Concat(a.symbols, b.symbols)}
		for _, s := range joined.symbols {
			lengths[s]++
			longest = max(longest, int(lengths[s]))
		}
		nodes = append(nodes, joined)
	}
	return lengths, longest
}

// codes returns the code of each byte, first bit lowest.
func (l *Lengths) codes() (codes [256]uint16, err error) {
	next, space := uint32(0), 0
	for length := uint8(1); length <= MaxBits; length++ {
		next <<= 1
		for s, n := range l {
			if n != length {
				continue
			}
			if space += 1 << (MaxBits - length); space > 1<<MaxBits {
				return codes, fmt.Errorf("huff: code lengths overlap at byte %d, want a prefix code", s)
			}
			code := uint16(0)
			for bit := range length {
				code |= uint16(next>>bit&1) << (length - 1 - bit)
			}
			codes[s] = code
			next++
		}
	}
	for s, n := range l {
		if n > MaxBits {
			return codes, fmt.Errorf("huff: code of byte %d has %d bits, want at most %d", s, n, MaxBits)
		}
	}
	return codes, nil
}

// Writer appends codes to Data. Call Flush at the end.
type Writer struct {
	Data  []byte
	acc   uint64
	n     uint
	codes map[*Lengths][256]uint16
}

// Write appends the codes of src. Every byte of src must have a code, and
// lengths must not change while w is in use.
func (w *Writer) Write(lengths *Lengths, src ...byte) error {
	codes, ok := w.codes[lengths]
	if !ok {
		var err error
		if codes, err = lengths.codes(); err != nil {
			return err
		}
		if w.codes == nil {
			w.codes = make(map[*Lengths][256]uint16)
		}
		w.codes[lengths] = codes
	}
	for _, s := range src {
		if lengths[s] == 0 {
			return fmt.Errorf("huff: byte %d has no code, want one of those that were counted", s)
		}
		w.acc |= uint64(codes[s]) << w.n
		for w.n += uint(lengths[s]); w.n >= 8; w.n -= 8 {
			w.Data = append(w.Data, byte(w.acc))
			w.acc >>= 8
		}
	}
	return nil
}

// Flush writes the last bits.
func (w *Writer) Flush() {
	if w.n > 0 {
		w.Data = append(w.Data, byte(w.acc))
		w.acc, w.n = 0, 0
	}
}

// Table finds the byte that the next bits stand for.
type Table [1 << MaxBits]uint16 // byte, and length of its code << 8

// NewTable returns the table of a code.
func NewTable(lengths *Lengths) (*Table, error) {
	codes, err := lengths.codes()
	if err != nil {
		return nil, err
	}
	var t Table
	for s, length := range lengths {
		if length == 0 {
			continue
		}
		for rest := 0; rest < 1<<(MaxBits-length); rest++ {
			t[int(codes[s])|rest<<length] = uint16(s) | uint16(length)<<8
		}
	}
	return &t, nil
}

// Reader reads codes from a slice.
type Reader struct {
	data []byte
	acc  uint64
	n    int // bits in acc; negative once more was read than there was
}

// NewReader returns a reader of data.
func NewReader(data []byte) *Reader { return &Reader{data: data} }

// Read fills dst with the next bytes. Bits beyond the end read as zeros; see
// [Reader.Err].
func (r *Reader) Read(dst []byte, t *Table) {
	acc, n, data := r.acc, r.n, r.data
	for i := range dst {
		if n < MaxBits {
			if len(data) >= 8 {
				acc |= binary.LittleEndian.Uint64(data) << uint(n)
				taken := (63 - n) / 8
				data = data[taken:]
				n += taken * 8
			} else {
				for n >= 0 && n <= 56 && len(data) > 0 {
					acc |= uint64(data[0]) << uint(n)
					data = data[1:]
					n += 8
				}
			}
		}
		entry := t[acc&(1<<MaxBits-1)]
		length := int(entry >> 8)
		if length == 0 || length > n {
			r.data, r.n = nil, -1
			clear(dst[i:])
			return
		}
		dst[i] = byte(entry)
		acc >>= uint(length)
		n -= length
	}
	if n < 64 {
		acc &= 1<<uint(n) - 1
	}
	r.acc, r.n, r.data = acc, n, data
}

// Err reports whether bits were read that are not there or are no code.
func (r *Reader) Err() error {
	if r.n < 0 {
		return fmt.Errorf("huff: broken or short stream, want a code")
	}
	return nil
}
