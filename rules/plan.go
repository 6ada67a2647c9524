package rules

import "strings"

// buildIndex files every active rule under the atoms that it needs.
func (l *loader) buildIndex() {
	s := l.newStatistics()
	plan := planner{env: l.env, cost: s.cost}
	needs := make([]*need, len(l.policy.active))
	for i, r := range l.policy.active {
		if n, ok := plan.need(r.when.ast.Expr(), nil); ok {
			needs[i] = &n
		}
	}
	l.policy.index = newIndex(needs)
}

// statistics says how often atoms hold: over the sample of events if there is
// one, else by rule of thumb.
type statistics struct {
	frames []frame
	seen   map[statKey]float64
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
	if c, ok := s.seen[key]; ok {
		return c
	}
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
	if a.field != nil && a.field.dear {
		guess += dearCost
	}
	s.seen[key] = guess
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
	case strings.HasPrefix(a.field.name, "match[]"):
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
