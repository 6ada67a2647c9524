package decode_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing/decode"
)

// FuzzDecode looks for panics, for pictures beyond the limits and for files that
// one function takes and another refuses.
func FuzzDecode(f *testing.F) {
	paths, err := filepath.Glob(filepath.FromSlash("testdata/*"))
	require.NoError(f, err)
	for _, path := range paths {
		if data, err := os.ReadFile(path); err == nil && len(data) < 8_000 {
			f.Add(data)
		}
	}
	lim := decode.Limits{Bytes: 1 << 16, Pixels: 1 << 16, Frames: 3}
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx := context.Background()
		p, err := decode.Image(ctx, data, lim)
		if err == nil {
			if err := p.Check(); err != nil || p.Width*p.Height > lim.Pixels {
				t.Fatalf("%dx%d: %v", p.Width, p.Height, err)
			}
		}
		l, lumaErr := decode.LumaAtLeast(ctx, data, lim, 16)
		if lumaErr == nil {
			if err := l.Check(); err != nil || l.Channels != 1 {
				t.Fatalf("%+v: %v", l.Reduced, err)
			}
		}
		if err == nil && lumaErr != nil {
			t.Fatalf("luma: %v", lumaErr)
		}
		if err != nil && lumaErr == nil && !bytes.Contains(data, []byte{0xff, 0xc2}) {
			t.Fatalf("image: %v", err)
		}
		a, framesErr := decode.Frames(ctx, data, lim)
		if (err == nil) != (framesErr == nil) {
			t.Fatalf("image: %v, frames: %v", err, framesErr)
		}
		if err == nil && (len(a.Frames) < 1 || len(a.Frames) > lim.Frames || a.Count < len(a.Frames)) {
			t.Fatalf("%d frames of %d", len(a.Frames), a.Count)
		}
		if err == nil {
			require.Equal(t, p, a.Frames[0].Picture)
		}
	})
}
