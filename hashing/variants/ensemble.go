package variants

import "math"

// trimmed takes off uniform borders: strictly, and once more tolerating what
// hard compression does to them.
func (m *Maker) trimmed(whole rect) {
	strict := m.trim(whole, 0.985, 0)
	if strict != whole {
		m.part(Trimmed, strict.box(), true)
		// Where the picture is as dark as its border, the trim went too far on
		// some sides; a border is the same on opposite ones.
		x, y := min(strict.x0, whole.x1-strict.x1), min(strict.y0, whole.y1-strict.y1)
		m.part(Trimmed, rect{x, y, whole.x1 - x, whole.y1 - y}.box(), true)
		if x != y && min(x, y) > 0 {
			x = min(x, y)
			m.part(Trimmed, rect{x, x, whole.x1 - x, whole.y1 - x}.box(), true)
		}
	}
	loose := m.trim(whole, 0.9, 2)
	if loose != whole && loose != strict {
		m.part(Trimmed, loose.box(), true)
	}
}

// cuts takes off captions and the frames of screenshots: bars of a background
// with something written on it, and everything beyond a seam.
func (m *Maker) cuts(whole rect) {
	for _, share := range [...]float64{0.6, 0.4, 0.25} {
		gap := m.field.h / 40
		for _, s := range [...]side{top, bottom} {
			if n := m.bar(whole, s, share, gap); n > 0 && n < whole.depth(s)*8/10 {
				m.part(Cut, m.trim(whole.cut(s, n), 0.985, 0).box(), false)
			}
		}
		if r := m.trim(whole, share, gap); r != whole {
			m.part(Cut, r.box(), false)
		}
	}
	m.rows = m.seams(m.rows, whole, top, 0.5, 6)
	for i, a := range m.rows {
		m.cutOut(rect{whole.x0, whole.y0, whole.x1, a.at})
		m.cutOut(rect{whole.x0, a.at, whole.x1, whole.y1})
		for _, b := range m.rows[:i] {
			m.cutOut(rect{whole.x0, min(a.at, b.at), whole.x1, max(a.at, b.at)})
		}
	}
	m.cols = m.seams(m.cols, whole, left, 0.5, 4)
	for i, a := range m.cols {
		for _, b := range m.cols[:i] {
			m.cutOut(rect{min(a.at, b.at), whole.y0, max(a.at, b.at), whole.y1})
		}
	}
}

// cutOut hashes a part that lies between seams, as it is and without uniform
// borders: what looks like one may be the sky.
func (m *Maker) cutOut(r rect) {
	m.part(Cut, r.box(), false)
	m.part(Cut, m.trim(r, 0.985, 0).box(), false)
}

// tiles hashes the parts of a collage: halves and quarters, and what lies
// between the strongest seams, each without its own border.
func (m *Maker) tiles(whole rect) {
	midX, midY := m.field.w/2, m.field.h/2
	cols := [...][2]int{{0, m.field.w}, {0, midX}, {midX, m.field.w}}
	rows := [...][2]int{{0, m.field.h}, {0, midY}, {midY, m.field.h}}
	for _, c := range cols {
		for _, r := range rows {
			tile := rect{c[0], r[0], c[1], r[1]}
			if tile == whole {
				continue
			}
			m.part(Tile, tile.box(), false)
			if inner := m.trim(tile, 0.985, 0); inner != tile {
				m.part(Tile, inner.box(), false)
			}
		}
	}
	if !m.wants(Cut) { // else cuts has looked for them
		m.cols = m.seams(m.cols, whole, left, 0.5, 4)
	}
	for _, c := range m.cols[:min(len(m.cols), 2)] {
		if c.strength < 0.6 {
			break
		}
		m.part(Tile, m.trim(rect{0, 0, c.at, whole.y1}, 0.985, 0).box(), false)
		m.part(Tile, m.trim(rect{c.at, 0, whole.x1, whole.y1}, 0.985, 0).box(), false)
	}
}

// padded completes a picture whose edges may have been cut off: all of them
// alike, those along one axis, or one.
func (m *Maker) padded(b box) {
	w, h := b.width(), b.height()
	for _, p := range [...]float64{0.011, 0.021, 0.031, 0.041, 0.051, 0.065, 0.085} {
		wider := box{b.x0 - p*w, b.y0 - p*h, b.x1 + p*w, b.y1 + p*h}
		// Across a narrow strip, a mirror keeps patterns and gradients going.
		if p < 0.04 {
			m.part(Padded, wider, false)
		}
		if p > 0.02 {
			m.extended(wider, p > 0.05 && p < 0.07)
		}
	}
	for _, p := range [...]float64{0.03, 0.06, 0.1} {
		m.extended(box{b.x0 - p*w, b.y0, b.x1 + p*w, b.y1}, false)
		m.extended(box{b.x0, b.y0 - p*h, b.x1, b.y1 + p*h}, false)
	}
	for _, p := range [...]float64{0.03, 0.055, 0.08, 0.105} {
		m.extended(box{b.x0 - p*w, b.y0, b.x1, b.y1}, p > 0.1)
		m.extended(box{b.x0, b.y0 - p*h, b.x1, b.y1}, p > 0.1)
		m.extended(box{b.x0, b.y0, b.x1 + p*w, b.y1}, p > 0.1)
		m.extended(box{b.x0, b.y0, b.x1, b.y1 + p*h}, p > 0.1)
	}
}

// extended hashes a box that reaches beyond the picture, with the unknown part
// continued evenly and, if both is set, also fading to the mean: hashes that are
// near the threshold are then found by one or the other.
func (m *Maker) extended(b box, both bool) {
	if m.sampler.sampleExtended(&m.grid, &m.field, b, 1) {
		m.hashed(Padded, b, 0)
	}
	if both && m.sampler.sampleExtended(&m.grid, &m.field, b, fading) {
		m.hashed(Padded, b, 0)
	}
}

// hashed appends the hash of the grid, which shows the box b.
func (m *Maker) hashed(k Kind, b box, angle float64) {
	res := m.hasher.Grid(&m.grid)
	s := m.field.scale
	m.add(Hashed{
		Variant: Variant{Kind: k, Angle: angle, X0: b.x0 * s, Y0: b.y0 * s, X1: b.x1 * s, Y1: b.y1 * s},
		Hash:    res.Hash, Quality: res.Quality,
	})
}

// straightened turns the picture back by small angles, under two assumptions:
// that the canvas grew with the turn, and that it kept its size.
func (m *Maker) straightened(whole rect) {
	b := whole.box()
	w, h := b.width(), b.height()
	for _, degrees := range [...]float64{1.2, 2, 3, 4, 5} {
		for _, sign := range [...]float64{1, -1} {
			angle := sign * degrees * math.Pi / 180
			m.turnedBack(b, w, h, angle)
			if ow, oh, ok := unturned(w, h, math.Abs(angle)); ok {
				m.turnedBack(b, ow, oh, angle)
			}
		}
	}
}

func (m *Maker) turnedBack(b box, w, h, angle float64) {
	m.sampler.sampleTurned(&m.grid, &m.field, b, w, h, angle)
	cx, cy := (b.x0+b.x1)/2, (b.y0+b.y1)/2
	m.hashed(Straight, box{cx - w/2, cy - h/2, cx + w/2, cy + h/2}, -angle*180/math.Pi)
}

// unturned returns the size of the picture whose turn by angle has the bounding
// box w by h.
func unturned(w, h, angle float64) (ow, oh float64, ok bool) {
	sin, cos := math.Sincos(angle)
	det := cos*cos - sin*sin
	if det < 0.1 {
		return 0, 0, false
	}
	ow, oh = (w*cos-h*sin)/det, (h*cos-w*sin)/det
	return ow, oh, ow > 0.5*w && oh > 0.5*h
}
