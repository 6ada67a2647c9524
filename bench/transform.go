package main

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/f64"
	"golang.org/x/image/math/fixed"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/decode"
)

// transform is one way in which a shared picture comes back changed.
type transform struct {
	name string
	do   func(src *image.RGBA, rng *rand.Rand) *image.RGBA
}

// transforms are those of the robust command. Each result is compressed as a
// JPEG of quality 90 before it is hashed.
func transforms() []transform {
	return []transform{
		{"same", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return s }},
		{"half size", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return resized(s, 0.5) }},
		{"quarter size", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return resized(s, 0.25) }},
		{"brightness +30", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return brightened(s, 30) }},
		{"flipped", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return turned(s, f64.Aff3{-1, 0, 1, 0, 1, 0}) }},
		{"upside down", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return turned(s, f64.Aff3{1, 0, 0, 0, -1, 1}) }},
		{"turned 180", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return turned(s, f64.Aff3{-1, 0, 1, 0, -1, 1}) }},
		{"turned 90", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return turned(s, f64.Aff3{0, -1, 1, 1, 0, 0}) }},
		{"turned 270", func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return turned(s, f64.Aff3{0, 1, 0, -1, 0, 1}) }},
		{"crop 1%", crop(0.01, 0.01, 0.01, 0.01)},
		{"crop 2%", crop(0.02, 0.02, 0.02, 0.02)},
		{"crop 3%", crop(0.03, 0.03, 0.03, 0.03)},
		{"crop 5%", crop(0.05, 0.05, 0.05, 0.05)},
		{"crop right 10%", crop(0, 0, 0.1, 0)},
		{"crop left 10%", crop(0.1, 0, 0, 0)},
		{"crop top 10%", crop(0, 0.1, 0, 0)},
		{"crop bottom 10%", crop(0, 0, 0, 0.1)},
		{"border 2% white", border(0.02, 0.02, color.White)},
		{"border 5% black", border(0.05, 0.05, color.Black)},
		{"letterbox 12%", border(0, 0.12, color.Black)},
		{"side bars 15%", border(0.15, 0, color.Black)},
		{"caption above", captioned},
		{"phone screenshot", screenshot},
		{"side by side", sideBySide},
		{"2x2 collage", collage},
		{"rotated 1", rotated(1, false)},
		{"rotated 2", rotated(2, false)},
		{"rotated 5", rotated(5, false)},
		{"rotated 2 grown", rotated(2, true)},
		{"rotated 5 grown", rotated(5, true)},
		{"sticker 20%", sticker},
		{"meme text", memeText},
	}
}

func canvas(w, h int, c color.Color) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, max(w, 1), max(h, 1)))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	return dst
}

// paste draws src into the rectangle of dst.
func paste(dst *image.RGBA, r image.Rectangle, src image.Image) {
	draw.CatmullRom.Scale(dst, r, src, src.Bounds(), draw.Src, nil)
}

func resized(s *image.RGBA, share float64) *image.RGBA {
	b := s.Bounds()
	dst := canvas(int(float64(b.Dx())*share), int(float64(b.Dy())*share), color.Black)
	paste(dst, dst.Bounds(), s)
	return dst
}

func brightened(s *image.RGBA, by int) *image.RGBA {
	dst := canvas(s.Bounds().Dx(), s.Bounds().Dy(), color.Black)
	for i, v := range s.Pix {
		if i%4 != 3 {
			dst.Pix[i] = uint8(min(int(v)+by, 255))
		}
	}
	return dst
}

// turned maps the unit square by m, exactly: a mirror or a quarter turn.
func turned(s *image.RGBA, m f64.Aff3) *image.RGBA {
	w, h := s.Bounds().Dx(), s.Bounds().Dy()
	dw, dh := w, h
	if m[0] == 0 {
		dw, dh = h, w
	}
	dst := canvas(dw, dh, color.Black)
	for y := range h {
		for x := range w {
			u, v := (float64(x)+0.5)/float64(w), (float64(y)+0.5)/float64(h)
			dx := (m[0]*u + m[1]*v + m[2]) * float64(dw)
			dy := (m[3]*u + m[4]*v + m[5]) * float64(dh)
			dst.SetRGBA(int(dx), int(dy), s.RGBAAt(x, y))
		}
	}
	return dst
}

func crop(l, t, r, b float64) func(*image.RGBA, *rand.Rand) *image.RGBA {
	return func(s *image.RGBA, _ *rand.Rand) *image.RGBA {
		w, h := float64(s.Bounds().Dx()), float64(s.Bounds().Dy())
		part := image.Rect(int(w*l+0.5), int(h*t+0.5), int(w*(1-r)+0.5), int(h*(1-b)+0.5))
		dst := canvas(part.Dx(), part.Dy(), color.Black)
		draw.Draw(dst, dst.Bounds(), s, part.Min, draw.Src)
		return dst
	}
}

func border(x, y float64, c color.Color) func(*image.RGBA, *rand.Rand) *image.RGBA {
	return func(s *image.RGBA, _ *rand.Rand) *image.RGBA {
		b := s.Bounds()
		bx, by := int(float64(b.Dx())*x+0.5), int(float64(b.Dy())*y+0.5)
		dst := canvas(b.Dx()+2*bx, b.Dy()+2*by, c)
		draw.Draw(dst, b.Add(image.Pt(bx, by)), s, b.Min, draw.Src)
		return dst
	}
}

// face is the letters of the drawn texts.
func face(size float64) font.Face {
	ttf, err := opentype.Parse(gobold.TTF)
	if err != nil {
		return nil
	}
	f, err := opentype.NewFace(ttf, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil
	}
	return f
}

var phrases = []string{"when monday comes again", "this is how it looks", "nobody: / me today", "wait for it", "look at this one"}

// write draws centred text with its baseline at y.
func write(dst *image.RGBA, text string, size float64, y int, c color.Color) {
	d := font.Drawer{Dst: dst, Src: image.NewUniform(c), Face: face(size)}
	d.Dot = fixed.Point26_6{X: (fixed.I(dst.Bounds().Dx()) - d.MeasureString(text)) / 2, Y: fixed.I(y)}
	d.DrawString(text)
}

func captioned(s *image.RGBA, rng *rand.Rand) *image.RGBA {
	b := s.Bounds()
	bar := int(float64(b.Dy()) * (0.12 + 0.13*rng.Float64()))
	dst := canvas(b.Dx(), b.Dy()+bar, color.White)
	draw.Draw(dst, b.Add(image.Pt(0, bar)), s, b.Min, draw.Src)
	size := min(float64(bar)*0.5, float64(b.Dx())/14)
	write(dst, phrases[rng.IntN(len(phrases))], size, bar/2+int(size/3), color.Black)
	return dst
}

// screenshot shows the picture in an app on a phone: status bar, head line with
// an avatar, the picture over the full width, buttons and lines of text.
func screenshot(s *image.RGBA, rng *rand.Rand) *image.RGBA {
	const w, h = 720, 1440
	ground, ink := color.RGBA{255, 255, 255, 255}, color.RGBA{30, 30, 30, 255}
	if rng.IntN(2) == 0 {
		ground, ink = color.RGBA{18, 18, 20, 255}, color.RGBA{225, 225, 225, 255}
	}
	dst := canvas(w, h, ground)
	write(dst, "12:41                                          84 %", 26, 40, ink)
	ph := min(w*s.Bounds().Dy()/s.Bounds().Dx(), h-360)
	y := 120 + rng.IntN(120)
	disc(dst, 56, y-40, 30, color.RGBA{120, 130, 200, 255})
	write(dst, "someone", 28, y-32, ink)
	paste(dst, image.Rect(0, y, w, y+ph), s)
	write(dst, "o   <   >                                     #", 34, y+ph+50, ink)
	for i := range 4 {
		if line := y + ph + 100 + 40*i; line < h-30 {
			write(dst, phrases[rng.IntN(len(phrases))]+" and some more words", 26, line, ink)
		}
	}
	return dst
}

func disc(dst *image.RGBA, cx, cy, r int, c color.Color) {
	for y := -r; y <= r; y++ {
		for x := -r; x <= r; x++ {
			if x*x+y*y <= r*r {
				dst.Set(cx+x, cy+y, c)
			}
		}
	}
}

// filler is another picture for collages: smooth colours with some shapes.
func filler(w, h int, rng *rand.Rand) *image.RGBA {
	dst := canvas(w, h, color.Black)
	a, b := rng.Float64()*6, rng.Float64()*6
	for y := range h {
		for x := range w {
			u, v := float64(x)/float64(w), float64(y)/float64(h)
			dst.SetRGBA(x, y, color.RGBA{uint8(128 + 120*math.Sin(a*u+b*v*v)), uint8(128 + 120*math.Cos(b*u*v+a)), uint8(128 + 120*math.Sin(a*v-b*u)), 255})
		}
	}
	for range 12 {
		disc(dst, rng.IntN(w), rng.IntN(h), 5+rng.IntN(max(w/8, 1)), color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255})
	}
	return dst
}

func sideBySide(s *image.RGBA, rng *rand.Rand) *image.RGBA {
	w, h := s.Bounds().Dx(), s.Bounds().Dy()
	dst := canvas(2*w, h, color.Black)
	at := rng.IntN(2) * w
	draw.Draw(dst, dst.Bounds(), filler(w, h, rng), image.Pt(-(w-at), 0), draw.Src)
	draw.Draw(dst, s.Bounds().Add(image.Pt(at, 0)), s, image.Point{}, draw.Src)
	return resized(dst, 0.6)
}

func collage(s *image.RGBA, rng *rand.Rand) *image.RGBA {
	w, h := s.Bounds().Dx()/2, s.Bounds().Dy()/2
	dst := canvas(2*w, 2*h, color.White)
	own := rng.IntN(4)
	for i := range 4 {
		cell := image.Rect(0, 0, w, h).Add(image.Pt(i%2*w, i/2*h))
		if i == own {
			paste(dst, cell, s)
		} else {
			paste(dst, cell, filler(w, h, rng))
		}
	}
	return dst
}

// rotated turns by degrees either way; the canvas keeps its size, or grows to
// hold the corners, which are black.
func rotated(degrees float64, grown bool) func(*image.RGBA, *rand.Rand) *image.RGBA {
	return func(s *image.RGBA, rng *rand.Rand) *image.RGBA {
		angle := degrees * math.Pi / 180
		if rng.IntN(2) == 0 {
			angle = -angle
		}
		sin, cos := math.Sincos(angle)
		w, h := float64(s.Bounds().Dx()), float64(s.Bounds().Dy())
		dw, dh := w, h
		if grown {
			dw, dh = w*math.Abs(cos)+h*math.Abs(sin), h*math.Abs(cos)+w*math.Abs(sin)
		}
		dst := canvas(int(dw), int(dh), color.Black)
		m := f64.Aff3{cos, -sin, dw/2 - cos*w/2 + sin*h/2, sin, cos, dh/2 - sin*w/2 - cos*h/2}
		draw.BiLinear.Transform(dst, m, s, s.Bounds(), draw.Src, nil)
		return dst
	}
}

func sticker(s *image.RGBA, rng *rand.Rand) *image.RGBA {
	dst := canvas(s.Bounds().Dx(), s.Bounds().Dy(), color.Black)
	draw.Draw(dst, dst.Bounds(), s, image.Point{}, draw.Src)
	w, h := s.Bounds().Dx(), s.Bounds().Dy()
	r := int(math.Sqrt(0.2 * float64(w) * float64(h) / math.Pi))
	disc(dst, r/2+rng.IntN(max(w-r, 1)), r/2+rng.IntN(max(h-r, 1)), r, color.RGBA{250, 210, 60, 255})
	return dst
}

func memeText(s *image.RGBA, rng *rand.Rand) *image.RGBA {
	dst := canvas(s.Bounds().Dx(), s.Bounds().Dy(), color.Black)
	draw.Draw(dst, dst.Bounds(), s, image.Point{}, draw.Src)
	size := float64(s.Bounds().Dx()) / 13
	write(dst, phrases[rng.IntN(len(phrases))], size, int(size*1.2), color.White)
	write(dst, phrases[rng.IntN(len(phrases))], size, s.Bounds().Dy()-int(size*0.5), color.White)
	return dst
}

// compressed is what remains of a picture after a JPEG of the given quality.
func compressed(ctx context.Context, s image.Image, quality int) (*hashing.Picture, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, s, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return decode.Image(ctx, b.Bytes(), decode.Limits{})
}

// toRGBA copies a picture into the form that the drawing functions take.
func toRGBA(p *hashing.Picture) *image.RGBA {
	dst := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	for y := range p.Height {
		row := p.Pix[y*p.Stride:]
		out := dst.Pix[y*dst.Stride:]
		for x := range p.Width {
			px := row[x*p.Channels : (x+1)*p.Channels]
			out[4*x], out[4*x+1], out[4*x+2], out[4*x+3] = px[0], px[len(px)/2], px[len(px)-1], 255
		}
	}
	return dst
}
