package lexicon

import (
	"errors"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// pattern is one form of an entry: a sequence of elements.
type pattern struct {
	entry  uint32
	first  uint32 // element
	n      uint8
	anchor uint8 // the element that leads to the pattern
}

// element is one word of a pattern.
type element struct {
	first uint32 // variant
	n     uint8
	stem  bool // takes endings
	gap   bool // up to maxGap words may stand before it
}

// variant is one spelling of an element. The first is the word as listed.
type variant struct {
	off, bareOff uint32 // into the arena
	n, bareN     uint16
	hash, bare   uint64
	steps        fold.Steps
}

// Bounds of a pattern.
const (
	maxElements = 16
	maxVariants = 12
	maxGap      = 3
	maxWord     = 256 // bytes
)

// compiler builds a lexicon.
type compiler struct {
	lex   *Lexicon
	text  fold.Text
	arena []byte
	spare []byte
	// shared holds elements of expressions, whose words come again and again.
	shared map[sharing]element

	words, stems             []posting
	skeletons, skeletonStems []posting
	typos, parts             []posting
}

func compile(entries []Entry, opts Options, data *parsed, inflections map[int][]inflection) (*Lexicon, error) {
	if len(entries) > 1<<24 {
		return nil, errMany
	}
	forms, words := count(entries)
	c := &compiler{
		lex: &Lexicon{
			entries: entries, opts: opts, data: data, minStem: maxWord,
			patterns: make([]pattern, 0, forms), elements: make([]element, 0, words), variants: make([]variant, 0, forms+forms/8),
		},
		words: make([]posting, 0, forms+forms/4), skeletons: make([]posting, 0, forms+forms/8), arena: make([]byte, 0, 10*forms),
	}
	if forms < words {
		c.shared = make(map[sharing]element, forms/2)
	}
	if opts.Typos {
		c.typos = make([]posting, 0, forms+forms/2)
		c.words = make([]posting, 0, 2*forms+forms/4)
	}
	var faults []error
	for i := range entries {
		if err := c.entry(uint32(i), inflections[i]); err != nil && len(faults) < maxErrors {
			faults = append(faults, err)
		}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	c.lex.arena = string(c.arena)
	c.lex.words, c.lex.stems = newIndex(c.words), newIndex(c.stems)
	c.lex.skeletons, c.lex.skeletonStems = newIndex(c.skeletons), newIndex(c.skeletonStems)
	c.lex.typos, c.lex.parts = newIndex(c.typos), newIndex(c.parts)
	return c.lex, nil
}

// sharing is what elements must have in common to have the same variants.
type sharing struct {
	hash uint64
	lang langs.Language
	how  Flags // of the flags, those that decide about variants
}

// count returns the number of forms and of words in all terms, roughly.
func count(entries []Entry) (forms, words int) {
	for i := range entries {
		n := strings.Count(entries[i].Term, "|")
		forms += 1 + n
		words += 1 + n + strings.Count(entries[i].Term, " ")
	}
	return forms, words
}

// entry compiles the forms of an entry. Forms without letters, such as "€", are
// passed over, but not all of them may be such.
func (c *compiler) entry(number uint32, inflections []inflection) error {
	before := len(c.lex.patterns)
	rest, more := c.lex.entries[number].Term, true
	for k := 0; more; k++ {
		var form string
		form, rest, more = strings.Cut(rest, "|")
		if err := c.form(number, form); err != nil {
			return err
		}
		for _, in := range inflections {
			if in.form == k {
				c.inflect(uint32(len(c.lex.patterns)-1), in)
			}
		}
	}
	if len(c.lex.patterns) == before {
		return fault(int(number), &c.lex.entries[number], "no letters")
	}
	return nil
}

// form compiles one form of an entry.
func (c *compiler) form(entry uint32, form string) error {
	l := c.lex
	e := &l.entries[entry]
	if l := int(e.Language); l >= langs.NumLanguages {
		return fault(int(entry), e, "undefined language %d", l)
	}
	p := pattern{entry: entry, first: uint32(len(l.elements))}
	gap := false
	for word := range strings.FieldsSeq(form) {
		if word == "…" {
			gap = true
			continue
		}
		stem := len(word) > 1 && word[len(word)-1] == '*'
		if stem {
			word = word[:len(word)-1]
		}
		if word[0] == '@' {
			l.elements = append(l.elements, c.mention(gap))
			p.n++
			gap = false
			continue
		}
		fold.Fold(&c.text, word)
		for k := range c.text.Tokens {
			if c.text.Tokens[k].Len() > maxWord {
				return fault(int(entry), e, "a word of %d bytes, want at most %d", c.text.Tokens[k].Len(), maxWord)
			}
			el := c.element(k, e)
			el.stem, el.gap = stem && k == len(c.text.Tokens)-1, gap && k == 0
			l.elements = append(l.elements, el)
			p.n++
			if p.n > maxElements {
				return fault(int(entry), e, "more than %d words", maxElements)
			}
		}
		gap = gap && len(c.text.Tokens) == 0
	}
	if p.n == 0 {
		return nil
	}
	p.anchor = c.anchor(&p)
	l.patterns = append(l.patterns, p)
	c.post(uint32(len(l.patterns)-1), &p, e)
	c.disguises(uint32(len(l.patterns)-1), &p, e)
	return nil
}

// handle is the word that stands for every handle: "@" and "@user" in a list.
const handle = "@"

var handleHash = fold.Hash(handle)

// mention returns the element that matches handles.
func (c *compiler) mention(gap bool) element {
	el := element{first: uint32(len(c.lex.variants)), gap: gap}
	c.variant(&el, []byte(handle), handleHash, handleHash, 0)
	return el
}

// element returns an element for token k, its word as listed the first variant.
func (c *compiler) element(k int, e *Entry) element {
	tok := &c.text.Tokens[k]
	key := sharing{tok.Hash, e.Language, e.Flags & (Exact | Abbr)}
	if el, ok := c.shared[key]; ok {
		return el
	}
	el := element{first: uint32(len(c.lex.variants))}
	c.variant(&el, c.text.Word(k), tok.Hash, tok.Bare, 0)
	c.spellings(&el, e)
	if c.shared != nil {
		c.shared[key] = el
	}
	return el
}

// variant adds one spelling to the element that is being built.
func (c *compiler) variant(el *element, word []byte, hash, bare uint64, steps fold.Steps) {
	if el.n == maxVariants {
		return
	}
	v := variant{off: uint32(len(c.arena)), n: uint16(len(word)), hash: hash, bare: bare, steps: steps}
	c.arena = append(c.arena, word...)
	v.bareOff, v.bareN = v.off, v.n
	if hash != bare {
		v.bareOff = uint32(len(c.arena))
		c.arena = fold.AppendBare(c.arena, word)
		v.bareN = uint16(len(c.arena) - int(v.bareOff))
	}
	c.lex.variants = append(c.lex.variants, v)
	el.n++
}

// anchor chooses the element that leads to the pattern: the longest word, as
// the rarest.
func (c *compiler) anchor(p *pattern) uint8 {
	best, length := uint8(0), -1
	for i := range p.n {
		el := c.lex.elements[p.first+uint32(i)]
		n := 2 * int(c.lex.variants[el.first].n)
		if el.stem {
			n-- // a stem costs more to look up
		}
		if n > length {
			best, length = i, n
		}
	}
	return best
}

// post lists the pattern under the hashes that lead to it.
func (c *compiler) post(number uint32, p *pattern, e *Entry) {
	l := c.lex
	el := l.elements[p.first+uint32(p.anchor)]
	beside, near := c.beside(p)
	for i := range el.n {
		v := &l.variants[el.first+uint32(i)]
		to := posting{
			pattern: number, elem: p.anchor, variant: i, lang: uint8(e.Language), single: p.n == 1, steps: v.steps,
			beside: beside, near: near,
		}
		hashes := [2]uint64{v.hash, v.bare}
		n := 2
		if v.hash == v.bare || e.Flags&Exact != 0 {
			n = 1
		}
		for k, h := range hashes[:n] {
			to.kind = kind(k) // plain, bareWord
			c.words = append(c.words, to.at(h))
			if el.stem {
				c.stems = append(c.stems, to.at(h))
				l.minStem = min(l.minStem, int(v.n), int(v.bareN))
			}
		}
	}
}

// inflect lists the beginning of a pattern of one word as a stem that takes the
// endings of a set.
func (c *compiler) inflect(number uint32, in inflection) {
	l := c.lex
	p := &l.patterns[number]
	v := &l.variants[l.elements[p.first].first]
	if p.n != 1 || in.length > int(v.n) {
		return
	}
	lang := l.entries[p.entry].Language
	if in.set >= len(l.data.sets[lang]) {
		return
	}
	stem := c.arena[v.off : v.off+uint32(in.length)]
	to := posting{pattern: number, lang: uint8(lang), single: true, set: uint16(in.set + 1)}
	c.stems = append(c.stems, to.at(fold.Hash(stem)))
	l.minStem = min(l.minStem, len(stem))
	if c.spare = fold.AppendBare(c.spare[:0], stem); string(c.spare) != string(stem) {
		to.kind = bareWord
		c.stems = append(c.stems, to.at(fold.Hash(c.spare)))
		l.minStem = min(l.minStem, len(c.spare))
	}
}

// beside returns a plain word that must stand right beside the anchor of a
// pattern, so that most candidates are refused without looking at the pattern.
func (c *compiler) beside(p *pattern) (direction int8, bare uint64) {
	l := c.lex
	plain := func(i uint8) (uint64, bool) {
		el := &l.elements[p.first+uint32(i)]
		v := &l.variants[el.first]
		return v.bare, el.n == 1 && !el.stem && v.bareN > 0 && c.arena[v.off] < 0xE2 && c.arena[v.off] != handle[0]
	}
	if p.anchor > 0 && !l.elements[p.first+uint32(p.anchor)].gap {
		if bare, ok := plain(p.anchor - 1); ok {
			return -1, bare
		}
	}
	if p.anchor+1 < p.n && !l.elements[p.first+uint32(p.anchor)+1].gap {
		if bare, ok := plain(p.anchor + 1); ok {
			return 1, bare
		}
	}
	return 0, 0
}
