package decode_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/decode"
)

// requireBar checks that exactly one dark bar stands on a light ground, at
// three times the frame's number.
func requireBar(t *testing.T, p *hashing.Picture, frame int) {
	t.Helper()
	require.Equal(t, [2]int{40, 30}, [2]int{p.Width, p.Height})
	for x := range p.Width {
		if c := pixel(p, x, 15)[0]; x >= 3*frame && x < 3*frame+3 {
			require.Less(t, c, uint8(90), "frame %d column %d", frame, x)
		} else if x < 3*frame-1 || x > 3*frame+3 { // lossy edges
			require.Greater(t, c, uint8(160), "frame %d column %d", frame, x)
		}
	}
}

// TestFrames samples an animation of 12 frames, in which later frames hold only
// what changed.
func TestFrames(t *testing.T) {
	t.Parallel()
	tests := []struct {
		frames int
		want   []int
	}{
		{1, []int{0}},
		{2, []int{0, 11}},
		{4, []int{0, 3, 7, 11}},
		{12, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
		{100, []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
	}
	for _, name := range []string{"bar.gif", "bar_background.gif", "bar_previous.gif", "bar.webp", "bar_lossy.webp"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, tt := range tests {
				a, err := decode.Frames(t.Context(), file(t, name), decode.Limits{Frames: tt.frames})
				require.NoError(t, err)
				require.Equal(t, 12, a.Count)
				require.False(t, a.Truncated)
				var got []int
				for _, f := range a.Frames {
					got = append(got, f.Index)
					requireBar(t, f.Picture, f.Index)
				}
				require.Equal(t, tt.want, got)
			}
			requireBar(t, picture(t, name), 0)
			l, err := decode.Luma(t.Context(), file(t, name), decode.Limits{})
			require.NoError(t, err)
			requireBar(t, l, 0)
		})
	}
}

func TestFramesOfStill(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"exif6.jpg", "rgb.png", "lossless.webp"} {
		a, err := decode.Frames(t.Context(), file(t, name), decode.Limits{})
		require.NoError(t, err)
		require.Equal(t, &decode.Animation{Frames: []decode.Frame{{Picture: picture(t, name)}}, Count: 1}, a)
	}
}

// TestFramesTruncated cuts an animation short, by limits and by damage.
func TestFramesTruncated(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"bar.gif", "bar.webp"} {
		data := file(t, name)
		// The first frame is as large as the canvas, the others are smaller.
		a, err := decode.Frames(t.Context(), data, decode.Limits{Pixels: 40*30 + 500})
		require.NoError(t, err)
		require.True(t, a.Truncated)
		require.Equal(t, 12, a.Count)
		require.Len(t, a.Frames, 1) // a second copy of the canvas would exceed the limit

		a, err = decode.Frames(t.Context(), data[:len(data)*3/4], decode.Limits{Frames: 20})
		require.NoError(t, err)
		require.True(t, a.Truncated)
		require.Less(t, len(a.Frames), 12)
		require.Greater(t, len(a.Frames), 4)
		for _, f := range a.Frames {
			requireBar(t, f.Picture, f.Index)
		}

		_, err = decode.Frames(t.Context(), data, decode.Limits{Pixels: 40*30 - 1})
		require.ErrorIs(t, err, decode.ErrLimit)
	}
}
