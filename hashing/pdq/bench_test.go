package pdq_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"path/filepath"
	"testing"

	"github.com/corona10/goimagehash"
	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

// halfMegapixel is a picture of 850x640 pixels, tiled from a photograph.
func halfMegapixel(b *testing.B) *hashing.Picture {
	b.Helper()
	src := readPNG(b, filepath.FromSlash("testdata/black-canyon_700.png"))
	p := hashing.NewPicture(850, 640, 3)
	for y := range p.Height {
		for x := range p.Width {
			at := (y%src.Height)*src.Stride + (x%src.Width)*3
			copy(p.Pix[y*p.Stride+3*x:][:3], src.Pix[at:at+3])
		}
	}
	return p
}

// BenchmarkHash times 0.54 megapixel from pixels, beside what others take for
// it: goimagehash's 64-bit perception hash from the same pixels, and image/jpeg
// to get pixels of that size at all.
func BenchmarkHash(b *testing.B) {
	p := halfMegapixel(b)
	for _, front := range []pdq.Front{pdq.Full, pdq.Stretch512, pdq.Fast} {
		b.Run(front.String(), func(b *testing.B) {
			var h pdq.Hasher
			b.ReportAllocs()
			for b.Loop() {
				_, _ = h.Hash(front, p)
			}
		})
	}
	b.Run("dihedral", func(b *testing.B) {
		var h pdq.Hasher
		b.ReportAllocs()
		for b.Loop() {
			_, _ = h.Dihedral(pdq.Full, p)
		}
	})
	img := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	for i := range p.Width * p.Height {
		copy(img.Pix[4*i:], p.Pix[3*i:3*i+3])
		img.Pix[4*i+3] = 255
	}
	b.Run("goimagehash_perception64", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = goimagehash.PerceptionHash(img)
		}
	})
	var file bytes.Buffer
	require.NoError(b, jpeg.Encode(&file, img, &jpeg.Options{Quality: 90}))
	b.Run("image_jpeg_decode", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = jpeg.Decode(bytes.NewReader(file.Bytes()))
		}
	})
}
