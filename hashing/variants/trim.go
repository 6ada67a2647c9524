package variants

import "slices"

// tolerance is how far, in luma, a pixel may be from a background and still
// belong to it: wide enough for the ringing of hard compression.
const tolerance = 14

// side is one of the four sides of a box.
type side int

const (
	top side = iota
	bottom
	left
	right
)

var sides = [...]side{top, bottom, left, right}

// rect is a box of whole pixels of the field, [x0,x1) by [y0,y1).
type rect struct{ x0, y0, x1, y1 int }

func (r rect) box() box {
	return box{float64(r.x0), float64(r.y0), float64(r.x1), float64(r.y1)}
}

func (r rect) width() int  { return r.x1 - r.x0 }
func (r rect) height() int { return r.y1 - r.y0 }

// depth is how many lines there are from side s to the one across.
func (r rect) depth(s side) int {
	if s == top || s == bottom {
		return r.height()
	}
	return r.width()
}

// cut returns r without n lines at side s.
func (r rect) cut(s side, n int) rect {
	switch s {
	case top:
		r.y0 += n
	case bottom:
		r.y1 -= n
	case left:
		r.x0 += n
	case right:
		r.x1 -= n
	}
	return r
}

// line reads the n-th line of r from side s into buf and returns it.
func (f *field) line(buf []float32, r rect, s side, n int) []float32 {
	buf = buf[:0]
	switch s {
	case top, bottom:
		y := r.y0 + n
		if s == bottom {
			y = r.y1 - 1 - n
		}
		return append(buf, f.lum[y*f.w+r.x0:y*f.w+r.x1]...)
	}
	x := r.x0 + n
	if s == right {
		x = r.x1 - 1 - n
	}
	for y := r.y0; y < r.y1; y++ {
		buf = append(buf, f.lum[y*f.w+x])
	}
	return buf
}

// near counts the values within the tolerance of ground.
func near(line []float32, ground float32) int {
	n := 0
	for _, v := range line {
		if d := v - ground; d < tolerance && d > -tolerance {
			n++
		}
	}
	return n
}

// background is the commonest luma of a line.
func background(line []float32) float32 {
	var hist [33]int
	for _, v := range line {
		hist[min(max(int(v), 0), 255)/8]++
	}
	best := 0
	for i := range 32 {
		if hist[i]+hist[i+1] > hist[best]+hist[best+1] {
			best = i
		}
	}
	sum, n := float32(0), 0
	for _, v := range line {
		if b := int(v) / 8; b == best || b == best+1 {
			sum += v
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float32(n)
}

// bar returns how many lines from side s of r belong to a bar: a background
// that its first line sets and that takes at least share of every line, but for
// gaps of up to gap lines (of dense writing).
func (m *Maker) bar(r rect, s side, share float64, gap int) int {
	depth := r.depth(s)
	if depth < 8 {
		return 0
	}
	m.buf = m.field.line(m.buf, r, s, 0)
	ground := background(m.buf)
	if float64(near(m.buf, ground)) < max(share, 0.9)*float64(len(m.buf)) {
		return 0
	}
	end := 1 // lines that certainly belong to the bar
	for n := 1; n < depth*9/10 && n-end <= gap; n++ {
		m.buf = m.field.line(m.buf, r, s, n)
		if float64(near(m.buf, ground)) >= share*float64(len(m.buf)) {
			end = n + 1
		}
	}
	return end
}

// trim takes bars off all four sides of r, again and again until none is left.
// The line where bar and picture mix goes with the bar.
func (m *Maker) trim(r rect, share float64, gap int) rect {
	for range 3 {
		before := r
		for _, s := range sides {
			n := m.bar(r, s, share, gap)
			if n == 0 || n >= r.depth(s)*9/10 {
				continue
			}
			r = r.cut(s, n)
			if m.mixed(r, s) {
				r = r.cut(s, 1)
			}
		}
		if r == before {
			break
		}
	}
	return r
}

// mixed reports whether the outermost line of r is a blend: it differs from the
// next two lines much more than they do from each other.
func (m *Maker) mixed(r rect, s side) bool {
	if r.depth(s) < 8 {
		return false
	}
	m.buf = m.field.line(m.buf, r, s, 0)
	m.buf2 = m.field.line(m.buf2, r, s, 1)
	first := meanDifference(m.buf, m.buf2)
	m.buf = m.field.line(m.buf, r, s, 2)
	return first > 6 && first > 2*meanDifference(m.buf2, m.buf)
}

func meanDifference(a, b []float32) float32 {
	if len(a) == 0 {
		return 0
	}
	sum := float32(0)
	for i, v := range a {
		sum += max(v-b[i], b[i]-v)
	}
	return sum / float32(len(a))
}

// seam is a line between two rows or columns along which a picture breaks.
type seam struct {
	at       int     // number of lines before it
	strength float64 // share of the seam where the two sides differ
}

// seams returns the most lines across r, between rows if across is top and
// between columns if it is left, along which at least share of the pixels jump,
// the strongest first. Seams keep a distance of a fortieth of the depth.
func (m *Maker) seams(dst []seam, r rect, across side, share float64, most int) []seam {
	dst = dst[:0]
	depth := r.depth(across)
	if depth < 16 {
		return dst
	}
	m.jumps = grow(m.jumps, depth)
	m.countJumps(r, across)
	apart := max(2, depth/40)
	for i := 3; i < depth-3; i++ {
		strength := m.jumps[i]
		if strength < share {
			continue
		}
		// Only the strongest of a neighbourhood.
		if strength < slices.Max(m.jumps[max(0, i-apart):min(depth, i+apart+1)]) {
			continue
		}
		if n := len(dst); n > 0 && i-dst[n-1].at <= apart {
			continue
		}
		dst = append(dst, seam{at: i, strength: strength})
	}
	slices.SortFunc(dst, func(a, b seam) int {
		switch {
		case a.strength > b.strength:
			return -1
		case a.strength < b.strength:
			return 1
		}
		return a.at - b.at
	})
	return dst[:min(len(dst), most)]
}

// countJumps fills jumps[i] with the share of pixels that jump between the
// lines around i, two apart so that a blended line cannot hide a seam, and do
// so more than the picture does on either side. Every second pixel of a line is
// looked at.
func (m *Maker) countJumps(r rect, across side) {
	clear(m.jumps)
	f := &m.field
	depth := r.depth(across)
	looked := 0
	if across == left {
		for y := r.y0; y < r.y1; y += 2 {
			row := f.lum[y*f.w+r.x0:][:depth]
			for i := 3; i < depth-3; i++ {
				if jumps(row[i-3], row[i-2], row[i], row[i+1]) {
					m.jumps[i]++
				}
			}
			looked++
		}
	} else {
		line := func(y int) []float32 { return f.lum[(r.y0+y)*f.w+r.x0:][:r.width()] }
		for i := 3; i < depth-3; i++ {
			a, b, c, d := line(i-3), line(i-2), line(i), line(i+1)
			n := 0
			for x := 0; x < len(a); x += 2 {
				if jumps(a[x], b[x], c[x], d[x]) {
					n++
				}
			}
			m.jumps[i] = float64(n)
		}
		looked = (r.width() + 1) / 2
	}
	for i := range m.jumps {
		m.jumps[i] /= float64(max(looked, 1))
	}
}

// jumps reports whether luma jumps from b to c, and does so more than from a to
// b and from c to d.
func jumps(a, b, c, d float32) bool {
	jump := abs(c - b)
	return jump > 8 && jump > 2*abs(b-a) && jump > 2*abs(d-c)
}

func abs(v float32) float32 { return max(v, -v) }
