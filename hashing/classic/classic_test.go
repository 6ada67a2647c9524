package classic_test

import (
	"fmt"
	"image"
	"testing"

	"github.com/corona10/goimagehash"
	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/classic"
)

var kinds = []classic.Kind{classic.Average, classic.Difference, classic.Perception}

// scene paints a picture that has something at every frequency.
func scene(w, h, channels int) *hashing.Picture {
	p := hashing.NewPicture(w, h, channels)
	for y := range h {
		for x := range w * channels {
			p.Pix[y*p.Stride+x] = uint8(x*x/(w+1) + y*y*3/(h+2) + (x/5^y/7)*11)
		}
	}
	return p
}

// TestDirect compares with goimagehash called by hand, also for a view into a
// larger picture.
func TestDirect(t *testing.T) {
	t.Parallel()
	big := scene(200, 150, 3)
	view := big.Crop(31, 17, 120, 90)
	img := image.NewRGBA(image.Rect(0, 0, 120, 90))
	for y := range 90 {
		for x := range 120 {
			copy(img.Pix[img.PixOffset(x, y):], view.Pix[y*view.Stride+3*x:][:3])
			img.Pix[img.PixOffset(x, y)+3] = 255
		}
	}
	want64 := []func(image.Image) (*goimagehash.ImageHash, error){
		goimagehash.AverageHash, goimagehash.DifferenceHash, goimagehash.PerceptionHash,
	}
	want256 := []func(image.Image, int, int) (*goimagehash.ExtImageHash, error){
		goimagehash.ExtAverageHash, goimagehash.ExtDifferenceHash, goimagehash.ExtPerceptionHash,
	}
	for i, kind := range kinds {
		short, err := classic.Hash64(kind, &view)
		require.NoError(t, err)
		direct, err := want64[i](img)
		require.NoError(t, err)
		require.Equal(t, direct.GetHash(), uint64(short), kind.String())
		long, err := classic.Hash256(kind, &view)
		require.NoError(t, err)
		extended, err := want256[i](img, 16, 16)
		require.NoError(t, err)
		require.Equal(t, extended.GetHash(), long[:], kind.String())
	}
}

// TestOddPictures hashes shapes at which resizing and transforms could fail.
func TestOddPictures(t *testing.T) {
	t.Parallel()
	sizes := [][2]int{{1, 1}, {1, 300}, {300, 1}, {8, 8}, {9, 8}, {16, 16}, {64, 64}, {256, 256}, {63, 65}}
	for _, size := range sizes {
		for _, channels := range []int{1, 3} {
			p := scene(size[0], size[1], channels)
			for _, kind := range kinds {
				_, err := classic.Hash64(kind, p)
				require.NoError(t, err, "%v %s", size, kind)
				_, err = classic.Hash256(kind, p)
				require.NoError(t, err, "%v %s", size, kind)
			}
		}
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	reduced := scene(10, 10, 1)
	reduced.Reduced = hashing.Reduction{Scale: 8, Width: 80, Height: 80}
	cut := scene(10, 10, 3)
	cut.Pix = cut.Pix[:20]
	tests := []struct {
		name string
		kind classic.Kind
		p    *hashing.Picture
	}{
		{"nil", classic.Average, nil},
		{"zero", classic.Difference, &hashing.Picture{}},
		{"empty_view", classic.Perception, &hashing.Picture{Channels: 3}},
		{"too_few_bytes", classic.Average, cut},
		{"reduced", classic.Perception, reduced},
		{"unknown_kind", classic.Kind(3), scene(10, 10, 3)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := classic.Hash64(tt.kind, tt.p)
			require.ErrorContains(t, err, "classic: ")
			_, err = classic.Hash256(tt.kind, tt.p)
			require.ErrorContains(t, err, "classic: ")
		})
	}
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		require.LessOrEqual(t, kind.FalsePairs64(kind.Threshold64()), classic.FalsePairsAdvised)
		require.LessOrEqual(t, kind.FalsePairs256(kind.Threshold256()), classic.FalsePairsAdvised)
		require.GreaterOrEqual(t, kind.FalsePairs256(1000), kind.FalsePairs256(100))
		require.Zero(t, kind.FalsePairs64(-1))
	}
	require.Greater(t, classic.Difference.FalsePairs64(10), 4000.0)
	require.Zero(t, classic.Kind(9).FalsePairs64(3)+classic.Kind(9).FalsePairs256(3))
	require.Zero(t, classic.Kind(9).Threshold64()+classic.Kind(9).Threshold256())
	require.Equal(t, "Kind(9)", classic.Kind(9).String())
}

func Example() {
	picture := scene(640, 480, 3)
	smaller := scene(320, 240, 3) // another picture of the same make
	a, _ := classic.Hash64(classic.Perception, picture)
	b, _ := classic.Hash64(classic.Perception, smaller)
	fmt.Println(a.Distance(b) <= classic.Perception.Threshold64())
	fmt.Printf("%.0f false pairs in a million\n", classic.Difference.FalsePairs64(10))
	// Output:
	// false
	// 4093 false pairs in a million
}

func BenchmarkHash64(b *testing.B) {
	p := scene(1024, 512, 3)
	for _, kind := range kinds {
		b.Run(kind.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = classic.Hash64(kind, p)
			}
		})
	}
}

func BenchmarkHash256(b *testing.B) {
	p := scene(1024, 512, 3)
	for _, kind := range kinds {
		b.Run(kind.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = classic.Hash256(kind, p)
			}
		})
	}
}
