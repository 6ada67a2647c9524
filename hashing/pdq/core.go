package pdq

import (
	"math"
	"sync"

	"github.com/vigil-moderation/vigil/hashing"
)

//go:generate go run ./gen -o dct_tables.go

const (
	gridSide = 64 // side of the picture that the core transforms
	bandSide = 16 // side of the band of frequencies that makes the hash
)

// core is what all front ends share: a 64x64 grid of luma, its quality, its
// low frequencies and the bits made of them.
//
// Every sum adds its terms in the order of the reference, and every product is
// converted to float32 before it is added: that keeps the compiler from fusing
// the two, which would round once where the reference rounds twice.
type core struct {
	grid [gridSide][gridSide]float32
	half [bandSide][gridSide]float32
	band [bandSide][bandSide]float32
	aux  [bandSide * bandSide]float32
	sort [bandSide * bandSide]float32
}

// cosines holds the DCT matrix by frequency and by position.
type cosines struct {
	row [bandSide][gridSide]float32
	col [gridSide][bandSide]float32
}

var dct = sync.OnceValue(func() *cosines {
	c := new(cosines)
	for i := range dctTable {
		for j, b := range dctTable[i] {
			c.row[i][j] = math.Float32frombits(b)
			c.col[j][i] = c.row[i][j]
		}
	}
	return c
})

// quality sums the gradients of the grid, each cut to whole percent of the
// range of luma, so that noise counts for nothing.
func (c *core) quality() int {
	sum := 0
	for i := range gridSide {
		for j := range gridSide {
			if i+1 < gridSide {
				sum += gradient(c.grid[i][j], c.grid[i+1][j])
			}
			if j+1 < gridSide {
				sum += gradient(c.grid[i][j], c.grid[i][j+1])
			}
		}
	}
	return min(sum/90, 100)
}

func gradient(u, v float32) int {
	d := int(float32((u-v)*100) / 255)
	return max(d, -d)
}

// hash transforms the grid and returns one bit a frequency: whether it exceeds
// the median.
func (c *core) hash() hashing.Hash256 {
	c.transform()
	for i := range bandSide {
		copy(c.aux[i*bandSide:], c.band[i][:])
	}
	return c.threshold()
}

// transform fills band with rows and columns 1 to 16 of the grid's 64x64 DCT.
func (c *core) transform() {
	d := dct()
	for i := 0; i < bandSide; i += 2 {
		d0, d1 := &d.row[i], &d.row[i+1]
		for j := 0; j < gridSide; j += 4 {
			var a0, a1, a2, a3, b0, b1, b2, b3 float32
			for k := range gridSide {
				p := (*[4]float32)(c.grid[k][j : j+4])
				u, v := d0[k], d1[k]
				a0 += float32(u * p[0])
				a1 += float32(u * p[1])
				a2 += float32(u * p[2])
				a3 += float32(u * p[3])
				b0 += float32(v * p[0])
				b1 += float32(v * p[1])
				b2 += float32(v * p[2])
				b3 += float32(v * p[3])
			}
			*(*[4]float32)(c.half[i][j : j+4]) = [4]float32{a0, a1, a2, a3}
			*(*[4]float32)(c.half[i+1][j : j+4]) = [4]float32{b0, b1, b2, b3}
		}
	}
	for i := 0; i < bandSide; i += 2 {
		t0, t1 := &c.half[i], &c.half[i+1]
		for j := 0; j < bandSide; j += 4 {
			var a0, a1, a2, a3, b0, b1, b2, b3 float32
			for k := range gridSide {
				p := (*[4]float32)(d.col[k][j : j+4])
				u, v := t0[k], t1[k]
				a0 += float32(u * p[0])
				a1 += float32(u * p[1])
				a2 += float32(u * p[2])
				a3 += float32(u * p[3])
				b0 += float32(v * p[0])
				b1 += float32(v * p[1])
				b2 += float32(v * p[2])
				b3 += float32(v * p[3])
			}
			*(*[4]float32)(c.band[i][j : j+4]) = [4]float32{a0, a1, a2, a3}
			*(*[4]float32)(c.band[i+1][j : j+4]) = [4]float32{b0, b1, b2, b3}
		}
	}
}

// threshold returns the bits of aux that exceed its median. Bit 16*i+j counts
// from the least significant end of the hash.
func (c *core) threshold() hashing.Hash256 {
	c.sort = c.aux
	m := nth(c.sort[:], len(c.sort)/2-1)
	var h hashing.Hash256
	for w := range h {
		var bits uint64
		for b, v := range c.aux[64*(3-w) : 64*(4-w)] {
			if v > m {
				bits |= 1 << b
			}
		}
		h[w] = bits
	}
	return h
}

// nth returns the value that would stand at position n if v were sorted. It
// reorders v.
func nth(v []float32, n int) float32 {
	lo, hi := 0, len(v)-1
	for lo < hi {
		pivot := v[(lo+hi)/2]
		i, j := lo, hi
		for i <= j {
			for v[i] < pivot {
				i++
			}
			for v[j] > pivot {
				j--
			}
			if i <= j {
				v[i], v[j] = v[j], v[i]
				i++
				j--
			}
		}
		switch {
		case n <= j:
			hi = j
		case n >= i:
			lo = i
		default:
			return v[n]
		}
	}
	return v[n]
}
