package fold

import (
	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// Alt is another reading of an odd place of a text: letters of one script, with
// the disguises taken off. What it says is compared with a word by its skeleton
// ([Skeleton], [Alt.Hash]) and then by [Align].
type Alt struct {
	Start, End int32 // byte offsets into the original text, half open
	First, N   int32 // the tokens that it covers: the first, and how many
	off, n     int32 // its units
	// Hash is [Hash] of the skeleton; 0 when there are wildcards.
	Hash  uint64
	Steps Steps
	Kind  AltKind
}

// AltKind says what an alternative covers.
type AltKind uint8

// The kinds of alternatives.
const (
	AltWord   AltKind = iota // one word
	AltJoined                // pieces or single letters drawn together; part of it may be the word
	AltMasked                // one word with wildcards
)

// Unit is one letter of an alternative.
type Unit struct {
	Start, End int32 // byte offsets into the original text
	// Class is shared by letters that the same signs stand for: i and l, b and
	// g. 0 is a wildcard.
	Class byte
	// Letter is a letter of the script without diacritics, or 0 when any letter
	// of the class is meant.
	Letter byte
	Begins bool // first of a piece
}

// Units returns the letters of an alternative, valid until the next [Fold].
func (t *Text) Units(a *Alt) []Unit { return t.units[a.off : a.off+a.n] }

// Bounds of what alternatives are made of: longer places are no words. maxAlts
// bounds the alternatives of one text, and with them its memory: a text that is
// odd all over is read plainly from there on.
const (
	maxAltUnits = 48
	maxJoined   = 256
	maxAlts     = 1 << 16
)

// glyph is a character of an odd place.
type glyph struct {
	r          rune // as written, after NFKC-like folds: capitals look unlike small letters
	fold       rune // folded
	start, end int32
	bare       byte // code of the folded letter without diacritics, 0 when it has none
	letter     byte // for signs drawn with several strokes: the letter that they make
	kind       glyphKind
	class      chars.Class // for letters
	traits     traits
}

// traits say what is odd about a glyph.
type traits uint8

const (
	hasSigns    traits = 1 << iota // signs, masks, pictures
	hasRare                        // letters of no European alphabet
	hasTurned                      // letters upside down
	hasRegional                    // halves of flags, read as letters
	hasWild                        // masks and pictures among the signs
)

type glyphKind uint8

const (
	isLetter  glyphKind = iota
	isSign              // digit or symbol that stands for a letter
	isMask              // stands for any letter
	isPicture           // emoji
	isCut               // separates
)

// read makes the readings of one odd place.
func (t *Text) read(o *oddity) {
	if len(t.Alts) >= maxAlts {
		return
	}
	if int(o.end-o.start) > maxJoined*4 {
		// No word is that long: look at its tokens one by one.
		for k := o.tok; k < o.tok+o.toks; k++ {
			tok := t.Tokens[k]
			if int(tok.End-tok.Start) <= maxAltUnits*4 {
				t.read(&oddity{start: tok.Start, end: tok.End, tok: k, toks: 1})
			}
		}
		return
	}
	t.parse(o)
	pieces, from := 0, 0
	g := t.glyphs
	for k := 0; k <= len(g); k++ {
		if k < len(g) && g[k].kind != isCut {
			continue
		}
		if k > from {
			pieces++
			if !o.spaced {
				t.piece(o, g[from:k])
			}
		}
		from = k + 1
	}
	if pieces > 2 && len(g) <= maxJoined {
		t.emit(o, g, AltJoined)
	}
}

// piece makes the readings of signs and letters that stand together: as they
// are, and without the signs at both ends.
func (t *Text) piece(o *oddity, g []glyph) {
	if len(g) > maxAltUnits {
		return
	}
	var all traits
	var scripts, doubles uint32
	last := rune(0)
	for i := range g {
		all |= g[i].traits
		if g[i].kind == isLetter {
			scripts |= 1 << g[i].class
			if g[i].fold == last {
				doubles++
			}
			last = g[i].fold
		}
	}
	if all == 0 && scripts&(scripts-1) == 0 && doubles == 0 && !o.foreign {
		return // the primary form says it all
	}
	t.whole(o, g, all)
	if all&hasSigns == 0 {
		return
	}
	first, end := 0, len(g)
	for first < end && g[first].kind != isLetter {
		first++
	}
	for end > first && g[end-1].kind != isLetter {
		end--
	}
	if first == end || first == 0 && end == len(g) {
		return
	}
	// Digits around a word are part of the token, other signs are not.
	if first > 0 && g[first-1].isDigit() || end < len(g) && g[end].isDigit() {
		t.trimmed = Inside
	}
	t.whole(o, g[first:end], all)
	if first > 0 && end < len(g) {
		t.whole(o, g[:end], all)
		t.whole(o, g[first:], all)
	}
	t.trimmed = 0
}

func (g *glyph) isDigit() bool { return g.kind == isSign && g.r >= '0' && g.r <= '9' }

// whole makes the readings of glyphs that are one word.
func (t *Text) whole(o *oddity, g []glyph, all traits) {
	if all&hasWild != 0 {
		wild := false
		for i := range g {
			wild = wild || g[i].kind == isMask || g[i].kind == isPicture
		}
		if wild {
			t.emit(o, g, AltMasked)
		}
	}
	t.emit(o, g, AltWord)
	if all&hasTurned != 0 {
		t.emitTurned(o, g)
	}
}

// emit makes a reading in every script that the glyphs can be read in.
func (t *Text) emit(o *oddity, g []glyph, kind AltKind) {
	var seen [chars.Other + 1]bool
	for i := range g {
		if g[i].kind == isLetter {
			seen[g[i].class] = true
		}
	}
	seen[chars.Latin] = seen[chars.Latin] || seen[chars.Other]
	switch others := seen[chars.Greek] || seen[chars.Cyrillic]; {
	case !others && o.foreign:
		seen[chars.Greek] = t.scan.scripts[chars.Greek] > 0
		seen[chars.Cyrillic] = t.scan.scripts[chars.Cyrillic] > 0
	case !others:
		seen[chars.Latin] = true
	case o.foreign || t.scan.scripts[chars.Latin] > 0:
		seen[chars.Latin] = true
	}
	for target := range chars.NumTargets {
		if seen[target] {
			t.reading(o, g, kind, chars.Target(target))
		}
	}
}

// draft is what is known of a reading in the making.
type draft struct {
	kind   AltKind
	target chars.Target
	steps  Steps
	odd    bool // it differs from the primary form
	begins bool // the next unit is the first of a piece
	pieces int
	wild   int // wildcards
	marks  int // signs that stand for several letters
}

// reading makes one alternative, if the glyphs can be read that way and the
// reading differs from the primary form.
func (t *Text) reading(o *oddity, g []glyph, kind AltKind, target chars.Target) {
	from := len(t.units)
	d := draft{kind: kind, target: target, steps: t.trimmed, odd: t.trimmed != 0, begins: true}
	for i := range g {
		if !t.unit(&g[i], &d) {
			t.units = t.units[:from]
			return
		}
	}
	units := t.units[from:]
	odd := d.odd || d.steps&(Homoglyph|Masked|Joined) != 0 || doubled(units)
	if 4*d.marks > 3*len(units) || len(units) < 5 && 2*d.marks > len(units) {
		odd = false // more signs than letters: a number or a price
	}
	if !odd || len(units)-d.wild < 2 || kind == AltJoined && d.pieces < 3 {
		t.units = t.units[:from]
		return
	}
	t.append(o, from, kind, d.steps)
}

// unit adds what a glyph stands for in a reading. It reports false when it
// stands for nothing.
func (t *Text) unit(g *glyph, d *draft) bool {
	u := Unit{Start: g.start, End: g.end, Begins: d.begins}
	switch g.kind {
	case isLetter:
		u.Letter = t.scan.letter(g, d.target, &d.steps)
		u.Class = classOf[u.Letter]
		if g.traits&hasRegional != 0 {
			d.steps |= Compat
			d.odd = true
		} else if g.class != chars.Latin && (u.Letter == 'i' || u.Letter == 'l') {
			u.Letter = 0 // a stroke from another script is either
		}
	case isSign:
		if u.Class, u.Letter = sign(g, d.target); u.Letter == 0 {
			d.marks++
		}
		d.steps |= Leet
		d.odd = true
	case isMask, isPicture:
		if g.kind == isPicture {
			d.steps |= Pictured
		}
		if d.kind == AltMasked {
			d.steps |= Masked
			d.wild++
			t.units = append(t.units, u)
			return true
		}
		d.steps |= Joined
		d.odd, d.begins = true, true
		return true
	case isCut:
		d.steps |= Joined
		d.begins = true
		return true
	}
	if d.begins {
		d.pieces++
		d.begins = false
	}
	t.units = append(t.units, u)
	return u.Class != 0
}

// append adds the alternative whose units stand in units[from:].
func (t *Text) append(o *oddity, from int, kind AltKind, steps Steps) {
	units := t.units[from:]
	a := Alt{
		Start: units[0].Start, End: units[len(units)-1].End, First: o.tok, off: int32(from), n: int32(len(units)),
		Steps: steps, Kind: kind,
	}
	for k := range units {
		a.Start, a.End = min(a.Start, units[k].Start), max(a.End, units[k].End)
	}
	if kind != AltMasked {
		a.Hash = skeletonHash(units)
	}
	for k := o.tok; k < o.tok+o.toks; k++ {
		tok := &t.Tokens[k]
		if tok.End <= a.Start {
			a.First = k + 1
		} else if tok.Start < a.End {
			a.N++
			a.Steps |= tok.Steps &^ Elongated
		}
	}
	if a.N == 0 {
		t.units = t.units[:from] // signs that make no token
		return
	}
	t.Alts = append(t.Alts, a)
}

// doubled reports whether a word repeats letters in a way that no word does.
func doubled(units []Unit) bool {
	run, doubles := 1, 0
	for i := 1; i < len(units); i++ {
		if units[i].Letter == 0 || units[i].Letter != units[i-1].Letter {
			run = 1
			continue
		}
		run++
		doubles++
		if run > 2 {
			return true
		}
	}
	return doubles > 2 || doubles > 0 && 2*doubles >= len(units)-1
}

// link sorts the alternatives by their first token and flags those tokens.
func (t *Text) link() {
	sortAlts(t.Alts)
	for i := range t.Alts {
		if first := int(t.Alts[i].First); first < len(t.Tokens) {
			t.Tokens[first].Flags |= HasAlts
		}
	}
}
