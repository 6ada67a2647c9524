package jpegluma

import "bytes"

// scanHeader is what a SOS segment says.
type scanHeader struct {
	comps            []scanComponent
	zigStart, zigEnd int // the band of coefficients, both ends included
	ah, al           uint8
}

// scanComponent is a component's part in a scan.
type scanComponent struct {
	index  int
	h, v   int
	dc, ac *huffman
	pred   int32 // the DC coefficient of the block before
}

// scan reads a SOS segment of n bytes and the coded data that follow it.
func (d *Decoder) scan(n int) error {
	var store [maxComponents]scanComponent
	s, err := d.scanHeader(n, store[:])
	if err != nil {
		return err
	}
	h0, v0 := d.comps[0].h, d.comps[0].v
	mxx := (d.width + 8*h0 - 1) / (8 * h0)
	myy := (d.height + 8*v0 - 1) / (8 * v0)
	d.makeLuma(mxx, myy)
	d.bits.acc, d.bits.n = 0, 0
	if d.progressive {
		if !d.wanted(s) {
			d.eobRun = 0
			d.skipped = true
			d.skip()
			return nil
		}
		d.makeCoeffs(s, mxx, myy)
	} else {
		d.setWeights()
	}
	if err := d.units(s, mxx, myy); err != nil {
		return err
	}
	d.bits.align()
	return nil
}

func (d *Decoder) scanHeader(n int, store []scanComponent) (*scanHeader, error) {
	if len(d.comps) == 0 || n < 6 || 4+2*len(d.comps) < n || n%2 != 0 {
		return nil, errFormat
	}
	b, err := d.take(n)
	if err != nil {
		return nil, err
	}
	count := int(b[0])
	if n != 4+2*count {
		return nil, errFormat
	}
	s := &scanHeader{comps: store[:count], zigEnd: blockSize - 1}
	total := 0
	for i := range s.comps {
		if err := d.scanComponent(s, i, b[1+2*i], b[2+2*i]); err != nil {
			return nil, err
		}
		total += s.comps[i].h * s.comps[i].v
	}
	if len(d.comps) > 1 && total > 10 {
		return nil, errFormat
	}
	if !d.progressive {
		return s, nil
	}
	b = b[1+2*count:]
	s.zigStart, s.zigEnd, s.ah, s.al = int(b[0]), int(b[1]), b[2]>>4, b[2]&15
	switch {
	case s.zigStart == 0 && s.zigEnd != 0, s.zigStart > s.zigEnd, s.zigEnd >= blockSize:
		return nil, errFormat
	case s.zigStart != 0 && count != 1:
		return nil, errFormat
	case s.ah != 0 && s.ah != s.al+1:
		return nil, errFormat
	}
	return s, nil
}

// scanComponent fills component i of the scan, which names a component of the
// frame and two tables.
func (d *Decoder) scanComponent(s *scanHeader, i int, id, tables uint8) error {
	index := -1
	for j, c := range d.comps {
		if c.id == id {
			index = j
		}
	}
	if index < 0 {
		return errFormat
	}
	for _, other := range s.comps[:i] {
		if other.index == index {
			return errFormat
		}
	}
	dc, ac := tables>>4, tables&15
	if dc >= maxTables || ac >= maxTables || d.baseline && (dc > 1 || ac > 1) {
		return errFormat
	}
	c := d.comps[index]
	s.comps[i] = scanComponent{index: index, h: c.h, v: c.v, dc: &d.huff[0][dc], ac: &d.huff[1][ac]}
	return nil
}

// makeLuma makes the picture at the first scan.
func (d *Decoder) makeLuma(mxx, myy int) {
	if d.pix {
		return
	}
	d.pix = true
	scale := 1
	if d.opts.Scale != nil {
		scale = d.opts.Scale(d.width, d.height)
	}
	d.points = 8 / scale
	stride := mxx * d.comps[0].h * d.points
	d.luma = Luma{
		Pix: make([]uint8, stride*myy*d.comps[0].v*d.points), Stride: stride,
		Width: d.width, Height: d.height, Scale: scale,
	}
}

// units decodes the scan's blocks, one minimum coded unit after the other.
//
// As in image/jpeg, a scan of one component counts its blocks from left to
// right and leaves out those that lie wholly beyond the picture.
func (d *Decoder) units(s *scanHeader, mxx, myy int) error {
	unit, expected := 0, uint8(markerRST0)
	blocks := 0
	for my := range myy {
		if err := d.ctx.Err(); err != nil {
			return err
		}
		for mx := range mxx {
			for i := range s.comps {
				c := &s.comps[i]
				for j := range c.h * c.v {
					bx, by := c.h*mx+j%c.h, c.v*my+j/c.h
					if len(s.comps) == 1 {
						bx, by = blocks%(mxx*c.h), blocks/(mxx*c.h)
						blocks++
						if bx*8 >= d.width || by*8 >= d.height {
							continue
						}
					}
					if err := d.decodeBlock(s, c, bx, by, mxx); err != nil {
						return err
					}
				}
			}
			unit++
			if d.restart > 0 && unit%d.restart == 0 && unit < mxx*myy {
				if err := d.restartMarker(expected); err != nil {
					return err
				}
				expected = markerRST0 | (expected+1)&7
				d.eobRun = 0
				for i := range s.comps {
					s.comps[i].pred = 0
				}
			}
		}
	}
	return nil
}

func (d *Decoder) decodeBlock(s *scanHeader, c *scanComponent, bx, by, mxx int) error {
	if d.progressive {
		return d.progressiveBlock(s, c, by*mxx*c.h+bx)
	}
	if c.index != 0 {
		return d.skipBlock(c)
	}
	if err := d.lumaBlock(c); err != nil {
		return err
	}
	d.put(bx, by)
	return nil
}

// restartMarker reads the restart marker that is due. Where something else
// stands, it looks further, but not past another marker.
func (d *Decoder) restartMarker(expected uint8) error {
	d.bits.align()
	b, err := d.take(2)
	if err != nil {
		return err
	}
	first, second := b[0], b[1]
	for first != 0xff || second != expected {
		keep := false // the second byte may begin the marker
		switch {
		case first == 0xff && second == 0xff:
			keep = true
		case first == 0xff && second != 0:
			return errFormat
		case first != 0xff && second == 0xff:
			keep = true
		}
		if keep {
			if b, err = d.take(1); err != nil {
				return err
			}
			first, second = 0xff, b[0]
			continue
		}
		if b, err = d.take(2); err != nil {
			return err
		}
		first, second = b[0], b[1]
	}
	return nil
}

// wanted reports whether a scan of a progressive file matters for the luma at
// the chosen scale.
func (d *Decoder) wanted(s *scanHeader) bool {
	if d.opts.Whole {
		return true
	}
	luma := false
	for i := range s.comps {
		luma = luma || s.comps[i].index == 0
	}
	return luma && (s.zigStart == 0 || d.points > 1)
}

// skip moves on to the marker after the scan's data.
func (d *Decoder) skip() {
	pos := d.bits.pos
	for {
		i := bytes.IndexByte(d.data[pos:], 0xff)
		if i < 0 || pos+i+1 >= len(d.data) {
			d.bits.pos = len(d.data)
			return
		}
		pos += i
		next := d.data[pos+1]
		if next != 0 && next != 0xff && (next < markerRST0 || next > markerRST7) {
			d.bits.pos = pos
			return
		}
		pos++
		if next != 0xff {
			pos++
		}
	}
}
