package classify

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// features are what a [Model] sees of a text: hashes of character n-grams and
// words, and of what the lexicons and the grammar say. Those of the second kind
// are the same in every language.
type features struct {
	hashes []uint32
	marks  []mark // in the order of hashes
	word   []byte
	runes  []rune
	stems  []uint64
}

// mark says which place of the text the hashes before end, from the end of the
// mark before, come from.
type mark struct {
	end   int
	match int // number of the match, or -1
	token int // or -1 when they come from the whole
}

// window is how many tokens are scored together. A longer text counts as its
// worst window, so that harmless text around it does not hide harm.
const window = 128

// maxRunes bounds the letters of a word that are looked at.
const maxRunes = 40

// Kinds of features, mixed into their hashes.
const (
	kindGram = iota + 1
	kindWord
	kindFull
	kindPair
	kindTriple
	kindSkip
	kindSense
	kindSeverity
	kindContext
	kindLabel
	kindSenses
	kindSurface
	kindValue
	kindClass
	kindClassPair
	kindClassTriple
	kindClassSkip
	kindWider
)

const mixer = 0x9E3779B97F4A7C15

// mixed returns the hash of a feature of some kind made of a and b.
func mixed(kind, a, b uint64) uint32 {
	h := (a ^ kind<<56) * mixer
	h ^= h >> 29
	h = (h + b) * 0xBF58476D1CE4E5B9
	h ^= h >> 32
	return uint32(h * mixer >> 32)
}

// Each sort of features has its own part of the table: n-grams of characters
// come first, then those of words, those of classes of words, terms and surface.
const (
	gramsSize   = 0x70000000
	wordsFrom   = gramsSize
	wordsSize   = 0x50000000
	classesFrom = wordsFrom + wordsSize
	classesSize = 0x30000000
	termsFrom   = classesFrom + classesSize
	termsSize   = 0x10000000
)

// place puts a hash into a part of the table.
func place(hash uint32, from, size uint64) uint32 {
	return uint32(from + uint64(hash)*size>>32)
}

func (f *features) add(kind, a, b uint64) {
	f.hashes = append(f.hashes, place(mixed(kind, a, b), termsFrom, termsSize))
}

func (f *features) addWord(kind, a, b uint64) {
	f.hashes = append(f.hashes, place(mixed(kind, a, b), wordsFrom, wordsSize))
}

func (f *features) addClass(kind, a, b uint64) {
	f.hashes = append(f.hashes, place(mixed(kind, a, b), classesFrom, classesSize))
}

func (f *features) mark(match, token int) {
	f.marks = append(f.marks, mark{len(f.hashes), match, token})
}

// read takes the features of the tokens [from, to).
func (f *features) read(g *grammar, in *Input, from, to int) {
	f.hashes, f.marks = f.hashes[:0], f.marks[:0]
	f.words(in.Text, from, to)
	f.classes(in.Text, from, to)
	if len(in.Matches) > 0 {
		f.terms(g, in, from, to)
	}
	f.surface(in.Text, from, to)
	f.mark(-1, -1)
}

// Hashes of words that stand for many.
const (
	wordMention = 0xA11CE + iota
	wordNumber
	wordURL
)

// standIn returns the hash that a token shares with many, if it is of such a sort.
func standIn(tok *fold.Token) (hash uint64, many bool) {
	switch {
	case tok.Flags&fold.Mention != 0:
		return wordMention, true
	case tok.Flags&fold.URL != 0:
		return wordURL, true
	case tok.Flags&fold.Number != 0:
		return wordNumber, true
	}
	return 0, false
}

// bare returns a word without diacritics. It is good until the next call.
func (f *features) bare(t *fold.Text, i int) []byte {
	word := t.Word(i)
	if tok := &t.Tokens[i]; tok.Hash == tok.Bare {
		return word
	}
	f.word = fold.AppendBare(f.word[:0], word)
	return f.word
}

// words adds the n-grams of characters and words.
func (f *features) words(t *fold.Text, from, to int) {
	var before, first uint64 = 1, 2 // as if two words stood before the text
	for i := from; i < to; i++ {
		tok := &t.Tokens[i]
		h, many := standIn(tok)
		if !many {
			h = tok.Bare
			f.grams(t, i)
		}
		f.addWord(kindWord, h, 0)
		if tok.Hash != tok.Bare && h == tok.Bare {
			f.addWord(kindFull, tok.Hash, 0)
		}
		f.addWord(kindPair, before, h)
		f.addWord(kindTriple, first*3+before, h)
		f.addWord(kindSkip, first, h)
		first, before = before, h
		f.mark(-1, i)
	}
	f.addWord(kindPair, before, 3)
	f.addWord(kindTriple, first*3+before, 3)
}

// grams adds the n-grams of two to five characters of a word without diacritics,
// with its boundaries.
func (f *features) grams(t *fold.Text, i int) {
	word := f.bare(t, i)
	f.runes = append(f.runes[:0], '<')
	for n := 0; len(word) > 0 && n < maxRunes; n++ {
		r, size := rune(word[0]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(word)
		}
		f.runes = append(f.runes, r)
		word = word[size:]
	}
	f.runes = append(f.runes, '>')
	all := f.runes
	for at := range all {
		h := uint64(kindGram)
		for n, r := range all[at:min(at+5, len(all))] {
			h = (h ^ uint64(r)) * mixer
			if n > 0 {
				f.hashes = append(f.hashes, place(uint32((h^h>>31)*mixer>>32), 0, gramsSize))
			}
		}
	}
}

// classes adds the n-grams of the classes of words, which are the same in every
// language.
func (f *features) classes(t *fold.Text, from, to int) {
	table, err := defaultClasses()
	if err != nil {
		return // Default has told
	}
	var before, first, wide1, wide2 uint64 = 1, 2, 1, 2 // as if two words stood before the text
	for i := from; i < to; i++ {
		class, many := standIn(&t.Tokens[i])
		wide := class
		if !many {
			var c uint16
			c, f.stems = table.word(t, i, f.bare(t, i), f.stems)
			class, wide = uint64(c), uint64(table.widerOf(c))
			f.addClass(kindClass, class, 0)
		}
		f.addClass(kindClassPair, before, class)
		f.addClass(kindClassTriple, wide2<<16|wide1, wide)
		f.addClass(kindClassSkip, first, class)
		first, before, wide2, wide1 = before, class, wide1, wide
		f.mark(-1, i)
	}
	f.addClass(kindClassPair, before, 3)
	f.addClass(kindClassTriple, wide2<<16|wide1, 3)
}

// terms adds what the lexicons and the grammar say.
func (f *features) terms(g *grammar, in *Input, from, to int) {
	var most [harm.NumLabels]float64
	// Matches stand in the order of the text.
	start, _ := slices.BinarySearchFunc(in.Matches, from, func(m lexicon.Match, token int) int { return m.First - token })
	for i := start; i < len(in.Matches); i++ {
		m := &in.Matches[i]
		if m.First >= to {
			break
		}
		e := m.Entry
		sense := uint64(e.Sense)
		f.add(kindSense, sense, 0)
		if e.Label == harm.None {
			f.mark(i, -1)
			continue
		}
		c := g.context(i)
		flags := uint64(e.Flags & lexicon.Context)
		f.add(kindSeverity, sense, uint64(e.Severity)<<8|flags)
		f.add(kindLabel, uint64(e.Label), uint64(e.Severity))
		for rest := uint64(c); rest != 0; rest &= rest - 1 {
			f.add(kindContext, sense, uint64(bits.TrailingZeros64(rest))<<8|flags)
		}
		v := value(m, c)
		most[e.Label] = max(most[e.Label], v)
		f.mark(i, -1)
	}
	for l, v := range most {
		if v > 0 {
			f.add(kindValue, uint64(l), uint64(v*5))
		}
	}
	for i := range g.sentences {
		s := &g.sentences[i]
		if s.to <= from || s.from >= to {
			continue
		}
		for a := s.senses; a != 0; a &= a - 1 {
			for b := a & (a - 1); b != 0; b &= b - 1 {
				f.add(kindSenses, uint64(bits.TrailingZeros64(a)), uint64(bits.TrailingZeros64(b)))
			}
		}
	}
}

// surface adds how the text is written.
func (f *features) surface(t *fold.Text, from, to int) {
	var all fold.Flags
	caps, mentions, emoji := 0, 0, 0
	for i := from; i < to; i++ {
		flags := t.Tokens[i].Flags
		all |= flags
		if flags&fold.Caps != 0 {
			caps++
		}
		if flags&fold.Mention != 0 {
			mentions++
		}
		if flags&fold.Emoji != 0 {
			emoji++
		}
	}
	for i, n := range [...]int{caps, mentions, emoji, to - from} {
		f.add(kindSurface, uint64(i), uint64(bits.Len(uint(n))))
	}
	for i, flag := range [...]fold.Flags{fold.Question, fold.Exclaim, fold.Quoted, fold.Hashtag, fold.HasAlts, fold.URL} {
		if all&flag != 0 {
			f.add(kindSurface, 8+uint64(i), 0)
		}
	}
}

// Features appends the hashes of what a [Model] sees of the first [window]
// tokens of a text to dst. It is for programs that train models.
func (r *Result) Features(dst []uint32, in *Input) []uint32 {
	r.grammar.read(in)
	r.features.read(&r.grammar, in, 0, min(len(in.Text.Tokens), window))
	r.grammar.in = nil
	return append(dst, r.features.hashes...)
}
