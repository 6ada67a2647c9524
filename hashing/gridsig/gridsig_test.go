package gridsig_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/gridsig"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
)

// photos loads the CC0 photographs.
func photos(t testing.TB) map[string]*hashing.Picture {
	t.Helper()
	paths, err := filepath.Glob("../pdq/testdata/*_320.png")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	pictures := map[string]*hashing.Picture{}
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		img, err := png.Decode(bytes.NewReader(raw))
		require.NoError(t, err)
		p := hashing.NewPicture(img.Bounds().Dx(), img.Bounds().Dy(), 3)
		for y := range p.Height {
			for x := range p.Width {
				r, g, b, _ := img.At(x, y).RGBA()
				copy(p.Pix[y*p.Stride+3*x:], []byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)})
			}
		}
		pictures[strings.TrimSuffix(filepath.Base(path), "_320.png")] = p
	}
	return pictures
}

// draw returns a picture of the given size that shows at each place what at
// says.
func draw(w, h int, at func(x, y int) [3]byte) *hashing.Picture {
	p := hashing.NewPicture(w, h, 3)
	for y := range h {
		for x := range w {
			c := at(x, y)
			copy(p.Pix[y*p.Stride+3*x:], c[:])
		}
	}
	return p
}

func pixel(p *hashing.Picture, x, y int) [3]byte {
	return [3]byte(p.Pix[y*p.Stride+3*x:])
}

// mapped changes the luma of a copy.
func mapped(p *hashing.Picture, f func(int) int) *hashing.Picture {
	return draw(p.Width, p.Height, func(x, y int) [3]byte {
		c := pixel(p, x, y)
		for i, v := range c {
			c[i] = byte(min(max(f(int(v)), 0), 255))
		}
		return c
	})
}

// replaced shows in the box what the picture shows elsewhere, upside down.
func replaced(p *hashing.Picture, x0, y0, x1, y1 int) *hashing.Picture {
	return draw(p.Width, p.Height, func(x, y int) [3]byte {
		if x >= x0 && x < x1 && y >= y0 && y < y1 {
			return pixel(p, p.Width-1-x, p.Height-1-y)
		}
		return pixel(p, x, y)
	})
}

func TestPlainCopies(t *testing.T) {
	t.Parallel()
	changes := []struct {
		name string
		do   func(p *hashing.Picture) *hashing.Picture
	}{
		{"same", func(p *hashing.Picture) *hashing.Picture { return p }},
		{"half", func(p *hashing.Picture) *hashing.Picture {
			return draw(p.Width/2, p.Height/2, func(x, y int) (c [3]byte) {
				for i := range c {
					sum := 2
					for j := range 4 {
						sum += int(pixel(p, 2*x+j%2, 2*y+j/2)[i])
					}
					c[i] = byte(sum / 4)
				}
				return c
			})
		}},
		{"brighter", func(p *hashing.Picture) *hashing.Picture { return mapped(p, func(v int) int { return v + 40 }) }},
		{"darker", func(p *hashing.Picture) *hashing.Picture { return mapped(p, func(v int) int { return v - 40 }) }},
		{"contrast", func(p *hashing.Picture) *hashing.Picture {
			return mapped(p, func(v int) int { return 128 + (v-128)*13/10 })
		}},
		{"square", func(p *hashing.Picture) *hashing.Picture { return mapped(p, func(v int) int { return v * v / 255 }) }},
	}
	pictures := photos(t)
	for _, change := range changes {
		t.Run(change.name, func(t *testing.T) {
			t.Parallel()
			var c gridsig.Comparer
			for name, p := range pictures {
				sig, err := gridsig.New(p)
				require.NoError(t, err)
				res, err := c.Compare(sig, change.do(p), variants.Variant{})
				require.NoError(t, err)
				require.True(t, res.Compared, name)
				require.False(t, res.Differs, "%s: %+v", name, res)
				require.Zero(t, res.Box)
				require.Greater(t, res.Covered, 0.99)
			}
		})
	}
}

func TestEditedCopies(t *testing.T) {
	t.Parallel()
	for name, p := range photos(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sig, err := gridsig.New(p)
			require.NoError(t, err)
			w, h := p.Width, p.Height
			x0, y0, x1, y1 := w/10, h/10, w/10+w*3/10, h/10+h*3/10
			var c gridsig.Comparer
			res, err := c.Compare(sig, replaced(p, x0, y0, x1, y1), variants.Variant{})
			require.NoError(t, err)
			require.True(t, res.Differs, "%+v", res)
			requireOverlap(t, res.Box, float64(x0), float64(y0), float64(x1), float64(y1), 0.4)
		})
	}
}

func requireOverlap(t *testing.T, b gridsig.Box, x0, y0, x1, y1, want float64) {
	t.Helper()
	common := max(min(b.X1, x1)-max(b.X0, x0), 0) * max(min(b.Y1, y1)-max(b.Y0, y0), 0)
	all := (b.X1-b.X0)*(b.Y1-b.Y0) + (x1-x0)*(y1-y0) - common
	require.GreaterOrEqual(t, common/all, want, "%+v", b)
}

// transformed is the picture of which p shows the transform: its hash by that
// transform is that of p.
func transformed(p *hashing.Picture, tr pdq.Transform) *hashing.Picture {
	w, h := p.Width, p.Height
	switch tr {
	case pdq.Rotate90: // p is the quarter turn against the clock of the result
		return draw(h, w, func(x, y int) [3]byte { return pixel(p, y, h-1-x) })
	case pdq.Rotate180:
		return draw(w, h, func(x, y int) [3]byte { return pixel(p, w-1-x, h-1-y) })
	case pdq.Rotate270:
		return draw(h, w, func(x, y int) [3]byte { return pixel(p, w-1-y, x) })
	case pdq.FlipX:
		return draw(w, h, func(x, y int) [3]byte { return pixel(p, x, h-1-y) })
	case pdq.FlipY:
		return draw(w, h, func(x, y int) [3]byte { return pixel(p, w-1-x, y) })
	case pdq.FlipPlus1:
		return draw(h, w, func(x, y int) [3]byte { return pixel(p, y, x) })
	case pdq.FlipMinus1:
		return draw(h, w, func(x, y int) [3]byte { return pixel(p, w-1-y, h-1-x) })
	}
	return p
}

// TestByVariant finds the edit through the variant whose hash matched, in the
// coordinates of the original.
func TestByVariant(t *testing.T) {
	t.Parallel()
	p := photos(t)["locomotion-house-cat"]
	want, err := pdq.Hash(pdq.Full, p)
	require.NoError(t, err)
	sig, err := gridsig.New(p)
	require.NoError(t, err)
	w, h := p.Width, p.Height
	x0, y0, x1, y1 := w/8, h/3, w/8+w/5, h/3+h/4
	edited := replaced(p, x0, y0, x1, y1)
	for tr := range pdq.Transform(pdq.Transforms) {
		for _, border := range []int{0, 20} {
			t.Run(fmt.Sprint(tr, border), func(t *testing.T) {
				t.Parallel()
				for _, tt := range []struct {
					p       *hashing.Picture
					differs bool
				}{{p, false}, {edited, true}} {
					q := transformed(tt.p, tr)
					q = draw(q.Width+2*border, q.Height+2*border, func(x, y int) [3]byte {
						if x < border || y < border || x >= q.Width+border || y >= q.Height+border {
							return [3]byte{255, 255, 255}
						}
						return pixel(q, x-border, y-border)
					})
					var m variants.Maker
					hashed, err := m.Make(nil, q)
					require.NoError(t, err)
					best := hashed[0]
					for _, h := range hashed {
						if h.Hash.Distance(want.Hash) < best.Hash.Distance(want.Hash) {
							best = h
						}
					}
					require.Equal(t, tr, best.Variant.Transform)
					var c gridsig.Comparer
					res, err := c.Compare(sig, q, best.Variant)
					require.NoError(t, err)
					require.True(t, res.Compared)
					require.Equal(t, tt.differs, res.Differs, "%v: %+v", best.Variant, res)
					if tt.differs {
						requireOverlap(t, res.Box, float64(x0), float64(y0), float64(x1), float64(y1), 0.4)
					}
				}
			})
		}
	}
}

func TestOtherPictures(t *testing.T) {
	t.Parallel()
	pictures := photos(t)
	var c gridsig.Comparer
	for name, p := range pictures {
		sig, err := gridsig.New(p)
		require.NoError(t, err)
		for other, q := range pictures {
			if name == other {
				continue
			}
			res, err := c.Compare(sig, q, variants.Variant{})
			require.NoError(t, err)
			require.False(t, res.Compared && !res.Differs, "%s is said to be %s", other, name)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	p := photos(t)["black-canyon"]
	sig, err := gridsig.New(p)
	require.NoError(t, err)
	require.Equal(t, p.Width, sig.Width())
	require.Equal(t, p.Height, sig.Height())
	raw, err := sig.MarshalBinary()
	require.NoError(t, err)
	require.Len(t, raw, gridsig.Size)
	require.LessOrEqual(t, gridsig.Size, 512)
	back, err := gridsig.Parse(sig.String())
	require.NoError(t, err)
	require.Equal(t, sig, back)

	damaged := bytes.Clone(raw)
	damaged[100]++
	other := bytes.Clone(raw)
	other[0] = 9
	for name, text := range map[string]string{
		"empty": "", "short": sig.String()[:100], "odd": "*" + sig.String()[1:], "line": sig.String() + "\n",
		"damaged": base64.StdEncoding.EncodeToString(damaged), "version": base64.StdEncoding.EncodeToString(other),
	} {
		_, err := gridsig.Parse(text)
		require.ErrorContains(t, err, "gridsig: ", name)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	_, err := gridsig.New(&hashing.Picture{})
	require.ErrorContains(t, err, "gridsig: ")
	_, err = gridsig.New(hashing.NewPicture(500, 43, 1))
	require.ErrorContains(t, err, "44")
	var c gridsig.Comparer
	p := hashing.NewPicture(60, 60, 1)
	for _, sig := range []*gridsig.Signature{nil, {}} {
		_, err = c.Compare(sig, p, variants.Variant{})
		require.ErrorContains(t, err, "no signature")
	}
	sig, err := gridsig.New(p)
	require.NoError(t, err)
	_, err = c.Compare(sig, &hashing.Picture{}, variants.Variant{})
	require.Error(t, err)
	res, err := c.Compare(sig, p, variants.Variant{X1: 1, Y1: 1})
	require.NoError(t, err)
	require.False(t, res.Compared)
}

// FuzzParse: what can be read is written the same again.
func FuzzParse(f *testing.F) {
	p := hashing.NewPicture(50, 60, 1)
	for i := range p.Pix {
		p.Pix[i] = byte(i)
	}
	sig, err := gridsig.New(p)
	require.NoError(f, err)
	f.Add(sig.String())
	f.Add("")
	f.Add(strings.Repeat("A", len(sig.String())))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := gridsig.Parse(text)
		if err != nil {
			return
		}
		require.Equal(t, text, s.String())
	})
}

// FuzzCompare compares pictures of any size and content by any variant.
func FuzzCompare(f *testing.F) {
	f.Add(uint16(64), uint16(64), []byte{1, 2, 3}, 0.0, 0.0, 64.0, 64.0, 0.0, byte(0))
	f.Add(uint16(300), uint16(200), []byte{9, 200, 31, 4, 77}, -10.0, -10.0, 320.0, 210.0, 3.0, byte(5))
	var c gridsig.Comparer
	f.Fuzz(func(t *testing.T, w, h uint16, content []byte, x0, y0, x1, y1, angle float64, tr byte) {
		if w == 0 || h == 0 || int(w)*int(h) > 1<<17 || len(content) == 0 {
			return
		}
		p := hashing.NewPicture(int(w), int(h), 1)
		for i := range p.Pix {
			p.Pix[i] = content[i%len(content)]
		}
		other := hashing.NewPicture(100, 80, 1)
		for i := range other.Pix {
			other.Pix[i] = content[i*i%len(content)]
		}
		sig, err := gridsig.New(other)
		require.NoError(t, err)
		v := variants.Variant{X0: x0, Y0: y0, X1: x1, Y1: y1, Angle: angle, Transform: pdq.Transform(tr)}
		first, err := c.Compare(sig, p, v)
		require.NoError(t, err)
		second, err := c.Compare(sig, p, v)
		require.NoError(t, err)
		require.Equal(t, first, second)
	})
}

func TestReuseAllocatesNothing(t *testing.T) {
	p := photos(t)["black-canyon"]
	sig, err := gridsig.New(p)
	require.NoError(t, err)
	var c gridsig.Comparer
	_, err = c.Compare(sig, p, variants.Variant{})
	require.NoError(t, err)
	require.Zero(t, testing.AllocsPerRun(3, func() { _, err = c.Compare(sig, p, variants.Variant{}) }))
	require.NoError(t, err)
}

func BenchmarkCompare(b *testing.B) {
	p := photos(b)["black-canyon"]
	sig, err := gridsig.New(p)
	require.NoError(b, err)
	var c gridsig.Comparer
	b.ReportAllocs()
	for b.Loop() {
		_, _ = c.Compare(sig, p, variants.Variant{})
	}
}

func ExampleComparer() {
	original := hashing.NewPicture(220, 220, 1)
	for i := range original.Pix {
		original.Pix[i] = byte(i/220/2 + i%220/4 + i*i%7)
	}
	sig, err := gridsig.New(original)
	if err != nil {
		fmt.Println(err)
		return
	}
	edited := *original
	edited.Pix = bytes.Clone(original.Pix)
	for y := 50; y < 110; y++ {
		for x := 100; x < 170; x++ {
			edited.Pix[y*220+x] = 255
		}
	}
	var c gridsig.Comparer
	res, err := c.Compare(sig, &edited, variants.Variant{})
	fmt.Println(res.Differs, res.Box, err)
	// Output: true {100 50 170 110} <nil>
}
