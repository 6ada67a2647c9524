package lexicon

import (
	"cmp"
	"slices"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// Append appends the matches in t of entries whose language is in the set, or
// undetermined, and returns the extended slice. They are in the order of their
// spans; a term that can be read in several ways at one place is given once,
// with the surest reading. Append allocates only to extend dst.
func (l *Lexicon) Append(dst []Match, t *fold.Text, in Languages) []Match {
	m := matcher{lex: l, text: t, in: in | Of(langs.Undetermined), dst: dst, from: len(dst)}
	for i := range t.Tokens {
		if t.Tokens[i].Flags&fold.Mention == 0 {
			m.token(i)
		} else if head := l.words.find(handleHash); head != 0 {
			m.chain(&l.words, head, i, handleHash, 0)
		}
	}
	return m.finish()
}

// matcher is one pass over a text.
type matcher struct {
	lex  *Lexicon
	text *fold.Text
	in   Languages
	dst  []Match
	from int // where the matches of this pass begin
}

// token looks up everything that token i leads to.
func (m *matcher) token(i int) {
	tok := &m.text.Tokens[i]
	if head := m.lex.words.find(tok.Hash); head != 0 {
		m.chain(&m.lex.words, head, i, tok.Hash, 0)
	}
	if tok.Bare != tok.Hash {
		if head := m.lex.words.find(tok.Bare); head != 0 {
			m.chain(&m.lex.words, head, i, tok.Bare, fold.Diacritics)
		}
	}
	if len(m.lex.stems.postings) > 0 && tok.Len() > m.lex.minStem {
		m.stem(i)
	}
}

// stem looks up the beginnings of token i.
func (m *matcher) stem(i int) {
	word := m.text.Word(i)
	var h uint64
	const multiplier = 0x9E3779B97F4A7C15
	for k, c := range word[:len(word)-1] {
		h = h*multiplier + uint64(c)
		if k+1 < m.lex.minStem || word[k+1]&0xC0 == 0x80 {
			continue
		}
		if head := m.lex.stems.find(h); head != 0 {
			m.chain(&m.lex.stems, head, i, h, 0)
		}
	}
}

// chain verifies the postings of a hash found at token i.
func (m *matcher) chain(x *index, head uint32, i int, hash uint64, steps fold.Steps) {
	for head != 0 {
		p := &x.postings[head-1]
		head = p.next
		if !m.in.Has(langs.Language(p.lang)) {
			continue
		}
		m.pattern(p, i)
	}
}

// pattern verifies a pattern whose anchor is at token i.
func (m *matcher) pattern(p *posting, i int) {
	l := m.lex
	pat := &l.patterns[p.pattern]
	steps, ok := m.element(pat, int(p.elem), i)
	if !ok {
		return
	}
	first, last := i, i
	for e := int(p.elem) - 1; e >= 0; e-- {
		gap := l.elements[int(pat.first)+e+1].gap
		if first, ok = m.neighbour(pat, e, first, -1, gap, &steps); !ok {
			return
		}
	}
	for e := int(p.elem) + 1; e < int(pat.n); e++ {
		gap := l.elements[int(pat.first)+e].gap
		if last, ok = m.neighbour(pat, e, last, 1, gap, &steps); !ok {
			return
		}
	}
	m.add(pat.entry, first, last, steps)
}

// neighbour looks for element e beside token i in the given direction: the next
// word, or one of the next few when there is a gap. Emoji between words do not
// count, and a gap does not reach over the end of a sentence.
func (m *matcher) neighbour(pat *pattern, e, i, direction int, gap bool, steps *fold.Steps) (int, bool) {
	left := 1
	if gap {
		left += maxGap
	}
	for k, emoji := i, 0; left > 0; left-- {
		for {
			k += direction
			if k < 0 || k >= len(m.text.Tokens) {
				return 0, false
			}
			if m.text.Tokens[k].Flags&fold.Emoji == 0 || emoji == maxGap || m.isEmoji(pat, e) {
				break
			}
			emoji++
		}
		if s, ok := m.element(pat, e, k); ok {
			*steps |= s
			return k, true
		}
		start := k
		if direction > 0 {
			start = k + 1
		}
		if start < len(m.text.Tokens) && m.text.Tokens[start].Flags&fold.SentenceStart != 0 {
			return 0, false
		}
	}
	return 0, false
}

// isEmoji reports whether element e of a pattern is an emoji.
func (m *matcher) isEmoji(pat *pattern, e int) bool {
	v := &m.lex.variants[m.lex.elements[int(pat.first)+e].first]
	return m.lex.arena[v.off] >= 0xE2
}

// element reports whether token i is element e of a pattern, and how.
func (m *matcher) element(pat *pattern, e, i int) (fold.Steps, bool) {
	l := m.lex
	el := &l.elements[int(pat.first)+e]
	tok := &m.text.Tokens[i]
	word := m.text.Word(i)
	if tok.Flags&fold.Mention != 0 {
		v := &l.variants[el.first]
		return 0, v.n == 1 && l.arena[v.off] == '@' && (tok.Flags&fold.Glued == 0 || i == 0 || m.text.Tokens[i-1].Flags&fold.Mention == 0)
	}
	entry := &l.entries[pat.entry]
	for k := range el.n {
		v := &l.variants[el.first+uint32(k)]
		if string(word) == l.arena[v.off:v.off+uint32(v.n)] {
			return tok.Steps | v.steps, true
		}
		if el.stem {
			if s, ok := m.ending(word, v.off, v.n, entry.Language); ok {
				return tok.Steps | v.steps | s, true
			}
		}
		if entry.Flags&Exact != 0 {
			continue
		}
		if tok.Bare == v.bare {
			return tok.Steps | v.steps | fold.Diacritics, true
		}
		if el.stem && v.bareOff != v.off {
			if s, ok := m.ending(word, v.bareOff, v.bareN, entry.Language); ok {
				return tok.Steps | v.steps | s | fold.Diacritics, true
			}
		}
	}
	return 0, false
}

// ending reports whether word is the stem in the arena and an ending.
func (m *matcher) ending(word []byte, off uint32, n uint16, lang langs.Language) (fold.Steps, bool) {
	if len(word) <= int(n) || string(word[:n]) != m.lex.arena[off:off+uint32(n)] {
		return 0, false
	}
	s, ok := m.lex.endings[lang][string(word[n:])]
	return s | fold.Inflected, ok
}

// add appends a match.
func (m *matcher) add(entry uint32, first, last int, steps fold.Steps) {
	m.dst = append(m.dst, Match{
		Entry: &m.lex.entries[entry], index: entry, First: first, Tokens: last - first + 1, Steps: steps,
		Span: langs.Span{Start: int(m.text.Tokens[first].Start), End: int(m.text.Tokens[last].End)},
	})
}

// finish sorts the matches of the pass and drops repeated ones.
func (m *matcher) finish() []Match {
	found := m.dst[m.from:]
	if len(found) < 2 {
		return m.dst
	}
	slices.SortFunc(found, func(a, b Match) int {
		return cmp.Or(
			cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End),
			cmp.Compare(a.index, b.index), cmp.Compare(b.Certainty(), a.Certainty()),
		)
	})
	n := 1
	for i := 1; i < len(found); i++ {
		if last := &found[n-1]; found[i].Span == last.Span && found[i].index == last.index {
			continue
		}
		found[n] = found[i]
		n++
	}
	return m.dst[:m.from+n]
}
