package variants

import "github.com/vigil-moderation/vigil/hashing/pdq"

const (
	// flatRange is the greatest range of luma within a cell of an even sticker.
	flatRange = 8
	// flatStep is the greatest difference of neighbouring cells of one.
	flatStep = 3
	// edgeStep is the least mean difference to what is around it.
	edgeStep = 14
	// leastFlat and mostFlat bound its size, in cells.
	leastFlat, mostFlat = gridSide * gridSide / 100, gridSide * gridSide * 45 / 100

	// Letters are strokes brighter than whiteInk or darker than blackInk that
	// differ by inkStep from both sides within a fourteenth of the width.
	whiteInk, blackInk, inkStep = 215, 40, 40
	// inkShare is the share of a cell from which on it belongs to a text.
	inkShare = 0.06
	// mostInk bounds the text, in cells.
	mostInk = gridSide * gridSide * 40 / 100
)

// overlay finds what was laid over a picture: even stickers and letters. It
// owns the memory for that.
type overlay struct {
	least, most [gridSide][gridSide]float32
	ink         [gridSide][gridSide]float32
	pixels      [gridSide][gridSide]float32
	group       [gridSide][gridSide]int16 // which even area a cell belongs to
	best        [2]int16
	mask, wide  [gridSide][gridSide]bool
	stack       []int
	line        [3][]float32
}

// uncovered hashes the picture with overlays replaced by what their
// surroundings suggest.
func (m *Maker) uncovered() {
	all := m.field.all()
	o := &m.overlay
	m.sampler.sample(&m.grid, &m.field, all)
	o.measure(&m.field)
	o.stickers(&m.grid)
	for _, label := range o.best {
		if label == 0 {
			continue
		}
		o.only(label)
		o.fill(&m.grid)
		m.hashed(Uncovered, all, 0)
		m.sampler.sample(&m.grid, &m.field, all)
	}
	for _, white := range [...]bool{true, false} {
		if o.letters(&m.field, white) {
			o.fill(&m.grid)
			m.hashed(Uncovered, all, 0)
			m.sampler.sample(&m.grid, &m.field, all)
		}
	}
}

// measure finds the range of luma of each cell.
func (o *overlay) measure(f *field) {
	for j := range gridSide {
		for i := range gridSide {
			o.least[j][i], o.most[j][i] = 255, 0
		}
	}
	for y := range f.h {
		j := y * gridSide / f.h
		for x, v := range f.lum[y*f.w:][:f.w] {
			i := x * gridSide / f.w
			o.least[j][i] = min(o.least[j][i], v)
			o.most[j][i] = max(o.most[j][i], v)
		}
	}
}

// stickers finds the two even areas that end most sharply.
func (o *overlay) stickers(g *pdq.Grid) {
	o.group = [gridSide][gridSide]int16{}
	o.best = [2]int16{}
	var steps [2]float32
	label := int16(0)
	for at := range gridSide * gridSide {
		j, i := at/gridSide, at%gridSide
		if o.group[j][i] != 0 || !o.flat(j, i) {
			continue
		}
		label++
		n, step := o.collect(g, at, label)
		if n < leastFlat || n > mostFlat || step < edgeStep {
			continue
		}
		switch {
		case step > steps[0]:
			o.best, steps = [2]int16{label, o.best[0]}, [2]float32{step, steps[0]}
		case step > steps[1]:
			o.best[1], steps[1] = label, step
		}
	}
}

// only marks the cells of one area.
func (o *overlay) only(label int16) {
	for j := range gridSide {
		for i := range gridSide {
			o.mask[j][i] = o.group[j][i] == label
		}
	}
}

func (o *overlay) flat(j, i int) bool { return o.most[j][i]-o.least[j][i] <= flatRange }

// collect gives the even area around a cell a label, and returns its size and
// how much it differs on average from the cells two beyond it.
func (o *overlay) collect(g *pdq.Grid, at int, label int16) (n int, step float32) {
	o.stack = append(o.stack[:0], at)
	o.group[at/gridSide][at%gridSide] = label
	sum, edges := float32(0), 0
	for len(o.stack) > 0 {
		at := o.stack[len(o.stack)-1]
		o.stack = o.stack[:len(o.stack)-1]
		j, i := at/gridSide, at%gridSide
		n++
		for _, d := range [...][2]int{{0, 1}, {1, 0}, {0, -1}, {-1, 0}} {
			v, u := j+d[0], i+d[1]
			if v < 0 || u < 0 || v >= gridSide || u >= gridSide {
				continue
			}
			if o.flat(v, u) && abs(g[v][u]-g[j][i]) <= flatStep {
				if o.group[v][u] == 0 {
					o.group[v][u] = label
					o.stack = append(o.stack, v*gridSide+u)
				}
				continue
			}
			if v, u = v+d[0], u+d[1]; v >= 0 && u >= 0 && v < gridSide && u < gridSide && o.group[v][u] != label {
				sum += abs(g[v][u] - g[j][i])
				edges++
			}
		}
	}
	return n, sum / float32(max(edges, 1))
}

// letters marks cells with strokes of white or black ink. It reports whether
// there are any, and not too many.
func (o *overlay) letters(f *field, white bool) bool {
	o.ink, o.pixels = [gridSide][gridSide]float32{}, [gridSide][gridSide]float32{}
	o.mask = [gridSide][gridSide]bool{}
	reach := max(f.w/28, 2)
	sign, bound := float32(1), float32(whiteInk)
	if !white {
		sign, bound = -1, -blackInk
	}
	for i := range o.line {
		o.line[i] = grow(o.line[i], f.w)
	}
	before, after, row := o.line[0], o.line[1], o.line[2]
	for y := 0; y < f.h; y += 3 {
		for x, v := range f.lum[y*f.w:][:f.w] {
			row[x] = sign * v
		}
		lowest(before, row, reach)
		lowestBack(after, row, reach)
		j := y * gridSide / f.h
		for x, v := range row {
			i := x * gridSide / f.w
			o.pixels[j][i]++
			if v >= bound && v-max(before[x], after[x]) >= inkStep {
				o.ink[j][i]++
			}
		}
	}
	n := 0
	for j := range gridSide {
		for i := range gridSide {
			if o.ink[j][i] > inkShare*o.pixels[j][i] {
				o.mask[j][i] = true
				n++
			}
		}
	}
	return n >= 8 && n <= mostInk
}

// lowest fills dst with the least of the last values of src, about reach of
// them: of this block of that size and the one before.
func lowest(dst, src []float32, reach int) {
	last, now := src[0], src[0]
	for x, v := range src {
		if x%reach == 0 {
			last, now = now, v
		}
		now = min(now, v)
		dst[x] = min(last, now)
	}
}

// lowestBack is lowest from the other end.
func lowestBack(dst, src []float32, reach int) {
	end := len(src) - 1
	last, now := src[end], src[end]
	for x := end; x >= 0; x-- {
		if (end-x)%reach == 0 {
			last, now = now, src[x]
		}
		now = min(now, src[x])
		dst[x] = min(last, now)
	}
}

// fill replaces the marked cells and their neighbours by the harmonic function
// that the others suggest.
func (o *overlay) fill(g *pdq.Grid) {
	sum, n := float32(0), 0
	for j := range gridSide {
		for i := range gridSide {
			o.wide[j][i] = false
			for v := max(j-1, 0); v <= min(j+1, gridSide-1); v++ {
				for u := max(i-1, 0); u <= min(i+1, gridSide-1); u++ {
					o.wide[j][i] = o.wide[j][i] || o.mask[v][u]
				}
			}
			if !o.wide[j][i] {
				sum += g[j][i]
				n++
			}
		}
	}
	o.stack = o.stack[:0]
	for at := range gridSide * gridSide {
		if j, i := at/gridSide, at%gridSide; o.wide[j][i] {
			g[j][i] = sum / float32(max(n, 1))
			o.stack = append(o.stack, at)
		}
	}
	const passes, over = 24, 1.7 // successive over-relaxation
	for range passes {
		for _, at := range o.stack {
			j, i := at/gridSide, at%gridSide
			mean := (g[max(j-1, 0)][i] + g[min(j+1, gridSide-1)][i] + g[j][max(i-1, 0)] + g[j][min(i+1, gridSide-1)]) / 4
			g[j][i] += float32(over * (mean - g[j][i]))
		}
	}
}
