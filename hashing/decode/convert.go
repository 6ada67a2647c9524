package decode

import (
	"image"
	"image/color"

	"github.com/vigil-moderation/vigil/hashing"
)

// yuv converts a row of luma to red, green, blue, three times as many bytes.
// 1<<shift pixels share a sample of chroma.
type yuv func(dst, luma, cb, cr []uint8, shift uint)

// yuvOf returns what the pictures of a format are coded by: JPEG uses all of the
// range, WebP luma from 16 to 235, which x/image/webp does not convert.
func yuvOf(f format) yuv {
	if f == formatWebP {
		return studioToRGB
	}
	return fullToRGB
}

// fullToRGB is JFIF's conversion, rounded as image/color does it.
func fullToRGB(dst, luma, cb, cr []uint8, shift uint) {
	cr = cr[:len(cb)]
	dst = dst[:3*len(luma)]
	for c := range cb {
		u, v := int32(cb[c])-128, int32(cr[c])-128
		r, g, b := 91881*v, -22554*u-46802*v, 116130*u
		n := min(1<<(shift&3), len(luma))
		for i, y := range luma[:n] {
			y := int32(y) * 0x10101
			d := (*[3]uint8)(dst[3*i:])
			d[0], d[1], d[2] = clip((y+r)>>16), clip((y+g)>>16), clip((y+b)>>16)
		}
		luma, dst = luma[n:], dst[3*n:]
	}
}

// studioToRGB is ITU-R BT.601, rounded as libwebp does it.
func studioToRGB(dst, luma, cb, cr []uint8, shift uint) {
	for i, y := range luma {
		y, u, v := 19077*int32(y)>>8, int32(cb[i>>(shift&3)]), int32(cr[i>>(shift&3)])
		d := (*[3]uint8)(dst[3*i:])
		d[0] = clip((y + 26149*v>>8 - 14234) >> 6)
		d[1] = clip((y - 6419*u>>8 - 13320*v>>8 + 8708) >> 6)
		d[2] = clip((y + 33050*u>>8 - 17685) >> 6)
	}
}

func clip(v int32) uint8 {
	if uint32(v) > 255 {
		v = ^(v >> 31)
	}
	return uint8(v)
}

// convert returns the pixels of img by the rules of the package comment.
func convert(img image.Image, rgb yuv) *hashing.Picture {
	b := img.Bounds()
	switch m := img.(type) {
	case *image.Gray:
		return grey(b, func(x, y int) []uint8 { return m.Pix[m.PixOffset(x, y):] }, 1)
	case *image.Gray16:
		return grey(b, func(x, y int) []uint8 { return m.Pix[m.PixOffset(x, y):] }, 2)
	case *image.YCbCr:
		p := hashing.NewPicture(b.Dx(), b.Dy(), 3)
		for y := range p.Height {
			ycbcrRow(p.Pix[y*p.Stride:(y+1)*p.Stride], m, y, rgb)
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
	draw(p, img, image.Point{}, true, rgb)
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

// ycbcrRow converts row y of m, counted from its top. The decoders' pictures
// begin at the first pixel of a sample of chroma.
func ycbcrRow(dst []uint8, m *image.YCbCr, y int, rgb yuv) {
	shift := uint(0)
	switch m.SubsampleRatio {
	case image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420:
		shift = 1
	case image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410:
		shift = 2
	}
	x, y := m.Rect.Min.X, y+m.Rect.Min.Y
	luma := m.Y[m.YOffset(x, y):][:len(dst)/3]
	c, n := m.COffset(x, y), (len(luma)+1<<shift-1)>>shift
	rgb(dst, luma, m.Cb[c:c+n], m.Cr[c:c+n], shift)
}

func cmykRow(dst, src []uint8) {
	for i, j := 0, 0; i+3 <= len(dst); i, j = i+3, j+4 {
		s := src[j : j+4 : j+4]
		dst[i], dst[i+1], dst[i+2] = color.CMYKToRGB(s[0], s[1], s[2], s[3])
	}
}

// draw paints img on p with its top left at the given point, as far as it lies
// on p. Where img is transparent, p shows through if blend is set, else white.
func draw(p *hashing.Picture, img image.Image, at image.Point, blend bool, rgb yuv) {
	b := img.Bounds()
	shown := b.Sub(b.Min).Add(at).Intersect(image.Rect(0, 0, p.Width, p.Height))
	read := pixelReader(img, rgb)
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
func pixelReader(img image.Image, rgb yuv) func(x, y int) color.NRGBA {
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
			var px [3]uint8
			rgb(px[:], []uint8{c.Y}, []uint8{c.Cb}, []uint8{c.Cr}, 0)
			return color.NRGBA{R: px[0], G: px[1], B: px[2], A: c.A}
		}
	case *image.YCbCr:
		return func(x, y int) color.NRGBA {
			c := m.YCbCrAt(x, y)
			var px [3]uint8
			rgb(px[:], []uint8{c.Y}, []uint8{c.Cb}, []uint8{c.Cr}, 0)
			return color.NRGBA{R: px[0], G: px[1], B: px[2], A: 255}
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
