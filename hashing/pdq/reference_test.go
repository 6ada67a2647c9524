package pdq

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
)

// slow is the filter as the reference has it, pass by pass over whole pictures.
func slow(p *hashing.Picture, w, h int, grid *[gridSide][gridSide]float32) {
	a, b := make([]float32, w*h), make([]float32, w*h)
	t := lumas()
	for y := range h {
		for x := range w {
			c := p.Pix[y*p.Height/h*p.Stride+x*p.Width/w*p.Channels:]
			if p.Channels == 1 {
				a[y*w+x] = float32(c[0])
			} else {
				a[y*w+x] = t.r[c[0]] + t.g[c[1]] + t.b[c[2]]
			}
		}
	}
	for range 2 {
		for y := range h {
			box(a[y*w:], b[y*w:], w, 1)
		}
		for x := range w {
			box(b[x:], a[x:], h, w)
		}
	}
	for i := range grid {
		for j := range grid[i] {
			grid[i][j] = a[sample(i, h)*w+sample(j, w)]
		}
	}
}

// box writes the running means of n values of in to out.
func box(in, out []float32, n, stride int) {
	size := window(n)
	var sum float32
	count, left, right := 0, 0, 0
	for ; right < (size+2)/2-1; right++ {
		sum += in[right*stride]
		count++
	}
	for o := range n {
		switch {
		case right < n && count < size: // the window grows
			sum += in[right*stride]
			right, count = right+1, count+1
		case right < n:
			sum += in[right*stride]
			sum -= in[left*stride]
			right, left = right+1, left+1
		default: // the window shrinks
			sum -= in[left*stride]
			left, count = left+1, count-1
		}
		out[o*stride] = sum / float32(count)
	}
}

// TestFilter compares the fused filter with the slow one, bit by bit.
func TestFilter(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(27, 18))
	sizes := [][2]int{
		{5, 5},
		{5, 700},
		{700, 5},
		{7, 64},
		{64, 64},
		{127, 129},
		{128, 128},
		{129, 257},
		{256, 384},
		{385, 511},
		{512, 512},
		{513, 640},
		{640, 1025},
		{1024, 300},
		{1300, 130},
	}
	for range 12 {
		sizes = append(sizes, [2]int{5 + r.IntN(600), 5 + r.IntN(600)})
	}
	var f filter
	for i, size := range sizes {
		if testing.Short() && i%3 != 0 {
			continue
		}
		for _, channels := range []int{1, 3} {
			p := noise(r, size[0], size[1], channels)
			compareFilters(t, &f, p, p.Width, p.Height)
			compareFilters(t, &f, p, stretchSide, stretchSide)
		}
	}
}

func compareFilters(t *testing.T, f *filter, p *hashing.Picture, w, h int) {
	t.Helper()
	var want, got [gridSide][gridSide]float32
	slow(p, w, h, &want)
	f.run(p, w, h, &got)
	require.Equal(t, want, got, "%dx%d as %dx%d", p.Width, p.Height, w, h)
}

// noise makes a picture of noise on a slope, with padding behind its rows.
func noise(r *rand.Rand, w, h, channels int) *hashing.Picture {
	p := &hashing.Picture{Width: w, Height: h, Channels: channels, Stride: w*channels + 5}
	p.Pix = make([]uint8, p.Stride*h)
	for i := range p.Pix {
		p.Pix[i] = uint8(i*200/len(p.Pix) + r.IntN(56))
	}
	return p
}

func TestWindow(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ side, window int }{{5, 1}, {128, 1}, {129, 2}, {512, 4}, {1024, 8}, {1025, 9}} {
		require.Equal(t, tt.window, window(tt.side), fmt.Sprint(tt.side))
	}
}
