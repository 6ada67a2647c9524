package pdq_test

import (
	"math/bits"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

// TestDihedral turns pixels and compares with the hashes computed without.
func TestDihedral(t *testing.T) {
	t.Parallel()
	p := readPNG(t, "testdata/march-pastoral_700.png")
	all, err := new(pdq.Hasher).Dihedral(pdq.Full, p)
	require.NoError(t, err)
	w, h := p.Width, p.Height
	// from says which pixel of p stands at (x, y) after the transform.
	tests := []struct {
		transform pdq.Transform
		swap      bool
		from      func(x, y int) (int, int)
	}{
		{pdq.Original, false, func(x, y int) (int, int) { return x, y }},
		{pdq.Rotate90, true, func(x, y int) (int, int) { return w - 1 - y, x }},
		{pdq.Rotate180, false, func(x, y int) (int, int) { return w - 1 - x, h - 1 - y }},
		{pdq.Rotate270, true, func(x, y int) (int, int) { return y, h - 1 - x }},
		{pdq.FlipX, false, func(x, y int) (int, int) { return x, h - 1 - y }},
		{pdq.FlipY, false, func(x, y int) (int, int) { return w - 1 - x, y }},
		{pdq.FlipPlus1, true, func(x, y int) (int, int) { return y, x }},
		{pdq.FlipMinus1, true, func(x, y int) (int, int) { return w - 1 - y, h - 1 - x }},
	}
	for _, tt := range tests {
		t.Run(tt.transform.String(), func(t *testing.T) {
			t.Parallel()
			turned := hashing.NewPicture(w, h, 3)
			if tt.swap {
				turned = hashing.NewPicture(h, w, 3)
			}
			for y := range turned.Height {
				for x := range turned.Width {
					fx, fy := tt.from(x, y)
					copy(turned.Pix[y*turned.Stride+3*x:][:3], p.Pix[fy*p.Stride+3*fx:][:3])
				}
			}
			got, err := pdq.Hash(pdq.Full, turned)
			require.NoError(t, err)
			// The filter's windows are not symmetric, so turned pixels do not
			// give the very same bits.
			require.LessOrEqual(t, got.Hash.Distance(all.Hashes[tt.transform]), 16)
			for other, hash := range all.Hashes {
				if pdq.Transform(other) != tt.transform {
					require.Greater(t, got.Hash.Distance(hash), 60)
				}
			}
		})
	}
}

// shrink averages squares of p, of which the first column and row lack left and
// top pixels.
func shrink(p *hashing.Picture, scale, left, top int) *hashing.Picture {
	out := hashing.NewPicture((p.Width+left+scale-1)/scale, (p.Height+top+scale-1)/scale, p.Channels)
	out.Reduced = hashing.Reduction{Scale: scale, Width: p.Width, Height: p.Height, Left: left, Top: top}
	for y := range out.Height {
		for x := range out.Width {
			for c := range p.Channels {
				sum, n := 0, 0
				for dy := max(0, y*scale-top); dy < min(p.Height, (y+1)*scale-top); dy++ {
					for dx := max(0, x*scale-left); dx < min(p.Width, (x+1)*scale-left); dx++ {
						sum += int(p.Pix[dy*p.Stride+dx*p.Channels+c])
						n++
					}
				}
				out.Pix[y*out.Stride+x*p.Channels+c] = uint8((sum + n/2) / n)
			}
		}
	}
	return out
}

func TestFast(t *testing.T) {
	t.Parallel()
	var h pdq.Hasher
	for _, name := range []string{"black-canyon", "march-pastoral", "nagasaki-boats"} {
		p := readPNG(t, "testdata/"+name+"_700.png")
		want, err := h.Hash(pdq.Full, p)
		require.NoError(t, err)
		got, err := h.Hash(pdq.Fast, p)
		require.NoError(t, err)
		require.LessOrEqual(t, got.Hash.Distance(want.Hash), 4, "%s in full", name)
		for _, r := range [][3]int{{2, 0, 0}, {2, 1, 1}, {4, 0, 0}, {4, 3, 1}} {
			got, err := h.Hash(pdq.Fast, shrink(p, r[0], r[1], r[2]))
			require.NoError(t, err)
			require.Equal(t, pdq.Fast, got.Front)
			require.LessOrEqual(t, got.Hash.Distance(want.Hash), 10, "%s reduced by %v", name, r)
			require.InDelta(t, want.Quality, got.Quality, 2)
		}
	}
}

// TestFastOdd feeds shapes and reductions that are as small and as lopsided as
// can be.
func TestFastOdd(t *testing.T) {
	t.Parallel()
	var h pdq.Hasher
	for _, size := range [][2]int{{1, 1}, {4, 9}, {5, 5}, {5, 900}, {900, 5}, {63, 65}, {64, 64}, {129, 8}} {
		p := synthetic("waves", size[0], size[1], 3)
		for _, scale := range []int{1, 2, 8, 64} {
			for _, lack := range []int{0, scale - 1} {
				_, err := h.Hash(pdq.Fast, shrink(p, scale, lack, lack))
				require.NoError(t, err, "%v 1/%d", size, scale)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	reduced := shrink(synthetic("waves", 64, 64, 1), 8, 0, 0)
	wrong := shrink(synthetic("waves", 64, 64, 1), 8, 0, 0)
	wrong.Reduced.Width = 80
	tests := []struct {
		name  string
		front pdq.Front
		p     *hashing.Picture
		want  string
	}{
		{"nil", pdq.Full, nil, "pdq: hashing: no picture"},
		{"empty", pdq.Full, &hashing.Picture{Channels: 3}, "0x0"},
		{"channels", pdq.Fast, &hashing.Picture{Width: 9, Height: 9, Channels: 2, Stride: 18, Pix: make([]uint8, 999)}, "2 channels"},
		{"stride", pdq.Fast, &hashing.Picture{Width: 9, Height: 9, Channels: 3, Stride: 26, Pix: make([]uint8, 999)}, "stride"},
		{"bytes", pdq.Fast, &hashing.Picture{Width: 9, Height: 9, Channels: 3, Stride: 27, Pix: make([]uint8, 242)}, "bytes"},
		{"reduced_full", pdq.Full, reduced, "want front end fast"},
		{"reduced_stretch512", pdq.Stretch512, reduced, "want front end fast"},
		{"reduction", pdq.Fast, wrong, "reduction"},
		{"front", pdq.Front(7), synthetic("flat", 9, 9, 1), "Front(7)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := pdq.Hash(tt.front, tt.p)
			require.ErrorContains(t, err, tt.want)
			_, err = new(pdq.Hasher).Dihedral(tt.front, tt.p)
			require.ErrorContains(t, err, tt.want)
		})
	}
	_, err := pdq.Hash(pdq.Full, reduced)
	require.ErrorIs(t, err, pdq.ErrReduced)
}

func TestParseFront(t *testing.T) {
	t.Parallel()
	for _, f := range []pdq.Front{pdq.Full, pdq.Stretch512, pdq.Fast} {
		got, err := pdq.ParseFront(f.String())
		require.NoError(t, err)
		require.Equal(t, f, got)
	}
	_, err := pdq.ParseFront("Full")
	require.ErrorContains(t, err, `"Full"`)
	require.Equal(t, "Transform(8)", pdq.Transform(8).String())
}

// TestWeight holds for all hashes of pictures with detail: as many bits are set
// as not, since the median divides them.
func TestWeight(t *testing.T) {
	t.Parallel()
	got, err := pdq.Hash(pdq.Full, synthetic("noise", 300, 200, 3))
	require.NoError(t, err)
	require.Equal(t, 128, got.Hash.Weight())
	require.Equal(t, 128, bits.OnesCount64(got.Hash[0])+bits.OnesCount64(got.Hash[1])+
		bits.OnesCount64(got.Hash[2])+bits.OnesCount64(got.Hash[3]))
}

// TestReuse checks that a hasher keeps nothing of the pictures before.
func TestReuse(t *testing.T) {
	t.Parallel()
	var reused pdq.Hasher
	for _, size := range [][2]int{{640, 480}, {70, 900}, {5, 5}, {1000, 33}, {640, 480}} {
		for _, front := range []pdq.Front{pdq.Fast, pdq.Full, pdq.Stretch512} {
			p := synthetic("waves", size[0], size[1], 3)
			got, err := reused.Hash(front, p)
			require.NoError(t, err)
			want, err := new(pdq.Hasher).Hash(front, p)
			require.NoError(t, err)
			require.Equal(t, want, got, "%v %s", size, front)
		}
	}
}

func TestAllocs(t *testing.T) {
	p := synthetic("waves", 640, 480, 3)
	var h pdq.Hasher
	for _, front := range []pdq.Front{pdq.Full, pdq.Stretch512, pdq.Fast} {
		require.Zero(t, testing.AllocsPerRun(3, func() { _, _ = h.Hash(front, p) }), front)
		require.Zero(t, testing.AllocsPerRun(3, func() { _, _ = h.Dihedral(front, p) }), front)
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	p := synthetic("waves", 200, 100, 3)
	want, err := pdq.Hash(pdq.Full, p)
	require.NoError(t, err)
	var wg sync.WaitGroup
	got := make([]pdq.Result, 8)
	for i := range got {
		wg.Go(func() { got[i], _ = pdq.Hash(pdq.Full, p) })
	}
	wg.Wait()
	for _, g := range got {
		require.Equal(t, want, g)
	}
}
