package jpegluma_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing/decode/internal/jpegluma"
)

// files returns the JPEG files of package decode.
func files(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.FromSlash("../../testdata/*.jpg"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	all := make(map[string][]byte, len(paths))
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		all[filepath.Base(path)] = data
	}
	return all
}

func at(scale int) func(int, int) int {
	return func(int, int) int { return scale }
}

// lumaOf returns the luma of what image/jpeg decoded, or nil.
func lumaOf(img image.Image) (pix []uint8, stride int) {
	switch m := img.(type) {
	case *image.YCbCr:
		return m.Y, m.YStride
	case *image.Gray:
		return m.Pix, m.Stride
	}
	return nil, 0
}

// TestScales compares each reduced pixel with the mean of the pixels of
// image/jpeg that it stands for.
func TestScales(t *testing.T) {
	t.Parallel()
	for name, data := range files(t) {
		img, err := jpeg.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		pix, stride := lumaOf(img)
		for _, scale := range []int{1, 2, 4, 8} {
			for _, whole := range []bool{true, false} {
				var d jpegluma.Decoder
				l, err := d.Decode(t.Context(), data, jpegluma.Options{Scale: at(scale), Whole: whole})
				if pix == nil {
					require.ErrorIs(t, err, jpegluma.ErrOther, name)
					continue
				}
				require.NoError(t, err, name)
				require.Equal(t, img.Bounds().Size(), image.Pt(l.Width, l.Height), name)
				mean, most := deviation(&l, pix, stride)
				// The coefficients that are left out matter at sharp edges.
				require.Less(t, mean, []float64{1: 0.1, 2: 4, 4: 4, 8: 0.5}[scale], "%s 1/%d", name, scale)
				require.LessOrEqual(t, most, []float64{1: 2, 2: 60, 4: 40, 8: 2}[scale], "%s 1/%d", name, scale)
			}
		}
	}
}

// deviation returns the mean and the greatest difference over the pixels that
// stand for whole squares.
func deviation(l *jpegluma.Luma, pix []uint8, stride int) (mean, most float64) {
	count := 0
	for y := range l.Height / l.Scale {
		for x := range l.Width / l.Scale {
			sum := 0
			for dy := range l.Scale {
				for dx := range l.Scale {
					sum += int(pix[(y*l.Scale+dy)*stride+x*l.Scale+dx])
				}
			}
			diff := float64(l.Pix[y*l.Stride+x]) - float64(sum)/float64(l.Scale*l.Scale)
			diff = max(diff, -diff)
			mean += diff
			most = max(most, diff)
			count++
		}
	}
	return mean / float64(count), most
}

// agree checks that both decoders accept or both refuse.
func agree(t testing.TB, data []byte) {
	t.Helper()
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	if err == nil && config.Width*config.Height > 1<<20 {
		return
	}
	img, want := jpeg.Decode(bytes.NewReader(data))
	for _, scale := range []int{8, 2} {
		var d jpegluma.Decoder
		l, err := d.Decode(context.Background(), data, jpegluma.Options{Scale: at(scale), Whole: true})
		if errors.Is(err, jpegluma.ErrOther) {
			return
		}
		if (err == nil) != (want == nil) {
			t.Fatalf("1/%d: %v, image/jpeg: %v", scale, err, want)
		}
		_, lax := d.Decode(context.Background(), data, jpegluma.Options{Scale: at(scale)})
		if want == nil && lax != nil {
			t.Fatalf("1/%d, needed scans only: %v, image/jpeg takes it", scale, lax)
		}
		if want != nil {
			continue
		}
		b := img.Bounds()
		if l.Width != b.Dx() || l.Height != b.Dy() {
			t.Fatalf("%dx%d, image/jpeg: %v", l.Width, l.Height, b)
		}
		if pix, _ := lumaOf(img); pix == nil {
			t.Fatalf("image/jpeg: %T without luma", img)
		}
	}
}

// TestDamage changes, cuts and doubles bytes of good files.
func TestDamage(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 14))
	rounds := 300
	if testing.Short() {
		rounds = 30
	}
	all := files(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		data := all[name]
		if len(data) > 20_000 {
			continue
		}
		t.Log(name)
		for range rounds {
			agree(t, mutate(r, data))
		}
	}
}

func mutate(r *rand.Rand, data []byte) []byte {
	b := bytes.Clone(data)
	for range 1 + r.IntN(3) {
		at := r.IntN(len(b))
		if r.IntN(3) > 0 {
			at = r.IntN(min(len(b), 700)) // where the headers are
		}
		switch r.IntN(6) {
		case 0:
			b[at] ^= 1 << r.IntN(8)
		case 1:
			b[at] = uint8(r.IntN(256))
		case 2:
			b[at] = 0xff
		case 3:
			if r.IntN(4) == 0 {
				b = b[:at+1]
			}
		case 4:
			b = append(b[:at:at], b[min(len(b), at+1+r.IntN(3)):]...)
		case 5:
			b = append(b[:at:at], data[min(at, len(data)-1):]...)
		}
		if len(b) == 0 {
			return b
		}
	}
	return b
}

func TestContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var d jpegluma.Decoder
	_, err := d.Decode(ctx, files(t)["base420.jpg"], jpegluma.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func FuzzDecode(f *testing.F) {
	for _, data := range files(f) {
		if len(data) < 20_000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { agree(t, data) })
}

func BenchmarkDecode(b *testing.B) {
	data := files(b)["photo.jpg"]
	for name, scale := range map[string]int{"1": 1, "2": 2, "4": 4, "8": 8} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(data)))
			var d jpegluma.Decoder
			for b.Loop() {
				if _, err := d.Decode(b.Context(), data, jpegluma.Options{Scale: at(scale)}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("image/jpeg", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := jpeg.Decode(bytes.NewReader(data)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
