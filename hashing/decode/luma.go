package decode

import (
	"context"
	"image"

	"github.com/vigil-moderation/vigil/hashing"
)

// Luma returns the luma of the picture, or of its first frame, at no more
// resolution than front end Fast of package pdq needs.
func Luma(ctx context.Context, data []byte, lim Limits) (*hashing.Picture, error) {
	lim = lim.withDefaults()
	h, err := readHeader(data, lim)
	if err != nil {
		return nil, err
	}
	if h.format == formatJPEG {
		img, err := decodeStill(ctx, h.format, data)
		if err != nil {
			return nil, err
		}
		if m, ok := img.(*image.YCbCr); ok {
			p := &hashing.Picture{Width: m.Rect.Dx(), Height: m.Rect.Dy(), Channels: 1, Stride: m.YStride, Pix: m.Y}
			return orient(p, h.orientation), ctx.Err()
		}
		return orient(toLuma(convert(img)), h.orientation), ctx.Err()
	}
	p, err := h.still(ctx, data, lim)
	if err != nil {
		return nil, err
	}
	return orient(toLuma(p), h.orientation), ctx.Err()
}

// toLuma returns the luma of p, which may be p itself.
func toLuma(p *hashing.Picture) *hashing.Picture {
	if p.Channels == 1 {
		return p
	}
	out := hashing.NewPicture(p.Width, p.Height, 1)
	for y := range p.Height {
		src := p.Pix[y*p.Stride : y*p.Stride+3*p.Width]
		dst := out.Pix[y*out.Stride:]
		for x := 0; x+3 <= len(src); x += 3 {
			dst[x/3] = uint8((19595*uint32(src[x]) + 38470*uint32(src[x+1]) + 7471*uint32(src[x+2]) + 1<<15) >> 16)
		}
	}
	return out
}
