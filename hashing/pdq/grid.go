package pdq

import "github.com/vigil-moderation/vigil/hashing"

// grid is front end Fast. It applies the reference's two box filters as the one
// linear map along each axis that they are, with weights summed over the pixels
// of the original that a reduced pixel stands for. What it loses against Full
// is the detail within such a pixel and the rounding noise of running sums. All
// of it is integer arithmetic and so the same everywhere.
type grid struct {
	x, y axis
	diff []float64
	row  [gridSide]int32
	acc  [gridSide][gridSide]int64
	line []uint8
}

// axis holds, for each of the 64 samples along a side, the pixels that it is
// made of and their weights, which sum to weightOne.
type axis struct {
	first   [gridSide]int // number of the sample's first pixel
	from    [gridSide + 1]int
	weights []int32
}

const (
	weightBits = 16
	weightOne  = 1 << weightBits
	rowBits    = 8 // fraction bits of a row's samples
)

func (g *grid) run(p *hashing.Picture, out *[gridSide][gridSide]float32) {
	r := p.Reduced
	if r.Scale <= 1 {
		r = hashing.Reduction{Scale: 1, Width: p.Width, Height: p.Height}
	}
	g.axis(&g.x, r.Width, r.Scale, r.Left)
	g.axis(&g.y, r.Height, r.Scale, r.Top)
	g.acc = [gridSide][gridSide]int64{}
	done := 0 // samples along y that end before row y
	for y := range p.Height {
		for done < gridSide && g.y.first[done]+g.y.from[done+1]-g.y.from[done] <= y {
			done++
		}
		filled := false
		for s := done; s < gridSide && g.y.first[s] <= y; s++ {
			k := y - g.y.first[s]
			if k >= g.y.from[s+1]-g.y.from[s] {
				continue
			}
			if !filled {
				g.sampleRow(p, y)
				filled = true
			}
			weight := int64(g.y.weights[g.y.from[s]+k])
			acc := &g.acc[s]
			for i, v := range g.row {
				acc[i] += weight * int64(v)
			}
		}
	}
	for i := range out {
		for j := range out[i] {
			out[i][j] = float32(g.acc[i][j]) / (1 << (weightBits + rowBits))
		}
	}
}

// sampleRow fills row with the 64 samples along row y.
func (g *grid) sampleRow(p *hashing.Picture, y int) {
	line := p.Pix[y*p.Stride : y*p.Stride+p.Width*p.Channels]
	if p.Channels == 3 {
		g.line = grow(g.line, p.Width)
		for x := range g.line {
			c := line[3*x : 3*x+3 : 3*x+3]
			g.line[x] = uint8((19595*uint32(c[0]) + 38470*uint32(c[1]) + 7471*uint32(c[2]) + 1<<15) >> 16)
		}
		line = g.line
	}
	for i := range g.row {
		weights := g.x.weights[g.x.from[i]:g.x.from[i+1]]
		pix := line[g.x.first[i]:]
		pix = pix[:len(weights)]
		sum := int32(0)
		for k, w := range weights {
			sum += w * int32(pix[k])
		}
		g.row[i] = (sum + 1<<(weightBits-rowBits-1)) >> (weightBits - rowBits)
	}
}

// axis computes the weights for a side of size pixels of the original, of which
// scale go into a pixel and the first pixel lacks left.
func (g *grid) axis(a *axis, size, scale, left int) {
	win := window(size)
	ahead := (win+2)/2 - 1 // pixels of the window after its own
	behind := win - 1 - ahead
	span := func(p int) (from, to int) { return max(0, p-behind), min(size, p+ahead+1) }
	a.weights = a.weights[:0]
	g.diff = grow(g.diff, 2*win+1)
	for i := range gridSide {
		at := sample(i, size)
		q0, q1 := span(at)
		r0, _ := span(q0)
		_, r1 := span(q1 - 1)
		clear(g.diff)
		for q := q0; q < q1; q++ {
			from, to := span(q)
			share := 1 / float64((q1-q0)*(to-from))
			g.diff[from-r0] += share
			g.diff[to-r0] -= share
		}
		a.first[i] = (r0 + left) / scale
		a.from[i] = len(a.weights)
		g.collect(a, r0, r1, scale, left)
	}
	a.from[gridSide] = len(a.weights)
}

// collect appends the weights of one sample, whose window goes from r0 to r1 of
// the original. They are rounded so that their sum is exact.
func (g *grid) collect(a *axis, r0, r1, scale, left int) {
	share, total, given := 0.0, 0.0, int32(0)
	for r := r0; r < r1; r++ {
		share += g.diff[r-r0]
		total += share
		if r+1 == r1 {
			total = 1
		}
		if (r+left+1)%scale == 0 || r+1 == r1 {
			upTo := int32(float64(total*weightOne) + 0.5)
			a.weights = append(a.weights, upTo-given)
			given = upTo
		}
	}
}
