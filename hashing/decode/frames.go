package decode

import (
	"context"
	"fmt"
	"image"

	"github.com/vigil-moderation/vigil/hashing"
)

// Animation is what [Frames] saw of a file.
type Animation struct {
	Frames []Frame // in order, at least one
	Count  int     // frames that the file holds; 1 for a still picture
	// Truncated says that the file's last frames were not looked at, because
	// they exceed the limits or are damaged.
	Truncated bool
}

// Frame is one moment of an animation.
type Frame struct {
	Index   int // counted from 0
	Picture *hashing.Picture
}

// Frames returns the first frame and further ones evenly spread over the
// animation up to its last, at most [Limits].Frames. A still picture has one.
//
// Frames that exceed the limits, or of which a part before them is damaged, are
// left out and reported as Truncated; without a first frame that is an error.
func Frames(ctx context.Context, data []byte, lim Limits) (*Animation, error) {
	lim = lim.withDefaults()
	h, err := readHeader(data, lim)
	if err != nil {
		return nil, err
	}
	if h.format != formatGIF && !h.animated {
		p, err := h.still(ctx, data, lim)
		if err != nil {
			return nil, err
		}
		return &Animation{Frames: []Frame{{Picture: orient(p, h.orientation)}}, Count: 1}, ctx.Err()
	}
	anim, err := h.animation(data)
	if err != nil {
		return nil, err
	}
	a, err := anim.sample(ctx, lim, lim.Frames)
	if err != nil {
		return nil, err
	}
	for i := range a.Frames {
		a.Frames[i].Picture = orient(a.Frames[i].Picture, h.orientation)
	}
	return a, ctx.Err()
}

// part is one frame as a file holds it: a file of its own, made of pieces of
// the whole, and how it changes the canvas.
type part struct {
	file    func() []byte // the frame as a still picture
	at      image.Point   // ignored if the decoder knows it
	placed  bool          // the decoder's bounds tell the place on the canvas
	w, h    int
	blend   bool
	dispose disposal
}

// disposal says what becomes of a frame before the next is drawn.
type disposal uint8

const (
	disposeNone disposal = iota
	disposeBackground
	disposePrevious
)

// animation is a file cut into frames that are not decoded yet.
type animation struct {
	format format
	w, h   int
	parts  []part
	broken bool // the file ends in the midst of a frame
}

func (h *header) animation(data []byte) (*animation, error) {
	var a *animation
	if h.format == formatGIF {
		a = splitGIF(data)
	} else {
		a = splitWebP(data)
	}
	a.format, a.w, a.h = h.format, h.width, h.height
	if len(a.parts) == 0 {
		return nil, fmt.Errorf("decode: %s: no frame: %w", h.format, errTruncated)
	}
	return a, nil
}

// within returns how many frames may be decoded in sequence.
func (a *animation) within(lim Limits) int {
	total := int64(0)
	for i, p := range a.parts {
		total += int64(p.w) * int64(p.h)
		if total > int64(lim.Pixels) {
			return i
		}
	}
	return len(a.parts)
}

// sample draws frame after frame on a canvas and keeps copies of n of them, or
// of as many as fit the limits.
func (a *animation) sample(ctx context.Context, lim Limits, n int) (*Animation, error) {
	usable := a.within(lim)
	if usable == 0 {
		return nil, checkPixels(a.format, a.parts[0].w, a.parts[0].h, lim)
	}
	// Each copy costs a canvas, and so do the one drawn on and a saved one.
	n = max(1, min(n, usable, lim.Pixels/(a.w*a.h)))
	out := &Animation{Count: len(a.parts), Truncated: usable < len(a.parts) || a.broken}
	c := canvas(a.w, a.h)
	for i := range usable {
		img, err := decodeStill(ctx, a.format, a.parts[i].file())
		if err != nil && (i == 0 || ctx.Err() != nil) {
			return nil, err
		}
		if err != nil {
			out.Truncated = true
			break
		}
		undo := a.parts[i].draw(c, img, yuvOf(a.format))
		if want := len(out.Frames); i == want*(usable-1)/max(1, n-1) {
			out.Frames = append(out.Frames, Frame{Index: i, Picture: snapshot(c)})
		}
		if len(out.Frames) == n {
			break
		}
		undo()
	}
	return out, nil
}

// draw paints the frame and returns what its disposal asks to be done later.
func (p *part) draw(c *hashing.Picture, img image.Image, rgb yuv) (undo func()) {
	at := p.at
	if p.placed {
		at = img.Bounds().Min
	}
	area := c.Crop(at.X, at.Y, img.Bounds().Dx(), img.Bounds().Dy())
	undo = func() {}
	switch p.dispose {
	case disposeBackground:
		undo = func() { fill(&area, nil) }
	case disposePrevious:
		saved := snapshot(&area)
		undo = func() { fill(&area, saved) }
	}
	draw(c, img, at, p.blend, rgb)
	return undo
}

// snapshot returns a copy without padding.
func snapshot(p *hashing.Picture) *hashing.Picture {
	c := hashing.NewPicture(p.Width, p.Height, p.Channels)
	for y := range p.Height {
		copy(c.Pix[y*c.Stride:(y+1)*c.Stride], p.Pix[y*p.Stride:])
	}
	return c
}

// fill paints p with pixels of the same size, or white.
func fill(p, with *hashing.Picture) {
	for y := range p.Height {
		row := p.Pix[y*p.Stride : y*p.Stride+p.Width*p.Channels]
		if with != nil {
			copy(row, with.Pix[y*with.Stride:])
			continue
		}
		for i := range row {
			row[i] = 255
		}
	}
}
