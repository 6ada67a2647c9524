package classify

import (
	"math"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
)

// outputs are what the heads say of a text, each in its worst window.
type outputs struct {
	logits [maxTables * lanes]float64
	where  [maxTables * lanes]int // first token of the window
	// verdict is the logit of harm, in its worst window.
	verdict      float64
	verdictWhere int
	// sets are the logits of what labelled sets call harmful, in the worst windows.
	sets     [numKinds]float64
	setWhere [numKinds]int
}

// Classify implements [Classifier]. It comes before other classifiers: what they
// add is combined with its scores.
func (m *Model) Classify(r *Result, in *Input) {
	g := &r.grammar
	g.read(in)
	Lexical{}.score(r, in)
	if len(in.Text.Tokens) > 0 {
		var out outputs
		m.run(r, in, &out)
		m.stack(r, in, &out)
	}
	g.in = nil
}

// run scores every window of the text. The heads of the first table find harm; those
// that learnt from labelled sets are asked in their languages, and those that tell
// labels apart where harm was found.
func (m *Model) run(r *Result, in *Input, out *outputs) {
	for i := range out.logits {
		out.logits[i] = math.Inf(-1)
	}
	out.verdict = math.Inf(-1)
	for kind := range out.sets {
		out.sets[kind] = math.Inf(-1)
	}
	hasSets := m.setModel(kindSetOffence, in) != nil || m.setModel(kindSetHate, in) != nil
	tokens := len(in.Text.Tokens)
	for from := 0; from < tokens; from += window {
		r.features.read(&r.grammar, in, from, min(from+window, tokens))
		scale := 1 / math.Sqrt(float64(len(r.features.hashes)))
		var scores [maxTables * lanes]float64 // what the heads say
		var likely uint16                     // families
		for t := range m.tables {
			switch {
			case t == 0, t < setTables && hasSets:
			case m.suspects(out) && (t < setTables || m.tables[t].families&likely != 0):
			default:
				continue
			}
			sums := m.tables[t].sum(r.features.hashes)
			for lane := range min(lanes, len(m.heads)-t*lanes) {
				number := t*lanes + lane
				h := &m.heads[number]
				scores[number] = h.step * float64(sums[lane]) * scale
				if z := h.slope*scores[number] + h.shift.of(in); z > out.logits[number] {
					out.logits[number], out.where[number] = z, from
				}
			}
			if t == 0 {
				var z float64
				if z, likely = m.judge(&scores, in); z > out.verdict {
					out.verdict, out.verdictWhere = z, from
				}
			}
		}
		for kind := range out.sets {
			s := m.setModel(kind, in)
			if s == nil {
				continue
			}
			z := s.bias
			for i, w := range s.weights {
				z += w * scores[i]
			}
			if z > out.sets[kind] {
				out.sets[kind], out.setWhere[kind] = z, from
			}
		}
	}
}

// setModel returns what follows the labelled sets of the input's likeliest language, or
// nil.
func (m *Model) setModel(kind int, in *Input) *setModel {
	if len(in.Languages) == 0 || in.Languages[0].Language >= langs.NumLanguages {
		return nil
	}
	return m.sets[kind][in.Languages[0].Language]
}

// likelyShare is the share of the odds of harm from which a family counts as likely.
const likelyShare = 0.03

// judge returns the logit of harm by what the heads of the first table say, and which
// families are likely.
func (m *Model) judge(scores *[maxTables * lanes]float64, in *Input) (logit float64, likely uint16) {
	if !m.verdict.known {
		return math.Inf(-1), ^uint16(0)
	}
	shift := m.verdict.shift.of(in)
	if shift <= silent {
		return math.Inf(-1), 0
	}
	var odds [numRoles]float64
	all := 0.0
	for role := roleBullying; role <= roleCommercial; role++ {
		number := m.roles[role]
		h := &m.heads[number]
		odds[role] = math.Exp(h.slope*scores[number] + h.bias)
		all += odds[role]
	}
	for role, o := range odds {
		if o >= likelyShare*all {
			likely |= 1 << role
		}
	}
	number := m.roles[roleHarm]
	return m.verdict.slope*(math.Log(all)+m.heads[number].slope*scores[number]) + shift, likely
}

// suspects reports whether harm was found.
func (m *Model) suspects(out *outputs) bool {
	return !m.verdict.known || sigmoid(out.verdict) >= floor || m.role(roleHateful, out) >= floor
}

// Shifts of silent and less mark languages in which a head does not speak.
const silent = -500

// of returns the shift for the languages of the input, by their probabilities. Only the
// likeliest of them can silence the head.
func (s *shifts) of(in *Input) float64 {
	sum, all := 0.0, 0.0
	for i, g := range in.Languages {
		if g.Language < langs.NumLanguages {
			if s[g.Language] <= silent {
				if i == 0 {
					return s[g.Language]
				}
				continue
			}
			sum += g.Probability * s[g.Language]
			all += g.Probability
		}
	}
	if all < 1e-9 {
		return s[langs.Undetermined]
	}
	return sum / all
}

// role returns the probability that the head of a role gives.
func (m *Model) role(role int, out *outputs) float64 {
	number := m.roles[role]
	if number < 0 {
		return 0
	}
	return sigmoid(out.logits[number])
}

const (
	// floor is the least probability that is noted.
	floor = 0.4
	// kept is the share of a term's own value that stands where the model, which
	// reads the whole message, is sure that there is no harm; it grows with its doubt.
	kept = 0.62
	// doubted is the share of the value of a label that stands where what follows
	// labelled sets is sure that there is none.
	doubted = 0.5
)

// stack joins what the heads and the lexicons say.
func (m *Model) stack(r *Result, in *Input, out *outputs) {
	m.stackHarm(r, in, out)
	m.stackSets(r, in, out)
}

// stackHarm decides whether a text is harmful, and by which label.
func (m *Model) stackHarm(r *Result, in *Input, out *outputs) {
	if math.IsInf(out.verdict, -1) {
		return
	}
	p := sigmoid(out.verdict)
	for i := range r.Scores {
		r.Scores[i].Value *= kept + (1-kept)*p
	}
	m.raise(r, in, out, roleSwearing, harm.Profanity, 0, m.role(roleSwearing, out))
	if m.setModel(kindSetHate, in) == nil { // which hears this head as well
		m.raise(r, in, out, roleHateful, m.hate(out), r.grammar.groups(), m.role(roleHateful, out)*m.agreed(harm.HateSlur, in, out))
	}
	if p < floor {
		return
	}
	most := math.Inf(-1)
	for i := range m.heads {
		if m.heads[i].label != harm.None {
			most = max(most, out.logits[i])
		}
	}
	for i := range m.heads {
		h := &m.heads[i]
		if h.label == harm.None || out.logits[i] < min(most, 0) {
			continue
		}
		// The likeliest label is as likely as harm is, another in proportion.
		v := p * sigmoid(out.logits[i]) / sigmoid(most)
		v *= m.agreed(h.label, in, out)
		label, facets := h.label, harm.Facets(0)
		if label == harm.HateSlur {
			label, facets = m.hate(out), r.grammar.groups()
		}
		if v > r.Value(label) {
			m.rest(r, in, m.roles[family(label)], out.verdictWhere, label, facets, v)
		}
	}
}

// hate returns which label of hate a hateful text has.
func (m *Model) hate(out *outputs) harm.Label {
	if m.role(roleIncitement, out) >= Threshold {
		return harm.HateIncitement
	}
	return harm.HateSlur
}

// agreed returns the factor for a label that labelled sets of the language know as
// well: what follows them, which has seen more of it, may doubt.
func (m *Model) agreed(l harm.Label, in *Input, out *outputs) float64 {
	kind := kindSetOffence // hate is offensive as well, where no set is of hate
	if l == harm.HateSlur && m.setModel(kindSetHate, in) != nil {
		kind = kindSetHate
	}
	if l != harm.HateSlur && l != harm.BullyingInsult || m.setModel(kind, in) == nil {
		return 1
	}
	return doubted + (1-doubted)*min(1, sigmoid(out.sets[kind])/Threshold)
}

func sigmoid(z float64) float64 { return 1 / (1 + math.Exp(-z)) }

// stackSets adds what labelled sets of the language teach.
func (m *Model) stackSets(r *Result, in *Input, out *outputs) {
	if p := sigmoid(out.sets[kindSetOffence]); p >= floor && !r.explained() {
		label := harm.BullyingInsult
		if m.role(roleProfanity, out) >= Threshold {
			label = harm.Profanity
		}
		m.rise(r, in, m.roles[roleOffence], out.setWhere[kindSetOffence], label, 0, p)
	}
	if p := sigmoid(out.sets[kindSetHate]); p >= floor {
		facets := r.grammar.groups()
		if m.role(roleSexism, out) >= Threshold {
			facets |= harm.CharacteristicSexGender | harm.TargetWomenOrGirls
		}
		m.rise(r, in, m.roles[roleHate], out.setWhere[kindSetHate], m.hate(out), facets, p)
	}
}

// raise lifts a label to what the head of a role says.
func (m *Model) raise(r *Result, in *Input, out *outputs, role int, label harm.Label, facets harm.Facets, p float64) {
	if number := m.roles[role]; number >= 0 && p >= floor {
		m.rise(r, in, number, out.where[number], label, facets, p)
	}
}

// rise lifts a label to p, unless it is as high; the head of that number names the places.
func (m *Model) rise(r *Result, in *Input, number, from int, label harm.Label, facets harm.Facets, p float64) {
	if number >= 0 && p > r.Value(label) {
		m.rest(r, in, number, from, label, facets, p)
	}
}

// explained reports whether the lexicons have found another offence than an
// insult, so that an offensive text needs no insult to be one.
func (r *Result) explained() bool {
	if r.Value(harm.BullyingInsult) >= kept*Threshold {
		return false
	}
	for i := range r.Scores {
		s := &r.Scores[i]
		if family := s.Label.Family(); s.Value >= Threshold && (family == "bullying" || family == "threat") {
			return true
		}
	}
	return false
}

// carriers is how many places are named for a score of a model.
const carriers = 3

// rest sets a label to p and names the places that carried the score.
func (m *Model) rest(r *Result, in *Input, number, from int, label harm.Label, facets harm.Facets, p float64) {
	// Noisy or, solved for what has to be added.
	before := r.Value(label)
	add := (p - before) / (1 - before)
	if add < Threshold/4 && before > 0 || p < Threshold {
		r.Add(label, facets, add)
		return
	}
	f := &r.features
	tokens := in.Text.Tokens
	to := min(from+window, len(tokens))
	if to < len(tokens) || from > 0 {
		f.read(&r.grammar, in, from, to)
	}
	h := &m.heads[number]
	t := &m.tables[h.table]
	var best [carriers]Evidence
	at, total := 0, 1
	for _, mark := range f.marks {
		sum := 0
		for _, hash := range f.hashes[at:mark.end] {
			sum += t.weight(hash, h.lane)
		}
		at = mark.end
		if sum <= 0 {
			continue
		}
		total += sum
		var e Evidence
		switch {
		case mark.match >= 0:
			e = evidence(&in.Matches[mark.match], float64(sum))
		case mark.token >= 0:
			e = Evidence{Span: tokens[mark.token].Span(), Certainty: 1, Weight: float64(sum)}
		}
		for i := range best {
			if e.Weight > best[i].Weight {
				best[i], e = e, best[i]
			}
		}
	}
	n := 0
	for n < carriers && best[n].Weight > 0 {
		best[n].Weight *= p / float64(total)
		n++
	}
	r.Add(label, facets, add, best[:n]...)
}

// groups returns the groups that the text names.
func (g *grammar) groups() harm.Facets {
	var all harm.Facets
	for i := range g.sentences {
		all |= g.sentences[i].groups
	}
	return all
}
