package pdq

import (
	"sync"

	"github.com/vigil-moderation/vigil/hashing"
)

// stretchSide is the side that front end Stretch512 stretches to.
const stretchSide = 512

// lumaTable holds the share of each value of red, green and blue in the luma,
// as the reference rounds it. A grey value is its own luma.
type lumaTable struct {
	r, g, b, grey [256]float32
}

var lumas = sync.OnceValue(func() *lumaTable {
	t := new(lumaTable)
	for i := range 256 {
		v := float32(i)
		t.r[i] = float32(float32(0.299) * v)
		t.g[i] = float32(float32(0.587) * v)
		t.b[i] = float32(float32(0.114) * v)
		t.grey[i] = v
	}
	return t
})

// fill writes the luma of the pixels of one row to dst, whose length is their
// number.
func (t *lumaTable) fill(dst []float32, row []uint8, channels int) {
	if channels == 1 {
		row = row[:len(dst)]
		for x := range dst {
			dst[x] = t.grey[row[x]]
		}
		return
	}
	for x := range dst {
		p := row[3*x : 3*x+3 : 3*x+3]
		dst[x] = t.r[p[0]] + t.g[p[1]] + t.b[p[2]]
	}
}

// copyLuma fills the grid from a picture of its size.
func copyLuma(p *hashing.Picture, grid *[gridSide][gridSide]float32) {
	t := lumas()
	for y := range grid {
		t.fill(grid[y][:], p.Pix[y*p.Stride:], p.Channels)
	}
}

// stretch returns p at 512x512, by nearest neighbour as the reference does it.
func (h *Hasher) stretch(p *hashing.Picture) *hashing.Picture {
	const side = stretchSide
	n := p.Channels
	h.rgb = grow(h.rgb, side*side*n)
	for y := range side {
		src := p.Pix[(y*p.Height/side)*p.Stride:]
		dst := h.rgb[y*side*n : (y+1)*side*n]
		for x := range side {
			from := x * p.Width / side * n
			copy(dst[x*n:x*n+n], src[from:from+n])
		}
	}
	return &hashing.Picture{Width: side, Height: side, Channels: n, Stride: side * n, Pix: h.rgb}
}

// grow returns s with length n, contents undefined.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
