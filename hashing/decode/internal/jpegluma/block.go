package jpegluma

// This file holds the loops in which a file's time is spent. They keep the bit
// reader's state in local variables.

// lumaBlock decodes a block of a sequential scan into d.block, as far as the
// scale needs it.
func (d *Decoder) lumaBlock(c *scanComponent) error {
	if err := d.dcDelta(c); err != nil {
		return err
	}
	block := d.block[:d.points*d.points+1]
	clear(block)
	block[0] = int64(c.pred) * d.weight[0]
	if d.eobRun > 0 {
		d.eobRun--
		return nil
	}
	if !c.ac.ok {
		return errFormat
	}
	return d.lumaAC(c.ac, block)
}

// lumaAC decodes the AC coefficients of a block that are needed and parses the
// others.
func (d *Decoder) lumaAC(h *huffman, block []int64) error {
	last, place := lastIndex[d.points], d.place
	r := &d.bits
	data, pos, acc, n := r.data, r.pos, r.acc, r.n
	zig := 1
	for zig <= last {
		if n < 32 {
			if w, ok := ahead(data, pos); ok {
				acc |= w >> (uint(n) & 63)
				pos += (63 - n) >> 3
				n |= 56
			} else {
				r.pos, r.acc, r.n = pos, acc, n
				r.slowRefill()
				pos, acc, n = r.pos, r.acc, r.n
			}
		}
		e := h.lut[acc>>(64-lutBits)]
		if e == 0 {
			if e = h.long(uint32(acc >> 48)); e == 0 {
				return errFormat
			}
		}
		size := e >> 5 & 15
		run := int(e >> 9 & 15)
		if size == 0 {
			acc <<= e & 31
			n -= int(e & 31)
			if run != 15 {
				r.pos, r.acc, r.n = pos, acc, n
				return d.endOfBand(run)
			}
			zig += 16
			continue
		}
		zig += run
		if zig >= blockSize {
			// The block is full: image/jpeg leaves the bits of the value.
			acc <<= e & 31
			n -= int(e & 31)
			break
		}
		bits := acc << (e & 31)
		v := int64(bits >> (64 - size&63))
		v -= (int64(1)<<(size&63) - 1) &^ (int64(bits) >> 63)
		acc = bits << (size & 63)
		n -= int(e >> 13)
		block[place[zig&63]] = v * d.weight[zig&63]
		zig++
	}
	r.pos, r.acc, r.n = pos, acc, n
	return d.skipAC(h, zig)
}

// endOfBand ends a block whose remaining coefficients are zero. What a
// sequential file says here of further blocks is nonsense, but image/jpeg
// follows it.
func (d *Decoder) endOfBand(run int) error {
	if run > 0 {
		more, err := d.bits.take(uint8(run))
		if err != nil {
			return err
		}
		d.eobRun = uint16(1<<run|more) - 1
	}
	if d.bits.n < 0 {
		return errShort
	}
	return nil
}

// dcDelta decodes how a block's DC coefficient differs from the one before.
func (d *Decoder) dcDelta(c *scanComponent) error {
	h, r := c.dc, &d.bits
	if !h.ok {
		return errFormat
	}
	if r.n < 32 {
		r.refill()
	}
	e := h.lut[r.acc>>(64-lutBits)]
	if e == 0 {
		if e = h.long(uint32(r.acc >> 48)); e == 0 {
			return errFormat
		}
	}
	size := e>>5&15 | e>>9&15<<4
	if size > 16 {
		return errUnsupported
	}
	// A value whose first bit is 0 is negative.
	bits := r.acc << (e & 31)
	v := int32(bits >> 1 >> (63 - size&63))
	v -= (int32(1)<<(size&31) - 1) &^ int32(int64(bits)>>63)
	c.pred += v
	r.acc = bits << (size & 63)
	r.n -= int(e&31 + size)
	if r.n < 0 {
		return errShort
	}
	return nil
}

// skipBlock parses a block of a sequential scan.
func (d *Decoder) skipBlock(c *scanComponent) error {
	if err := d.dcDelta(c); err != nil {
		return err
	}
	if d.eobRun > 0 {
		d.eobRun--
		return nil
	}
	if !c.ac.ok {
		return errFormat
	}
	return d.skipAC(c.ac, 1)
}

// skipAC parses the rest of a block from the given coefficient.
func (d *Decoder) skipAC(h *huffman, zig int) error {
	r := &d.bits
	data, pos, acc, n := r.data, r.pos, r.acc, r.n
	for zig < blockSize {
		if n < 32 {
			if w, ok := ahead(data, pos); ok {
				acc |= w >> (uint(n) & 63)
				pos += (63 - n) >> 3
				n |= 56
			} else {
				r.pos, r.acc, r.n = pos, acc, n
				r.slowRefill()
				pos, acc, n = r.pos, r.acc, r.n
			}
		}
		e := h.lut[acc>>(64-lutBits)]
		if e == 0 {
			if e = h.long(uint32(acc >> 48)); e == 0 {
				return errFormat
			}
		}
		zig += int(e>>9&15) + 1
		if zig > blockSize && e>>5&15 != 0 {
			acc <<= e & 31
			n -= int(e & 31)
			break
		}
		if e>>5&15 == 0 && e>>9&15 != 15 {
			acc <<= e & 31
			n -= int(e & 31)
			r.pos, r.acc, r.n = pos, acc, n
			return d.endOfBand(int(e >> 9 & 15))
		}
		acc <<= e >> 13 & 63
		n -= int(e >> 13)
	}
	r.pos, r.acc, r.n = pos, acc, n
	if n < 0 {
		return errShort
	}
	return nil
}
