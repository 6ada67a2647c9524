package decode_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing/decode"
)

// pngChunk appends a chunk of a PNG.
func pngChunk(b []byte, kind string, body []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(body)))
	at := len(b)
	b = append(append(b, kind...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[at:]))
}

// pngBomb is a PNG of zeros, a thousand times as large as its file.
func pngBomb(t *testing.T, w, h uint32, depth, color uint8) []byte {
	t.Helper()
	b := []byte("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32(nil, w)
	head = binary.BigEndian.AppendUint32(head, h)
	b = pngChunk(b, "IHDR", append(head, depth, color, 0, 0, 0))
	var z bytes.Buffer
	zw, err := zlib.NewWriterLevel(&z, zlib.BestCompression)
	require.NoError(t, err)
	rows := make([]byte, 1<<20)
	for range 8 {
		_, err := zw.Write(rows)
		require.NoError(t, err)
	}
	require.NoError(t, zw.Close())
	b = pngChunk(b, "IDAT", z.Bytes())
	return pngChunk(b, "IEND", nil)
}

// patch returns data with bytes replaced from the given place on.
func patch(data []byte, at int, with ...byte) []byte {
	b := bytes.Clone(data)
	copy(b[at:], with)
	return b
}

// bombs are small files that claim to be huge.
func bombs(t *testing.T) map[string][]byte {
	t.Helper()
	jpeg, gif, webp := file(t, "base420.jpg"), file(t, "bar.gif"), file(t, "lossy.webp")
	sof := bytes.Index(jpeg, []byte{0xff, 0xc0, 0, 17, 8})
	progressive := bytes.Clone(file(t, "prog420.jpg"))
	sof2 := bytes.Index(progressive, []byte{0xff, 0xc2, 0, 17, 8})
	lossless, animated := file(t, "lossless.webp"), file(t, "bar.webp")
	return map[string][]byte{
		"png_60000":         pngBomb(t, 60_000, 60_000, 1, 0),
		"png_16_bit":        pngBomb(t, 20_000, 20_000, 16, 6),
		"png_wide":          pngBomb(t, 1<<31-1, 1, 1, 0),
		"png_overflow":      pngBomb(t, 1<<31-1, 1<<31-1, 8, 2),
		"jpeg_65500":        patch(jpeg, sof+5, 0xff, 0xdc, 0xff, 0xdc),
		"jpeg_progressive":  patch(progressive, sof2+5, 0xff, 0xdc, 0xff, 0xdc),
		"gif_65535":         patch(gif, 6, 0xff, 0xff, 0xff, 0xff),
		"webp_lossy_16383":  patch(webp, bytes.Index(webp, []byte("\x9d\x01\x2a"))+3, 0xff, 0x3f, 0xff, 0x3f),
		"webp_lossless":     patch(lossless, bytes.Index(lossless, []byte("VP8L"))+9, 0xff, 0xff, 0xff, 0x0f),
		"webp_canvas_2_24":  patch(animated, 24, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
		"webp_frame_2_24":   patch(animated, bytes.Index(animated, []byte("ANMF"))+14, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
		"gif_frame_65535":   patch(gif, bytes.Index(gif, []byte{0x2c, 0, 0, 0, 0})+5, 0xff, 0xff, 0xff, 0xff),
		"many_bytes":        append(file(t, "rgb.png"), make([]byte, decode.DefaultBytes)...),
		"gif_many_frames":   manyFrames(t),
		"png_within_limits": pngBomb(t, 7_000, 7_000, 1, 0),
	}
}

// manyFrames is a GIF of 2,000 frames of a megapixel each.
func manyFrames(t *testing.T) []byte {
	t.Helper()
	b := []byte("GIF89a\xe8\x03\xe8\x03\x80\x00\x00\x00\x00\x00\xff\xff\xff")
	frame := []byte("\x2c\x00\x00\x00\x00\xe8\x03\xe8\x03\x00\x02")
	frame = append(frame, lzwZeros(1_000_000)...)
	for range 2000 {
		b = append(b, frame...)
	}
	return append(b, 0x3b)
}

// TestBombs measures what is allocated for small files of large claims.
func TestBombs(t *testing.T) {
	for name, data := range bombs(t) {
		if testing.Short() && name == "gif_many_frames" {
			continue
		}
		for what, run := range map[string]func() error{
			"image": func() error { _, err := decode.Image(t.Context(), data, decode.Limits{}); return err },
			"luma":  func() error { _, err := decode.Luma(t.Context(), data, decode.Limits{}); return err },
			"frames": func() error {
				a, err := decode.Frames(t.Context(), data, decode.Limits{})
				if name == "gif_many_frames" {
					require.True(t, a.Truncated)
					require.Equal(t, 2000, a.Count)
					require.Less(t, a.Frames[len(a.Frames)-1].Index, 50)
				}
				return err
			},
		} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := run()
			runtime.ReadMemStats(&after)
			spent := after.TotalAlloc - before.TotalAlloc
			switch name {
			case "gif_many_frames":
				require.NoError(t, err)
				// Less than the limit in all, and no frame but those kept stays.
				require.Less(t, spent, uint64(200<<20), "%s %s", name, what)
			case "png_within_limits":
				require.Error(t, err, "%s %s", name, what) // its data are too short
				require.Less(t, spent, uint64(20*decode.DefaultPixels), "%s %s", name, what)
			case "webp_frame_2_24", "gif_frame_65535":
				require.Error(t, err, "%s %s", name, what)
				require.Less(t, spent, uint64(1<<20), "%s %s", name, what)
			default:
				require.ErrorIs(t, err, decode.ErrLimit, "%s %s", name, what)
				require.Less(t, spent, uint64(1<<20), "%s %s", name, what)
			}
		}
	}
}

// TestTruncated cuts each file at many places. Where a decoder does not see the
// damage, the picture must be whole in size.
func TestTruncated(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"base420.jpg", "prog420.jpg", "cmyk.jpg", "rgb.png", "palette.png", "bar.gif", "lossy.webp", "lossless.webp",
		"lossy_alpha.webp", "bar.webp", "bar_lossy.webp",
	} {
		data := file(t, name)
		refused, step := 0, 1+len(data)/200
		if testing.Short() {
			step *= 5
		}
		for n := 0; n < len(data); n += step {
			p, err := decode.Image(t.Context(), data[:n], decode.Limits{})
			if err != nil {
				refused++
			} else {
				require.NoError(t, p.Check())
			}
			_, lumaErr := decode.Luma(t.Context(), data[:n], decode.Limits{})
			require.Equal(t, err == nil, lumaErr == nil, "%s cut to %d: %v, luma: %v", name, n, err, lumaErr)
			_, err = decode.Frames(t.Context(), data[:n], decode.Limits{})
			require.False(t, err != nil && p != nil, "%s cut to %d: %v", name, n, err)
		}
		require.Positive(t, refused, name)
	}
}

// TestPolyglot gives a file that is two things: the first bytes decide, and
// what follows the picture does not matter.
func TestPolyglot(t *testing.T) {
	t.Parallel()
	archive := []byte("PK\x03\x04 and so on \xff\xd8\xff\x89PNG GIF89a RIFF")
	for _, name := range []string{"base420.jpg", "rgb.png", "bar.gif", "lossy.webp"} {
		data := file(t, name)
		want := picture(t, name)
		got, err := decode.Image(t.Context(), append(bytes.Clone(data), archive...), decode.Limits{})
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
		_, err = decode.Image(t.Context(), append(bytes.Clone(archive), data...), decode.Limits{})
		require.ErrorIs(t, err, decode.ErrFormat, name)
	}
	for _, data := range [][]byte{nil, {}, {0xff}, []byte("RIFF\x00\x00\x00\x00WAVE"), []byte("%PDF-1.7"), []byte("<svg/>")} {
		_, err := decode.Luma(t.Context(), data, decode.Limits{})
		require.ErrorIs(t, err, decode.ErrFormat)
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	data := file(t, "rgb.png") // 41x29
	_, err := decode.Image(t.Context(), data, decode.Limits{Pixels: 41 * 29, Bytes: len(data)})
	require.NoError(t, err)
	_, err = decode.Image(t.Context(), data, decode.Limits{Pixels: 41*29 - 1})
	require.ErrorIs(t, err, decode.ErrLimit)
	require.ErrorContains(t, err, "41x29")
	_, err = decode.Image(t.Context(), data, decode.Limits{Bytes: len(data) - 1})
	require.ErrorIs(t, err, decode.ErrLimit)
}
