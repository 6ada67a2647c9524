package lexicon

import (
	"slices"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// The shortest words, in letters, that disguised readings are looked up for.
// Shorter ones turn up by chance.
const (
	minSkeleton = 3
	minGlued    = 6
	minBackward = 5
	minSwapped  = 6 // two neighbours swapped
	minTypo     = 8 // a letter wrong, missing or too many
	minCompound = 4 // bytes
)

// disguises lists a pattern under the hashes of its disguised readings.
func (c *compiler) disguises(number uint32, p *pattern, e *Entry) {
	l := c.lex
	to := posting{pattern: number, elem: p.anchor, lang: uint8(e.Language), single: p.n == 1}
	el := &l.elements[p.first+uint32(p.anchor)]
	for i := range el.n {
		v := &l.variants[el.first+uint32(i)]
		if v.steps != 0 {
			continue
		}
		to.variant, to.kind = i, plain
		word := c.arena[v.off : v.off+uint32(v.n)]
		letters := utf8.RuneCount(word)
		if !disguised(e, p) {
			continue
		}
		if c.spare = fold.Skeleton(c.spare[:0], word); letters >= minSkeleton && len(c.spare) > 1 {
			h := fold.Hash(c.spare)
			c.skeletons = append(c.skeletons, to.at(h))
			if el.stem {
				c.skeletonStems = append(c.skeletonStems, to.at(h))
			}
		}
		if e.Label == harm.None || p.n > 1 || e.Flags&Abbr != 0 {
			continue
		}
		if c.lex.opts.Typos && letters >= minBackward {
			c.backward(to, word)
		}
		if c.lex.opts.Typos && letters >= minSwapped && e.Flags&Exact == 0 {
			c.typo(to, word)
		}
		if len(word) >= minCompound && (l.opts.Compounds || e.Flags&Compound != 0) {
			c.parts = append(c.parts, to.at(uint64(load4(word))))
		}
	}
	if p.n > 1 && e.Label != harm.None {
		c.glued(number, p, e)
	}
}

// disguised reports whether disguised readings of a pattern are looked for: of
// all that has a label, and of the words that others are read by.
func disguised(e *Entry, p *pattern) bool {
	return e.Label != harm.None || p.n == 1 && (e.Sense == NoSense || e.Sense == Group || e.Sense == Address || e.Sense == Kill)
}

// backward lists a word under its letters from the last to the first.
func (c *compiler) backward(to posting, word []byte) {
	c.spare = c.spare[:0]
	for len(word) > 0 {
		_, size := utf8.DecodeLastRune(word)
		c.spare = append(c.spare, word[len(word)-size:]...)
		word = word[:len(word)-size]
	}
	to.kind = backward
	c.words = append(c.words, to.at(fold.Hash(c.spare)))
}

// glued lists a pattern of several words without gaps under the words written
// as one.
func (c *compiler) glued(number uint32, p *pattern, e *Entry) {
	l := c.lex
	c.spare = c.spare[:0]
	for i := range p.n {
		el := &l.elements[p.first+uint32(i)]
		v := &l.variants[el.first]
		if el.gap || l.elements[p.first+uint32(i)].stem && i < p.n-1 {
			return
		}
		c.spare = append(c.spare, c.arena[v.off:v.off+uint32(v.n)]...)
	}
	if utf8.RuneCount(c.spare) < minGlued || slices.Contains(c.spare, handle[0]) {
		return
	}
	to := posting{pattern: number, lang: uint8(e.Language), kind: glued}
	c.words = append(c.words, to.at(fold.Hash(c.spare)))
	word := string(c.spare)
	if c.spare = fold.Skeleton(c.spare[:0], word); len(c.spare) > minGlued/2 {
		c.skeletons = append(c.skeletons, to.at(fold.Hash(c.spare)))
	}
}

// appendGlued appends the words of a pattern written as one.
func (l *Lexicon) appendGlued(dst []byte, p *pattern) []byte {
	for i := range p.n {
		v := &l.variants[l.elements[p.first+uint32(i)].first]
		dst = append(dst, l.word(v)...)
	}
	return dst
}

// word returns a variant as it is listed.
func (l *Lexicon) word(v *variant) string { return l.arena[v.off : v.off+uint32(v.n)] }
