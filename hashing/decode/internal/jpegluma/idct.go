package jpegluma

import (
	"math"
	"sync"
)

// The inverse transform of N points, N being 8 over the scale, takes the lowest
// NxN coefficients of a block. Each is weighted such that the result is the
// mean of the pixels that a reduced pixel stands for, but for the coefficients
// left out. Numbers have fracBits bits after the point.

const (
	fracBits = 12
	half     = 1 << (fracBits - 1)
)

// zigzag gives the place of coefficient n in an 8x8 block, row by row.
var zigzag = [blockSize]uint8{
	0, 1, 8, 16, 9, 2, 3, 10,
	17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34,
	27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36,
	29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46,
	53, 60, 61, 54, 47, 55, 62, 63,
}

// lastIndex is the last coefficient in zig-zag order that is needed.
var lastIndex = [9]int{1: 0, 2: 4, 4: 24, 8: 63}

// amplitude is the factor of frequency u along one axis: the normalisation of
// the transform, the mean over 8/points pixels, and for even frequencies the
// cosine that the transform below leaves out.
func amplitude(u, points int) float64 {
	if u >= points {
		return 0
	}
	if u == 0 {
		return math.Sqrt2 / 4
	}
	f := 0.5
	angle := float64(u) * math.Pi / 16
	for n := 8; n > points; n /= 2 {
		f *= math.Cos(angle)
		angle *= 2
	}
	if u == points/2 {
		f *= math.Sqrt2 / 2
	}
	return f
}

// scaleTables holds, by number of points and number of the coefficient, the
// weights but for the quantisation, and the place in the reduced block. What is
// not needed has its place behind the block's end.
type scaleTables struct {
	amplitudes [9][blockSize]int32
	places     [9][blockSize]uint8
}

var tables = sync.OnceValue(func() *scaleTables {
	t := new(scaleTables)
	for points := 1; points <= 8; points *= 2 {
		for n, at := range zigzag {
			row, col := int(at>>3), int(at&7)
			f := amplitude(row, points) * amplitude(col, points)
			t.amplitudes[points][n] = int32(math.Round(f * (1 << 16)))
			t.places[points][n] = uint8(points * points)
			if row < points && col < points {
				t.places[points][n] = uint8(row*points + col)
			}
		}
	}
	return t
})

// setWeights takes the quantisation table of luma as it stands.
func (d *Decoder) setWeights() {
	d.place = &tables().places[d.points]
	q := &d.quant[d.comps[0].tq]
	for n, a := range &tables().amplitudes[d.points] {
		d.weight[n] = (int64(q[n])*int64(a) + 8) >> (16 - fracBits)
	}
}

// put transforms d.block and writes it as block (bx, by) of the picture.
func (d *Decoder) put(bx, by int) {
	n := d.points
	dst := d.luma.Pix[(by*d.luma.Stride+bx)*n:]
	switch n {
	case 1:
		dst[0] = level(d.block[0])
	case 2:
		inverse2(&d.block, dst, d.luma.Stride)
	case 4:
		inverse4(&d.block, dst, d.luma.Stride)
	case 8:
		inverse8(&d.block, dst, d.luma.Stride)
	}
}

// level makes a pixel of a value around zero.
func level(v int64) uint8 {
	v = (v+half)>>fracBits + 128
	if uint64(v) > 255 {
		v = ^(v >> 63) & 255
	}
	return uint8(v)
}

func inverse2(b *[blockSize + 1]int64, dst []uint8, stride int) {
	s0, d0 := b[0]+b[1], b[0]-b[1]
	s1, d1 := b[2]+b[3], b[2]-b[3]
	top, bottom := dst[:2], dst[stride:stride+2]
	top[0], top[1] = level(s0+s1), level(d0+d1)
	bottom[0], bottom[1] = level(s0-s1), level(d0-d1)
}

// Cosines of odd multiples of pi/16, c1 being that of pi/16.
const (
	c1 = 4017 // 0.980785
	c2 = 3784 // 0.923880
	c3 = 3406 // 0.831470
	c5 = 2276 // 0.555570
	c6 = 1567 // 0.382683
	c7 = 799  // 0.195090
)

func inverse4(b *[blockSize + 1]int64, dst []uint8, stride int) {
	dst = dst[: 3*stride+4 : 3*stride+4]
	for x := range 4 {
		b[x], b[4+x], b[8+x], b[12+x] = four(b[x], b[4+x], b[8+x], b[12+x])
	}
	for y := range 4 {
		p0, p1, p2, p3 := four(b[4*y], b[4*y+1], b[4*y+2], b[4*y+3])
		row := dst[y*stride : y*stride+4 : y*stride+4]
		row[0], row[1], row[2], row[3] = level(p0), level(p1), level(p2), level(p3)
	}
}

// four is the inverse transform of four points.
func four(a0, a1, a2, a3 int64) (x0, x1, x2, x3 int64) {
	e0, e1 := a0+a2, a0-a2
	o0 := (c2*a1 + c6*a3 + half) >> fracBits
	o1 := (c6*a1 - c2*a3 + half) >> fracBits
	return e0 + o0, e1 + o1, e1 - o1, e0 - o0
}

func inverse8(b *[blockSize + 1]int64, dst []uint8, stride int) {
	for x := range 8 {
		v := eight([8]int64{b[x], b[8+x], b[16+x], b[24+x], b[32+x], b[40+x], b[48+x], b[56+x]})
		for y := range v {
			b[8*y+x] = v[y]
		}
	}
	for y := range 8 {
		v := eight([8]int64(b[8*y : 8*y+8]))
		row := dst[y*stride : y*stride+8 : y*stride+8]
		for x := range v {
			row[x] = level(v[x])
		}
	}
}

// eight is the inverse transform of eight points: that of four for the even
// frequencies, a plain sum for the odd ones.
func eight(a [8]int64) (v [8]int64) {
	if a[1]|a[2]|a[3]|a[4]|a[5]|a[6]|a[7] == 0 {
		return [8]int64{a[0], a[0], a[0], a[0], a[0], a[0], a[0], a[0]}
	}
	e0, e1, e2, e3 := four(a[0], a[2], a[4], a[6])
	o0 := (c1*a[1] + c3*a[3] + c5*a[5] + c7*a[7] + half) >> fracBits
	o1 := (c3*a[1] - c7*a[3] - c1*a[5] - c5*a[7] + half) >> fracBits
	o2 := (c5*a[1] - c1*a[3] + c7*a[5] + c3*a[7] + half) >> fracBits
	o3 := (c7*a[1] - c5*a[3] + c3*a[5] - c1*a[7] + half) >> fracBits
	return [8]int64{e0 + o0, e1 + o1, e2 + o2, e3 + o3, e3 - o3, e2 - o2, e1 - o1, e0 - o0}
}
