package classify

import (
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// Lexical scores labels from the terms of the lexicons and a small grammar over
// them: address, negation, quotation, counter-speech, groups and predicates,
// frames of threat. It knows no word that the lexicons do not, and it can say
// exactly what it rests on. The zero value is ready for use.
type Lexical struct{}

// Name returns "lexical".
func (Lexical) Name() string { return "lexical" }

// bySeverity is the value of a term by its severity, in plain sight and without
// context. Set by hand: a mild word alone stays just above the threshold, an
// ambiguous one below.
var bySeverity = [4]float64{0.30, 0.56, 0.80, 0.93}

// factors are what a context does to the value of a term.
const (
	withoutContext = 0.35 // an ambiguous word that nothing supports
	denied         = 0.35 // negated, quoted, countered, reported
	playing        = 0.40 // said within a game
	ofOneself      = 0.40 // about the speaker himself
	reclaimed      = 0.30 // used within the group, with words of pride
	addressedMore  = 0.30 // share of the doubt that an address takes away
)

// Classify implements [Classifier].
func (Lexical) Classify(r *Result, in *Input) {
	if len(in.Matches) == 0 {
		return
	}
	r.grammar.read(in)
	Lexical{}.score(r, in)
	r.grammar.in = nil
}

// score adds what the terms say, once the grammar has been read.
func (Lexical) score(r *Result, in *Input) {
	g := &r.grammar
	for i := range in.Matches {
		m := &in.Matches[i]
		if m.Entry.Label == harm.None {
			continue
		}
		c := g.context(i)
		v := value(m, c)
		r.Add(m.Entry.Label, m.Entry.Target, v, evidence(m, v))
		g.predicate(r, m, c, v)
	}
	g.frames(r)
}

func evidence(m *lexicon.Match, weight float64) Evidence {
	term, _, _ := strings.Cut(m.Entry.Term, "|") // the others are forms of it
	return Evidence{Span: m.Span, Term: term, Language: m.Entry.Language, Certainty: m.Certainty(), Weight: weight}
}

// value weighs one term in its context.
func value(m *lexicon.Match, c Context) float64 {
	e := m.Entry
	v := bySeverity[min(int(e.Severity), len(bySeverity)-1)] * m.Certainty()
	if e.Flags&lexicon.Context != 0 && !c.Has(Addressed|Grouped|Accompany) {
		v *= withoutContext
	}
	switch e.Sense {
	case lexicon.AtRisk:
		// Somebody speaks of his own danger: neither quotation nor address
		// makes that smaller than a denial does.
		if c.Has(Negated) && m.Tokens == 1 {
			v *= denied
		}
		return v
	case lexicon.Profanity:
		return v
	}
	if c.Has(Quoted|Countered|Reported) || c.Has(Negated) && m.Tokens == 1 {
		v *= denied
	}
	if c.Has(Gaming) && (e.Sense == lexicon.Threat || e.Sense == lexicon.Incite || e.Label.Family() == "violence") {
		v *= playing
	}
	if c.Has(SelfSaid) && (e.Sense == lexicon.Insult || e.Sense == lexicon.Humiliation || e.Sense == lexicon.Slur) {
		v *= ofOneself
	}
	if e.Flags&lexicon.Reclaimed != 0 && c.Has(Affirmed|SelfSaid) {
		v *= reclaimed
	}
	if c.Has(Addressed) {
		v += (1 - v) * addressedMore * v
	}
	return v
}

// predicate adds hate where a sentence says something degrading of a group.
func (g *grammar) predicate(r *Result, m *lexicon.Match, c Context, v float64) {
	s := g.sentenceOf(m.First)
	if s.groups == 0 || c.Has(Negated|Quoted|Countered|Reported|Affirmed) {
		return
	}
	switch m.Entry.Sense {
	case lexicon.Dehumanise, lexicon.Insult, lexicon.Slur:
		r.Add(harm.HateSlur, s.groups, 0.9*v, evidence(m, v))
	case lexicon.Threat, lexicon.Incite, lexicon.PileOn:
		r.Add(harm.HateIncitement, s.groups, 0.9*v, evidence(m, v))
	}
}

// frames adds what no single term says: a first person, a verb of killing and a
// second person, in this sentence and outside of a game.
func (g *grammar) frames(r *Result) {
	if g.whole>>lexicon.Kill&1 == 0 || g.whole>>lexicon.Game&1 != 0 {
		return
	}
	for i := range g.in.Matches {
		m := &g.in.Matches[i]
		if m.Entry.Sense != lexicon.Kill {
			continue
		}
		s := g.sentenceOf(m.First)
		c := g.context(i)
		if c.Has(Negated | Quoted | Countered | Reported | Questioned) {
			continue
		}
		if s.has(lexicon.Self) && s.has(lexicon.Address) && s.has(lexicon.Future) {
			v := 0.6 * m.Certainty()
			r.Add(harm.ThreatViolence, 0, v, evidence(m, v))
		}
		if s.groups != 0 && s.has(lexicon.Imperative) {
			v := 0.6 * m.Certainty()
			r.Add(harm.HateIncitement, s.groups, v, evidence(m, v))
		}
	}
}
