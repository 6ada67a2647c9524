package decode

import "github.com/vigil-moderation/vigil/hashing"

// orientation is EXIF's: where row 0 and column 0 of the stored pixels belong.
type orientation uint16

const (
	upright     orientation = 1 + iota
	mirrored                // left and right swapped
	upsideDown              // turned by 180 degrees
	flipped                 // top and bottom swapped
	transposed              // mirrored at the diagonal from the top left
	turnedRight             // to be turned by 90 degrees clockwise
	transversed             // mirrored at the other diagonal
	turnedLeft              // to be turned by 90 degrees counter-clockwise
)

// orient returns p as it should stand. It may return p itself.
func orient(p *hashing.Picture, o orientation) *hashing.Picture {
	if o <= upright || o > turnedLeft {
		return p
	}
	swap := o >= transposed
	// Stored column x is shown at column (or, swapped, row) right-x if fromRight.
	fromRight := o == mirrored || o == upsideDown || o == transversed || o == turnedLeft
	fromBottom := o == upsideDown || o == flipped || o == transversed || o == turnedRight
	w, h := p.Width, p.Height
	if swap {
		w, h = h, w
	}
	out := hashing.NewPicture(w, h, p.Channels)
	stepX, stepY := p.Channels, out.Stride
	if swap {
		stepX, stepY = out.Stride, p.Channels
	}
	origin := 0
	if fromRight {
		origin, stepX = origin+(p.Width-1)*stepX, -stepX
	}
	if fromBottom {
		origin, stepY = origin+(p.Height-1)*stepY, -stepY
	}
	n := p.Channels
	for y := range p.Height {
		src := p.Pix[y*p.Stride : y*p.Stride+p.Width*n]
		at := origin + y*stepY
		for x := 0; x < len(src); x += n {
			copy(out.Pix[at:at+n], src[x:x+n])
			at += stepX
		}
	}
	out.Reduced = orientReduction(p, swap, fromRight, fromBottom)
	return out
}

func orientReduction(p *hashing.Picture, swap, fromRight, fromBottom bool) hashing.Reduction {
	r := p.Reduced
	if r.Scale <= 1 {
		return r
	}
	if fromRight {
		r.Left = p.Width*r.Scale - r.Width - r.Left
	}
	if fromBottom {
		r.Top = p.Height*r.Scale - r.Height - r.Top
	}
	if swap {
		r.Width, r.Height = r.Height, r.Width
		r.Left, r.Top = r.Top, r.Left
	}
	return r
}
