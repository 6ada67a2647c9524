package gridsig

import (
	"math"

	"github.com/vigil-moderation/vigil/hashing"
)

// workSide: pictures are averaged down by a whole factor while their longer
// side stays at or above this, so that a cell keeps 16 pixels or more.
const workSide = 384

// Weights of the channels in luma.
var lumaWeights = [3]float32{0.299, 0.587, 0.114}

// burnt is how near to the ends of the range a channel must be to have been cut
// off there: hard compression moves such values a little.
const burnt = 6

// plane is a picture made ready to be sampled: reduced channels, and the
// summed-area tables of its luma and of how much of it is burnt out.
type plane struct {
	w, h     int
	scale    float64 // pixels of the picture for one of the plane
	channels int
	pix      []uint8
	row      []int
	sum      []float64 // of luma
	high     []float64 // of the weight of channels at the upper end
	low      []float64 // and at the lower one
}

// load reduces a picture that passed Check.
func (f *plane) load(p *hashing.Picture) {
	k := max(1, max(p.Width, p.Height)/workSide)
	k = min(k, p.Width, p.Height)
	f.w, f.h, f.scale, f.channels = p.Width/k, p.Height/k, float64(k), p.Channels
	f.pix = grow(f.pix, f.w*f.h*f.channels)
	f.row = grow(f.row, f.w*f.channels)
	sums := f.row
	for y := range f.h {
		clear(sums)
		for r := y * k; r < (y+1)*k; r++ {
			row := p.Pix[r*p.Stride:]
			at := 0
			for x := range f.w {
				cell := sums[x*f.channels : (x+1)*f.channels]
				for range k {
					for c := range cell {
						cell[c] += int(row[at])
						at++
					}
				}
			}
		}
		out := f.pix[y*len(sums):][:len(sums)]
		for i, v := range sums {
			out[i] = uint8((v + k*k/2) / (k * k))
		}
	}
}

// integrate builds the tables from what curve makes of each channel; without a
// curve, from the channels as they are.
func (f *plane) integrate(curve *[256]float32) {
	stride := f.w + 1
	n := stride * (f.h + 1)
	f.sum, f.high, f.low = grow(f.sum, n), grow(f.high, n), grow(f.low, n)
	clear(f.sum[:stride])
	clear(f.high[:stride])
	clear(f.low[:stride])
	var lut [3][256]float32
	for c := range lut {
		weight := lumaWeights[c]
		if f.channels == 1 {
			weight = 1
		}
		for v := range 256 {
			lut[c][v] = weight * float32(v)
			if curve != nil {
				lut[c][v] = weight * curve[v]
			}
		}
	}
	for y := range f.h {
		row := f.pix[y*f.w*f.channels:][:f.w*f.channels]
		at := (y + 1) * stride
		f.sum[at], f.high[at], f.low[at] = 0, 0, 0
		var sum, high, low float64
		for x := range f.w {
			for c, v := range row[x*f.channels : (x+1)*f.channels] {
				sum += float64(lut[c][v])
				if v >= 255-burnt {
					high += float64(lumaWeights[c])
				} else if v <= burnt {
					low += float64(lumaWeights[c])
				}
			}
			i := at + x + 1
			f.sum[i] = f.sum[i-stride] + sum
			f.high[i] = f.high[i-stride] + high
			f.low[i] = f.low[i-stride] + low
		}
	}
	if f.channels == 1 {
		for i := range f.high {
			f.high[i] /= float64(lumaWeights[0])
			f.low[i] /= float64(lumaWeights[0])
		}
	}
}

// affine maps the unit square of the original to pixels of a plane:
// x = ax + bx*u + cx*v, y = ay + by*u + cy*v.
type affine struct{ ax, bx, cx, ay, by, cy float64 }

// grid is what a plane shows in the cells of a signature.
type grid struct {
	luma      [cells]float64
	high, low [cells]float64 // share that is burnt out
	lack      [cells]float64 // share that lies beyond the edge
	seen      [cells]bool    // enough lies within the plane
}

// sample fills the grid.
func (f *plane) sample(g *grid, m affine) {
	halfX := max((math.Abs(m.bx)+math.Abs(m.cx))/(2*side), 0.5)
	halfY := max((math.Abs(m.by)+math.Abs(m.cy))/(2*side), 0.5)
	for i := range cells {
		u, v := (float64(i%side)+0.5)/side, (float64(i/side)+0.5)/side
		x, y := m.ax+m.bx*u+m.cx*v, m.ay+m.by*u+m.cy*v
		x0, x1 := max(x-halfX, 0), min(x+halfX, float64(f.w))
		y0, y1 := max(y-halfY, 0), min(y+halfY, float64(f.h))
		area := (x1 - x0) * (y1 - y0)
		g.lack[i] = 1 - area/(4*halfX*halfY)
		g.seen[i] = x1 > x0 && y1 > y0 && g.lack[i] < 0.15
		if !g.seen[i] {
			g.luma[i], g.high[i], g.low[i] = 0, 0, 0
			continue
		}
		g.luma[i] = f.over(f.sum, x0, y0, x1, y1) / area
		g.high[i] = f.over(f.high, x0, y0, x1, y1) / area
		g.low[i] = f.over(f.low, x0, y0, x1, y1) / area
	}
}

// over sums a table over a box within the plane.
func (f *plane) over(t []float64, x0, y0, x1, y1 float64) float64 {
	return f.at(t, x1, y1) - f.at(t, x0, y1) - f.at(t, x1, y0) + f.at(t, x0, y0)
}

// at interpolates a table.
func (f *plane) at(t []float64, x, y float64) float64 {
	xi, yi := min(int(x), f.w-1), min(int(y), f.h-1)
	xf, yf := x-float64(xi), y-float64(yi)
	t = t[yi*(f.w+1)+xi:]
	top := t[0] + xf*(t[1]-t[0])
	bottom := t[f.w+1] + xf*(t[f.w+2]-t[f.w+1])
	return top + yf*(bottom-top)
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
