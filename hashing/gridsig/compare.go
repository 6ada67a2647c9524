package gridsig

import (
	"fmt"
	"math"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
)

const (
	// A cell differs if what remains of it exceeds
	// noiseShare*noise + slopeShare*(change of luma to its neighbours).
	noiseShare = 3.0
	slopeShare = 0.06
	// A cell of this much of its tolerance joins a region that another began.
	joinShare = 0.6
	// excessCap bounds what one cell adds to the evidence for a region, in
	// tolerances.
	excessCap = 4.0
	// unlike is the noise, as a share of the contrast of the original, from which
	// on the copy shows something else.
	unlike = 0.25
	// enough is the evidence that makes a region a difference.
	enough = 6.0
)

// Box is a rectangle in pixels of the original.
type Box struct {
	X0 float64 `json:"x0"`
	Y0 float64 `json:"y0"`
	X1 float64 `json:"x1"`
	Y1 float64 `json:"y1"`
}

// Result says how a copy compares with the original.
type Result struct {
	// Compared says that the copy could be laid over the original. If not,
	// nothing else is set: the match may be an accident, or too little of the
	// original is seen.
	Compared bool
	// Differs says that a part of the copy is not what the original shows there.
	Differs bool
	// Box bounds the region of the strongest difference, in pixels of the
	// original. It is exact to about a cell, 1/22 of a side.
	Box Box
	// Evidence is that of the strongest region, in units of what makes a
	// difference: 1 and more differ.
	Evidence float64
	// Covered is the share of the original, 0 to 1, that the copy shows.
	Covered float64
}

// Comparer compares copies with signatures and owns the memory for that. Its
// zero value is ready. It must not be used by two goroutines at a time.
type Comparer struct {
	plane       plane
	fit         fit
	curve       [256]float32
	ahead, back grid
	ratio       [cells]float64
	region      [cells]uint16
	stack       []int
}

// Compare compares a copy with the signature of the original. The variant is
// the one whose hash matched; its zero value stands for the whole copy. Compare
// returns an error if the copy is malformed, as [hashing.Picture.Check] says, or
// if the signature is the zero value.
func (c *Comparer) Compare(s *Signature, p *hashing.Picture, v variants.Variant) (Result, error) {
	if s == nil || s.width == 0 {
		return Result{}, fmt.Errorf("gridsig: no signature, want one of %d bytes", Size)
	}
	if err := p.Check(); err != nil {
		return Result{}, fmt.Errorf("gridsig: %w", err)
	}
	if v == (variants.Variant{}) {
		v.X1, v.Y1 = float64(p.Width), float64(p.Height)
	}
	w, h := v.X1-v.X0, v.Y1-v.Y0
	if !(w >= side && h >= side && w <= 4*float64(p.Width) && h <= 4*float64(p.Height)) || min(p.Width, p.Height) < side {
		return Result{}, nil
	}
	c.plane.load(p)
	place := placeOf(v, c.plane.scale)
	var best Result
	for _, m := range models {
		if !c.run(s, place, m) {
			continue
		}
		res := c.judge(s)
		if res.Compared && (!best.Compared || res.Evidence < best.Evidence) {
			best = res
		}
		if best.Compared && !best.Differs {
			break // one tone that explains the copy is enough
		}
	}
	return best, nil
}

// orientations say which point (x, y) of a part shows the point (u, v) of the
// original, both within the unit square, if the hash of the transformed part
// matched: x = x0 + xu*u + xv*v, y likewise.
var orientations = [pdq.Transforms][6]float64{
	pdq.Original:   {0, 1, 0, 0, 0, 1},
	pdq.Rotate90:   {1, 0, -1, 0, 1, 0},
	pdq.Rotate180:  {1, -1, 0, 1, 0, -1},
	pdq.Rotate270:  {0, 0, 1, 1, -1, 0},
	pdq.FlipX:      {0, 1, 0, 1, 0, -1},
	pdq.FlipY:      {1, -1, 0, 0, 0, 1},
	pdq.FlipPlus1:  {0, 0, 1, 0, 1, 0},
	pdq.FlipMinus1: {1, 0, -1, 1, -1, 0},
}

// placeOf returns where a variant lies in a plane of the given scale.
func placeOf(v variants.Variant, scale float64) affine {
	o := orientations[v.Transform%pdq.Transforms]
	w, h := (v.X1-v.X0)/scale, (v.Y1-v.Y0)/scale
	m := affine{v.X0/scale + o[0]*w, o[1] * w, o[2] * w, v.Y0/scale + o[3]*h, o[4] * h, o[5] * h}
	if v.Angle == 0 {
		return m
	}
	// The content was turned back by Angle about the middle of the part.
	sin, cos := math.Sincos(-v.Angle * math.Pi / 180)
	cx, cy := (v.X0+v.X1)/2/scale, (v.Y0+v.Y1)/2/scale
	turn := func(x, y float64) (float64, float64) { return x*cos - y*sin, x*sin + y*cos }
	m.ax, m.ay = turn(m.ax-cx, m.ay-cy)
	m.ax, m.ay = m.ax+cx, m.ay+cy
	m.bx, m.by = turn(m.bx, m.by)
	m.cx, m.cy = turn(m.cx, m.cy)
	return m
}

// judge looks for regions of cells that do not fit.
func (c *Comparer) judge(s *Signature) Result {
	f := &c.fit
	res := Result{Compared: true, Covered: float64(f.seen) / cells}
	differ := 0
	for i := range cells {
		c.ratio[i], c.region[i] = 0, 0
		if f.now.seen[i] {
			c.ratio[i] = math.Abs(f.residual[i]) / (noiseShare*f.noise[i] + (slopeShare+f.now.lack[i])*s.slope(i))
		}
		if c.ratio[i] > 1 {
			differ++
		}
	}
	if 2*differ > f.seen || f.scale > c.contrast(s)*unlike {
		return Result{}
	}
	label := uint16(0)
	for i := range cells {
		if c.ratio[i] <= 1 || c.region[i] != 0 {
			continue
		}
		label++
		if evidence, box := c.grow(i, label); evidence/enough > res.Evidence {
			res.Evidence = evidence / enough
			res.Box = box.scaled(s)
		}
	}
	res.Differs = res.Evidence >= 1
	if !res.Differs {
		res.Box = Box{}
	}
	return res
}

// contrast is the standard deviation of the cells that are seen.
func (c *Comparer) contrast(s *Signature) float64 {
	var n, sum, squares float64
	for i, seen := range c.fit.now.seen {
		if seen {
			v := float64(s.cells[i])
			n, sum, squares = n+1, sum+v, squares+v*v
		}
	}
	if n == 0 {
		return 0
	}
	return math.Sqrt(max(squares/n-sum/n*sum/n, 0))
}

// slope is the greatest change of luma from a cell to its neighbours.
func (s *Signature) slope(i int) float64 {
	x, y := i%side, i/side
	most := 0
	for v := max(y-1, 0); v <= min(y+1, side-1); v++ {
		for u := max(x-1, 0); u <= min(x+1, side-1); u++ {
			d := int(s.cells[i]) - int(s.cells[v*side+u])
			most = max(most, d, -d)
		}
	}
	return float64(most)
}

// cellBox is a box of whole cells, its ends included.
type cellBox struct{ x0, y0, x1, y1 int }

func (b cellBox) scaled(s *Signature) Box {
	w, h := float64(s.width)/side, float64(s.height)/side
	return Box{float64(b.x0) * w, float64(b.y0) * h, float64(b.x1+1) * w, float64(b.y1+1) * h}
}

// grow collects the region of a cell: cells that differ, and those next to them
// that nearly do. It returns the evidence for it and its box.
func (c *Comparer) grow(seed int, label uint16) (float64, cellBox) {
	box := cellBox{side, side, -1, -1}
	evidence := 0.0
	c.stack = append(c.stack[:0], seed)
	c.region[seed] = label
	for len(c.stack) > 0 {
		i := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		x, y := i%side, i/side
		box = cellBox{min(box.x0, x), min(box.y0, y), max(box.x1, x), max(box.y1, y)}
		if c.ratio[i] > 1 {
			evidence += min(c.ratio[i], excessCap)
		}
		for v := max(y-1, 0); v <= min(y+1, side-1); v++ {
			for u := max(x-1, 0); u <= min(x+1, side-1); u++ {
				n := v*side + u
				if c.region[n] == 0 && c.ratio[n] > joinShare && (c.ratio[n] > 1 || c.ratio[i] > 1) {
					c.region[n] = label
					c.stack = append(c.stack, n)
				}
			}
		}
	}
	return evidence, box
}
