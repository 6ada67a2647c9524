package decode

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
)

// format is a file format.
type format uint8

const (
	formatUnknown format = iota
	formatJPEG
	formatPNG
	formatGIF
	formatWebP
)

var formatNames = [...]string{"unknown", "jpeg", "png", "gif", "webp"}

func (f format) String() string { return formatNames[f] }

// header is what is known of a file before its pixels are decoded.
type header struct {
	format        format
	width, height int // of the canvas, before orientation
	orientation   orientation
	animated      bool // WebP in frames
}

func sniff(data []byte) format {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8")):
		return formatJPEG
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return formatPNG
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return formatGIF
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return formatWebP
	}
	return formatUnknown
}

// readHeader recognises the format and checks all that limits speak of.
func readHeader(data []byte, lim Limits) (*header, error) {
	if len(data) > lim.Bytes {
		return nil, fmt.Errorf("%w: file of %d bytes, limit %d", ErrLimit, len(data), lim.Bytes)
	}
	h := &header{format: sniff(data), orientation: upright}
	var config image.Config
	var err error
	switch h.format {
	case formatJPEG:
		config, err = jpeg.DecodeConfig(bytes.NewReader(data))
		h.orientation = jpegOrientation(data)
	case formatPNG:
		// What image/png says of a size that overflows depends on the platform.
		if b := data[8:]; len(b) >= 16 && string(b[4:8]) == "IHDR" {
			w, ht := int(int32(binary.BigEndian.Uint32(b[8:]))), int(int32(binary.BigEndian.Uint32(b[12:])))
			if err := checkPixels(h.format, w, ht, lim); err != nil {
				return nil, err
			}
		}
		config, err = png.DecodeConfig(bytes.NewReader(data))
		h.orientation = pngOrientation(data)
	case formatGIF:
		config, err = gif.DecodeConfig(bytes.NewReader(data))
	case formatWebP:
		return h, h.readWebP(data, lim)
	default:
		return nil, ErrFormat
	}
	if err != nil {
		return nil, fmt.Errorf("decode: %s: %w", h.format, err)
	}
	h.width, h.height = config.Width, config.Height
	return h, checkPixels(h.format, h.width, h.height, lim)
}

// jpegOrientation returns the EXIF orientation of a JPEG. It looks at the
// segments before the first scan.
func jpegOrientation(data []byte) orientation {
	for at := 2; at+4 <= len(data); {
		if data[at] != 0xff {
			return upright
		}
		marker := data[at+1]
		if marker == 0xff { // fill byte
			at++
			continue
		}
		n := int(binary.BigEndian.Uint16(data[at+2:]))
		if marker == 0xda || marker == 0xd9 || n < 2 || at+2+n > len(data) {
			return upright
		}
		if body := data[at+4 : at+2+n]; marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00")) && len(body) > 6 {
			return exifOrientation(body[6:])
		}
		at += 2 + n
	}
	return upright
}

// pngOrientation returns what the eXIf chunk of a PNG says.
func pngOrientation(data []byte) orientation {
	for at := 8; at+12 <= len(data); {
		n := int64(binary.BigEndian.Uint32(data[at:]))
		if int64(at)+12+n > int64(len(data)) {
			return upright
		}
		if string(data[at+4:at+8]) == "eXIf" {
			return exifOrientation(data[at+8 : at+8+int(n)])
		}
		at += 12 + int(n)
	}
	return upright
}

// exifOrientation reads tag 0x0112 of the first directory of a TIFF structure.
func exifOrientation(b []byte) orientation {
	if len(b) < 8 {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	switch string(b[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
	default:
		return upright
	}
	dir := int64(order.Uint32(b[4:]))
	if dir+2 > int64(len(b)) {
		return upright
	}
	entries := b[dir+2:]
	for n := int(order.Uint16(b[dir:])); n > 0 && len(entries) >= 12; n-- {
		const short = 3
		if order.Uint16(entries) == 0x0112 && order.Uint16(entries[2:]) == short {
			if o := orientation(order.Uint16(entries[8:])); o >= upright && o <= turnedLeft {
				return o
			}
			return upright
		}
		entries = entries[12:]
	}
	return upright
}
