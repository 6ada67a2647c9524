package lexicon

import (
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// maxTypoRunes bounds the length of words that typing errors are looked for in.
const maxTypoRunes = 24

// typo lists a word under what is left of it when one letter is taken out, and
// under itself. Two words that differ by one typing error share such a key.
// The first letter is never the wrong one.
func (c *compiler) typo(to posting, word []byte) {
	var buf [maxTypoRunes]rune
	letters := appendRunes(buf[:0], word)
	if letters == nil {
		return
	}
	c.typos = append(c.typos, to.at(fold.Hash(word)))
	for skip := 1; skip < len(letters); skip++ {
		if skip > 1 && letters[skip] == letters[skip-1] {
			continue // the same key again
		}
		c.typos = append(c.typos, to.at(without(letters, skip)))
	}
}

// appendRunes appends the runes of a word, or returns nil when they are too
// many for dst.
func appendRunes(dst []rune, word []byte) []rune {
	for len(word) > 0 {
		r, size := utf8.DecodeRune(word)
		if len(dst) == cap(dst) {
			return nil
		}
		dst = append(dst, r)
		word = word[size:]
	}
	return dst
}

// without returns the hash of letters with one taken out.
func without(letters []rune, skip int) uint64 {
	var h uint64
	var b [utf8.UTFMax]byte
	for i, r := range letters {
		if i == skip {
			continue
		}
		if r < utf8.RuneSelf {
			h = h*multiplier + uint64(r)
			continue
		}
		for _, c := range b[:utf8.EncodeRune(b[:], r)] {
			h = h*multiplier + uint64(c)
		}
	}
	return h
}

// typo looks for terms that token i misspells by one letter.
func (m *matcher) typo(i int) {
	word := m.text.Word(i)
	if len(word) < minSwapped-1 || len(word) > maxTypoRunes*2 {
		return
	}
	var buf [maxTypoRunes]rune
	letters := appendRunes(buf[:0], word)
	if len(letters) < minSwapped || m.isWord(i) {
		return
	}
	tok := &m.text.Tokens[i]
	m.misspelt(tok.Hash, i, letters)
	for skip := 1; skip < len(letters); skip++ {
		m.misspelt(without(letters, skip), i, letters)
	}
}

// misspelt verifies the terms under one key.
func (m *matcher) misspelt(hash uint64, i int, letters []rune) {
	l := m.lex
	for head := l.typos.find(hash, m.in); head != 0; {
		p := &l.typos.postings[head-1]
		head = p.next
		if !m.in.Has(langs.Language(p.lang)) {
			continue
		}
		pat := &l.patterns[p.pattern]
		el := &l.elements[pat.first]
		var buf [maxTypoRunes]rune
		term := appendRunes(buf[:0], []byte(l.word(&l.variants[el.first+uint32(p.variant)])))
		if oneOff(term, letters) {
			m.add(pat.entry, i, i, m.text.Tokens[i].Steps|fold.Typo)
		}
	}
}

// oneOff reports whether two words differ by one typing error that is taken
// for one: neighbours swapped in words of [minSwapped] letters and more, or one
// letter wrong, missing or too many in longer ones; never the first letter.
// Errors in the last letter are left out: they are mostly endings.
func oneOff(term, word []rune) bool {
	if term[0] != word[0] || term[len(term)-1] != word[len(word)-1] {
		return false
	}
	a := 0
	for a < len(term) && a < len(word) && term[a] == word[a] {
		a++
	}
	z := 0
	for z < len(term)-a && z < len(word)-a && term[len(term)-1-z] == word[len(word)-1-z] {
		z++
	}
	t, w := term[a:len(term)-z], word[a:len(word)-z]
	switch {
	case len(t) == 2 && len(w) == 2:
		return t[0] == w[1] && t[1] == w[0]
	case len(term) < minTypo:
		return false
	}
	return len(t) == 1 && len(w) <= 1 || len(t) == 0 && len(w) == 1
}
