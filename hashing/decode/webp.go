package decode

import (
	"encoding/binary"
	"fmt"
	"image"
)

// chunk is one piece of a RIFF container.
type chunk struct {
	id   string
	body []byte
}

// nextChunk returns the first chunk of data and what follows it. A chunk whose
// length exceeds the data is cut; ok is false at the end.
func nextChunk(data []byte) (c chunk, rest []byte, ok bool) {
	if len(data) < 8 {
		return chunk{}, nil, false
	}
	n := uint64(binary.LittleEndian.Uint32(data[4:]))
	body := data[8:]
	padded := min(n+n&1, uint64(len(body)))
	return chunk{id: string(data[:4]), body: body[:min(n, uint64(len(body)))]}, body[padded:], true
}

// readWebP fills the header from the container and from every bitstream in it,
// whose sizes decoders believe more than the container's.
func (h *header) readWebP(data []byte, lim Limits) error {
	streams := 0
	for c, rest, ok := nextChunk(data[12:]); ok; c, rest, ok = nextChunk(rest) {
		switch c.id {
		case "VP8X":
			if len(c.body) < 10 {
				return fmt.Errorf("decode: webp: VP8X chunk of %d bytes, want 10", len(c.body))
			}
			h.animated = c.body[0]&2 != 0
			h.width, h.height = uint24(c.body[4:])+1, uint24(c.body[7:])+1
		case "VP8 ", "VP8L":
			streams++
			w, ht, err := streamSize(c)
			if err != nil {
				return err
			}
			if h.width == 0 {
				h.width, h.height = w, ht
			}
			if err := checkPixels(h.format, w, ht, lim); err != nil {
				return err
			}
		case "EXIF":
			h.orientation = exifOrientation(trimExif(c.body))
		}
	}
	if streams == 0 && !h.animated {
		return fmt.Errorf("decode: webp: no picture: %w", errTruncated)
	}
	return checkPixels(h.format, h.width, h.height, lim)
}

// trimExif drops the prefix that JPEG needs and some writers leave in WebP.
func trimExif(b []byte) []byte {
	if len(b) > 6 && string(b[:6]) == "Exif\x00\x00" {
		return b[6:]
	}
	return b
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

// streamSize returns the size that a bitstream gives itself.
func streamSize(c chunk) (w, h int, err error) {
	b := c.body
	switch {
	case c.id == "VP8 " && len(b) >= 10:
		return int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff), nil
	case c.id == "VP8L" && len(b) >= 5:
		bits := binary.LittleEndian.Uint32(b[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1, nil
	}
	return 0, 0, fmt.Errorf("decode: webp: %s chunk of %d bytes: %w", c.id, len(b), errTruncated)
}

// splitWebP finds the frames of an animated WebP. Each becomes a WebP of its
// own; frames whose bitstream contradicts their size end the search.
func splitWebP(data []byte) *animation {
	a := new(animation)
	if declared := uint64(binary.LittleEndian.Uint32(data[4:])) + 8; declared > uint64(len(data)) {
		a.broken = true
	}
	for c, rest, ok := nextChunk(data[12:]); ok; c, rest, ok = nextChunk(rest) {
		if c.id != "ANMF" {
			continue
		}
		p, ok := webpPart(c.body)
		if !ok {
			a.broken = true
			return a
		}
		a.parts = append(a.parts, p)
	}
	return a
}

func webpPart(body []byte) (part, bool) {
	const frameHeader = 16
	if len(body) < frameHeader {
		return part{}, false
	}
	flags := body[15]
	p := part{
		at: image.Pt(2*uint24(body), 2*uint24(body[3:])),
		w:  uint24(body[6:]) + 1, h: uint24(body[9:]) + 1,
		blend: flags&2 == 0,
	}
	if flags&1 != 0 {
		p.dispose = disposeBackground
	}
	var alpha, stream *chunk
	for c, rest, ok := nextChunk(body[frameHeader:]); ok; c, rest, ok = nextChunk(rest) {
		switch c.id {
		case "ALPH":
			alpha = &c
		case "VP8 ", "VP8L":
			stream = &c
		}
		if stream != nil {
			break
		}
	}
	if stream == nil {
		return part{}, false
	}
	if w, h, err := streamSize(*stream); err != nil || w != p.w || h != p.h {
		return part{}, false
	}
	p.file = func() []byte { return webpFile(p.w, p.h, alpha, stream) }
	return p, true
}

// webpFile wraps the bitstream of one frame.
func webpFile(w, h int, alpha, stream *chunk) []byte {
	body := []byte("WEBP")
	if alpha != nil && stream.id == "VP8 " {
		const hasAlpha = 0x10
		x := []byte{hasAlpha, 0, 0, 0}
		x = append(x, uint8(w-1), uint8((w-1)>>8), uint8((w-1)>>16))
		x = append(x, uint8(h-1), uint8((h-1)>>8), uint8((h-1)>>16))
		body = appendChunk(body, "VP8X", x)
		body = appendChunk(body, alpha.id, alpha.body)
	}
	body = appendChunk(body, stream.id, stream.body)
	return appendChunk(nil, "RIFF", body)
}

func appendChunk(b []byte, id string, body []byte) []byte {
	b = append(b, id...)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	b = append(b, body...)
	if len(body)&1 != 0 {
		b = append(b, 0)
	}
	return b
}
