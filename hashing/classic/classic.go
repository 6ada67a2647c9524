// Package classic computes the average, difference and perception hashes of
// pictures, 64 and 256 bits long, through goimagehash.
//
//	h, err := classic.Hash64(classic.Perception, picture)
//	near := h.Distance(known) <= classic.Perception.Threshold64()
//
// Use package pdq where you may choose. These hashes are for lists and
// databases that hold them already.
//
// # How far to trust a match
//
// Small hashes match pictures that have nothing in common. Of a million pairs of
// different photographs, so many were within a distance (measured on all 182,980
// pairs of 606 photographs, without 335 pairs of one and the same picture; 542
// of them show food, so the sample is not the world):
//
//	                64 bits, distance at most         256 bits, distance at most
//	             1    3    5      8     10     12    16     40     64     80
//	average     38  301 1683   9247  21593  42267    93   9006  68816 149858
//	difference   0   49  312   1689   4093   9116     0     44   2776  17576
//	perception   0    0    0      0     22    104     0      0      0     33
//
// The usual advice for the difference hash, 10, thus yields four false matches a
// query in a list of a thousand entries, and forty in one of ten thousand. The
// advised thresholds ([Kind.Threshold64], [Kind.Threshold256]) keep within 50 in
// a million, [Kind.FalsePairs64] and [Kind.FalsePairs256] return the figures.
// PDQ has no such pair at its threshold of 31, and none below 72.
//
// # Differences from Python's ImageHash
//
// Hashes made by the Python package of that name are close but not equal:
// pictures are resized with a bilinear filter (there: Lanczos), the perception
// hash transforms 64x64 pixels (there 32x32), and grey is computed in other
// steps. Over 103 photographs the 64-bit perception hash was equal for 73 and
// at most 4 bits away, the 256-bit one equal for 47 and at most 10 away, the
// average hash equal for 16; the difference hash was equal for 1, 5 bits away in
// the median and 15 at most, so do not search one's difference hashes in a list
// of the other's. The bits stand in the same order.
//
// # Cost
//
// Each call resizes the whole picture and allocates about 2 MB for half a
// megapixel; [Perception] at 256 bits starts a goroutine for each of 512 rows
// and columns and takes three times as long as the others. Sizes other than
// 8x8 and 16x16, for which goimagehash panics or fails, are not offered.
package classic

import (
	"errors"
	"fmt"
	"image"

	"github.com/corona10/goimagehash"

	"github.com/vigil-moderation/vigil/hashing"
)

// Kind names one of the hashes.
type Kind uint8

const (
	// Average has a bit for each cell of a small picture: brighter than the mean.
	Average Kind = iota
	// Difference has a bit for each pair of neighbours: brighter to the right.
	Difference
	// Perception has a bit for each low frequency: above the median.
	Perception
)

var kindNames = [...]string{"average", "difference", "perception"}

// String returns average, difference or perception.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Hash64 returns the 64-bit hash of p. The error says what is wrong with the
// fields of p, or that it is a reduced picture. It may be called concurrently.
func Hash64(k Kind, p *hashing.Picture) (hashing.Hash64, error) {
	img, err := toImage(p)
	if err != nil {
		return 0, err
	}
	var h *goimagehash.ImageHash
	switch k {
	case Average:
		h, err = goimagehash.AverageHash(img)
	case Difference:
		h, err = goimagehash.DifferenceHash(img)
	case Perception:
		h, err = goimagehash.PerceptionHash(img)
	default:
		return 0, fmt.Errorf("classic: hash of %s, want average, difference or perception", k)
	}
	if err != nil {
		return 0, fmt.Errorf("classic: %s: %w", k, err)
	}
	return hashing.Hash64(h.GetHash()), nil
}

// Hash256 returns the 256-bit hash of p, made of 16x16 cells or frequencies.
// Errors are those of [Hash64].
func Hash256(k Kind, p *hashing.Picture) (hashing.Hash256, error) {
	img, err := toImage(p)
	if err != nil {
		return hashing.Hash256{}, err
	}
	const side = 16
	var h *goimagehash.ExtImageHash
	switch k {
	case Average:
		h, err = goimagehash.ExtAverageHash(img, side, side)
	case Difference:
		h, err = goimagehash.ExtDifferenceHash(img, side, side)
	case Perception:
		h, err = goimagehash.ExtPerceptionHash(img, side, side)
	default:
		return hashing.Hash256{}, fmt.Errorf("classic: hash of %s, want average, difference or perception", k)
	}
	if err != nil {
		return hashing.Hash256{}, fmt.Errorf("classic: %s: %w", k, err)
	}
	words := h.GetHash()
	if len(words) != 4 {
		return hashing.Hash256{}, fmt.Errorf("classic: %s: hash of %d words, want 4", k, len(words))
	}
	return hashing.Hash256(words), nil
}

// errReduced is returned for pictures that are not the original's pixels: a
// hash of them would silently differ.
var errReduced = errors.New("classic: reduced picture, want all its pixels")

// toImage returns p as the kind of image that goimagehash reads fastest.
func toImage(p *hashing.Picture) (image.Image, error) {
	if err := p.Check(); err != nil {
		return nil, fmt.Errorf("classic: %w", err)
	}
	if p.Reduced.Scale > 1 {
		return nil, errReduced
	}
	bounds := image.Rect(0, 0, p.Width, p.Height)
	if p.Channels == 1 {
		return &image.Gray{Pix: p.Pix, Stride: p.Stride, Rect: bounds}, nil
	}
	img := image.NewRGBA(bounds)
	for y := range p.Height {
		src := p.Pix[y*p.Stride : y*p.Stride+3*p.Width]
		dst := img.Pix[y*img.Stride : (y+1)*img.Stride]
		for len(src) >= 3 && len(dst) >= 4 {
			dst[0], dst[1], dst[2], dst[3] = src[0], src[1], src[2], 255
			src, dst = src[3:], dst[4:]
		}
	}
	return img, nil
}
