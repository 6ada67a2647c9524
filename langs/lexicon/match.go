package lexicon

import (
	"cmp"
	"slices"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/internal/words"
)

// multiplier is that of [fold.Hash].
const multiplier uint64 = 0x9E3779B97F4A7C15

// MaxMatches is how many matches a pass over a text gives at most: a text that
// repeats terms for megabytes proves no more with more of them.
const MaxMatches = 1 << 18

// Append appends the matches in t of entries whose language is in the set, or
// undetermined, and returns the extended slice. They are in the order of their
// spans; a term that can be read in several ways at one place is given once,
// with the surest reading. Append allocates only to extend dst.
//
// In a set of up to four languages a word of any of them wins over a disguised
// term. In a larger set nearly everything is a word of some language, so only
// English words win. Give the likeliest three languages of a text.
func (l *Lexicon) Append(dst []Match, t *fold.Text, in Languages) []Match {
	m := matcher{lex: l, text: t, in: in | Of(langs.Undetermined), dst: dst, from: len(dst), words: known()}
	m.ask(in)
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		if tok.Flags&fold.Mention == 0 {
			m.token(i)
		} else if head := l.words.find(handleHash, m.in); head != 0 {
			m.handle(head, i)
		}
	}
	if len(t.Alts) > 0 {
		m.alternatives()
	}
	return m.finish()
}

// handle looks up what a handle at token i leads to. The lists of several
// languages hold the bare handle; it is given once.
func (m *matcher) handle(head uint32, i int) {
	n := len(m.dst)
	m.chain(head, handleHash, i, false)
	alone := false
	m.dst = append(m.dst[:n], slices.DeleteFunc(m.dst[n:], func(o Match) bool {
		again := alone && o.Tokens == 1
		alone = alone || o.Tokens == 1
		return again
	})...)
}

// matcher is one pass over a text.
type matcher struct {
	lex   *Lexicon
	text  *fold.Text
	in    Languages
	dst   []Match
	from  int // where the matches of this pass begin
	words words.Filter
	asked [4]langs.Language // whose words win over disguised terms
	asks  int               // how many they are

	accents int8 // whether the text uses diacritics: 0 not looked at, 1 no, 2 yes
}

// ask chooses the languages whose words are known.
func (m *matcher) ask(in Languages) {
	n := 0
	for l := langs.Bulgarian; l < langs.Other; l++ {
		if !in.Has(l) {
			continue
		}
		if n == len(m.asked) {
			m.asked[0], n = langs.English, 1
			break
		}
		m.asked[n] = l
		n++
	}
	m.asks = n
}

// token looks up everything that token i leads to.
func (m *matcher) token(i int) {
	l := m.lex
	tok := &m.text.Tokens[i]
	before := len(m.dst)
	if head := l.words.find(tok.Hash, m.in); head != 0 {
		m.chain(head, tok.Hash, i, false)
	}
	if tok.Bare != tok.Hash {
		if head := l.words.find(tok.Bare, m.in); head != 0 {
			m.chain(head, tok.Bare, i, true)
		}
	}
	if l.minStem < tok.Len() {
		m.stem(i)
	}
	if i+1 < len(m.text.Tokens) {
		m.pair(i)
	}
	if len(m.dst) > before || tok.Len() < minSwapped-1 || tok.Flags&(fold.Emoji|fold.Number|fold.URL) != 0 {
		return
	}
	if len(l.parts.postings) > 0 {
		m.compound(i)
	}
	if len(l.typos.postings) > 0 && len(m.dst) == before {
		m.typo(i)
	}
}

// stem looks up the beginnings of token i.
func (m *matcher) stem(i int) {
	word, stems := m.text.Word(i), &m.lex.stems
	var h uint64
	for k := 0; k+1 < len(word); k++ {
		h = h*multiplier + uint64(word[k])
		if k+1 < m.lex.minStem || word[k+1]&0xC0 == 0x80 {
			continue
		}
		for head := stems.find(h, m.in); head != 0; {
			p := &stems.postings[head-1]
			head = p.next
			if p.hash != h || !m.in.Has(langs.Language(p.lang)) {
				continue
			}
			end, ok := m.lex.data.endings[p.lang][string(word[k+1:])]
			if ok && (p.set == 0 || m.lex.data.sets[p.lang][p.set-1].has(end.number)) {
				tok := &m.text.Tokens[i]
				if p.kind == bareWord && tok.Hash != tok.Bare || p.set != 0 && m.isWord(i) {
					continue // it has diacritics, but not those of the term; or it is a word
				}
				steps := end.steps
				if p.kind == bareWord {
					steps |= fold.Diacritics
				}
				m.pattern(p, i, steps|p.steps|fold.Inflected|m.text.Tokens[i].Steps)
			}
		}
	}
}

// chain verifies the postings of a hash found at token i; stripped says that it
// is the hash of the token without its diacritics.
func (m *matcher) chain(head uint32, hash uint64, i int, stripped bool) {
	l := m.lex
	for head != 0 {
		p := &l.words.postings[head-1]
		head = p.next
		if !m.in.Has(langs.Language(p.lang)) || p.hash != hash {
			continue
		}
		switch p.kind {
		case plain, bareWord:
			steps := p.steps | m.text.Tokens[i].Steps
			if stripped || p.kind == bareWord {
				steps |= fold.Diacritics
			}
			m.pattern(p, i, steps)
		case glued:
			if pat := &l.patterns[p.pattern]; !stripped && m.isGlued(pat, i) && !m.isWord(i) {
				m.add(pat.entry, i, i, m.text.Tokens[i].Steps|fold.Joined)
			}
		case backward:
			if !stripped && !m.isWord(i) {
				m.backward(p, i)
			}
		}
	}
}

// isGlued reports whether token i is the words of a pattern written as one.
func (m *matcher) isGlued(pat *pattern, i int) bool {
	word := m.text.Word(i)
	for e := range pat.n {
		part := m.lex.word(&m.lex.variants[m.lex.elements[pat.first+uint32(e)].first])
		if len(word) < len(part) || string(word[:len(part)]) != part {
			return false
		}
		word = word[len(part):]
	}
	return len(word) == 0
}

// backward verifies a word read from right to left.
func (m *matcher) backward(p *posting, i int) {
	pat := &m.lex.patterns[p.pattern]
	word := m.text.Word(i)
	for _, r := range m.lex.word(&m.lex.variants[m.lex.elements[pat.first].first+uint32(p.variant)]) {
		n := len(word)
		for k := n - 1; k >= 0; k-- {
			if word[k]&0xC0 != 0x80 {
				n = k
				break
			}
		}
		if n == len(word) || string(word[n:]) != string(r) {
			return
		}
		word = word[:n]
	}
	if len(word) == 0 {
		m.add(pat.entry, i, i, m.text.Tokens[i].Steps|fold.Reversed)
	}
}

// pattern verifies a pattern whose anchor is token i, as steps say.
func (m *matcher) pattern(p *posting, i int, steps fold.Steps) {
	if p.beside != 0 {
		k := i + int(p.beside)
		if uint(k) >= uint(len(m.text.Tokens)) {
			return
		}
		if tok := &m.text.Tokens[k]; tok.Bare != p.near && tok.Flags&(fold.Emoji|fold.HasAlts) == 0 {
			return
		}
	}
	pat := &m.lex.patterns[p.pattern]
	if steps&fold.Diacritics != 0 {
		if m.lex.entries[pat.entry].Flags&Exact != 0 || p.single && m.isWord(i) || !p.single && m.meant(i) {
			return
		}
	}
	if p.single {
		m.add(pat.entry, i, i, steps)
		return
	}
	if first, last, ok := m.neighbours(pat, int(p.elem), i, i, &steps); ok {
		m.add(pat.entry, first, last, steps)
	}
}

// neighbours verifies the elements of a pattern around element e, which covers
// tokens first to last, and returns what the whole covers.
func (m *matcher) neighbours(pat *pattern, e, first, last int, steps *fold.Steps) (int, int, bool) {
	elements := m.lex.elements[pat.first : pat.first+uint32(pat.n)]
	ok := true
	for k := e - 1; k >= 0; k-- {
		if first, ok = m.neighbour(pat, k, first, -1, elements[k+1].gap, steps); !ok {
			return 0, 0, false
		}
	}
	for k := e + 1; k < len(elements); k++ {
		if last, ok = m.neighbour(pat, k, last, 1, elements[k].gap, steps); !ok {
			return 0, 0, false
		}
	}
	return first, last, true
}

// neighbour looks for element e beside token i in the given direction: the next
// word, or one of the next few when there is a gap. Emoji between words do not
// count, and a gap does not reach over the end of a sentence.
func (m *matcher) neighbour(pat *pattern, e, i, direction int, gap bool, steps *fold.Steps) (int, bool) {
	tokens := m.text.Tokens
	left := 1
	if gap {
		left += maxGap
	}
	for k, emoji := i, 0; left > 0; left-- {
		for {
			k += direction
			if k < 0 || k >= len(tokens) {
				return 0, false
			}
			if tokens[k].Flags&fold.Emoji == 0 || emoji == maxGap || m.isEmoji(pat, e) {
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
		if start < len(tokens) && tokens[start].Flags&fold.SentenceStart != 0 {
			return 0, false
		}
	}
	return 0, false
}

// isEmoji reports whether element e of a pattern is an emoji.
func (m *matcher) isEmoji(pat *pattern, e int) bool {
	return m.lex.arena[m.lex.variants[m.lex.elements[int(pat.first)+e].first].off] >= 0xE2
}

// element reports whether token i is element e of a pattern, and how.
func (m *matcher) element(pat *pattern, e, i int) (fold.Steps, bool) {
	l := m.lex
	el := &l.elements[int(pat.first)+e]
	tok := &m.text.Tokens[i]
	if tok.Flags&fold.Mention != 0 {
		v := &l.variants[el.first]
		return 0, l.word(v) == handle && (i == 0 || tok.Flags&fold.Glued == 0 || m.text.Tokens[i-1].Flags&fold.Mention == 0)
	}
	entry := &l.entries[pat.entry]
	word := m.text.Word(i)
	for k := range el.n {
		v := &l.variants[el.first+uint32(k)]
		if tok.Hash == v.hash && string(word) == l.word(v) {
			return tok.Steps | v.steps, true
		}
		if el.stem {
			if s, ok := m.ending(word, v.off, v.n, entry.Language); ok {
				return tok.Steps | v.steps | s, true
			}
		}
		if entry.Flags&Exact == 0 {
			if tok.Bare == v.bare && !m.meant(i) {
				return tok.Steps | v.steps | fold.Diacritics, true
			}
			if el.stem && v.bareOff != v.off {
				if s, ok := m.ending(word, v.bareOff, v.bareN, entry.Language); ok {
					return tok.Steps | v.steps | s | fold.Diacritics, true
				}
			}
		}
		if tok.Flags&fold.HasAlts != 0 && v.steps == 0 && v.n >= 2 {
			if s, ok := m.altAt(i, v); ok {
				return s, true
			}
		}
	}
	return 0, false
}

// meant reports whether token i of an expression, which lacks the diacritics of
// the term, is a word of its own in a text that does use diacritics.
func (m *matcher) meant(i int) bool {
	if m.text.Tokens[i].Hash != m.text.Tokens[i].Bare || !m.isWord(i) {
		return false
	}
	if m.accents == 0 {
		m.accents = 1
		for k := range m.text.Tokens {
			if m.text.Tokens[k].Hash != m.text.Tokens[k].Bare {
				m.accents = 2
				break
			}
		}
	}
	return m.accents == 2
}

// ending reports whether word is the stem in the arena and an ending.
func (m *matcher) ending(word []byte, off uint32, n uint16, lang langs.Language) (fold.Steps, bool) {
	if len(word) <= int(n) || string(word[:n]) != m.lex.arena[off:off+uint32(n)] {
		return 0, false
	}
	e, ok := m.lex.data.endings[lang][string(word[n:])]
	return e.steps | fold.Inflected, ok
}

// add appends a match of tokens first to last.
func (m *matcher) add(entry uint32, first, last int, steps fold.Steps) {
	if m.full() {
		return
	}
	m.dst = append(m.dst, Match{
		Entry: &m.lex.entries[entry], index: entry, First: first, Tokens: last - first + 1, Steps: steps,
		Span: langs.Span{Start: int(m.text.Tokens[first].Start), End: int(m.text.Tokens[last].End)},
	})
}

// addSpan appends a match read from units.
func (m *matcher) addSpan(entry uint32, first, last int, a *fold.Alt, units []fold.Unit, steps fold.Steps) {
	if m.full() {
		return
	}
	span := langs.Span{Start: int(a.Start), End: int(a.End)}
	if n := len(units); n > 0 && units[0].Start <= units[n-1].Start {
		span = langs.Span{Start: int(units[0].Start), End: int(units[n-1].End)}
	}
	m.dst = append(m.dst, Match{
		Entry: &m.lex.entries[entry], index: entry, First: first, Tokens: last - first + 1, Steps: steps, Span: span,
	})
}

// full reports whether the pass has found as much as it may.
func (m *matcher) full() bool { return len(m.dst)-m.from >= MaxMatches }

// finish sorts the matches of the pass and drops repeated ones.
func (m *matcher) finish() []Match {
	found := m.dst[m.from:]
	if len(found) < 2 {
		return m.dst
	}
	slices.SortFunc(found, func(a, b Match) int {
		return cmp.Or(
			cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), cmp.Compare(a.index, b.index),
			cmp.Compare(b.Certainty(), a.Certainty()), cmp.Compare(a.Steps, b.Steps), cmp.Compare(a.First, b.First),
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
