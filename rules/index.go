package rules

import (
	"cmp"
	"math"
	"slices"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// index finds the rules whose condition can hold for an event.
type index struct {
	always  marks // rules of which nothing is known
	numbers []numberIndex
	scores  []scoreIndex // numbers that are item, cue or session scores
	flags   []flagIndex
	texts   []textIndex
	any     []int32 // rules that need a match
}

// entry is a rule filed under a number.
type entry struct {
	num  float64
	rule int32
}

// numberIndex holds the bounds on one number: ge rising, le falling, so that
// those that hold come first.
type numberIndex struct {
	get    func(*frame) (float64, bool)
	ge, le []entry
}

// scoreIndex is numberIndex for a score, read without a call.
type scoreIndex struct {
	label harm.Label
	which uint8 // 0 score, 1 cue, 2 session
	least float64
	ge    []entry
	le    []entry
}

type flagIndex struct {
	get     func(*frame) (bool, bool)
	yes, no []int32
}

// textIndex holds the words asked of a text, of the elements of a list, or of a
// field of the matches.
type textIndex struct {
	one    func(*frame) (string, bool)
	list   func(*frame) []string
	ofEach bool // one is read for each match
	equal  wordTable
	prefix affixes
	suffix affixes
	any    []int32
}

// builder gathers atoms by field.
type builder struct {
	ix      *index
	numbers map[string]*numberIndex
	fields  map[string]*field
	flags   map[string]*flagIndex
	texts   map[string]*textIndex
	order   []string
}

// newIndex files each rule under what it needs. needs[i] is nil for a rule of
// which nothing is known.
func newIndex(needs []*need) *index {
	b := &builder{
		ix:      &index{always: make(marks, (len(needs)+63)/64)},
		numbers: map[string]*numberIndex{}, fields: map[string]*field{},
		flags: map[string]*flagIndex{}, texts: map[string]*textIndex{},
	}
	for rule, n := range needs {
		if n == nil {
			b.ix.always.set(int32(rule))
			continue
		}
		for _, a := range n.atoms {
			b.file(a, int32(rule))
		}
	}
	b.finish()
	return b.ix
}

func (b *builder) file(a atom, rule int32) {
	if a.match {
		b.ix.any = append(b.ix.any, rule)
		return
	}
	name := a.field.name
	if _, seen := b.fields[name]; !seen {
		b.fields[name] = a.field
		b.order = append(b.order, name)
	}
	switch a.op {
	case atLeast, atMost:
		n := b.numbers[name]
		if n == nil {
			n = &numberIndex{get: a.field.number()}
			b.numbers[name] = n
		}
		if a.op == atLeast {
			n.ge = append(n.ge, entry{a.num, rule})
		} else {
			n.le = append(n.le, entry{a.num, rule})
		}
	case isTrue, isFalse:
		f := b.flags[name]
		if f == nil {
			f = &flagIndex{get: a.field.getBool}
			b.flags[name] = f
		}
		if a.op == isTrue {
			f.yes = append(f.yes, rule)
		} else {
			f.no = append(f.no, rule)
		}
	default:
		b.fileWord(a, rule)
	}
}

func (b *builder) fileWord(a atom, rule int32) {
	t := b.texts[a.field.name]
	if t == nil {
		t = &textIndex{
			one: a.field.getString, list: a.field.getStrings, ofEach: a.field.ofMatch(),
		}
		b.texts[a.field.name] = t
	}
	switch a.op {
	case equals:
		t.equal.add(a.word, rule)
	case hasPrefix:
		t.prefix.add(a.word, rule)
	case hasSuffix:
		t.suffix.add(a.word, rule)
	case isAny:
		t.any = append(t.any, rule)
	}
}

// number returns the getter of a numeric field as a float64.
func (fd *field) number() func(*frame) (float64, bool) {
	if fd.kind == kindFloat {
		return fd.getFloat
	}
	get := fd.getInt
	return func(f *frame) (float64, bool) {
		v, ok := get(f)
		return float64(v), ok
	}
}

// finish sorts what was gathered into lists, in the order of the fields.
func (b *builder) finish() {
	ix := b.ix
	for _, name := range b.order {
		if n := b.numbers[name]; n != nil {
			slices.SortStableFunc(n.ge, func(x, y entry) int { return cmp.Compare(x.num, y.num) })
			slices.SortStableFunc(n.le, func(x, y entry) int { return cmp.Compare(y.num, x.num) })
			if fd := b.fields[name]; fd.scores > 0 {
				s := scoreIndex{label: fd.label, which: fd.scores - 1, ge: n.ge, le: n.le, least: math.Inf(1)}
				if len(n.ge) > 0 {
					s.least = n.ge[0].num
				}
				if len(n.le) > 0 {
					s.least = math.Inf(-1)
				}
				ix.scores = append(ix.scores, s)
			} else {
				ix.numbers = append(ix.numbers, *n)
			}
		}
		if f := b.flags[name]; f != nil {
			ix.flags = append(ix.flags, *f)
		}
		if t := b.texts[name]; t != nil {
			t.equal.build()
			t.prefix.build()
			t.suffix.build()
			ix.texts = append(ix.texts, *t)
		}
	}
}

// marks is a bitmap of rules.
type marks []uint64

func (m marks) set(rule int32) { m[rule>>6] |= 1 << (rule & 63) }

func (m marks) setAll(rules []int32) {
	for _, r := range rules {
		m.set(r)
	}
}

// candidates marks the rules whose condition can hold, and no others.
func (ix *index) candidates(f *frame, m marks) {
	copy(m, ix.always)
	if len(f.ev.Matches) > 0 {
		m.setAll(ix.any)
	}
	ix.markScores(f, m)
	for i := range ix.numbers {
		n := &ix.numbers[i]
		v, ok := n.get(f)
		if !ok {
			continue
		}
		for j := 0; j < len(n.ge) && n.ge[j].num <= v; j++ {
			m.set(n.ge[j].rule)
		}
		for j := 0; j < len(n.le) && n.le[j].num >= v; j++ {
			m.set(n.le[j].rule)
		}
	}
	for i := range ix.flags {
		if v, ok := ix.flags[i].get(f); ok && v {
			m.setAll(ix.flags[i].yes)
		} else if ok {
			m.setAll(ix.flags[i].no)
		}
	}
	for i := range ix.texts {
		ix.texts[i].mark(f, m)
	}
}

func (ix *index) markScores(f *frame, m marks) {
	sources := [3]*Scores{&f.ev.Score, &f.ev.Cue, &f.ev.Session}
	for i := range ix.scores {
		s := &ix.scores[i]
		v := sources[s.which][s.label]
		if !(v >= s.least) {
			continue
		}
		for j := 0; j < len(s.ge) && s.ge[j].num <= v; j++ {
			m.set(s.ge[j].rule)
		}
		for j := 0; j < len(s.le) && s.le[j].num >= v; j++ {
			m.set(s.le[j].rule)
		}
	}
}

func (t *textIndex) mark(f *frame, m marks) {
	switch {
	case t.ofEach:
		outer := f.match
		for i := range head(f.ev.Matches, MaxMatches) {
			f.match = &f.ev.Matches[i]
			if s, ok := t.one(f); ok {
				t.markWord(s, m)
			}
		}
		f.match = outer
	case t.one != nil:
		if s, ok := t.one(f); ok {
			t.markWord(s, m)
		}
	default:
		list := t.list(f)
		if len(list) > 0 {
			m.setAll(t.any)
		}
		for _, s := range list {
			t.markWord(s, m)
		}
	}
}

func (t *textIndex) markWord(s string, m marks) {
	m.setAll(t.equal.find(s))
	for _, n := range t.prefix.lengths {
		if len(s) >= n {
			m.setAll(t.prefix.words.find(s[:n]))
		}
	}
	for _, n := range t.suffix.lengths {
		if len(s) >= n {
			m.setAll(t.suffix.words.find(s[len(s)-n:]))
		}
	}
}
