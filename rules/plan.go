package rules

import "strings"

// buildIndex files every active rule under the atoms that it needs.
//
// Counters cost a look-up an event, but one for all rules that read the same
// counter. So they are planned for twice, as if they cost nothing and as if
// they cost too much; a counter that spares enough evaluations is used.
func (l *loader) buildIndex() {
	s := l.newStatistics()
	s.free = func(*field) bool { return false }
	costly := l.plan(s)
	s.free = func(*field) bool { return true }
	spared := map[string]float64{}
	for i, n := range l.plan(s) {
		if n == nil {
			continue
		}
		for _, a := range n.atoms {
			if a.field != nil && a.field.dear {
				before := 1.0
				if costly[i] != nil {
					before = min(costly[i].cost, 1)
				}
				spared[a.field.name] += before - n.cost
			}
		}
	}
	s.free = func(fd *field) bool { return spared[fd.name] >= worthReading }
	l.policy.index = newIndex(l.plan(s))
}

// worthReading is how many evaluations of rules a look-up of a counter costs.
const worthReading = 4

func (l *loader) plan(s *statistics) []*need {
	plan := planner{env: l.env, cost: s.cost}
	needs := make([]*need, len(l.policy.active))
	for i, r := range l.policy.active {
		if n, ok := plan.need(r.when.ast.Expr(), nil); ok {
			needs[i] = &n
		}
	}
	return needs
}

// statistics says how often atoms hold: over the sample of events if there is
// one, else by rule of thumb.
type statistics struct {
	frames []frame
	seen   map[statKey]float64
	free   func(*field) bool // whether reading a counter costs nothing
}

type statKey struct {
	field string
	op    atomOp
	num   float64
	word  string
}

// sampleWeight is how many events the rule of thumb counts for beside the
// sample.
const sampleWeight = 5

func (l *loader) newStatistics() *statistics {
	s := &statistics{seen: map[statKey]float64{}, frames: make([]frame, len(l.opts.Sample))}
	for i := range l.opts.Sample {
		s.frames[i].reset(l.policy, &l.opts.Sample[i], nil)
	}
	return s
}

// cost returns the share of events for which an atom holds, and more for one
// whose field costs a look-up.
func (s *statistics) cost(a atom) float64 {
	key := statKey{op: a.op, num: a.num, word: a.word}
	if a.field != nil {
		key.field = a.field.name
	}
	guess, ok := s.seen[key]
	if !ok {
		guess = s.estimate(a)
		s.seen[key] = guess
	}
	if a.field != nil && a.field.dear && !s.free(a.field) {
		guess += dearCost
	}
	return guess
}

// estimate returns the share of events for which an atom holds.
func (s *statistics) estimate(a atom) float64 {
	guess := a.guess()
	if n := len(s.frames); n > 0 {
		held := sampleWeight * guess
		for i := range s.frames {
			if a.holds(&s.frames[i]) {
				held++
			}
		}
		guess = held / float64(n+sampleWeight)
	}
	return guess
}

// guess is the rule of thumb.
func (a atom) guess() float64 {
	if a.match {
		return 0.02
	}
	often := a.field.often
	if often == 0 {
		often = 0.25
	}
	switch a.op {
	case atLeast:
		if a.field.scores > 0 {
			return often + 0.1*max(0, 1-a.num)
		}
		return often
	case atMost:
		if a.field.scores > 0 {
			return 0.9
		}
		return 0.4
	case isFalse:
		return 0.6
	case isAny:
		return 4 * often
	}
	return often
}

// holds evaluates an atom.
func (a atom) holds(f *frame) bool {
	switch {
	case a.match:
		return len(f.ev.Matches) > 0
	case a.op == atLeast || a.op == atMost:
		v, ok := a.field.number()(f)
		return ok && (a.op == atLeast && v >= a.num || a.op == atMost && v <= a.num)
	case a.op == isTrue || a.op == isFalse:
		v, ok := a.field.getBool(f)
		return ok && v == (a.op == isTrue)
	case a.field.ofMatch():
		for i := range head(f.ev.Matches, MaxMatches) {
			f.match = &f.ev.Matches[i]
			if s, ok := a.field.getString(f); ok && a.fits(s) {
				return true
			}
		}
		return false
	case a.field.getString != nil:
		s, ok := a.field.getString(f)
		return ok && a.fits(s)
	}
	list := a.field.getStrings(f)
	for _, s := range list {
		if a.op == isAny || a.fits(s) {
			return true
		}
	}
	return false
}

// fits compares a text with the atom's word.
func (a atom) fits(s string) bool {
	switch a.op {
	case equals:
		return s == a.word
	case hasPrefix:
		return strings.HasPrefix(s, a.word)
	}
	return strings.HasSuffix(s, a.word)
}
