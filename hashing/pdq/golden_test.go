package pdq_test

import (
	"image"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/internal/golden"
)

// TestGolden compares every bit with what the C++ reference makes of the same
// pixels. The pictures of testdata are CC0 (Getty Open Content).
func TestGolden(t *testing.T) {
	t.Parallel()
	compareGolden(t, "testdata")
}

// TestGoldenShared does the same with pictures that may not be committed.
func TestGoldenShared(t *testing.T) {
	t.Parallel()
	dir := filepath.FromSlash("../../../shared/data/images/pdq")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the shared pictures are not beside the repository")
	}
	compareGolden(t, dir)
}

func compareGolden(t *testing.T, dir string) {
	t.Helper()
	var h pdq.Hasher
	for _, row := range golden.Rows(t, filepath.Join(dir, "golden.tsv"), 5) {
		p := readPNG(t, filepath.Join(dir, row[0]))
		for i, front := range []pdq.Front{pdq.Stretch512, pdq.Full} {
			got, err := h.Hash(front, p)
			require.NoError(t, err)
			require.Equal(t, row[2*i+1], got.Hash.String(), "%s %s", row[0], front)
			require.Equal(t, row[2*i+2], strconv.Itoa(got.Quality), "%s %s", row[0], front)
			require.Equal(t, front, got.Front)
			all, err := h.Dihedral(front, p)
			require.NoError(t, err)
			require.Equal(t, got.Hash, all.Hashes[pdq.Original])
			require.Equal(t, got.Quality, all.Quality)
		}
	}
}

// readPNG returns the pixels of a PNG without alpha.
func readPNG(t testing.TB, path string) *hashing.Picture {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	img, err := png.Decode(f)
	require.NoError(t, err)
	b := img.Bounds()
	rgba := image.NewRGBA(b)
	draw.Draw(rgba, b, img, b.Min, draw.Src)
	p := hashing.NewPicture(b.Dx(), b.Dy(), 3)
	for i := range b.Dx() * b.Dy() {
		copy(p.Pix[3*i:3*i+3], rgba.Pix[4*i:4*i+3])
	}
	return p
}
