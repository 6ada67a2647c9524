package jpegluma

// wholeBlock says that all coefficients of a block are kept.
const wholeBlock = blockSize

// makeCoeffs makes room for the coefficients of the scan's components: for one
// a block if nothing but means is wanted, else for all, which refinements need
// to know even where the picture does not show them.
func (d *Decoder) makeCoeffs(s *scanHeader, mxx, myy int) {
	d.per = wholeBlock
	if d.points == 1 && !d.opts.Whole {
		d.per = 1
	}
	for _, c := range s.comps {
		if d.coeffs[c.index] == nil && (c.index == 0 || d.opts.Whole) {
			d.coeffs[c.index] = make([]int32, mxx*myy*c.h*c.v*d.per)
		}
	}
}

// progressiveBlock decodes what a scan tells of the block with the given number.
func (d *Decoder) progressiveBlock(s *scanHeader, c *scanComponent, number int) error {
	var none [1]int32
	b := none[:]
	if all := d.coeffs[c.index]; all != nil {
		b = all[number*d.per:][:d.per]
	}
	switch {
	case s.zigStart == 0 && s.ah == 0:
		err := d.dcDelta(c)
		b[0] = c.pred << s.al
		return err
	case s.zigStart == 0:
		bit, err := d.bits.take(1)
		b[0] |= int32(bit << s.al)
		return err
	case s.ah == 0:
		return d.firstAC(s, c.ac, (*[blockSize]int32)(b))
	}
	return d.refineAC(s, c.ac, (*[blockSize]int32)(b))
}

// firstAC decodes a block of the first scan of a band.
func (d *Decoder) firstAC(s *scanHeader, h *huffman, b *[blockSize]int32) error {
	if d.eobRun > 0 {
		d.eobRun--
		return nil
	}
	for zig := s.zigStart; zig <= s.zigEnd; zig++ {
		symbol, err := d.bits.symbol(h)
		if err != nil {
			return err
		}
		run, size := int(symbol>>4), symbol&15
		if size == 0 {
			if run != 15 {
				return d.endOfBand(run)
			}
			zig += 15
			continue
		}
		zig += run
		if zig > s.zigEnd {
			return nil
		}
		v, err := d.bits.extend(size)
		if err != nil {
			return err
		}
		b[zig] = v << s.al
	}
	return nil
}

// refineAC decodes a block of a scan that adds a bit to coefficients of a band.
func (d *Decoder) refineAC(s *scanHeader, h *huffman, b *[blockSize]int32) error {
	zig, delta := s.zigStart, int32(1)<<s.al
	if d.eobRun > 0 {
		d.eobRun--
		_, err := d.refineNonZero(s, b, zig, -1, delta)
		return err
	}
	for ; zig <= s.zigEnd; zig++ {
		symbol, err := d.bits.symbol(h)
		if err != nil {
			return err
		}
		run, size, value := int(symbol>>4), symbol&15, int32(0)
		switch {
		case size > 1:
			return errFormat
		case size == 1:
			bit, err := d.bits.take(1)
			if err != nil {
				return err
			}
			value = delta
			if bit == 0 {
				value = -delta
			}
		case run != 15:
			if err := d.endOfBand(run); err != nil {
				return err
			}
			_, err := d.refineNonZero(s, b, zig, -1, delta)
			return err
		}
		if zig, err = d.refineNonZero(s, b, zig, run, delta); err != nil {
			return err
		}
		if zig > s.zigEnd {
			return errFormat
		}
		if value != 0 {
			b[zig] = value
		}
	}
	return nil
}

// refineNonZero refines the coefficients that are not zero, passing over run
// zeros, or over all if run is negative. It returns where it stopped.
func (d *Decoder) refineNonZero(s *scanHeader, b *[blockSize]int32, zig, run int, delta int32) (int, error) {
	for ; zig <= s.zigEnd; zig++ {
		if b[zig] == 0 {
			if run == 0 {
				break
			}
			run--
			continue
		}
		bit, err := d.bits.take(1)
		if err != nil {
			return 0, err
		}
		switch {
		case bit == 0:
		case b[zig] >= 0:
			b[zig] += delta
		default:
			b[zig] -= delta
		}
	}
	return zig, nil
}

// reconstruct turns the coefficients of a progressive file into luma.
func (d *Decoder) reconstruct() {
	all := d.coeffs[0]
	if all == nil {
		return
	}
	d.setWeights()
	stride := d.luma.Stride / d.points
	last, place := lastIndex[d.points], d.place
	for by := 0; by*8 < d.height; by++ {
		for bx := 0; bx*8 < d.width; bx++ {
			b := all[(by*stride+bx)*d.per:][:d.per]
			block := d.block[:d.points*d.points+1]
			clear(block)
			for zig := range min(last+1, len(b)) {
				block[place[zig]] = int64(b[zig]) * d.weight[zig]
			}
			d.put(bx, by)
		}
	}
}
