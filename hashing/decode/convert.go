package decode

import (
	"image"
	"image/color"

	"github.com/vigil-moderation/vigil/hashing"
)

// convert returns the pixels of img by the rules of the package comment.
func convert(img image.Image) *hashing.Picture {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		return grey(b, func(x, y int) []uint8 { return m.Pix[m.PixOffset(x, y):] }, 1)
	case *image.Gray16:
		return grey(b, func(x, y int) []uint8 { return m.Pix[m.PixOffset(x, y):] }, 2)
	case *image.YCbCr:
		p := hashing.NewPicture(b.Dx(), b.Dy(), 3)
		for y := range p.Height {
			ycbcrRow(p.Pix[y*p.Stride:(y+1)*p.Stride], m, y)
		}
		return p
	case *image.CMYK:
		p := hashing.NewPicture(b.Dx(), b.Dy(), 3)
		for y := range p.Height {
			cmykRow(p.Pix[y*p.Stride:(y+1)*p.Stride], m.Pix[m.PixOffset(b.Min.X, b.Min.Y+y):])
		}
		return p
	}
	p := canvas(b.Dx(), b.Dy())
	draw(p, img, image.Point{}, true)
	return p
}

// canvas returns a white picture.
func canvas(w, h int) *hashing.Picture {
	p := hashing.NewPicture(w, h, 3)
	for i := range p.Pix {
		p.Pix[i] = 255
	}
	return p
}

// grey copies the upper byte of each pixel of size bytes.
func grey(b image.Rectangle, row func(x, y int) []uint8, size int) *hashing.Picture {
	p := hashing.NewPicture(b.Dx(), b.Dy(), 1)
	for y := range p.Height {
		src := row(b.Min.X, b.Min.Y+y)
		dst := p.Pix[y*p.Stride : (y+1)*p.Stride]
		if size == 1 {
			copy(dst, src)
			continue
		}
		for x := range dst {
			dst[x] = src[x*size]
		}
	}
	return p
}

// ycbcrRow converts row y of m, counted from its top, with the fixed-point
// arithmetic of image/color.
func ycbcrRow(dst []uint8, m *image.YCbCr, y int) {
	y += m.Rect.Min.Y
	luma := m.Y[m.YOffset(m.Rect.Min.X, y):]
	for i, x := 0, m.Rect.Min.X; i+3 <= len(dst); i, x = i+3, x+1 {
		c := m.COffset(x, y)
		r, g, b := color.YCbCrToRGB(luma[x-m.Rect.Min.X], m.Cb[c], m.Cr[c])
		dst[i], dst[i+1], dst[i+2] = r, g, b
	}
}

func cmykRow(dst, src []uint8) {
	for i, j := 0, 0; i+3 <= len(dst); i, j = i+3, j+4 {
		s := src[j : j+4 : j+4]
		dst[i], dst[i+1], dst[i+2] = color.CMYKToRGB(s[0], s[1], s[2], s[3])
	}
}

// draw paints img on p with its top left at the given point, as far as it lies
// on p. Where img is transparent, p shows through if blend is set, else white.
func draw(p *hashing.Picture, img image.Image, at image.Point, blend bool) {
	b := img.Bounds()
	shown := b.Sub(b.Min).Add(at).Intersect(image.Rect(0, 0, p.Width, p.Height))
	read := pixelReader(img)
	for y := shown.Min.Y; y < shown.Max.Y; y++ {
		dst := p.Pix[y*p.Stride+3*shown.Min.X : y*p.Stride+3*shown.Max.X]
		for i, x := 0, shown.Min.X; i < len(dst); i, x = i+3, x+1 {
			c := read(x-at.X+b.Min.X, y-at.Y+b.Min.Y)
			under := [3]uint8{255, 255, 255}
			if blend {
				under = [3]uint8(dst[i : i+3])
			}
			dst[i] = over(c.R, c.A, under[0])
			dst[i+1] = over(c.G, c.A, under[1])
			dst[i+2] = over(c.B, c.A, under[2])
		}
	}
}

// over lays colour c with alpha a, not premultiplied, on an opaque one.
func over(c, a, under uint8) uint8 {
	if a == 255 {
		return c
	}
	return uint8((uint32(c)*uint32(a) + uint32(under)*uint32(255-a) + 127) / 255)
}

// pixelReader returns the quickest way to read single pixels of img. Samples of
// 16 bits are cut to their upper 8.
func pixelReader(img image.Image) func(x, y int) color.NRGBA {
	switch m := img.(type) {
	case *image.NRGBA:
		return m.NRGBAAt
	case *image.RGBA:
		return func(x, y int) color.NRGBA {
			c := m.RGBAAt(x, y)
			if c.A == 255 {
				return color.NRGBA(c)
			}
			return color.NRGBAModel.Convert(c).(color.NRGBA)
		}
	case *image.NRGBA64:
		return func(x, y int) color.NRGBA {
			c := m.NRGBA64At(x, y)
			return color.NRGBA{R: uint8(c.R >> 8), G: uint8(c.G >> 8), B: uint8(c.B >> 8), A: uint8(c.A >> 8)}
		}
	case *image.RGBA64:
		return func(x, y int) color.NRGBA {
			c := m.RGBA64At(x, y)
			if c.A == 0xffff {
				return color.NRGBA{R: uint8(c.R >> 8), G: uint8(c.G >> 8), B: uint8(c.B >> 8), A: 255}
			}
			return color.NRGBAModel.Convert(c).(color.NRGBA)
		}
	case *image.NYCbCrA:
		return func(x, y int) color.NRGBA {
			c := m.NYCbCrAAt(x, y)
			r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
			return color.NRGBA{R: r, G: g, B: b, A: c.A}
		}
	case *image.YCbCr:
		return func(x, y int) color.NRGBA {
			c := m.YCbCrAt(x, y)
			r, g, b := color.YCbCrToRGB(c.Y, c.Cb, c.Cr)
			return color.NRGBA{R: r, G: g, B: b, A: 255}
		}
	case *image.Paletted:
		return palettedReader(m)
	}
	return func(x, y int) color.NRGBA {
		return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
	}
}

// palettedReader converts the palette once. An index beyond it, which the
// decoders refuse, is transparent.
func palettedReader(m *image.Paletted) func(x, y int) color.NRGBA {
	var table [256]color.NRGBA
	for i, c := range m.Palette {
		if i < len(table) {
			table[i] = color.NRGBAModel.Convert(c).(color.NRGBA)
		}
	}
	return func(x, y int) color.NRGBA { return table[m.ColorIndexAt(x, y)] }
}
