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
	if _, err := os.Stat(dir); err != nil || testing.Short() {
		t.Skip("the shared pictures are not beside the repository, or time is short")
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

// TestSynthetic compares with the reference at the sizes where it has corners:
// sides below 5, 64x64, around the windows' steps and around the stretch. All
// dihedral hashes are compared here, and pictures without detail.
func TestSynthetic(t *testing.T) {
	t.Parallel()
	var h pdq.Hasher
	for _, row := range golden.Rows(t, filepath.FromSlash("testdata/synthetic.tsv"), 24) {
		size := make([]int, 3)
		for i := range size {
			n, err := strconv.Atoi(row[1+i])
			require.NoError(t, err)
			size[i] = n
		}
		if testing.Short() && size[0]*size[1] > 100_000 {
			continue
		}
		p := synthetic(row[0], size[0], size[1], size[2])
		for i, front := range []pdq.Front{pdq.Stretch512, pdq.Full} {
			want := row[4+10*i : 14+10*i]
			got, err := h.Hash(front, p)
			require.NoError(t, err)
			require.Equal(t, want[:2], []string{got.Hash.String(), strconv.Itoa(got.Quality)}, "%v %s", row[:4], front)
			all, err := h.Dihedral(front, p)
			require.NoError(t, err)
			for k, hash := range all.Hashes {
				require.Equal(t, want[2+k], hash.String(), "%v %s %s", row[:4], front, pdq.Transform(k))
			}
			if row[0] == "flat" {
				require.Zero(t, got.Quality)
			}
		}
	}
}

// synthetic makes the pixels behind testdata/synthetic.tsv.
func synthetic(kind string, w, h, channels int) *hashing.Picture {
	p := hashing.NewPicture(w, h, channels)
	state := uint32(1)
	for i := range p.Pix {
		x, y, c := i/channels%w, i/channels/w, i%channels
		switch kind {
		case "noise":
			state = state*1664525 + 1013904223
			p.Pix[i] = uint8(state >> 24)
		case "waves":
			p.Pix[i] = uint8(x*x/(w+1) + 3*y + c*40 + (x/5^y/7)*9)
		case "flat":
			p.Pix[i] = uint8(77 + c)
		case "edge":
			p.Pix[i] = uint8(5 + c)
			if x*3 > w+y {
				p.Pix[i] = uint8(250 - c)
			}
		}
	}
	return p
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
