package lexicon

import (
	"encoding/binary"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// minRest is the number of bytes that a compound must have beside the term.
const minRest = 3

// load4 returns the first four bytes of a word as a key.
func load4(word []byte) uint32 { return binary.LittleEndian.Uint32(word) }

// compound looks for terms inside token i: at its beginning, at its end, with
// an ending, or between two other parts.
func (m *matcher) compound(i int) {
	word := m.text.Word(i)
	for at := 0; at+minCompound <= len(word); at++ {
		head := m.lex.parts.find(uint64(load4(word[at:])), m.in)
		if head == 0 || at > 0 && at < minRest || word[at]&0xC0 == 0x80 {
			continue
		}
		for head != 0 {
			p := &m.lex.parts.postings[head-1]
			head = p.next
			if m.in.Has(langs.Language(p.lang)) {
				m.part(p, i, word, at)
			}
		}
	}
}

// part verifies that a term stands at word[at:] as part of a compound.
func (m *matcher) part(p *posting, i int, word []byte, at int) {
	l := m.lex
	pat := &l.patterns[p.pattern]
	el := &l.elements[pat.first]
	v := &l.variants[el.first+uint32(p.variant)]
	rest := word[at:]
	if len(rest) < int(v.n) || string(rest[:v.n]) != l.word(v) {
		return
	}
	rest = rest[v.n:]
	steps := m.text.Tokens[i].Steps | fold.Inside
	switch {
	case len(rest) == 0 && at > 0:
	case len(rest) > 0 && el.stem && at > 0:
		if e, ok := l.data.endings[p.lang][string(rest)]; ok {
			steps |= e.steps | fold.Inflected
		} else if len(rest) < minRest {
			return
		}
	case len(rest) < minRest:
		return
	}
	if len(rest)+at < minRest || m.isWord(i) {
		return
	}
	m.add(pat.entry, i, i, steps)
}
