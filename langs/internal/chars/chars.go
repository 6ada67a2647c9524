// Package chars is the character table that folding rests on: for every code
// point its class, its folded form, its bare form without diacritics, and which
// disguise it stands for. langs/gen/fold writes the table, langs/fold reads it.
package chars

// Class says what a character is to the tokeniser.
type Class uint8

// The classes. Letters come first, so that c <= Other asks "is it a letter".
const (
	Latin Class = iota
	Greek
	Cyrillic
	Other    // a letter of another script
	Seq      // folds to several letters: see Entry.Seq
	Digit    // folds to an ASCII digit
	Mark     // combining mark
	Drop     // invisible: removed
	Regional // regional indicator, half a flag
	Emoji
	Space
	Newline
	Apostrophe
	Hyphen
	Dot
	End   // ! ? … and their kin
	Comma // comma, semicolon, colon, dash, bracket: ends a clause
	QuoteOpen
	QuoteClose
	Quote // straight, or » and “, which open in one language and close in another
	Less
	Greater
	Amp
	At
	Hash
	Leet   // a symbol that can stand for a letter
	Mask   // a symbol that can stand for any letter
	Bar    // | / \ and brackets: strokes that letters are drawn with
	Symbol // anything else that cuts words
	Reverse
	PopDirection
	NumClasses
)

// Bits returns the set that holds c alone.
func (c Class) Bits() uint64 { return 1 << c }

// The sets of classes that scanning asks for.
const (
	Letters = 1<<Latin | 1<<Greek | 1<<Cyrillic | 1<<Other | 1<<Seq
	Word    = Letters | 1<<Digit
	Inside  = Word | 1<<Mark | 1<<Drop | 1<<Reverse | 1<<PopDirection // may continue a word
	Scripts = 1<<Latin | 1<<Greek | 1<<Cyrillic | 1<<Other
)

// The disguises that a table entry may stand for: the low bits of fold.Steps.
const (
	Width  = 1 << iota // full-width or half-width form
	Compat             // mathematical, enclosed, raised or small-capital form
	Rare               // a letter of a script, but of no alphabet of the Union: suspicious in a word
	Turned             // a letter upside down
)

// Entry is the packed description of a code point.
type Entry uint64

const low21 = 1<<21 - 1

// MakeEntry packs the entry of r. fold and bare are code points, kept as
// distances from r so that pages of unchanged letters are all the same page;
// for [Seq] fold is an index into Table.Seqs. upper tells that r is a capital.
func MakeEntry(r rune, class Class, fold, bare rune, steps uint8, upper bool) Entry {
	if class != Seq {
		fold, bare = fold-r, bare-r
	}
	e := Entry(fold&low21) | Entry(bare&low21)<<21 | Entry(class)<<42 | Entry(steps)<<48
	if upper {
		e |= 1 << 56
	}
	return e
}

// Fold returns the folded code point of r, whose entry e is.
func (e Entry) Fold(r rune) rune { return (r + rune(e&low21)) & low21 }

// Bare returns the folded code point of r without diacritics and strokes.
func (e Entry) Bare(r rune) rune { return (r + rune(e>>21&low21)) & low21 }

// Seq returns the index into Table.Seqs.
func (e Entry) Seq() int { return int(e & low21) }

// Class returns the class.
func (e Entry) Class() Class { return Class(e >> 42 & 63) }

// Steps returns the disguises.
func (e Entry) Steps() uint8 { return uint8(e >> 48) }

// Upper reports whether the character is a capital.
func (e Entry) Upper() bool { return e>>56&1 != 0 }

// pageBits is the logarithm of the number of code points that share a page.
const pageBits = 7

// maxPages covers all of Unicode.
const maxPages = 0x110000 >> pageBits

// Table maps code points to entries, and holds what else folding must know
// about characters. It is immutable.
type Table struct {
	pages   [maxPages]uint16
	entries []Entry
	// Seqs are the folded forms of characters that fold to several letters.
	Seqs []string
	// compose holds base<<32 | mark, sorted, and composed the results.
	compose  []uint64
	composed []rune
	// Alike maps a code point to a letter of another script that looks like
	// it, one map for each script that can be aimed at.
	Alike [NumTargets]Pairs
	// Upside maps a letter upside down to the letter.
	Upside Pairs
}

// Target is a script that disguised words may be read in.
type Target uint8

// The targets.
const (
	ToLatin Target = iota
	ToGreek
	ToCyrillic
	NumTargets = iota
)

// Pairs is a sorted map from code point to code point.
type Pairs struct{ From, To []rune }

// Get returns what r maps to, or 0.
func (p Pairs) Get(r rune) rune {
	lo, hi := 0, len(p.From)
	for lo < hi {
		mid := (lo + hi) / 2
		if p.From[mid] < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(p.From) && p.From[lo] == r {
		return p.To[lo]
	}
	return 0
}

// At returns the entry of r, which must be a code point as utf8.DecodeRune
// gives it.
func (t *Table) At(r rune) Entry {
	return t.entries[uint(t.pages[uint(r)>>pageBits])<<pageBits|uint(r)&(1<<pageBits-1)]
}

// Compose returns the letter that base and mark make, or 0.
func (t *Table) Compose(base, mark rune) rune {
	key := uint64(base)<<32 | uint64(mark)
	lo, hi := 0, len(t.compose)
	for lo < hi {
		mid := (lo + hi) / 2
		if t.compose[mid] < key {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(t.compose) && t.compose[lo] == key {
		return t.composed[lo]
	}
	return 0
}
