package pdq

import "github.com/vigil-moderation/vigil/hashing"

// filter blurs a picture by two passes of a box filter along both axes and
// takes 64x64 samples of it.
type filter struct {
	a, b []float32
}

// window is the length of the box filter along a side.
func window(side int) int { return (side + 2*gridSide - 1) / (2 * gridSide) }

// sample is the position along a side of the sample with the given number.
func sample(i, side int) int { return (2*i + 1) * side / (2 * gridSide) }

func (f *filter) run(p *hashing.Picture, grid *[gridSide][gridSide]float32) {
	w, h := p.Width, p.Height
	f.a, f.b = grow(f.a, w*h), grow(f.b, w*h)
	t := lumas()
	for y := range h {
		t.fill(f.a[y*w:(y+1)*w], p.Pix[y*p.Stride:], p.Channels)
	}
	for range 2 {
		for y := range h {
			box(f.a[y*w:], f.b[y*w:], w, 1, window(w))
		}
		for x := range w {
			box(f.b[x:], f.a[x:], h, w, window(h))
		}
	}
	for i := range grid {
		for j := range grid[i] {
			grid[i][j] = f.a[sample(i, h)*w+sample(j, w)]
		}
	}
}

// box writes the running means of n values of in to out.
func box(in, out []float32, n, stride, window int) {
	half := (window + 2) / 2
	var sum float32
	count, left, right := 0, 0, 0
	for ; right < half-1; right++ {
		sum += in[right*stride]
		count++
	}
	for o := range n {
		if right < n {
			sum += in[right*stride]
			right++
			if count < window {
				count++
			} else {
				sum -= in[left*stride]
				left++
			}
		} else {
			sum -= in[left*stride]
			left++
			count--
		}
		out[o*stride] = sum / float32(count)
	}
}
