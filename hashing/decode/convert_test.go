package decode

import (
	"image/color"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestFullToRGB compares with image/color for all values.
func TestFullToRGB(t *testing.T) {
	t.Parallel()
	luma, cb, cr := make([]uint8, 256), make([]uint8, 256), make([]uint8, 256)
	for i := range luma {
		luma[i] = uint8(i)
	}
	dst := make([]uint8, 3*256)
	for u := range 256 {
		for v := 0; v < 256; v += 3 {
			for shift := range uint(3) {
				for i := range luma {
					cb[i>>shift], cr[i>>shift] = uint8(u+i>>shift), uint8(v-i>>shift)
				}
				fullToRGB(dst, luma, cb[:256>>shift], cr[:256>>shift], shift)
				for i, y := range luma {
					r, g, b := color.YCbCrToRGB(y, cb[i>>shift], cr[i>>shift])
					if dst[3*i] != r || dst[3*i+1] != g || dst[3*i+2] != b {
						require.Equal(t, [3]uint8{r, g, b}, [3]uint8(dst[3*i:]), "%d %d %d", u, v, i)
					}
				}
			}
		}
	}
}

// TestStudioToRGB looks at black, white and what lies beyond.
func TestStudioToRGB(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ y, cb, cr, r, g, b uint8 }{
		{16, 128, 128, 0, 0, 0},
		{235, 128, 128, 255, 255, 255},
		{0, 128, 128, 0, 0, 0},
		{255, 128, 128, 255, 255, 255},
		{81, 90, 240, 254, 0, 0},
		{145, 54, 34, 0, 255, 1},
		{41, 240, 110, 0, 0, 255},
	} {
		var got [3]uint8
		studioToRGB(got[:], []uint8{tt.y}, []uint8{tt.cb}, []uint8{tt.cr}, 0)
		require.Equal(t, [3]uint8{tt.r, tt.g, tt.b}, got, "%+v", tt)
	}
}
