package lexicon

import (
	"sort"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// isWord reports whether token i, as written, is a word of a language that is
// looked for: then it is no disguised term.
func (m *matcher) isWord(i int) bool {
	tok := &m.text.Tokens[i]
	if tok.Steps&^(fold.Width|fold.Compat|fold.Invisible) != 0 {
		return false
	}
	return m.isKnown(tok.Hash)
}

// isKnown reports whether a word is known in one of the languages looked for.
// The filter errs for one word in fifty in each language, so that not many are
// asked.
func (m *matcher) isKnown(hash uint64) bool {
	if m.lex.data.real[hash]&m.in != 0 {
		return true
	}
	for _, l := range m.asked[:m.asks] {
		if m.words.Has(hash, l) {
			return true
		}
	}
	return false
}

// pair looks for a term that is cut in two between tokens i and i+1, or in three.
func (m *matcher) pair(i int) {
	tokens := m.text.Tokens
	a, b := &tokens[i], &tokens[i+1]
	if b.Start-a.End > maxBetween {
		return
	}
	h := fold.Concat(a.Hash, b.Hash, b.Len())
	if head := m.lex.words.find(h, m.in); head != 0 {
		m.joined(head, i, i+1)
	}
	if i+2 < len(tokens) && b.Len() <= maxMiddle {
		c := &tokens[i+2]
		if head := m.lex.words.find(fold.Concat(h, c.Hash, c.Len()), m.in); head != 0 {
			m.joined(head, i, i+2)
		}
	}
}

// maxMiddle is the number of bytes of the middle one of three pieces.
const maxMiddle = 8

// maxBetween is the number of bytes that may stand between two pieces of a word.
const maxBetween = 4

// joined verifies words written in pieces, tokens first to last.
func (m *matcher) joined(head uint32, first, last int) {
	var buf [maxWord]byte
	word := buf[:0]
	steps := fold.Joined
	words := true
	for k := first; k <= last; k++ {
		tok := &m.text.Tokens[k]
		if tok.Flags&(fold.Emoji|fold.Mention|fold.URL|fold.Number) != 0 || k > first && tok.Start-m.text.Tokens[k-1].End > maxBetween ||
			len(word)+tok.Len() > len(buf) {
			return
		}
		word = append(word, m.text.Word(k)...)
		steps |= tok.Steps
		words = words && (tok.Len() == 1 || m.isWord(k))
	}
	if words || utf8.RuneCount(word) < minBackward {
		return
	}
	l := m.lex
	for head != 0 {
		p := &l.words.postings[head-1]
		head = p.next
		pat := &l.patterns[p.pattern]
		e := &l.entries[pat.entry]
		if !m.in.Has(langs.Language(p.lang)) || p.kind != plain || pat.n > 1 || e.Label == harm.None || e.Flags&Abbr != 0 {
			continue
		}
		v := &l.variants[l.elements[pat.first].first+uint32(p.variant)]
		if string(word) == l.word(v) {
			m.add(pat.entry, first, last, steps|v.steps)
		}
	}
}

// alternatives looks up the other readings of odd places.
func (m *matcher) alternatives() {
	for i := range m.text.Alts {
		a := &m.text.Alts[i]
		units := m.text.Units(a)
		switch a.Kind {
		case fold.AltMasked:
			m.masked(a, units)
		case fold.AltJoined:
			m.drawn(a, units)
		default:
			if a.N == 1 && a.Steps&(fold.Leet|fold.Homoglyph|fold.Joined) == 0 && m.isWord(int(a.First)) {
				continue
			}
			m.reading(a, units, a.Hash, int(a.First), int(a.First+a.N)-1, a.Steps)
			m.readingStems(a, units)
		}
	}
}

// reading looks up units as a whole word that covers tokens first to last.
func (m *matcher) reading(a *fold.Alt, units []fold.Unit, hash uint64, first, last int, steps fold.Steps) {
	l := m.lex
	for head := l.skeletons.find(hash, m.in); head != 0; {
		p := &l.skeletons.postings[head-1]
		head = p.next
		if !m.in.Has(langs.Language(p.lang)) {
			continue
		}
		pat := &l.patterns[p.pattern]
		var word []byte
		var buf [maxWord]byte
		if p.kind == glued {
			if pat.length(l) > len(buf) {
				continue
			}
			word = l.appendGlued(buf[:0], pat)
		} else {
			v := &l.variants[l.elements[pat.first+uint32(p.elem)].first+uint32(p.variant)]
			word = append(buf[:0], l.word(v)...)
		}
		s, ok := fold.Align(units, word)
		if !ok || s&fold.Diacritics != 0 && l.entries[pat.entry].Flags&Exact != 0 {
			continue
		}
		if p.kind == glued {
			m.addSpan(pat.entry, first, last, a, units, steps|s|fold.Joined)
			continue
		}
		m.around(p, a, units, first, last, steps|s)
	}
}

// length returns the number of bytes of the words of a pattern.
func (p *pattern) length(l *Lexicon) int {
	n := 0
	for i := range p.n {
		n += int(l.variants[l.elements[p.first+uint32(i)].first].n)
	}
	return n
}

// around verifies the rest of a pattern whose anchor was read from units.
func (m *matcher) around(p *posting, a *fold.Alt, units []fold.Unit, first, last int, steps fold.Steps) {
	pat := &m.lex.patterns[p.pattern]
	if pat.n == 1 {
		m.addSpan(pat.entry, first, last, a, units, steps)
		return
	}
	from, to, ok := m.neighbours(pat, int(p.elem), first, max(first, last), &steps)
	if ok {
		m.add(pat.entry, from, to, steps)
	}
}

// readingStems looks up the beginnings of units as stems.
func (m *matcher) readingStems(a *fold.Alt, units []fold.Unit) {
	l := m.lex
	if len(l.skeletonStems.postings) == 0 {
		return
	}
	var h uint64
	last := byte(0)
	for k := range units {
		if units[k].Class != last {
			last = units[k].Class
			h = h*multiplier + uint64(last)
		}
		if k+1 < minSkeleton || k+1 == len(units) {
			continue
		}
		for head := l.skeletonStems.find(h, m.in); head != 0; {
			p := &l.skeletonStems.postings[head-1]
			head = p.next
			if !m.in.Has(langs.Language(p.lang)) {
				continue
			}
			pat := &l.patterns[p.pattern]
			v := &l.variants[l.elements[pat.first+uint32(p.elem)].first+uint32(p.variant)]
			s, ok := fold.Align(units[:k+1], l.word(v))
			if !ok || s&fold.Diacritics != 0 && l.entries[pat.entry].Flags&Exact != 0 {
				continue
			}
			var buf [64]byte
			end, ok := l.data.endings[p.lang][string(fold.AppendLetters(buf[:0], units[k+1:]))]
			if ok {
				m.around(p, a, units, int(a.First), int(a.First+a.N)-1, a.Steps|s|end.steps|fold.Inflected)
			}
		}
	}
}

// Bounds of words that are drawn out of letters.
const (
	minDrawn = 4
	maxDrawn = 32
)

// drawn looks for words in letters and pieces drawn apart: all of them, or a
// part that begins and ends with a piece.
func (m *matcher) drawn(a *fold.Alt, units []fold.Unit) {
	if m.allWords(a) {
		return
	}
	for from := range units {
		if !units[from].Begins {
			continue
		}
		var h uint64
		last := byte(0)
		pieces := 0
		for k := from; k < len(units) && k-from < maxDrawn; k++ {
			if units[k].Begins {
				pieces++
			}
			if units[k].Class != last {
				last = units[k].Class
				h = h*multiplier + uint64(last)
			}
			n := k + 1 - from
			if n < minDrawn || pieces < 3 || k+1 < len(units) && !units[k+1].Begins || n > 4*pieces {
				continue
			}
			if n < minBackward && n < len(units) {
				continue
			}
			if m.lex.skeletons.find(h, m.in) != 0 {
				first, last := m.covered(a, units[from:k+1])
				m.reading(a, units[from:k+1], h, first, last, a.Steps)
			}
		}
	}
}

// allWords reports whether the pieces of an alternative are words of their own.
func (m *matcher) allWords(a *fold.Alt) bool {
	for k := a.First; k < a.First+a.N; k++ {
		if tok := &m.text.Tokens[k]; tok.Len() < 3 || !m.isWord(int(k)) {
			return false
		}
	}
	return a.N > 0
}

// covered returns the first and last token that units stand in.
func (m *matcher) covered(a *fold.Alt, units []fold.Unit) (first, last int) {
	start, end := units[0].Start, units[len(units)-1].End
	first, last = -1, -1
	for k := int(a.First); k < int(a.First+a.N); k++ {
		if tok := &m.text.Tokens[k]; tok.End > start && tok.Start < end {
			if first < 0 {
				first = k
			}
			last = k
		}
	}
	if first < 0 {
		return int(a.First), int(a.First) - 1
	}
	return first, last
}

// altAt reports whether an alternative of token i is the word of a variant.
func (m *matcher) altAt(i int, v *variant) (fold.Steps, bool) {
	alts := m.text.Alts
	k := sort.Search(len(alts), func(k int) bool { return int(alts[k].First) >= i })
	for ; k < len(alts) && int(alts[k].First) == i; k++ {
		if alts[k].N != 1 || alts[k].Kind != fold.AltWord {
			continue
		}
		if s, ok := fold.Align(m.text.Units(&alts[k]), m.lex.word(v)); ok {
			return s | alts[k].Steps, true
		}
	}
	return 0, false
}
