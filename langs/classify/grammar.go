package classify

import (
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// Context is what stands around a term: the same word wounds, defends, quotes or
// plays, depending on it.
type Context uint16

// The contexts.
const (
	Addressed  Context = 1 << iota // speaks to somebody: a second person, a mention
	Negated                        // a negation shortly before, in the same clause
	Quoted                         // between quotation marks, or after a verb of saying
	Countered                      // the sentence speaks against such words
	Reported                       // the sentence tells that somebody did it
	SelfSaid                       // about the speaker himself
	Grouped                        // a group of people is named in the sentence
	Gaming                         // the text is about a game or match
	Accompany                      // another term that counts alone stands in the sentence
	Affirmed                       // words of pride or praise in the sentence
	HelpSought                     // the text asks for or offers help
	Questioned                     // the sentence is a question
)

// Has reports whether c holds any context of o.
func (c Context) Has(o Context) bool { return c&o != 0 }

// sentence is what a sentence holds, by sense, and the groups that it names.
type sentence struct {
	from, to int // tokens
	senses   uint64
	groups   harm.Facets
	alone    int // terms that count alone
	flags    fold.Flags
}

func (s *sentence) has(sense lexicon.Sense) bool { return s.senses>>sense&1 != 0 }

// grammar reads the context of the terms of one text.
type grammar struct {
	in        *Input
	sentences []sentence
	whole     uint64 // senses of the whole text
}

// read cuts the text into sentences and notes which senses each holds.
func (g *grammar) read(in *Input) {
	g.in = in
	g.sentences = g.sentences[:0]
	g.whole = 0
	tokens := in.Text.Tokens
	from := 0
	for i := range tokens {
		if i > from && tokens[i].Flags&fold.SentenceStart != 0 {
			g.close(from, i)
			from = i
		}
	}
	g.close(from, len(tokens))
	at := 0
	for i := range in.Matches {
		m := &in.Matches[i]
		for at+1 < len(g.sentences) && m.First >= g.sentences[at].to {
			at++
		}
		s := g.sentenceOf(m.First)
		s.senses |= 1 << m.Entry.Sense
		g.whole |= 1 << m.Entry.Sense
		if m.Entry.Sense == lexicon.Group {
			s.groups |= m.Entry.Target
		}
		if m.Entry.Alone() {
			s.alone++
		}
	}
}

// maxSentences bounds the sentences that are told apart; the last one holds the
// rest of the text.
const maxSentences = 256

func (g *grammar) close(from, to int) {
	if n := len(g.sentences); n == maxSentences {
		g.sentences[n-1].to = to
		return
	}
	s := sentence{from: from, to: to}
	for _, t := range g.in.Text.Tokens[from:to] {
		s.flags |= t.Flags
	}
	g.sentences = append(g.sentences, s)
}

// sentenceOf finds the sentence that holds a token.
func (g *grammar) sentenceOf(token int) *sentence {
	lo, hi := 0, len(g.sentences)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if token >= g.sentences[mid].to {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return &g.sentences[lo]
}

// context returns what stands around the match of that number.
func (g *grammar) context(match int) Context {
	m := &g.in.Matches[match]
	s := g.sentenceOf(m.First)
	var c Context
	set := func(ok bool, bit Context) {
		if ok {
			c |= bit
		}
	}
	tokens := g.in.Text.Tokens
	// A sentence that is hardly more than the word calls somebody that.
	alone := s.to-s.from <= m.Tokens+1
	set(s.has(lexicon.Address) || s.flags&fold.Mention != 0 || alone, Addressed)
	set(tokens[m.First].Flags&fold.Quoted != 0, Quoted)
	set(s.has(lexicon.Counter), Countered)
	set(s.has(lexicon.Report), Reported)
	set(s.has(lexicon.Self) && !c.Has(Addressed), SelfSaid)
	set(s.has(lexicon.Group), Grouped)
	set(g.whole>>lexicon.Game&1 != 0, Gaming)
	set(s.has(lexicon.Affirm), Affirmed)
	set(g.whole>>lexicon.Help&1 != 0, HelpSought)
	set(s.flags&fold.Question != 0, Questioned)
	own := 0
	if m.Entry.Alone() {
		own = 1
	}
	set(s.alone > own, Accompany)
	return c | g.before(match, s)
}

const (
	// reach is how many tokens before a term a negation still bears on it.
	reach = 3
	// lookBack bounds how many terms before a term are looked at.
	lookBack = 24
)

// before looks at the terms that stand before the match in its sentence.
func (g *grammar) before(match int, s *sentence) Context {
	m := &g.in.Matches[match]
	tokens := g.in.Text.Tokens
	clause := m.First
	for clause > s.from && m.First-clause <= reach && tokens[clause].Flags&fold.ClauseStart == 0 {
		clause--
	}
	var c Context
	for i := match - 1; i >= max(0, match-lookBack); i-- {
		o := &g.in.Matches[i]
		if o.First < s.from {
			break
		}
		switch {
		case o.First == m.First:
		case o.Entry.Sense == lexicon.Negation && last(o) >= clause && m.First-last(o) <= reach:
			c |= Negated
		case o.Entry.Sense == lexicon.Quote:
			c |= Quoted
		}
	}
	return c
}

// last returns the last token of a match.
func last(m *lexicon.Match) int { return m.First + m.Tokens - 1 }
