package decode_test

import (
	"bytes"
	"image/jpeg"
	"testing"

	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

// BenchmarkFile times the way from a JPEG of 0.83 megapixel to pixels or a
// hash, beside image/jpeg, which yields neither.
func BenchmarkFile(b *testing.B) {
	data := file(b, "photo.jpg")
	var h pdq.Hasher
	for _, bench := range []struct {
		name string
		run  func() error
	}{
		{"image_jpeg", func() error { _, err := jpeg.Decode(bytes.NewReader(data)); return err }},
		{"image", func() error { _, err := decode.Image(b.Context(), data, decode.Limits{}); return err }},
		{"image_and_full", func() error {
			p, err := decode.Image(b.Context(), data, decode.Limits{})
			if err == nil {
				_, err = h.Hash(pdq.Full, p)
			}
			return err
		}},
		{"luma", func() error { _, err := decode.Luma(b.Context(), data, decode.Limits{}); return err }},
		{"luma_and_fast", func() error {
			p, err := decode.Luma(b.Context(), data, decode.Limits{})
			if err == nil {
				_, err = h.Hash(pdq.Fast, p)
			}
			return err
		}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if err := bench.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
