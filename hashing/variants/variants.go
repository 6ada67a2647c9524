// Package variants undoes disguises of a picture on the side of the query, so
// that lists of known material need not change: it hashes a picture as it is,
// mirrored and turned, without borders and captions, in the parts of a collage
// or screenshot, completed where an edge was cut off, and turned back by small
// angles.
//
//	var m variants.Maker
//	hashed, err := m.Make(nil, picture)
//	for _, h := range hashed {
//		// look up h.Hash where h.Quality >= 50; h.Variant says what was undone
//	}
//
// # What it costs
//
// Each variant is one more chance of a false match and one more look-up; there
// are 80 to 100 of them for a picture. The bench program's robust command
// measures both sides of that:
//
//	go run ./bench robust DIR
//
// On 604 photographs (landscapes, animals, objects, and 542 plates and samples of
// food that look much alike), no ensemble matched another picture in 363 542
// pairs, which is less than 10 in a million pairs at 95 % confidence; nor did
// any of 119 million comparisons with random hashes. Of 54 photographs that were
// cropped by 5 % on every side it finds 63 %, by a tenth at one side 76 to 89 %,
// with a border or letterbox 96 % and more, under a caption 96 %, in a screenshot
// of a phone 91 %, in collages 98 %, turned by 5 degrees 94 % and more, with a
// large text 59 %, under a sticker of a fifth of the area 20 %.
//
// The first variant is the picture as it is, by [pdq.Full] (or by [pdq.Fast] if
// the picture is a reduced one). All others are sampled from reduced luma and
// approximate what Full would give.
package variants

import (
	"fmt"
	"math"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

// Kind says which disguise a variant undoes.
type Kind uint8

// The kinds, in the order in which they are made.
const (
	AsIs      Kind = iota // nothing undone
	Turned                // mirrored or turned by quarters
	Trimmed               // without a uniform border or bars
	Cut                   // without a caption, or the frame of a screenshot
	Tile                  // one part of a collage
	Padded                // continued beyond edges where something may be cut off
	Straight              // turned back by a small angle
	Uncovered             // with stickers and letters replaced by their surroundings
	numKinds
)

var kindNames = [numKinds]string{"as_is", "turned", "trimmed", "cut", "tile", "padded", "straightened", "uncovered"}

// String returns the kind's name.
func (k Kind) String() string {
	if k < numKinds {
		return kindNames[k]
	}
	return fmt.Sprintf("variants.Kind(%d)", uint8(k))
}

// Kinds is a set of kinds.
type Kinds uint16

// Has reports whether k is in the set.
func (s Kinds) Has(k Kind) bool { return s&(1<<k) != 0 }

// KindsOf returns the set of the given kinds.
func KindsOf(kinds ...Kind) Kinds {
	var s Kinds
	for _, k := range kinds {
		s |= 1 << k
	}
	return s
}

// AllKinds is the full ensemble.
const AllKinds Kinds = 1<<numKinds - 1

// Variant is the geometry of one variant: a rectangle of the picture, turned.
type Variant struct {
	Kind      Kind
	Transform pdq.Transform // for Turned and for turned parts

	// X0, Y0, X1, Y1 bound the part that was hashed, in pixels of the picture.
	// A padded variant reaches beyond its edges.
	X0, Y0, X1, Y1 float64
	// Angle is how far the content was turned back, in degrees, clockwise.
	Angle float64
}

// String describes the variant in a few words: "trimmed 12,40-500,300".
func (v Variant) String() string {
	s := v.Kind.String()
	if v.Transform != pdq.Original {
		s += " " + v.Transform.String()
	}
	if v.Kind != AsIs && v.Kind != Turned {
		s += fmt.Sprintf(" %.0f,%.0f-%.0f,%.0f", v.X0, v.Y0, v.X1, v.Y1)
	}
	if v.Angle != 0 {
		s += fmt.Sprintf(" by %.1f degrees", v.Angle)
	}
	return s
}

// Hashed is the hash of a variant.
type Hashed struct {
	Variant Variant
	Hash    hashing.Hash256
	Quality int // 0 to 100; drop what is below 50
}

// MaxVariants bounds how many variants [Maker.Make] appends for one picture.
const MaxVariants = 192

// Maker makes variants and owns the memory that it needs for that. Its zero
// value makes the full ensemble. It must not be used by two goroutines at a
// time.
type Maker struct {
	// Kinds selects what is undone; 0 means [AllKinds].
	Kinds Kinds

	hasher  pdq.Hasher
	field   field
	sampler sampler
	overlay overlay
	grid    pdq.Grid

	buf, buf2 []float32
	jumps     []float64
	rows      []seam
	cols      []seam
	done      []box // what has been hashed already
	out       []Hashed
	start     int
}

// Make appends the variants of p to dst, the picture as it is first. Variants
// that would nearly repeat another are left out. It returns an error if p is
// malformed, as [hashing.Picture.Check] says; dst is then returned as it was.
func (m *Maker) Make(dst []Hashed, p *hashing.Picture) ([]Hashed, error) {
	if err := p.Check(); err != nil {
		return dst, fmt.Errorf("variants: %w", err)
	}
	front := pdq.Full
	if p.Reduced.Scale > 1 {
		front = pdq.Fast
	}
	whole, err := m.hasher.Dihedral(front, p)
	if err != nil {
		return dst, fmt.Errorf("variants: %w", err)
	}
	m.out, m.start = dst, len(dst)
	m.dihedral(AsIs, box{0, 0, float64(p.Width), float64(p.Height)}, &whole)
	if min(p.Width, p.Height) >= minSide {
		m.field.load(p)
		m.derive()
	}
	out := m.out
	m.out = nil
	return out, nil
}

// minSide is the least side, in pixels, of a picture or part that variants are
// made of.
const minSide = 48

// derive makes all variants but the whole picture's own.
func (m *Maker) derive() {
	whole := rect{0, 0, m.field.w, m.field.h}
	m.done = append(m.done[:0], whole.box())
	if m.wants(Trimmed) {
		m.trimmed(whole)
	}
	if m.wants(Cut) {
		m.cuts(whole)
	}
	if m.wants(Tile) {
		m.tiles(whole)
	}
	if m.wants(Padded) {
		m.padded(m.field.all())
	}
	if m.wants(Straight) {
		m.straightened(whole)
	}
	if m.wants(Uncovered) {
		m.uncovered()
	}
}

func (m *Maker) wants(k Kind) bool { return m.Kinds == 0 || m.Kinds.Has(k) }

// dihedral appends a hash and, if wanted, those of its mirrored and turned
// forms.
func (m *Maker) dihedral(k Kind, b box, d *pdq.Dihedral) {
	for t, hash := range d.Hashes {
		kind := k
		if t > 0 {
			if !m.wants(Turned) {
				break
			}
			if k == AsIs {
				kind = Turned
			}
		}
		m.add(Hashed{
			Variant: Variant{Kind: kind, Transform: pdq.Transform(t), X0: b.x0, Y0: b.y0, X1: b.x1, Y1: b.y1},
			Hash:    hash,
			Quality: d.Quality,
		})
	}
}

func (m *Maker) add(h Hashed) {
	if len(m.out)-m.start < MaxVariants {
		m.out = append(m.out, h)
	}
}

// part hashes a part of the field, unless nearly the same part has been hashed
// before. It reports whether it did.
func (m *Maker) part(k Kind, b box, turned bool) bool {
	if b.width()*m.field.scale < minSide || b.height()*m.field.scale < minSide {
		return false
	}
	for _, d := range m.done {
		if alike(b, d) {
			return false
		}
	}
	m.done = append(m.done, b)
	m.sampler.sample(&m.grid, &m.field, b)
	s := m.field.scale
	scaled := box{b.x0 * s, b.y0 * s, b.x1 * s, b.y1 * s}
	if turned && m.wants(Turned) {
		d := m.hasher.DihedralGrid(&m.grid)
		m.dihedral(k, scaled, &d)
		return true
	}
	m.hashed(k, b, 0)
	return true
}

// alike reports whether two boxes differ by less than half a percent of their
// size on every side: PDQ hardly tells them apart.
func alike(a, b box) bool {
	const share = 0.005
	dx, dy := share*max(a.width(), b.width()), share*max(a.height(), b.height())
	return math.Abs(a.x0-b.x0) < dx && math.Abs(a.x1-b.x1) < dx && math.Abs(a.y0-b.y0) < dy && math.Abs(a.y1-b.y1) < dy
}
