package gridsig

import (
	"math"
	"slices"
)

const (
	numParams = 9 // six of the affine map; gain, offset, gamma
	rounds    = 8 // of fitting

	// noiseFloor is the least noise of a cell, in luma: rounding and what JPEG
	// of high quality does.
	noiseFloor = 0.6
	// cut is where the weight of a cell in the fit reaches zero, in units of
	// the noise.
	cut = 5.0
)

// tone maps the luma of the copy to that of the original:
// gain*255*(v/255)^gamma + offset.
type tone struct{ gain, offset, gamma float64 }

// curve tabulates the power, without gain and offset.
func (t tone) curve(c *[256]float32) {
	for v := range c {
		c[v] = float32(255 * math.Pow(float64(v)/255, t.gamma))
	}
}

// model says what a fit of the tone may change. Simple models come first, for
// parameters that stand in for each other lead astray where much is burnt out.
type model struct{ linear, gamma bool }

var models = [...]model{{linear: true}, {gamma: true}, {linear: true, gamma: true}}

// wide holds the least limits of weights of the first rounds: it narrows, so
// that a bad start does not fix which cells fit.
var wide = [rounds]float64{48, 36, 24, 14, 8}

// fit is the state of a comparison.
type fit struct {
	place    affine
	tone     tone
	now      grid // the copy by the current place and curve, not by gain and offset
	residual [cells]float64
	slopeX   [cells]float64 // change of luma for a pixel of the plane
	slopeY   [cells]float64
	noise    [cells]float64 // that is to be expected of each cell
	scale    float64        // the same of a cell where the tone changes nothing
	seen     int
	sorted   []float64
	known    []float64
}

// run registers the plane with the signature, from a first guess of the place.
// It reports whether enough of the original is seen.
func (c *Comparer) run(s *Signature, place affine, m model) bool {
	f := &c.fit
	f.place, f.tone = place, tone{gain: 1, gamma: 1}
	c.refresh(s, true)
	if m.linear {
		f.startTone(s)
		c.refresh(s, false)
	} else {
		f.startGamma(s)
		c.refresh(s, true)
	}
	for i := range rounds {
		if f.seen < cells/3 {
			return false
		}
		gamma := f.tone.gamma
		if !c.step(m, wide[i]) {
			break
		}
		f.bound(place)
		c.refresh(s, math.Abs(gamma-f.tone.gamma) > 1e-4)
	}
	return f.seen >= cells/3
}

// sortSeen sorts the cells of both grids that are seen.
func (f *fit) sortSeen(s *Signature) (a, b []float64) {
	f.sorted, f.known = f.sorted[:0], f.known[:0]
	for i := range cells {
		if f.now.seen[i] {
			f.sorted = append(f.sorted, f.now.luma[i])
			f.known = append(f.known, float64(s.cells[i]))
		}
	}
	slices.Sort(f.sorted)
	slices.Sort(f.known)
	return f.sorted, f.known
}

// startGamma sets gamma so that the medians of both grids agree.
func (f *fit) startGamma(s *Signature) {
	a, b := f.sortSeen(s)
	if len(a) == 0 {
		return
	}
	x, y := a[len(a)/2]/255, b[len(b)/2]/255
	if x > 0.02 && x < 0.98 && y > 0.02 && y < 0.98 {
		f.tone.gamma = min(max(math.Log(y)/math.Log(x), 0.35), 3)
	}
}

// startTone sets gain and offset so that the quartiles of both grids agree.
func (f *fit) startTone(s *Signature) {
	a, b := f.sortSeen(s)
	if len(a) < 8 {
		return
	}
	lo, hi := len(a)/4, len(a)*3/4
	if a[hi]-a[lo] > 4 {
		f.tone.gain = min(max((b[hi]-b[lo])/(a[hi]-a[lo]), 0.25), 4)
	}
	mid := len(a) / 2
	f.tone.offset = b[mid] - f.tone.gain*a[mid]
}

// bound keeps the place within a cell or so of the first guess, and the tone
// within what editors do.
func (f *fit) bound(start affine) {
	w := math.Abs(start.bx) + math.Abs(start.cx)
	h := math.Abs(start.by) + math.Abs(start.cy)
	near := func(v *float64, at, size float64) { *v = min(max(*v, at-0.08*size), at+0.08*size) }
	near(&f.place.ax, start.ax, w)
	near(&f.place.bx, start.bx, w)
	near(&f.place.cx, start.cx, w)
	near(&f.place.ay, start.ay, h)
	near(&f.place.by, start.by, h)
	near(&f.place.cy, start.cy, h)
	f.tone.gamma = min(max(f.tone.gamma, 0.35), 3)
	f.tone.gain = min(max(f.tone.gain, 0.2), 5)
}

// refresh samples the plane anew, after building its tables if the curve has
// changed, and computes slopes, residuals and noise.
func (c *Comparer) refresh(s *Signature, tables bool) {
	f := &c.fit
	if tables {
		f.tone.curve(&c.curve)
		c.plane.integrate(&c.curve)
	}
	m := f.place
	dx := max((math.Abs(m.bx)+math.Abs(m.cx))/(4*side), 0.25)
	dy := max((math.Abs(m.by)+math.Abs(m.cy))/(4*side), 0.25)
	c.slopes(&f.slopeX, m, dx, 0)
	c.slopes(&f.slopeY, m, 0, dy)
	c.plane.sample(&f.now, m)
	// Burnt-out pixels may have been anything from what they look like to the
	// end of the range.
	above := max(255-f.tone.gain*float64(c.curve[255-burnt])-f.tone.offset, 0)
	below := max(f.tone.gain*float64(c.curve[burnt])+f.tone.offset, 0)
	f.sorted, f.seen = f.sorted[:0], 0
	for i := range cells {
		f.residual[i] = 0
		if !f.now.seen[i] {
			continue
		}
		f.seen++
		r := float64(s.cells[i]) - f.tone.gain*f.now.luma[i] - f.tone.offset
		if r > 0 {
			r = max(r-above*f.now.high[i], 0)
		} else {
			r = min(r+below*f.now.low[i], 0)
		}
		f.residual[i] = r
		// Where the curve is steep, it magnifies noise.
		f.noise[i] = max(f.tone.steepness(f.now.luma[i]), 1)
		if f.now.high[i]+f.now.low[i] < 0.5 {
			f.sorted = append(f.sorted, math.Abs(r)/f.noise[i])
		}
	}
	noise := noiseFloor
	if n := len(f.sorted); n > 0 {
		slices.Sort(f.sorted)
		noise = max(noise, 1.4826*f.sorted[n/2])
	}
	f.scale = noise
	for i := range f.noise {
		f.noise[i] *= noise
	}
}

// steepness is how much of a change in the copy the tone makes where it has
// turned it into the given luma (before gain and offset).
func (t tone) steepness(luma float64) float64 {
	v := math.Pow(min(max(luma/255, 0.002), 1), 1/t.gamma)
	return t.gain * t.gamma * math.Pow(max(v, 0.01), t.gamma-1)
}

func (c *Comparer) slopes(out *[cells]float64, m affine, dx, dy float64) {
	m.ax += dx
	m.ay += dy
	c.plane.sample(&c.ahead, m)
	m.ax -= 2 * dx
	m.ay -= 2 * dy
	c.plane.sample(&c.back, m)
	for i := range out {
		out[i] = 0
		if c.ahead.seen[i] && c.back.seen[i] {
			out[i] = (c.ahead.luma[i] - c.back.luma[i]) / (2 * (dx + dy))
		}
	}
}

// step improves the parameters by one round of weighted least squares. It
// reports false if that is impossible.
func (c *Comparer) step(m model, widest float64) bool {
	f := &c.fit
	var normal [numParams][numParams + 1]float64
	w := math.Abs(f.place.bx) + math.Abs(f.place.cx)
	h := math.Abs(f.place.by) + math.Abs(f.place.cy)
	for i := range cells {
		r, limit := f.residual[i], max(cut*f.noise[i], widest)
		if !f.now.seen[i] || math.Abs(r) >= limit {
			continue
		}
		q := r / limit
		weight := (1 - q*q) * (1 - q*q) * (1 - min(f.now.high[i]+f.now.low[i], 1))
		u, v := (float64(i%side)+0.5)/side-0.5, (float64(i/side)+0.5)/side-0.5
		gx, gy := f.tone.gain*f.slopeX[i]*w, f.tone.gain*f.slopeY[i]*h
		weight /= max(f.noise[i]*f.noise[i], 0.1)
		x := min(max(f.now.luma[i]/255, 0.004), 1)
		col := [numParams + 1]float64{gx, gx * u, gx * v, gy, gy * u, gy * v, 0, 0, 0, r}
		if m.linear {
			col[6], col[7] = f.now.luma[i], 100
		}
		if m.gamma {
			// d/dgamma of 255*x^gamma is 255*x^gamma*ln(x); x is that power.
			col[8] = f.tone.gain * 255 * x * math.Log(x) / f.tone.gamma
		}
		for a := range numParams {
			for b := a; b <= numParams; b++ {
				normal[a][b] += weight * col[a] * col[b]
			}
		}
	}
	// A little damping keeps what the picture says nothing about where it is.
	damping := [numParams]float64{2e4, 2e4, 2e4, 2e4, 2e4, 2e4, 50, 1, 50}
	for a := range numParams {
		normal[a][a] += damping[a]
		for b := range a {
			normal[a][b] = normal[b][a]
		}
	}
	d, ok := solve(&normal)
	if !ok {
		return false
	}
	// Steps of the map are about the middle of the picture.
	f.place.bx += d[1] * w
	f.place.cx += d[2] * w
	f.place.ax += (d[0] - d[1]/2 - d[2]/2) * w
	f.place.by += d[4] * h
	f.place.cy += d[5] * h
	f.place.ay += (d[3] - d[4]/2 - d[5]/2) * h
	f.tone.gain += d[6]
	f.tone.offset += 100 * d[7]
	f.tone.gamma += min(max(d[8], -0.4), 0.4)
	return true
}

// solve solves a symmetric system by elimination with pivots.
func solve(m *[numParams][numParams + 1]float64) (x [numParams]float64, ok bool) {
	for i := range numParams {
		p := i
		for r := i + 1; r < numParams; r++ {
			if math.Abs(m[r][i]) > math.Abs(m[p][i]) {
				p = r
			}
		}
		m[i], m[p] = m[p], m[i]
		if math.Abs(m[i][i]) < 1e-9 {
			return x, false
		}
		for r := i + 1; r < numParams; r++ {
			k := m[r][i] / m[i][i]
			for c := i; c <= numParams; c++ {
				m[r][c] -= k * m[i][c]
			}
		}
	}
	for i := numParams - 1; i >= 0; i-- {
		v := m[i][numParams]
		for c := i + 1; c < numParams; c++ {
			v -= m[i][c] * x[c]
		}
		x[i] = v / m[i][i]
		if math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			return x, false
		}
	}
	return x, true
}
