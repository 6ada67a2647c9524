package jpegluma

// take returns the next n bytes.
func (d *Decoder) take(n int) ([]byte, error) {
	pos := d.bits.pos
	if n > len(d.data)-pos {
		return nil, errShort
	}
	d.bits.pos += n
	return d.data[pos : pos+n : pos+n], nil
}

// segments reads marker after marker to the end of the picture.
func (d *Decoder) segments() error {
	for {
		marker, err := d.nextMarker()
		if err != nil {
			return err
		}
		if marker == markerEOI {
			return nil
		}
		if markerRST0 <= marker && marker <= markerRST7 {
			continue // a last one after the last scan does no harm
		}
		b, err := d.take(2)
		if err != nil {
			return err
		}
		n := int(b[0])<<8 + int(b[1]) - 2
		if n < 0 {
			return errFormat
		}
		if err := d.segment(marker, n); err != nil {
			return err
		}
	}
}

// nextMarker skips bytes that belong to nothing, as libjpeg does, and fill
// bytes.
func (d *Decoder) nextMarker() (uint8, error) {
	for {
		b, err := d.take(2)
		if err != nil {
			return 0, err
		}
		first, marker := b[0], b[1]
		for first != 0xff {
			first = marker
			if b, err = d.take(1); err != nil {
				return 0, err
			}
			marker = b[0]
		}
		if marker == 0 {
			continue
		}
		for marker == 0xff {
			if b, err = d.take(1); err != nil {
				return 0, err
			}
			marker = b[0]
		}
		return marker, nil
	}
}

// segment reads one segment of n bytes.
func (d *Decoder) segment(marker uint8, n int) error {
	// Unlike the others, a scan goes on after its segment, and an error in a
	// table is only one if the table does not end with the file.
	switch marker {
	case markerSOS:
		return d.scan(n)
	case markerSOF0, markerSOF1, markerSOF2:
		d.baseline = marker == markerSOF0
		d.progressive = marker == markerSOF2
		return d.frame(n)
	}
	b, err := d.take(n)
	if err != nil {
		return err
	}
	switch {
	case marker == markerDHT:
		return d.huffmanTables(b)
	case marker == markerDQT:
		return d.quantTables(b)
	case marker == markerDRI:
		if n != 2 {
			return errFormat
		}
		d.restart = int(b[0])<<8 + int(b[1])
	case marker == markerAPP0 && n >= 5:
		d.jfif = string(b[:5]) == "JFIF\x00"
	case marker == markerAPP14 && n >= 12:
		if string(b[:5]) == "Adobe" {
			d.adobe, d.adobeTransform = true, b[11]
		}
	case markerAPP0 <= marker && marker <= markerAPP15, marker == markerCOM:
	case marker < 0xc0:
		return errFormat
	default:
		return errUnsupported
	}
	return nil
}

// frame reads the size and the components.
func (d *Decoder) frame(n int) error {
	if d.comps != nil {
		return errFormat
	}
	count := (n - 6) / 3
	if n != 6+3*count || count != 1 && count != 3 && count != 4 {
		return errUnsupported
	}
	b, err := d.take(n)
	if err != nil {
		return err
	}
	if b[0] != 8 {
		return errUnsupported
	}
	d.height = int(b[1])<<8 + int(b[2])
	d.width = int(b[3])<<8 + int(b[4])
	if int(b[5]) != count {
		return errFormat
	}
	if count == 4 {
		return ErrOther
	}
	d.comps = d.compStore[:count]
	for i := range d.comps {
		c := component{id: b[6+3*i], h: int(b[7+3*i] >> 4), v: int(b[7+3*i] & 15), tq: b[8+3*i]}
		for _, other := range d.comps[:i] {
			if other.id == c.id {
				return errFormat
			}
		}
		if c.tq >= maxTables {
			return errFormat
		}
		if err := d.sampling(i, &c); err != nil {
			return err
		}
		d.comps[i] = c
	}
	return nil
}

// sampling checks the sampling factors of component i: those that image/jpeg
// has a type of picture for.
func (d *Decoder) sampling(i int, c *component) error {
	if c.h < 1 || 4 < c.h || c.v < 1 || 4 < c.v {
		return errFormat
	}
	if c.h == 3 || c.v == 3 {
		return errUnsupported
	}
	if len(d.comps) == 1 {
		c.h, c.v = 1, 1 // without others to relate to, they mean nothing
		return nil
	}
	switch i {
	case 0:
		if c.v == 4 {
			return errUnsupported
		}
	case 1:
		if d.comps[0].h%c.h != 0 || d.comps[0].v%c.v != 0 {
			return errUnsupported
		}
	case 2:
		if d.comps[1].h != c.h || d.comps[1].v != c.v {
			return errUnsupported
		}
	}
	return nil
}

func (d *Decoder) quantTables(b []byte) error {
	for len(b) > 0 {
		table, wide := b[0]&15, b[0]>>4
		b = b[1:]
		if table >= maxTables || wide > 1 {
			return errFormat
		}
		if len(b) == 0 {
			return nil // image/jpeg takes a table without values
		}
		if len(b) < blockSize<<wide {
			return errFormat
		}
		q := &d.quant[table]
		for i := range q {
			if wide == 0 {
				q[i] = int32(b[i])
			} else {
				q[i] = int32(b[2*i])<<8 | int32(b[2*i+1])
			}
		}
		b = b[blockSize<<wide:]
	}
	return nil
}
