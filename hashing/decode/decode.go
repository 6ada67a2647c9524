// Package decode turns the bytes of a picture into pixels within stated limits,
// from sources that may be hostile.
//
//	p, err := decode.Image(ctx, data, decode.Limits{})  // all pixels, in colour
//	p, err := decode.Luma(ctx, data, decode.Limits{})   // enough for a hash, fast
//	a, err := decode.Frames(ctx, data, decode.Limits{}) // sampled frames
//
// It knows JPEG, PNG, GIF and WebP by their first bytes, whatever a file is
// called; what follows the end of a picture in a file is not looked at. Formats
// are judged as the decoders of Go's library and of x/image judge them: what
// they refuse is refused.
//
// # What the pixels mean
//
//   - Orientation: EXIF's is applied (JPEG, PNG, WebP), so that a picture stands
//     as a viewer shows it.
//   - Alpha: whatever is transparent lies on white. The colours that a file
//     hides below full transparency are thus not seen.
//   - Grey: pictures of one channel without alpha stay so; all others have
//     three channels.
//   - 16 bits: the upper 8 are kept. Colour profiles and gamma are ignored.
//   - Palettes are looked up, CMYK (also Adobe's inverted kind and YCCK) is
//     converted as (255-C)(255-K)/255 and so on.
//   - Lossy WebP is converted by its own range of luma, 16 to 235, as libwebp
//     does and x/image/webp does not.
//   - Chroma that a JPEG or WebP holds at less resolution is repeated, not
//     interpolated.
//   - Animations (GIF, WebP): [Image] and [Luma] take the first frame, [Frames]
//     some of all, each as it stands on the whole canvas. Of an animated PNG the
//     still picture is taken.
//
// # Limits
//
// Limits are checked from the headers before anything is allocated for pixels,
// and the context between the parts of the work and whenever a decoder asks for
// more bytes. No input makes the package panic.
package decode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"github.com/vigil-moderation/vigil/hashing"
)

// Limits bounds what a picture may cost. Zero fields stand for the defaults.
type Limits struct {
	// Bytes is the most bytes that a file may have. Default 32 MiB.
	Bytes int
	// Pixels is the most pixels decoded of one file, the frames of an
	// animation together. Default 50 million, as many as the largest common
	// phone cameras yield. A pixel costs at most 20 bytes while it is decoded,
	// 3 afterwards.
	Pixels int
	// Frames is the most frames that [Frames] returns. Default 8.
	Frames int
}

// The defaults of [Limits].
const (
	DefaultBytes  = 32 << 20
	DefaultPixels = 50_000_000
	DefaultFrames = 8
)

func (l Limits) withDefaults() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultBytes
	}
	if l.Pixels <= 0 {
		l.Pixels = DefaultPixels
	}
	if l.Frames <= 0 {
		l.Frames = DefaultFrames
	}
	return l
}

// Errors that others wrap. Anything else that is returned means that the file
// is damaged or uses a feature that is not supported, or that the context ended.
var (
	// ErrFormat says that the bytes are of no format that is known here.
	ErrFormat = errors.New("decode: not a JPEG, PNG, GIF or WebP file")
	// ErrLimit says that the picture exceeds the limits.
	ErrLimit = errors.New("decode: picture exceeds a limit")
)

// Image returns the pixels of the picture, or of the first frame.
func Image(ctx context.Context, data []byte, lim Limits) (*hashing.Picture, error) {
	lim = lim.withDefaults()
	h, err := readHeader(data, lim)
	if err != nil {
		return nil, err
	}
	p, err := h.still(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return orient(p, h.orientation), ctx.Err()
}

// still decodes the first frame without regard to orientation.
func (h *header) still(ctx context.Context, data []byte, lim Limits) (*hashing.Picture, error) {
	if h.format == formatGIF || h.animated {
		anim, err := h.animation(data)
		if err != nil {
			return nil, err
		}
		a, err := anim.sample(ctx, lim, 1)
		if err != nil {
			return nil, err
		}
		return a.Frames[0].Picture, nil
	}
	img, err := decodeStill(ctx, h.format, data)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return convert(img, yuvOf(h.format)), nil
}

// decodeStill runs the decoder of a format on data whose size was checked. A
// panic of a decoder, none of which is known, becomes an error.
func decodeStill(ctx context.Context, f format, data []byte) (img image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			img, err = nil, fmt.Errorf("decode: %s: decoder failed: %v", f, r)
		}
	}()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r := &reader{ctx: ctx, data: bytes.NewReader(data)}
	switch f {
	case formatJPEG:
		img, err = jpeg.Decode(r)
	case formatPNG:
		img, err = png.Decode(r)
	case formatGIF:
		img, err = gif.Decode(r)
	case formatWebP:
		img, err = webp.Decode(r)
	default:
		return nil, ErrFormat
	}
	if err != nil {
		return nil, fmt.Errorf("decode: %s: %w", f, err)
	}
	return img, nil
}

// reader ends with the context's error once the context ends, which stops a
// decoder in the midst of its work.
type reader struct {
	ctx  context.Context
	data *bytes.Reader
}

func (r *reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	// Small steps, so that the context is seen often.
	return r.data.Read(b[:min(len(b), 64<<10)])
}

// checkPixels returns an error if a picture of the given size may not be
// decoded.
func checkPixels(f format, w, h int, lim Limits) error {
	if w <= 0 || h <= 0 {
		return fmt.Errorf("decode: %s: picture of %dx%d, want at least one pixel", f, w, h)
	}
	if int64(w)*int64(h) > int64(lim.Pixels) {
		return fmt.Errorf("%w: %s of %dx%d pixels, limit %d", ErrLimit, f, w, h, lim.Pixels)
	}
	return nil
}

var errTruncated = io.ErrUnexpectedEOF
