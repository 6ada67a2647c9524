package decode_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

// The pictures of testdata are made from one CC0 photograph (Getty Open
// Content) or painted.
func file(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return data
}

func picture(t testing.TB, name string) *hashing.Picture {
	t.Helper()
	p, err := decode.Image(t.Context(), file(t, name), decode.Limits{})
	require.NoError(t, err, name)
	require.NoError(t, p.Check(), name)
	return p
}

func pixel(p *hashing.Picture, x, y int) [3]uint8 {
	c := p.Pix[y*p.Stride+x*p.Channels:]
	if p.Channels == 1 {
		return [3]uint8{c[0], c[0], c[0]}
	}
	return [3]uint8(c[:3])
}

// deviation is the mean difference of the channels of two pictures.
func deviation(t testing.TB, a, b *hashing.Picture) float64 {
	t.Helper()
	require.Equal(t, [2]int{a.Width, a.Height}, [2]int{b.Width, b.Height})
	sum := 0
	for y := range a.Height {
		for x := range a.Width {
			p, q := pixel(a, x, y), pixel(b, x, y)
			for c := range p {
				d := int(p[c]) - int(q[c])
				sum += max(d, -d)
			}
		}
	}
	return float64(sum) / float64(3*a.Width*a.Height)
}

func grey(p *hashing.Picture) *hashing.Picture {
	out := hashing.NewPicture(p.Width, p.Height, 1)
	for y := range p.Height {
		for x := range p.Width {
			c := pixel(p, x, y)
			out.Pix[y*out.Stride+x] = uint8((299*int(c[0]) + 587*int(c[1]) + 114*int(c[2]) + 500) / 1000)
		}
	}
	return out
}

func TestImage(t *testing.T) {
	t.Parallel()
	jpeg, png := picture(t, "base444.jpg"), picture(t, "rgb.png")
	tests := []struct {
		name     string
		like     *hashing.Picture
		channels int
		within   float64 // mean deviation
	}{
		{"base420.jpg", jpeg, 3, 8},
		{"base422.jpg", jpeg, 3, 8},
		{"prog420.jpg", jpeg, 3, 8},
		{"restart.jpg", jpeg, 3, 8},
		{"rgb.jpg", jpeg, 3, 8},
		{"cmyk.jpg", jpeg, 3, 8},
		{"grey.jpg", grey(jpeg), 1, 2},
		{"grey_prog.jpg", grey(jpeg), 1, 2},
		{"rgb.png", png, 3, 0},
		{"palette.png", png, 3, 16},
		{"grey.png", grey(png), 1, 1},
		{"grey16.png", grey(png), 1, 1},
		{"lossy.webp", png, 3, 8},
		{"lossless.webp", png, 3, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := picture(t, tt.name)
			require.Equal(t, tt.channels, p.Channels)
			require.LessOrEqual(t, deviation(t, tt.like, p), tt.within)
			l, err := decode.Luma(t.Context(), file(t, tt.name), decode.Limits{})
			require.NoError(t, err)
			require.Equal(t, 1, l.Channels)
			require.LessOrEqual(t, deviation(t, grey(p), l), 1.0)
		})
	}
}

// TestAlpha looks at pictures whose columns 0 to 9 are transparent, 10 to 19
// half so.
func TestAlpha(t *testing.T) {
	t.Parallel()
	png := picture(t, "rgb.png")
	for name, within := range map[string]int{
		"rgba.png": 1, "greyalpha.png": 255, "lossless_alpha.webp": 1, "lossy_alpha.webp": 60,
	} {
		p := picture(t, name)
		require.Equal(t, 3, p.Channels, name)
		for y := range p.Height {
			require.Equal(t, [3]uint8{255, 255, 255}, pixel(p, 4, y), name)
			half, solid := pixel(p, 14, y), pixel(p, 30, y)
			for c, v := range pixel(png, 14, y) {
				require.InDelta(t, (int(v)*128+255*127)/255, half[c], float64(within), name)
				require.InDelta(t, pixel(png, 30, y)[c], solid[c], float64(within), name)
			}
		}
	}
}

// TestOrientation looks at one picture stored in the eight ways of EXIF.
func TestOrientation(t *testing.T) {
	t.Parallel()
	want := picture(t, "base444.jpg")
	names := []string{"exif6.png", "exif6.webp"}
	for o := range 8 {
		names = append(names, "exif"+string(rune('1'+o))+".jpg")
	}
	hash, err := pdq.Hash(pdq.Full, want)
	require.NoError(t, err)
	for _, name := range names {
		require.LessOrEqual(t, deviation(t, want, picture(t, name)), 10.0, name)
		for _, side := range []int{0, 32, 16, 8} {
			l, err := decode.LumaAtLeast(t.Context(), file(t, name), decode.Limits{}, side)
			require.NoError(t, err)
			require.NoError(t, l.Check())
			if side < 32 && filepath.Ext(name) == ".jpg" {
				require.Equal(t, map[int]int{0: 0, 16: 4, 8: 8}[side], l.Reduced.Scale, name)
			}
			if side == 8 {
				continue // too small for a hash that is close
			}
			res, err := pdq.Hash(pdq.Fast, l)
			require.NoError(t, err)
			require.LessOrEqual(t, res.Hash.Distance(hash.Hash), 40, "%s %d", name, side)
		}
	}
}

// TestFastDistance is the promise of front end Fast: close to Full wherever
// there is detail enough.
func TestFastDistance(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.FromSlash("testdata/*00.jpg"))
	require.NoError(t, err)
	paths = append(paths, filepath.FromSlash("testdata/photo.jpg"))
	for _, dir := range []string{"photos", "cc0"} {
		if testing.Short() {
			break
		}
		more, err := filepath.Glob(filepath.Join(filepath.FromSlash("../../../shared/data/images"), dir, "*.jpg"))
		require.NoError(t, err)
		paths = append(paths, more...)
	}
	var counts [257]int
	n := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		p, err := decode.Image(t.Context(), data, decode.Limits{})
		require.NoError(t, err, path)
		full, err := pdq.Hash(pdq.Full, p)
		require.NoError(t, err)
		l, err := decode.Luma(t.Context(), data, decode.Limits{})
		require.NoError(t, err, path)
		fast, err := pdq.Hash(pdq.Fast, l)
		require.NoError(t, err)
		if full.Quality < 80 {
			continue
		}
		d := full.Hash.Distance(fast.Hash)
		require.LessOrEqual(t, d, 10, path)
		require.InDelta(t, full.Quality, fast.Quality, 2, path)
		counts[d]++
		n++
	}
	within := 0
	for d, c := range counts[:3] {
		within += c
		t.Logf("distance %d: %d of %d", d, c, n)
	}
	require.GreaterOrEqual(t, 2*within, n, "median above 2")
}

func TestContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"photo.jpg", "cmyk.jpg", "rgb.png", "bar.gif", "lossy.webp", "bar.webp"} {
		_, err := decode.Image(ctx, file(t, name), decode.Limits{})
		require.ErrorIs(t, err, context.Canceled, name)
		_, err = decode.Luma(ctx, file(t, name), decode.Limits{})
		require.ErrorIs(t, err, context.Canceled, name)
		_, err = decode.Frames(ctx, file(t, name), decode.Limits{})
		require.ErrorIs(t, err, context.Canceled, name)
	}
}
