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

// plain writes the luma of the pixels of one row to a lane of dst.
func (t *lumaTable) plain(dst [][lanes]float32, lane int, row []uint8, channels int) {
	lane &= lanes - 1
	if channels == 1 {
		row = row[:len(dst)]
		for x, v := range row {
			dst[x][lane] = t.grey[v]
		}
		return
	}
	for len(dst) >= 4 {
		p, d := (*[12]uint8)(row), (*[4][lanes]float32)(dst)
		d[0][lane] = t.r[p[0]] + t.g[p[1]] + t.b[p[2]]
		d[1][lane] = t.r[p[3]] + t.g[p[4]] + t.b[p[5]]
		d[2][lane] = t.r[p[6]] + t.g[p[7]] + t.b[p[8]]
		d[3][lane] = t.r[p[9]] + t.g[p[10]] + t.b[p[11]]
		row, dst = row[12:], dst[4:]
	}
	for x := range dst {
		p := (*[3]uint8)(row[3*x:])
		dst[x][lane] = t.r[p[0]] + t.g[p[1]] + t.b[p[2]]
	}
}

// stretched does the same with the pixels that begin at the given places.
func (t *lumaTable) stretched(dst [][lanes]float32, lane int, row []uint8, at []int32, channels int) {
	lane &= lanes - 1
	dst = dst[:len(at)]
	if channels == 1 {
		for x, i := range at {
			dst[x][lane] = t.grey[row[i]]
		}
		return
	}
	for x, i := range at {
		p := (*[3]uint8)(row[i:])
		dst[x][lane] = t.r[p[0]] + t.g[p[1]] + t.b[p[2]]
	}
}

// copyLuma fills the grid from a picture of its size.
func copyLuma(p *hashing.Picture, grid *[gridSide][gridSide]float32) {
	var row [gridSide][lanes]float32
	for y := range grid {
		lumas().plain(row[:], 0, p.Pix[y*p.Stride:], p.Channels)
		for x := range row {
			grid[y][x] = row[x][0]
		}
	}
}

// grow returns s with length n, contents undefined.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
