package hashing_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
)

func TestPictureCheck(t *testing.T) {
	t.Parallel()
	reduced := hashing.Reduction{Scale: 4, Width: 37, Height: 20}
	tests := []struct {
		name   string
		change func(p *hashing.Picture)
		want   string // of the error, or empty
	}{
		{"good", func(*hashing.Picture) {}, ""},
		{"padded", func(p *hashing.Picture) { p.Stride, p.Pix = 40, make([]uint8, 40*4+30) }, ""},
		{"cut_padding", func(p *hashing.Picture) { p.Stride, p.Pix = 40, make([]uint8, 40*4+29) }, "bytes"},
		{"no_channels", func(p *hashing.Picture) { p.Channels = 0 }, "0 channels"},
		{"four_channels", func(p *hashing.Picture) { p.Channels = 4 }, "4 channels"},
		{"negative", func(p *hashing.Picture) { p.Width = -1 }, "-1x5"},
		{"wide", func(p *hashing.Picture) { p.Width = 1 << 30 }, "sides of at most"},
		{"stride", func(p *hashing.Picture) { p.Stride = 29 }, "stride 29"},
		{"reduced", func(p *hashing.Picture) { p.Reduced = reduced }, ""},
		{"reduced_shifted", func(p *hashing.Picture) { p.Reduced = reduced; p.Reduced.Left = 3 }, ""},
		{"reduced_lacks_too_much", func(p *hashing.Picture) { p.Reduced = reduced; p.Reduced.Left = 4 }, "reduction"},
		{"reduced_otherwise", func(p *hashing.Picture) { p.Reduced = reduced; p.Reduced.Height = 21 }, "reduction"},
		{"scale", func(p *hashing.Picture) { p.Reduced.Scale = -2 }, "reduction"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := hashing.NewPicture(10, 5, 3)
			tt.change(p)
			if err := p.Check(); tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
			}
		})
	}
	var none *hashing.Picture
	require.Error(t, none.Check())
}

func TestPictureCrop(t *testing.T) {
	t.Parallel()
	p := hashing.NewPicture(10, 6, 3)
	for i := range p.Pix {
		p.Pix[i] = uint8(i)
	}
	c := p.Crop(2, 1, 4, 3)
	require.NoError(t, c.Check())
	require.Equal(t, [2]int{4, 3}, [2]int{c.Width, c.Height})
	for y := range c.Height {
		for x := range c.Width * 3 {
			require.Equal(t, p.Pix[(y+1)*p.Stride+6+x], c.Pix[y*c.Stride+x])
		}
	}
	c = p.Crop(-3, 4, 99, 99) // cut to what there is
	require.NoError(t, c.Check())
	require.Equal(t, [2]int{10, 2}, [2]int{c.Width, c.Height})
	c = p.Crop(10, 0, 5, 5)
	require.Error(t, c.Check()) // nothing left
	require.Empty(t, c.Pix)
}

// TestPictureCropReduced follows the size of the large picture through crops.
func TestPictureCropReduced(t *testing.T) {
	t.Parallel()
	p := hashing.NewPicture(10, 6, 1)
	p.Reduced = hashing.Reduction{Scale: 4, Width: 37, Height: 23, Left: 2}
	require.NoError(t, p.Check())
	tests := []struct {
		name       string
		x, y, w, h int
		want       hashing.Reduction
	}{
		{"all", 0, 0, 10, 6, hashing.Reduction{Scale: 4, Width: 37, Height: 23, Left: 2}},
		{"left", 0, 0, 3, 6, hashing.Reduction{Scale: 4, Width: 10, Height: 23, Left: 2}},
		{"middle", 2, 1, 3, 2, hashing.Reduction{Scale: 4, Width: 12, Height: 8}},
		{"right", 8, 4, 2, 2, hashing.Reduction{Scale: 4, Width: 7, Height: 7}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := p.Crop(tt.x, tt.y, tt.w, tt.h)
			require.NoError(t, c.Check())
			require.Equal(t, tt.want, c.Reduced)
		})
	}
}
