package decode

import "encoding/binary"

// splitGIF finds the frames of a GIF whose header was read already. Each frame
// becomes a GIF of its own: the header, its control block, the image, the end.
// Damage ends the search; what stands before it counts.
func splitGIF(data []byte) *animation {
	a := new(animation)
	const headerLen = 13
	at := headerLen
	if flags := data[10]; flags&0x80 != 0 {
		at += 3 << (flags&7 + 1)
	}
	if at > len(data) {
		a.broken = true
		return a
	}
	head := data[:at]
	var control []byte
	for at < len(data) {
		start := at
		switch data[at] {
		case 0x3b: // trailer
			return a
		case 0x21: // extension
			at = gifBlocks(data, at+2)
			if at < 0 {
				a.broken = true
				return a
			}
			if data[start+1] == 0xf9 && at-start >= 8 {
				control = data[start:at]
			}
		case 0x2c: // image
			at = gifImage(data, at)
			if at < 0 {
				// The last frame may still decode: decoders judge.
				a.broken, at = true, len(data)
			}
			if p, ok := gifPart(head, control, data[start:at]); ok {
				a.parts = append(a.parts, p)
			}
			control = nil
		default:
			a.broken = true
			return a
		}
	}
	a.broken = true // no trailer
	return a
}

func gifPart(head, control, img []byte) (part, bool) {
	if len(img) < 10 {
		return part{}, false
	}
	p := part{
		w: int(binary.LittleEndian.Uint16(img[5:])), h: int(binary.LittleEndian.Uint16(img[7:])),
		placed: true, blend: true,
		file: func() []byte {
			file := make([]byte, 0, len(head)+len(control)+len(img)+1)
			file = append(file, head...)
			file = append(file, control...)
			file = append(file, img...)
			return append(file, 0x3b)
		},
	}
	if control != nil {
		switch control[3] >> 2 & 7 {
		case 2:
			p.dispose = disposeBackground
		case 3:
			p.dispose = disposePrevious
		}
	}
	return p, true
}

// gifImage returns the end of the image that begins at the given place, or -1.
func gifImage(data []byte, at int) int {
	if at+10 > len(data) {
		return -1
	}
	flags := data[at+9]
	at += 10
	if flags&0x80 != 0 {
		at += 3 << (flags&7 + 1)
	}
	return gifBlocks(data, at+1) // one byte: the width of LZW codes
}

// gifBlocks returns the end of the chain of blocks that begins at the given
// place, or -1.
func gifBlocks(data []byte, at int) int {
	for at < len(data) {
		n := int(data[at])
		at += n + 1
		if n == 0 {
			return at
		}
	}
	return -1
}
