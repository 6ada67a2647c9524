package detect_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/jpeg"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/hashing/decode"
)

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// bombPNG is a PNG of a few bytes that claims to be of the given size.
func bombPNG(w, h uint32) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		var n [4]byte
		binary.BigEndian.PutUint32(n[:], uint32(len(data)))
		b.Write(n[:])
		body := append([]byte(kind), data...)
		b.Write(body)
		binary.BigEndian.PutUint32(n[:], crc32.ChecksumIEEE(body))
		b.Write(n[:])
	}
	head := binary.BigEndian.AppendUint32(nil, w)
	head = binary.BigEndian.AppendUint32(head, h)
	chunk("IHDR", append(head, 8, 2, 0, 0, 0))
	chunk("IDAT", bytes.Repeat([]byte{0x78, 0x9c, 0, 0, 0, 0xff, 0xff}, 500))
	chunk("IEND", nil)
	return b.Bytes()
}

func smallJPEG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 200, 100)), nil))
	return b.Bytes()
}

func TestHostilePictures(t *testing.T) {
	t.Parallel()
	whole := smallJPEG(t)
	tests := []struct {
		name string
		data []byte
		is   error
	}{
		{"empty", nil, nil},
		{"png_bomb", bombPNG(60_000, 60_000), decode.ErrLimit},
		{"no_picture", []byte("%PDF-1.7 and so on"), decode.ErrFormat},
		{"truncated_jpeg", whole[:len(whole)/2], nil},
		{"polyglot", append([]byte("GIF89a"), whole...), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var v detect.Verdict
			var err error
			n := allocated(func() {
				v, err = engine(t).Scan(context.Background(), detect.Item{Text: "hello", Pictures: []detect.Picture{{Name: tt.name, Data: tt.data}}})
			})
			var part *detect.PartError
			require.ErrorAs(t, err, &part)
			require.Contains(t, part.Part, "picture 0 ("+tt.name+")")
			if tt.is != nil {
				require.ErrorIs(t, err, tt.is)
			}
			require.NotEmpty(t, v.Languages, "the text was judged all the same")
			require.Less(t, n, uint64(8<<20))
		})
	}
}

func TestHostileText(t *testing.T) {
	const limit = 16 << 20
	e, err := detect.New(detect.Options{Limits: detect.Limits{Text: limit}})
	require.NoError(t, err)
	size := 1 << 20
	if testing.Short() {
		size = 1 << 17
	}
	tests := []struct {
		name, text string
		factor     uint64 // bytes allocated for a byte of text, at most
	}{
		{"no_space", strings.Repeat("a", 10*size), 40},
		{"no_space_mixed", strings.Repeat("aЖ5_", 2*size), 100},
		{"combining_marks", "a" + strings.Repeat("\u0301\u0323", 50_000), 40},
		{"invalid_utf8", strings.Repeat("\xff\xc3\xe2\x28", size/4), 60},
		{"single_letters", strings.Repeat("a ", size), 200},
		{"nothing_but_quotes", strings.Repeat(`"`, size), 40},
		{"many_mentions", strings.Repeat("@bob ", size/4), 400},
		{"signs_alone", "@*\u00ad*|" + "1,@**|" + "α!ż.@#@##", 1},
		{"many_terms", strings.Repeat("nobody wants you here. ", size/32), 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := allocated(func() {
				v, err := e.Scan(context.Background(), detect.Item{Text: tt.text})
				require.NoError(t, err)
				for _, s := range v.Signals {
					require.LessOrEqual(t, len(s.Evidence), 16)
				}
			})
			require.Less(t, n, tt.factor*uint64(len(tt.text))+8<<20)
		})
	}
	_, err = engine(t).Scan(context.Background(), detect.Item{Text: strings.Repeat("a", detect.DefaultMaxText+1)})
	require.EqualError(t, err, "detect: text: 1048577 bytes, want at most 1048576")
}

func TestContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := engine(t).Scan(ctx, detect.Item{Text: "hello", Pictures: []detect.Picture{{Data: smallJPEG(t)}}})
	require.ErrorIs(t, err, context.Canceled)
}
