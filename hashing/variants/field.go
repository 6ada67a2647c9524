package variants

import (
	"math"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

const (
	gridSide = len(pdq.Grid{})

	// workSide: pictures are averaged down by a whole factor until their longer
	// side is below twice this.
	workSide = 400
	// marginShare is how far a sample may lie outside the picture, as a share
	// of its side; content there is mirrored.
	marginShare = 0.16
	// boxShare is the width of the box that stands for PDQ's two box filters,
	// as a share of a grid cell: a box of 1/sqrt(2) has the variance of two of
	// 1/2 each.
	boxShare = 0.7071
)

// field is a picture made ready to be sampled anywhere: reduced luma, and the
// summed-area table of it with mirrored margins.
type field struct {
	w, h   int       // of the reduced luma
	scale  float64   // pixels of the picture for one of the field
	lum    []float32 // w*h
	mx, my int       // margins of the table
	stride int
	sum    []float64 // (w+2mx+1)*(h+2my+1)
}

// load fills the field from a picture that passed Check.
func (f *field) load(p *hashing.Picture) {
	k := max(1, max(p.Width, p.Height)/workSide)
	// A very narrow picture keeps at least one pixel across.
	k = min(k, p.Width, p.Height)
	f.w, f.h, f.scale = p.Width/k, p.Height/k, float64(k)
	f.lum = grow(f.lum, f.w*f.h)
	for y := range f.h {
		reduceRow(f.lum[y*f.w:(y+1)*f.w], p, y*k, k)
	}
	f.integrate()
}

// reduceRow averages k rows of p, from row y on, to luma.
func reduceRow(dst []float32, p *hashing.Picture, y, k int) {
	clear(dst)
	norm := 1 / float32(k*k)
	for r := y; r < y+k; r++ {
		row := p.Pix[r*p.Stride:]
		if p.Channels == 1 {
			for x := range dst {
				sum := 0
				for _, v := range row[x*k : (x+1)*k] {
					sum += int(v)
				}
				dst[x] += float32(sum) * norm
			}
			continue
		}
		for x := range dst {
			var red, green, blue int
			cell := row[3*x*k : 3*(x+1)*k]
			for i := 0; i+2 < len(cell); i += 3 {
				red += int(cell[i])
				green += int(cell[i+1])
				blue += int(cell[i+2])
			}
			dst[x] += (0.299*float32(red) + 0.587*float32(green) + 0.114*float32(blue)) * norm
		}
	}
}

// integrate builds the summed-area table.
func (f *field) integrate() {
	f.mx, f.my = int(float64(f.w)*marginShare)+1, int(float64(f.h)*marginShare)+1
	cols, rows := f.w+2*f.mx, f.h+2*f.my
	f.stride = cols + 1
	f.sum = grow(f.sum, f.stride*(rows+1))
	clear(f.sum[:f.stride])
	for y := range rows {
		src := f.lum[mirror(y-f.my, f.h)*f.w:][:f.w]
		above := f.sum[y*f.stride:][:f.stride]
		below := f.sum[(y+1)*f.stride:][:f.stride]
		below[0] = 0
		total := 0.0
		at := 1
		for x := range f.mx {
			total += float64(src[mirror(x-f.mx, f.w)])
			below[at] = above[at] + total
			at++
		}
		for _, v := range src {
			total += float64(v)
			below[at] = above[at] + total
			at++
		}
		for x := range f.mx {
			total += float64(src[mirror(f.w+x, f.w)])
			below[at] = above[at] + total
			at++
		}
	}
}

// mirror brings an index that is beyond an edge back inside, as a mirror there
// would show it.
func mirror(i, n int) int {
	period := 2 * n
	i %= period
	if i < 0 {
		i += period
	}
	if i >= n {
		i = period - 1 - i
	}
	return i
}

// box is a rectangle in the field's coordinates. It may reach into the margins.
type box struct{ x0, y0, x1, y1 float64 }

func (b box) width() float64  { return b.x1 - b.x0 }
func (b box) height() float64 { return b.y1 - b.y0 }

func (f *field) all() box { return box{0, 0, float64(f.w), float64(f.h)} }

// edges holds where the two sides of each sample's box lie in the table.
type edges struct {
	lo, hi         [gridSide]int
	loFrac, hiFrac [gridSide]float64
	width          [gridSide]float64
}

// fill computes the edges of 64 samples along [from, to); size and margin
// describe the side of the field.
func (e *edges) fill(from, to float64, size, margin int) {
	cell := (to - from) / float64(gridSide)
	half := max(cell*boxShare, 1) / 2
	limit := float64(size + 2*margin)
	for i := range gridSide {
		mid := from + (float64(i)+0.5)*cell + float64(margin)
		a, b := max(mid-half, 0), min(mid+half, limit)
		if b-a < 0.5 { // wholly beyond the margin
			a = min(max(a, 0), limit-1)
			b = a + 1
		}
		e.lo[i], e.loFrac[i] = split(a, int(limit))
		e.hi[i], e.hiFrac[i] = split(b, int(limit))
		e.width[i] = b - a
	}
}

// split cuts v into the last table index whose successor exists, and the rest.
func split(v float64, limit int) (int, float64) {
	i := min(int(v), limit-1)
	return i, v - float64(i)
}

// sampler turns parts of a field into grids. It owns the scratch for that.
type sampler struct {
	x, y edges
}

// sample fills the grid from the part b of the field.
func (s *sampler) sample(g *pdq.Grid, f *field, b box) {
	s.x.fill(b.x0, b.x1, f.w, f.mx)
	s.y.fill(b.y0, b.y1, f.h, f.my)
	for j := range gridSide {
		r0 := f.sum[s.y.lo[j]*f.stride:][:2*f.stride]
		r1 := f.sum[s.y.hi[j]*f.stride:][:2*f.stride]
		fa, fb := s.y.loFrac[j], s.y.hiFrac[j]
		strip := func(x int) float64 {
			a, b := r0[x], r1[x]
			return b + fb*(r1[x+f.stride]-b) - a - fa*(r0[x+f.stride]-a)
		}
		norm := 1 / s.y.width[j]
		for i := range gridSide {
			xa, xb := s.x.lo[i], s.x.hi[i]
			left := strip(xa)
			left += s.x.loFrac[i] * (strip(xa+1) - left)
			right := strip(xb)
			right += s.x.hiFrac[i] * (strip(xb+1) - right)
			g[j][i] = float32((right - left) * norm / s.x.width[i])
		}
	}
}

// sampleTurned fills the grid from a rectangle of the given size around the
// middle of b that is turned by angle (radians, clockwise as seen). Samples
// beyond the margins take the nearest content there.
func (s *sampler) sampleTurned(g *pdq.Grid, f *field, b box, width, height, angle float64) {
	cx, cy := (b.x0+b.x1)/2+float64(f.mx), (b.y0+b.y1)/2+float64(f.my)
	sin, cos := math.Sincos(angle)
	halfX, halfY := max(width/float64(gridSide)*boxShare, 1)/2, max(height/float64(gridSide)*boxShare, 1)/2
	limX, limY := float64(f.w+2*f.mx), float64(f.h+2*f.my)
	for j := range gridSide {
		v := ((float64(j)+0.5)/float64(gridSide) - 0.5) * height
		for i := range gridSide {
			u := ((float64(i)+0.5)/float64(gridSide) - 0.5) * width
			x := min(max(cx+u*cos-v*sin, halfX), limX-halfX)
			y := min(max(cy+u*sin+v*cos, halfY), limY-halfY)
			sum := f.at(x+halfX, y+halfY) - f.at(x-halfX, y+halfY) - f.at(x+halfX, y-halfY) + f.at(x-halfX, y-halfY)
			g[j][i] = float32(sum / (4 * halfX * halfY))
		}
	}
}

// at interpolates the summed-area table.
func (f *field) at(x, y float64) float64 {
	xi, xf := split(x, f.w+2*f.mx)
	yi, yf := split(y, f.h+2*f.my)
	t := f.sum[yi*f.stride+xi:]
	top := t[0] + xf*(t[1]-t[0])
	bottom := t[f.stride] + xf*(t[f.stride+1]-t[f.stride])
	return top + yf*(bottom-top)
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
