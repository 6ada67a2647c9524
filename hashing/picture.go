package hashing

import "fmt"

// Picture is a rectangle of 8-bit pixels, row by row from the top left. It is
// the one pixel type that decode fills and that pdq, classic and variants read.
//
// Channels is 1 for luma (grey) and 3 for red, green, blue. The pixel (x, y)
// begins at Pix[y*Stride+x*Channels]. Pictures that share Pix are views of each
// other: nobody writes into a picture that was handed on.
type Picture struct {
	Width, Height int
	Channels      int // 1 or 3
	Stride        int // bytes from one row to the next, at least Width*Channels
	Pix           []uint8

	// Reduced says from which larger picture this one was averaged. Its zero
	// value says that the pixels are the original's own.
	Reduced Reduction
}

// Reduction describes a [Picture] whose pixels are the means of squares of a
// larger one, as a JPEG decoder yields them that scales in the DCT domain.
//
// Pixel x of the small picture is the mean of the columns from Scale*x-Left up
// to, but without, Scale*(x+1)-Left of the large one, as far as these lie
// within it; rows likewise with Top. Left and Top are 0 unless the picture was
// mirrored or turned after it was reduced.
type Reduction struct {
	Scale         int // 0 and 1: not reduced; else the side of a square
	Width, Height int // size of the large picture
	Left, Top     int // 0 to Scale-1: what the first column and row lack
}

// NewPicture returns a black picture of the given size without padding between
// its rows. Width and height must not be negative, channels must be 1 or 3.
func NewPicture(width, height, channels int) *Picture {
	return &Picture{
		Width: width, Height: height, Channels: channels, Stride: width * channels,
		Pix: make([]uint8, width*height*channels),
	}
}

// Check returns an error if the fields of p contradict each other, so that code
// which passed it may index Pix without care.
func (p *Picture) Check() error {
	switch {
	case p == nil:
		return fmt.Errorf("hashing: no picture, want pixels")
	case p.Channels != 1 && p.Channels != 3:
		return fmt.Errorf("hashing: picture of %d channels, want 1 or 3", p.Channels)
	case p.Width < 1 || p.Height < 1:
		return fmt.Errorf("hashing: picture of %dx%d, want at least one pixel", p.Width, p.Height)
	case p.Width > maxSide || p.Height > maxSide:
		return fmt.Errorf("hashing: picture of %dx%d, want sides of at most %d", p.Width, p.Height, maxSide)
	case p.Stride < p.Width*p.Channels || p.Stride > maxSide*4:
		return fmt.Errorf("hashing: picture with stride %d, want %d or more", p.Stride, p.Width*p.Channels)
	case int64(len(p.Pix)) < int64(p.Stride)*int64(p.Height-1)+int64(p.Width)*int64(p.Channels):
		return fmt.Errorf("hashing: picture of %dx%d in %d bytes, want more", p.Width, p.Height, len(p.Pix))
	}
	return p.Reduced.check(p.Width, p.Height)
}

// maxSide bounds sides so that products fit in 32-bit integers.
const maxSide = 1 << 20

func (r Reduction) check(w, h int) error {
	if r.Scale <= 1 && r.Scale >= 0 {
		return nil
	}
	ok := r.Scale > 1 && r.Scale <= 64 && r.Left >= 0 && r.Left < r.Scale && r.Top >= 0 && r.Top < r.Scale &&
		r.Width > 0 && r.Width <= maxSide && r.Height > 0 && r.Height <= maxSide &&
		(r.Width+r.Left+r.Scale-1)/r.Scale == w && (r.Height+r.Top+r.Scale-1)/r.Scale == h
	if !ok {
		return fmt.Errorf("hashing: picture of %dx%d as reduction %+v, want a size that fits", w, h, r)
	}
	return nil
}

// Crop returns the view of p that begins at (x, y) and is w wide and h high,
// cut to what p holds; it may be empty. A view of a reduced picture is taken as
// one of its own, with the same scale, so cut at whole pixels of p.
func (p *Picture) Crop(x, y, w, h int) Picture {
	x0, y0 := clamp(x, p.Width), clamp(y, p.Height)
	x1, y1 := clamp(x+w, p.Width), clamp(y+h, p.Height)
	c := Picture{Channels: p.Channels, Stride: p.Stride}
	if x1 <= x0 || y1 <= y0 {
		return c
	}
	c.Width, c.Height = x1-x0, y1-y0
	from := y0*p.Stride + x0*p.Channels
	to := (y1-1)*p.Stride + x1*p.Channels
	c.Pix = p.Pix[from:to:to]
	if r := p.Reduced; r.Scale > 1 {
		c.Reduced = Reduction{Scale: r.Scale}
		c.Reduced.Width, c.Reduced.Left = r.span(x0, x1, r.Width, r.Left)
		c.Reduced.Height, c.Reduced.Top = r.span(y0, y1, r.Height, r.Top)
	}
	return c
}

// span returns how many columns of the large picture the small one's columns
// from x0 to x1 cover, and what the first of them lacks.
func (r Reduction) span(x0, x1, size, lack int) (width, left int) {
	from, to := x0*r.Scale-lack, x1*r.Scale-lack
	if from < 0 {
		left, from = -from, 0
	}
	return min(to, size) - from, left
}

func clamp(v, high int) int { return max(0, min(v, high)) }
