package variants

import "github.com/vigil-moderation/vigil/hashing/pdq"

// spread are the weights by which a row of samples is smoothed to make the next
// one beyond an edge: the middle one, and those at distance 1, 2 and 3 on either
// side. They are samples of 1/(1+x*x), the kernel by which a harmonic function
// continues into a half plane. Pictures have most of their power in low
// frequencies, by about one over the square; for such content the harmonic
// continuation has the least error. A mirror shows detail that is not there.
var spread = [...]float32{0.4, 0.2, 0.08, 0.04}

// fading is what a row keeps of the difference to the mean, where a continuation
// fades.
const fading = 0.85

// sampleExtended fills the grid from a box that reaches beyond the picture, and
// continues the picture there. Keep is the share of the difference to the mean
// that the next row keeps. It reports false if too little of the box is known.
func (s *sampler) sampleExtended(g *pdq.Grid, f *field, b box, keep float32) bool {
	s.sample(g, f, b)
	x0, x1 := inside(b.x0, b.x1, f.w)
	y0, y1 := inside(b.y0, b.y1, f.h)
	if x1-x0 < gridSide/2 || y1-y0 < gridSide/2 {
		return false
	}
	mean := float32(0)
	for j := y0; j < y1; j++ {
		for _, v := range g[j][x0:x1] {
			mean += v
		}
	}
	mean /= float32((x1 - x0) * (y1 - y0))
	var from, to [gridSide]float32
	column := func(dst, src int) {
		for j := range gridSide {
			from[j] = g[j][src]
		}
		smooth(&to, &from, y0, y1, mean, keep)
		for j := y0; j < y1; j++ {
			g[j][dst] = to[j]
		}
	}
	for i := x0 - 1; i >= 0; i-- {
		column(i, i+1)
	}
	for i := x1; i < gridSide; i++ {
		column(i, i-1)
	}
	for j := y0 - 1; j >= 0; j-- {
		smooth((*[gridSide]float32)(&g[j]), (*[gridSide]float32)(&g[j+1]), 0, gridSide, mean, keep)
	}
	for j := y1; j < gridSide; j++ {
		smooth((*[gridSide]float32)(&g[j]), (*[gridSide]float32)(&g[j-1]), 0, gridSide, mean, keep)
	}
	return true
}

// inside returns the samples, from lo up to hi, whose middle is well within a
// side of the given size.
func inside(from, to float64, size int) (lo, hi int) {
	const margin = 0.3 // of a sample
	cell := (to - from) / float64(gridSide)
	lo, hi = 0, gridSide
	for lo < hi && from+(float64(lo)+0.5-margin)*cell < 0 {
		lo++
	}
	for hi > lo && from+(float64(hi)-0.5+margin)*cell > float64(size) {
		hi--
	}
	return lo, hi
}

// smooth fills dst from lo up to hi with what comes beyond the row src.
func smooth(dst, src *[gridSide]float32, lo, hi int, mean, keep float32) {
	for i := lo; i < hi; i++ {
		sum := spread[0] * src[i]
		for k := 1; k < len(spread); k++ {
			sum += float32(spread[k] * (src[max(i-k, lo)] + src[min(i+k, hi-1)]))
		}
		dst[i] = mean + float32(keep*(sum/(spread[0]+2*(spread[1]+spread[2]+spread[3]))-mean))
	}
}
