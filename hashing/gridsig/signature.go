// Package gridsig tells whether and where a copy of a known picture was changed
// locally: a face swapped, a person removed, text put in. Where a platform holds
// the original, its list entry may carry a grid signature of it; the original
// itself is not needed again.
//
//	sig, err := gridsig.New(original)         // once, 495 bytes
//	var c gridsig.Comparer                    // for each match by a hash
//	res, err := c.Compare(sig, copy, matched.Variant)
//	if res.Differs {
//		// res.Box says where, in pixels of the original
//	}
//
// # Method
//
// A signature is the mean luma of 22x22 cells and the size of the picture. A
// copy is laid over it as the matched variant says; then nine parameters are
// fitted by iteratively reweighted least squares, in which cells that do not fit
// count for nothing: six of an affine map, against inexact borders, crops and
// angles, and gain, offset and gamma of the luma, against changes of brightness
// and contrast. Where the copy is burnt out, the original may have had any luma
// beyond. What remains of a cell is compared with a tolerance made of the noise
// of the whole picture and of how much the luma changes between neighbouring
// cells. Neighbouring cells beyond it make a region; a region of enough evidence
// is a difference, and its bounding box is the answer.
//
// The bench program measures it, on copies that were also resized to 50 to 150 %
// and compressed:
//
//	go run ./bench robust -edits -side 640 DIR
//
// On 54 photographs, 98.6 % of 1712 edits of 4 to 20 % of the area are found
// (replaced, blended, cloned, swirled, bulged, removed, lettered), with a median
// overlap of box and edit of 0.82, at alarms on 0.1 % of 3888 copies that were
// only compressed (JPEG of quality 30 to 95), resized (25 to 150 %), or changed
// in brightness, contrast or gamma.
//
// # Limits
//
// A signature sees luma only, and nothing smaller than a cell or two: recoloured
// clothes of the same brightness, a changed mouth in a group picture, and what
// was moved within an even surface stay unseen. Bars and corners that a disguise
// painted over the picture count as differences where they cover it. A hash must
// have matched first, and it does not if too much was changed.
package gridsig

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"github.com/vigil-moderation/vigil/hashing"
)

const (
	side    = 22 // cells along each side
	cells   = side * side
	version = 1

	// Size is the length of a signature in bytes.
	Size = 1 + 4 + 4 + cells + 2

	// maxSide bounds the sides of pictures, as package hashing does.
	maxSide = 1 << 20
)

// Signature is the grid signature of a picture. It can be compared, and be used
// by many goroutines. Its zero value is none.
type Signature struct {
	width, height uint32
	cells         [cells]uint8
}

// New makes the signature of an original. It returns an error if p is
// malformed, as [hashing.Picture.Check] says, or has a side below 44 pixels.
func New(p *hashing.Picture) (*Signature, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("gridsig: %w", err)
	}
	w, h := p.Width, p.Height
	if p.Reduced.Scale > 1 {
		w, h = p.Reduced.Width, p.Reduced.Height
	}
	if min(p.Width, p.Height) < 2*side {
		return nil, fmt.Errorf("gridsig: picture of %dx%d, want sides of at least %d", p.Width, p.Height, 2*side)
	}
	var pl plane
	pl.load(p)
	pl.integrate(nil)
	s := &Signature{width: uint32(w), height: uint32(h)}
	var g grid
	pl.sample(&g, affine{bx: float64(pl.w), cy: float64(pl.h)})
	for i, v := range g.luma {
		s.cells[i] = uint8(min(max(v+0.5, 0), 255))
	}
	return s, nil
}

// Width returns the width of the original in pixels.
func (s *Signature) Width() int { return int(s.width) }

// Height returns the height of the original in pixels.
func (s *Signature) Height() int { return int(s.height) }

// MarshalBinary returns the signature in [Size] bytes: version, width and
// height (big-endian), the cells row by row, and a checksum.
func (s *Signature) MarshalBinary() ([]byte, error) {
	b := make([]byte, 0, Size)
	b = append(b, version)
	b = binary.BigEndian.AppendUint32(b, s.width)
	b = binary.BigEndian.AppendUint32(b, s.height)
	b = append(b, s.cells[:]...)
	return binary.BigEndian.AppendUint16(b, checksum(b)), nil
}

// UnmarshalBinary reads what MarshalBinary wrote. It returns an error, and
// leaves s as it was, if the length, version, size or checksum is wrong.
func (s *Signature) UnmarshalBinary(b []byte) error {
	if len(b) != Size {
		return fmt.Errorf("gridsig: signature of %d bytes, want %d", len(b), Size)
	}
	if b[0] != version {
		return fmt.Errorf("gridsig: signature of version %d, want %d", b[0], version)
	}
	if sum := binary.BigEndian.Uint16(b[Size-2:]); sum != checksum(b[:Size-2]) {
		return fmt.Errorf("gridsig: signature with checksum %04x, want %04x", sum, checksum(b[:Size-2]))
	}
	w, h := binary.BigEndian.Uint32(b[1:]), binary.BigEndian.Uint32(b[5:])
	if w < 2*side || h < 2*side || w > maxSide || h > maxSide {
		return fmt.Errorf("gridsig: signature of a picture of %dx%d, want sides of %d to %d", w, h, 2*side, maxSide)
	}
	s.width, s.height = w, h
	copy(s.cells[:], b[9:])
	return nil
}

// checksum is the CRC-16 of the CCITT: it catches what copying does to lists.
func checksum(b []byte) uint16 {
	crc := uint16(0xffff)
	for _, c := range b {
		crc ^= uint16(c) << 8
		for range 8 {
			if crc&0x8000 != 0 {
				crc = crc<<1 ^ 0x1021
			} else {
				crc <<= 1
			}
		}
	}
	return crc
}

// Parse reads the text form, standard base64.
func Parse(text string) (*Signature, error) {
	s := new(Signature)
	if err := s.UnmarshalText([]byte(text)); err != nil {
		return nil, err
	}
	return s, nil
}

// String returns the text form, 660 characters of standard base64.
func (s *Signature) String() string {
	b, _ := s.MarshalBinary() // never fails
	return base64.StdEncoding.EncodeToString(b)
}

// MarshalText returns the text form.
func (s *Signature) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the text form, as [Parse] does.
func (s *Signature) UnmarshalText(text []byte) error {
	if want := base64.StdEncoding.EncodedLen(Size); len(text) != want {
		return fmt.Errorf("gridsig: signature of %d characters, want %d", len(text), want)
	}
	b, err := base64.StdEncoding.Strict().DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("gridsig: signature: %w", err)
	}
	return s.UnmarshalBinary(b)
}
