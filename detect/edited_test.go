package detect_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/gridsig"
	"github.com/vigil-moderation/vigil/hashing/list"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

// TestEditedCopy tells a re-share of a known picture from one that was changed,
// by the grid signature of the entry.
func TestEditedCopy(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../hashing/pdq/testdata/locomotion-house-cat_320.png")
	require.NoError(t, err)
	original, err := decode.Image(context.Background(), raw, decode.Limits{})
	require.NoError(t, err)
	hash, err := pdq.Hash(pdq.Full, original)
	require.NoError(t, err)
	grid, err := gridsig.New(original)
	require.NoError(t, err)
	known, err := bank.New(bank.Options{Name: "own", Label: harm.SexualNCII})
	require.NoError(t, err)
	require.NoError(t, known.Apply([]list.Entry{
		{ID: "with", PDQ: []hashing.Hash256{hash.Hash}, Grid: grid},
		{ID: "without", PDQ: []hashing.Hash256{hash.Hash}},
	}))

	edit := image.Rect(40, 30, 100, 70)
	for _, front := range []pdq.Front{pdq.Full, pdq.Stretch512, pdq.Fast} {
		e, err := detect.New(detect.Options{Banks: []*bank.Bank{known}, Media: detect.MediaOptions{Front: front}})
		require.NoError(t, err)
		for _, edited := range []bool{false, true} {
			var part image.Rectangle
			if edited {
				part = edit
			}
			v, err := e.Scan(context.Background(), detect.Item{Pictures: []detect.Picture{{Data: shaded(t, original, part)}}})
			require.NoError(t, err)
			require.Len(t, v.Signals, 1, "%v %v", front, edited)
			require.Len(t, v.Signals[0].Evidence, 2)
			for _, evidence := range v.Signals[0].Evidence {
				require.Equal(t, evidence.Entry == "with", evidence.Compared, front)
				if !edited || evidence.Entry != "with" {
					require.Nil(t, evidence.Edited, front)
					continue
				}
				require.NotNil(t, evidence.Edited, front)
				require.InDelta(t, edit.Min.X, evidence.Edited.X0, 20)
				require.InDelta(t, edit.Min.Y, evidence.Edited.Y0, 20)
				require.InDelta(t, edit.Max.X, evidence.Edited.X1, 20)
				require.InDelta(t, edit.Max.Y, evidence.Edited.Y1, 20)
			}
		}
	}
}

// shaded is a JPEG file of the picture in which a part is darker.
func shaded(t *testing.T, p *hashing.Picture, part image.Rectangle) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	for y := range p.Height {
		for x := range p.Width {
			c := p.Pix[y*p.Stride+x*p.Channels:][:p.Channels]
			shade := uint8(0)
			if image.Pt(x, y).In(part) {
				shade = 30
			}
			m.SetRGBA(x, y, color.RGBA{max(c[0], shade) - shade, max(c[len(c)/2], shade) - shade, max(c[len(c)-1], shade) - shade, 255})
		}
	}
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 80}))
	return b.Bytes()
}
