package detect_test

import (
	"bytes"
	"context"
	"image/jpeg"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/list"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
)

// original is a CC0 photograph, and bankOf a bank that knows it.
func original(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../hashing/pdq/testdata/black-canyon_320.png")
	require.NoError(t, err)
	return data
}

func bankOf(t *testing.T, data []byte, status string) *bank.Bank {
	t.Helper()
	p, err := decode.Image(context.Background(), data, decode.Limits{})
	require.NoError(t, err)
	res, err := pdq.Hash(pdq.Full, p)
	require.NoError(t, err)
	b, err := bank.Load(strings.NewReader("id,pdq,status\ncanyon,"+res.Hash.String()+","+status+"\n"),
		bank.Options{Name: "known", Label: harm.SexualNCII, Format: list.CSV})
	require.NoError(t, err)
	return b
}

// again returns the picture as a JPEG of low quality.
func again(t *testing.T, data []byte) []byte {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 40}))
	return b.Bytes()
}

func TestKnownPicture(t *testing.T) {
	t.Parallel()
	data := original(t)
	for _, media := range []detect.MediaOptions{{}, {Front: pdq.Fast}, {Front: pdq.Stretch512}, {Variants: variants.KindsOf(variants.Turned)}} {
		t.Run(media.Front.String(), func(t *testing.T) {
			t.Parallel()
			e, err := detect.New(detect.Options{Banks: []*bank.Bank{bankOf(t, data, "active")}, Media: media})
			require.NoError(t, err)
			v, err := e.Scan(context.Background(), detect.Item{Pictures: []detect.Picture{{Name: "copy.jpg", Data: again(t, data)}}})
			require.NoError(t, err)
			require.Len(t, v.Signals, 1)
			s := v.Signals[0]
			require.Equal(t, harm.SexualNCII, s.Label)
			require.True(t, s.Facets.Has(harm.KnownHash))
			require.GreaterOrEqual(t, s.Score, 0.75)
			ev := s.Evidence[0]
			require.Equal(t, detect.EvidencePicture, ev.Kind)
			require.Equal(t, "known", ev.Bank)
			require.Equal(t, "canyon", ev.Entry)
			require.Equal(t, "copy.jpg", ev.Name)
			require.LessOrEqual(t, ev.Distance, pdq.Threshold)
			require.GreaterOrEqual(t, ev.Quality, pdq.MinQuality)
			require.NotEmpty(t, v.Fired, "the default policy knows what to ask for")
		})
	}
}

func TestDisputedAndWithdrawn(t *testing.T) {
	t.Parallel()
	data := original(t)
	item := detect.Item{Pictures: []detect.Picture{{Data: data}}}
	e, err := detect.New(detect.Options{Banks: []*bank.Bank{bankOf(t, data, "disputed")}})
	require.NoError(t, err)
	v, err := e.Scan(context.Background(), item)
	require.NoError(t, err)
	require.InDelta(t, 0.5, v.Score(harm.SexualNCII), 0.01, "half of what an undisputed entry gives")
	require.True(t, v.Signals[0].Evidence[0].Disputed)

	require.NoError(t, e.SetBanks(bankOf(t, data, "withdrawn")))
	v, err = e.Scan(context.Background(), item)
	require.NoError(t, err)
	require.Empty(t, v.Signals)
}

// TestDigestOfDamagedFile: a file that cannot be decoded is still known by its
// digest.
func TestDigestOfDamagedFile(t *testing.T) {
	t.Parallel()
	data := original(t)[:2000]
	digests := bank.Digests(data)
	b, err := bank.New(bank.Options{Name: "known", Label: harm.MinorsCSAM})
	require.NoError(t, err)
	require.NoError(t, b.Apply([]list.Entry{{ID: "1", Digests: digests[1:2]}}))
	e, err := detect.New(detect.Options{Banks: []*bank.Bank{b}})
	require.NoError(t, err)
	v, err := e.Scan(context.Background(), detect.Item{Pictures: []detect.Picture{{Data: data}}})
	require.Error(t, err)
	require.InDelta(t, 1, v.Score(harm.MinorsCSAM), 0)
	require.Equal(t, detect.EvidenceDigest, v.Signals[0].Evidence[0].Kind)
}

func TestTooManyPictures(t *testing.T) {
	t.Parallel()
	item := detect.Item{}
	for range detect.DefaultMaxPictures + 1 {
		item.Pictures = append(item.Pictures, detect.Picture{Data: original(t)})
	}
	_, err := engine(t).Scan(context.Background(), item)
	require.EqualError(t, err, "detect: pictures: 17 pictures, want at most 16; those beyond were not looked at")
}
