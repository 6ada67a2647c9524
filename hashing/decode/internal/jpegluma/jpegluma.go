// Package jpegluma decodes the luma of JPEG files at 1/1, 1/2, 1/4 or 1/8 of
// their size, without decoding the rest.
//
// What it accepts and refuses is what image/jpeg accepts and refuses, down to
// its tolerances, with two exceptions. Files whose luma is not stored as such
// (RGB, CMYK), and files with Huffman tables that contradict themselves, are
// left to the caller by [ErrOther]. And of a progressive file only the scans
// that matter at the wanted size are decoded: damage within others is not seen,
// though their headers and the end of the file must be there.
//
// Where it gains: chroma is parsed but not kept, frequencies that the reduced
// size does not show are parsed but not kept, the inverse transform has as many
// points as the reduced block has, and the bits are read 64 at a time from
// memory.
package jpegluma

import (
	"context"
	"errors"
)

// ErrOther says that image/jpeg has to decode this file.
var ErrOther = errors.New("jpeg: luma is not stored as such")

// errFormat and its like are wrapped by nothing: the file is damaged.
var (
	errShort       = errors.New("jpeg: file ends too early")
	errFormat      = errors.New("jpeg: damaged file")
	errUnsupported = errors.New("jpeg: feature that is not supported")
)

// Luma is a reduced picture.
type Luma struct {
	Pix           []uint8
	Stride        int
	Width, Height int // of the original
	Scale         int // 1, 2, 4 or 8
}

// Size returns the size of the reduced picture.
func (l *Luma) Size() (w, h int) {
	return (l.Width + l.Scale - 1) / l.Scale, (l.Height + l.Scale - 1) / l.Scale
}

// Options say what is wanted of a file.
type Options struct {
	// Scale chooses 1, 2, 4 or 8 for a picture of the given size.
	Scale func(width, height int) int
	// Whole has every scan of a progressive file decoded.
	Whole bool
}

const (
	blockSize     = 64
	maxComponents = 4
	maxTables     = 4
)

// Markers of ITU-T T.81, table B.1.
const (
	markerSOF0  = 0xc0 // baseline
	markerSOF1  = 0xc1 // extended sequential
	markerSOF2  = 0xc2 // progressive
	markerDHT   = 0xc4
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDRI   = 0xdd
	markerAPP0  = 0xe0
	markerAPP14 = 0xee
	markerAPP15 = 0xef
	markerCOM   = 0xfe
)

// component is one colour channel of a file.
type component struct {
	h, v int // sampling factors
	id   uint8
	tq   uint8 // its quantisation table
}

// Decoder holds what decoding needs, and may be used again for another file,
// not concurrently.
type Decoder struct {
	ctx  context.Context
	data []byte
	opts Options
	bits bitReader

	width, height         int
	baseline, progressive bool
	jfif, adobe           bool
	adobeTransform        uint8
	restart               int    // restart interval in MCUs
	eobRun                uint16 // blocks that the last one told to be without coefficients
	comps                 []component
	compStore             [maxComponents]component
	huff                  [2][maxTables]huffman
	quant                 [maxTables][blockSize]int32 // in zig-zag order

	luma    Luma
	pix     bool                   // luma.Pix was made for this file
	skipped bool                   // a scan was left out
	points  int                    // of the inverse transform: 8/scale
	coeffs  [maxComponents][]int32 // of a progressive file, in zig-zag order
	per     int                    // coefficients kept a block: 1 or 64
	weight  [blockSize]int64       // of coefficients, in zig-zag order
	place   *[blockSize]uint8      // of coefficients in block
	block   [blockSize + 1]int64
}

// Decode returns the luma of a file. The result's pixels are its own.
func (d *Decoder) Decode(ctx context.Context, data []byte, opts Options) (Luma, error) {
	l, err := d.decode(ctx, data, opts)
	if err != nil && d.skipped && !errors.Is(err, ErrOther) && ctx.Err() == nil {
		// In a damaged file, what a scan means may hang on one that was left out.
		opts.Whole = true
		l, err = d.decode(ctx, data, opts)
	}
	d.data, d.bits.data, d.ctx, d.luma = nil, nil, nil, Luma{}
	d.coeffs = [maxComponents][]int32{}
	return l, err
}

func (d *Decoder) decode(ctx context.Context, data []byte, opts Options) (Luma, error) {
	d.reset(ctx, data, opts)
	if len(data) < 2 {
		return Luma{}, errShort
	}
	if data[0] != 0xff || data[1] != markerSOI {
		return Luma{}, errFormat
	}
	d.bits.pos = 2
	if err := d.segments(); err != nil {
		return Luma{}, err
	}
	if !d.pix {
		return Luma{}, errFormat // no scan
	}
	if len(d.comps) == 3 && d.isRGB() {
		return Luma{}, ErrOther
	}
	if d.progressive {
		d.reconstruct()
	}
	return d.luma, nil
}

func (d *Decoder) reset(ctx context.Context, data []byte, opts Options) {
	d.ctx, d.data, d.opts = ctx, data, opts
	d.bits = bitReader{data: data}
	d.baseline, d.progressive, d.jfif, d.adobe = false, false, false, false
	d.adobeTransform, d.restart, d.eobRun = 0, 0, 0
	d.comps = nil
	for c := range d.huff {
		for i := range d.huff[c] {
			d.huff[c][i].ok = false
		}
	}
	d.quant = [maxTables][blockSize]int32{}
	d.luma, d.pix, d.skipped = Luma{}, false, false
	d.coeffs = [maxComponents][]int32{}
}

// isRGB applies once all segments are known, as in image/jpeg.
func (d *Decoder) isRGB() bool {
	if d.jfif {
		return false
	}
	if d.adobe && d.adobeTransform == 0 {
		return true
	}
	return d.comps[0].id == 'R' && d.comps[1].id == 'G' && d.comps[2].id == 'B'
}
