package jpegluma

import "encoding/binary"

// bitReader reads entropy-coded data. Its n next bits are the topmost of acc.
// Below them there may be further true bits of the stream, or zeros.
//
// Where the data ends, be it by a marker or with the file, bits read as 0 and n
// falls below 0. Whoever reads must look at n at the end of each block, which
// is soon enough since blocks are small.
type bitReader struct {
	data []byte
	pos  int
	acc  uint64
	n    int
}

// refill brings n to at least 32 unless the data ends before. It is the slow
// form; where it counts, callers try [ahead] first.
func (r *bitReader) refill() {
	if w, ok := ahead(r.data, r.pos); ok {
		r.acc |= w >> (uint(r.n) & 63)
		r.pos += (63 - r.n) >> 3
		r.n |= 56
		return
	}
	r.slowRefill()
}

// ahead returns the next eight bytes if all of them are plain data.
func ahead(data []byte, pos int) (w uint64, ok bool) {
	if pos+8 > len(data) {
		return 0, false
	}
	w = binary.BigEndian.Uint64(data[pos:])
	const low, high = 0x0101010101010101, 0x8080808080808080
	return w, (^w-low)&w&high == 0 // no byte is 0xff
}

// slowRefill goes byte by byte, past stuffed zeros and up to a marker.
func (r *bitReader) slowRefill() {
	if r.n < 0 {
		return
	}
	r.acc &= ^(^uint64(0) >> uint(r.n))
	for r.n <= 56 && r.pos < len(r.data) {
		b := r.data[r.pos]
		if b == 0xff {
			if r.pos+1 >= len(r.data) || r.data[r.pos+1] != 0 {
				return
			}
			r.pos++
		}
		r.pos++
		r.acc |= uint64(b) << (56 - uint(r.n))
		r.n += 8
	}
}

// align gives back the whole bytes that were read ahead and drops the rest of
// the last one that was used.
func (r *bitReader) align() {
	for ; r.n >= 8; r.n -= 8 {
		r.pos--
		if r.data[r.pos] == 0 && r.pos > 0 && r.data[r.pos-1] == 0xff {
			r.pos--
		}
	}
	r.acc, r.n = 0, 0
}

// symbol returns the next symbol of h.
func (r *bitReader) symbol(h *huffman) (uint8, error) {
	if !h.ok {
		return 0, errFormat
	}
	if r.n < 32 {
		r.refill()
	}
	e := h.lut[r.acc>>(64-lutBits)]
	if e == 0 {
		if e = h.long(uint32(r.acc >> 48)); e == 0 {
			return 0, errFormat
		}
	}
	length := e & 31
	r.acc <<= length
	r.n -= int(length)
	if r.n < 0 {
		return 0, errShort
	}
	return uint8(e>>9&15)<<4 | uint8(e>>5&15), nil
}

// take returns the next count bits, at most 16.
func (r *bitReader) take(count uint8) (uint32, error) {
	if r.n < 32 {
		r.refill()
	}
	v := uint32(r.acc >> 1 >> (63 - count&63))
	r.acc <<= count & 63
	r.n -= int(count)
	if r.n < 0 {
		return 0, errShort
	}
	return v, nil
}

// extend returns the number that the next size bits stand for.
func (r *bitReader) extend(size uint8) (int32, error) {
	v, err := r.take(size)
	if err != nil {
		return 0, err
	}
	if size > 0 && v < 1<<(size-1) {
		return int32(v) - 1<<size + 1, nil
	}
	return int32(v), nil
}
