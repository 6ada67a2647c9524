package pdq

import (
	"fmt"

	"github.com/vigil-moderation/vigil/hashing"
)

// Transform names one of the eight ways to mirror and turn a picture.
type Transform uint8

// The transforms, named as the reference names them: Hashes[Rotate90] is the
// hash that the picture would have after a quarter turn against the clock,
// FlipX mirrors top and bottom, FlipY left and right, FlipPlus1 along the
// diagonal from the top left, FlipMinus1 along the other.
const (
	Original Transform = iota
	Rotate90
	Rotate180
	Rotate270
	FlipX
	FlipY
	FlipPlus1
	FlipMinus1
	// Transforms is the number of transforms.
	Transforms = 8
)

var transformNames = [Transforms]string{
	"original", "rotate90", "rotate180", "rotate270", "flipx", "flipy", "flipplus1", "flipminus1",
}

// String returns the name in lower case.
func (t Transform) String() string {
	if t < Transforms {
		return transformNames[t]
	}
	return fmt.Sprintf("Transform(%d)", uint8(t))
}

// dihedral returns the hashes of all transforms. To mirror a picture negates
// the odd or the even frequencies along an axis, and to turn it swaps the axes
// as well; each form has a median of its own.
func (c *core) dihedral() [Transforms]hashing.Hash256 {
	c.transform()
	var hashes [Transforms]hashing.Hash256
	for t := range hashes {
		c.orient(Transform(t))
		hashes[t] = c.threshold()
	}
	return hashes
}

// orient writes the frequencies of the transformed picture to aux.
func (c *core) orient(t Transform) {
	for i := range c.band {
		for j, v := range c.band[i] {
			negate, swap := false, false
			switch t {
			case Rotate90:
				negate, swap = j&1 == 0, true
			case Rotate180:
				negate = (i+j)&1 == 1
			case Rotate270:
				negate, swap = i&1 == 0, true
			case FlipX:
				negate = i&1 == 0
			case FlipY:
				negate = j&1 == 0
			case FlipPlus1:
				swap = true
			case FlipMinus1:
				negate, swap = (i+j)&1 == 1, true
			}
			if negate {
				v = -v
			}
			if swap {
				c.aux[j*bandSide+i] = v
			} else {
				c.aux[i*bandSide+j] = v
			}
		}
	}
}
