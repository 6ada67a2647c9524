package variants_test

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
)

// photo loads a CC0 photograph.
func photo(t testing.TB, name string) *hashing.Picture {
	t.Helper()
	raw, err := os.ReadFile("../pdq/testdata/" + name + ".png")
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
	return p
}

// draw returns a picture of the given size and grey, with src at (x, y).
func draw(w, h int, grey byte, src *hashing.Picture, x, y int) *hashing.Picture {
	dst := hashing.NewPicture(w, h, 3)
	for i := range dst.Pix {
		dst.Pix[i] = grey
	}
	for row := range src.Height {
		copy(dst.Pix[(y+row)*dst.Stride+3*x:], src.Pix[row*src.Stride:row*src.Stride+3*src.Width])
	}
	return dst
}

func mirrored(src *hashing.Picture) *hashing.Picture {
	dst := hashing.NewPicture(src.Width, src.Height, 3)
	for y := range src.Height {
		for x := range src.Width {
			copy(dst.Pix[y*dst.Stride+3*x:y*dst.Stride+3*x+3], src.Pix[y*src.Stride+3*(src.Width-1-x):])
		}
	}
	return dst
}

// found returns the variant that is nearest to the hash of the original.
func found(t *testing.T, m *variants.Maker, original, query *hashing.Picture) (best variants.Hashed, distance int) {
	t.Helper()
	want, err := pdq.Hash(pdq.Full, original)
	require.NoError(t, err)
	hashed, err := m.Make(nil, query)
	require.NoError(t, err)
	require.LessOrEqual(t, len(hashed), variants.MaxVariants)
	distance = 257
	for _, h := range hashed {
		if d := h.Hash.Distance(want.Hash); d < distance {
			best, distance = h, d
		}
	}
	return best, distance
}

func TestUndone(t *testing.T) {
	t.Parallel()
	src := photo(t, "nagasaki-boats_700")
	w, h := src.Width, src.Height
	inner := src.Crop(w/50, h/50, w-2*(w/50), h-2*(h/50))
	tests := []struct {
		name  string
		query *hashing.Picture
		kind  variants.Kind
	}{
		{"same", src, variants.AsIs},
		{"mirrored", mirrored(src), variants.Turned},
		{"border", draw(w+60, h+60, 255, src, 30, 30), variants.Trimmed},
		{"letterbox", draw(w, h+160, 0, src, 0, 80), variants.Trimmed},
		{"quarter_of_collage", draw(2*w, 2*h, 90, src, w, h), variants.Tile},
		{"half_of_collage", draw(2*w, h, 90, src, 0, 0), variants.Tile},
		{"cropped", &inner, variants.Padded},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var m variants.Maker
			best, distance := found(t, &m, src, tt.query)
			require.LessOrEqual(t, distance, pdq.Threshold, best.Variant)
			kinds := []variants.Kind{tt.kind}
			if tt.kind == variants.Tile || tt.kind == variants.Trimmed {
				// Seams and bars may be found by more than one rule.
				kinds = []variants.Kind{variants.Tile, variants.Trimmed, variants.Cut}
			}
			require.Contains(t, kinds, best.Variant.Kind, best.Variant)
		})
	}
}

func TestGeometry(t *testing.T) {
	t.Parallel()
	src := photo(t, "nagasaki-boats_700")
	var m variants.Maker
	best, _ := found(t, &m, src, draw(src.Width+100, src.Height+40, 255, src, 50, 20))
	v := best.Variant
	require.InDelta(t, 50, v.X0, 3)
	require.InDelta(t, 20, v.Y0, 3)
	require.InDelta(t, 50+src.Width, v.X1, 3)
	require.InDelta(t, 20+src.Height, v.Y1, 3)
}

func TestFirstIsExact(t *testing.T) {
	t.Parallel()
	src := photo(t, "black-canyon_320")
	full, err := pdq.Hash(pdq.Full, src)
	require.NoError(t, err)
	var m variants.Maker
	hashed, err := m.Make(nil, src)
	require.NoError(t, err)
	require.Equal(t, variants.AsIs, hashed[0].Variant.Kind)
	require.Equal(t, full.Hash, hashed[0].Hash)
	require.Equal(t, full.Quality, hashed[0].Quality)
}

func TestKinds(t *testing.T) {
	t.Parallel()
	src := photo(t, "black-canyon_320")
	m := variants.Maker{Kinds: variants.KindsOf(variants.Padded)}
	hashed, err := m.Make(nil, src)
	require.NoError(t, err)
	for _, h := range hashed[1:] {
		require.Equal(t, variants.Padded, h.Variant.Kind)
	}
	require.Greater(t, len(hashed), 10)
}

func TestReuseAllocatesNothing(t *testing.T) {
	src := photo(t, "black-canyon_320")
	var m variants.Maker
	hashed, err := m.Make(nil, src)
	require.NoError(t, err)
	require.Zero(t, testing.AllocsPerRun(5, func() {
		hashed, err = m.Make(hashed[:0], src)
	}))
	require.NoError(t, err)
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	var m variants.Maker
	dst := []variants.Hashed{{Quality: 7}}
	got, err := m.Make(dst, &hashing.Picture{Width: 5, Height: 5, Channels: 3})
	require.Error(t, err)
	require.Equal(t, dst, got)
}

// FuzzMake makes variants of pictures of any size and content: nothing panics,
// and the same picture gives the same answer twice.
func FuzzMake(f *testing.F) {
	f.Add(uint16(64), uint16(64), []byte{1, 2, 3})
	f.Add(uint16(1), uint16(900), []byte{0, 255})
	f.Add(uint16(700), uint16(49), []byte{0})
	f.Add(uint16(300), uint16(200), []byte{9, 200, 31, 4, 77})
	var m variants.Maker
	f.Fuzz(func(t *testing.T, w, h uint16, content []byte) {
		if w == 0 || h == 0 || int(w)*int(h) > 1<<18 || len(content) == 0 {
			return
		}
		p := hashing.NewPicture(int(w), int(h), 1)
		for i := range p.Pix {
			p.Pix[i] = content[i%len(content)]
		}
		first, err := m.Make(nil, p)
		require.NoError(t, err)
		second, err := m.Make(nil, p)
		require.NoError(t, err)
		require.Equal(t, first, second)
		require.LessOrEqual(t, len(first), variants.MaxVariants)
	})
}

func BenchmarkMake(b *testing.B) {
	src := photo(b, "locomotion-house-cat_700")
	var m variants.Maker
	var hashed []variants.Hashed
	b.ReportAllocs()
	for b.Loop() {
		hashed, _ = m.Make(hashed[:0], src)
	}
}

func ExampleMaker() {
	p := hashing.NewPicture(200, 100, 1)
	for i := range p.Pix {
		p.Pix[i] = uint8(i * i / 97)
	}
	var m variants.Maker
	hashed, err := m.Make(nil, p)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(hashed[0].Variant, "and", hashed[1].Variant)
	// Output: as_is and turned rotate90
}

// TestOverlays finds more of the pictures under a sticker or letters than their
// own hashes do.
func TestOverlays(t *testing.T) {
	t.Parallel()
	names := []string{
		"acanthus-mollis_700", "airplane-from-above_700", "black-canyon_700", "dust-bowl-home_700",
		"french-alpine-landscape_700", "locomotion-house-cat_700", "march-pastoral_700", "nagasaki-boats_700",
	}
	tests := []struct {
		name   string
		grey   byte
		inside func(x, y, w, h int) bool
	}{
		{"sticker", 205, func(x, y, w, h int) bool { return (x-w/3)*(x-w/3)+(y-h/2)*(y-h/2) < w*h/40 }},
		{"letters", 255, func(x, y, w, h int) bool {
			line := y > h/30 && y < h/5 || y > h-h/5 && y < h-h/30
			return line && x > w/8 && x < w*7/8 && x/(w/60)%9 < 2
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := variants.Maker{Kinds: variants.KindsOf(variants.Uncovered)}
			plain, uncovered := 0, 0
			for _, name := range names {
				src := photo(t, name)
				want, err := pdq.Hash(pdq.Full, src)
				require.NoError(t, err)
				w, h := src.Width, src.Height
				p := draw(w, h, 0, src, 0, 0)
				for y := range h {
					for x := range w {
						if tt.inside(x, y, w, h) {
							copy(p.Pix[y*p.Stride+3*x:], []byte{tt.grey, tt.grey, tt.grey})
						}
					}
				}
				hashed, err := m.Make(nil, p)
				require.NoError(t, err)
				least := 256
				for _, h := range hashed[1:] {
					require.Equal(t, variants.Uncovered, h.Variant.Kind)
					least = min(least, h.Hash.Distance(want.Hash))
				}
				if hashed[0].Hash.Distance(want.Hash) <= pdq.Threshold {
					plain++
				}
				if least <= pdq.Threshold {
					uncovered++
				}
			}
			require.Greater(t, uncovered, plain)
		})
	}
}

// TestOneSide completes a picture of which a part was cut off at one side.
func TestOneSide(t *testing.T) {
	t.Parallel()
	src := photo(t, "nagasaki-boats_700")
	w, h := src.Width, src.Height
	x, y := w*7/100, h*7/100
	parts := map[string]hashing.Picture{
		"left": src.Crop(x, 0, w-x, h), "right": src.Crop(0, 0, w-x, h), "top": src.Crop(0, y, w, h-y),
		"both_sides": src.Crop(x/2, 0, w-2*(x/2), h),
	}
	for name, part := range parts {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m variants.Maker
			best, distance := found(t, &m, src, &part)
			require.LessOrEqual(t, distance, pdq.Threshold, best.Variant)
			require.Equal(t, variants.Padded, best.Variant.Kind)
		})
	}
}
