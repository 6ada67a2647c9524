package jpegluma

// huffman is one table of codes. Codes of up to lutBits bits are looked up;
// longer ones are compared with the greatest code of each length.
type huffman struct {
	ok bool
	// lut holds, for the next lutBits bits of the stream: the length of the
	// code (bits 0-4, 0 if it is longer than lutBits), the symbol's lower half
	// (bits 5-8), its upper half (9-12), and the length of the code with the
	// bits that the lower half says follow it (13-17).
	lut  [1 << lutBits]uint32
	vals [256]uint8
	// limit[n] is the first code beyond those of n bits, as 16 bits; offset[n]
	// is what added to a code of n bits gives its place in vals.
	limit  [17]uint32
	offset [17]int32
}

const lutBits = 10

func entry(symbol uint8, length int) uint32 {
	low, high := uint32(symbol&15), uint32(symbol>>4)
	return uint32(length) | low<<5 | high<<9 | (uint32(length)+low)<<13
}

// huffmanTables reads a DHT segment.
func (d *Decoder) huffmanTables(b []byte) error {
	for len(b) > 0 {
		if len(b) < 17 {
			return errFormat
		}
		class, number := b[0]>>4, b[0]&15
		if class > 1 || number >= maxTables || d.baseline && number > 1 {
			return errFormat
		}
		total := 0
		for _, n := range b[1:17] {
			total += int(n)
		}
		if total == 0 || total > 256 || len(b) < 17+total {
			return errFormat
		}
		if err := d.huff[class][number].build([16]uint8(b[1:17]), b[17:17+total]); err != nil {
			return err
		}
		b = b[17+total:]
	}
	return nil
}

// build fills the table from the number of codes of each length and their
// symbols. A set of lengths that no prefix code has is left to image/jpeg.
func (h *huffman) build(counts [16]uint8, symbols []byte) error {
	h.ok = true
	clear(h.lut[:])
	copy(h.vals[:], symbols)
	code, at := uint32(0), 0
	for i, n := range counts {
		length := i + 1
		code <<= 1
		h.offset[length] = int32(at) - int32(code)
		if code+uint32(n) > 1<<length {
			return ErrOther
		}
		for range n {
			if length <= lutBits {
				e := entry(h.vals[at], length)
				first := code << (lutBits - length)
				for k := range uint32(1) << (lutBits - length) {
					h.lut[first+k] = e
				}
			}
			code++
			at++
		}
		h.limit[length] = code << (16 - length)
	}
	return nil
}

// long returns the entry of a code of more than lutBits bits, or 0 if there is
// none that the next 16 bits begin with.
func (h *huffman) long(next16 uint32) uint32 {
	for length := lutBits + 1; length <= 16; length++ {
		if next16 < h.limit[length] {
			i := int32(next16>>(16-length)) + h.offset[length]
			return entry(h.vals[i&255], length)
		}
	}
	return 0
}
