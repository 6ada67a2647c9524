package lexicon

import (
	"cmp"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// masks lists labelled words by length and two of their letters. Few texts hold
// masked words, so the list is made when the first one does.
type masks struct {
	once sync.Once
	list []mask // sorted by key
}

// mask is one way to find a word.
type mask struct {
	key     uint32
	pattern uint32
	variant uint8
	lang    uint8
}

// Of a masked word at least minVisible letters and two fifths must show: one of
// the first two, and another at most maxApart later.
const (
	minMasked  = 4
	maxMasked  = 24
	minVisible = 2
	maxApart   = 3
)

// maskKey is the length of a word and two of its letters, by their places.
func maskKey(n, at, at2 int, class, class2 byte) uint32 {
	return uint32(n)<<24 | uint32(at)<<20 | uint32(at2-at)<<16 | uint32(class)<<8 | uint32(class2)
}

func (l *Lexicon) maskList() []mask {
	l.masks.once.Do(func() {
		for number := range l.patterns {
			p := &l.patterns[number]
			e := &l.entries[p.entry]
			if p.n > 1 || e.Label == harm.None || e.Flags&Abbr != 0 {
				continue
			}
			el := &l.elements[p.first]
			for i := range el.n {
				v := &l.variants[el.first+uint32(i)]
				if v.steps == 0 {
					l.masks.list = addMask(l.masks.list, l.word(v), mask{pattern: uint32(number), variant: i, lang: uint8(e.Language)})
				}
			}
		}
		slices.SortStableFunc(l.masks.list, func(a, b mask) int { return cmp.Compare(a.key, b.key) })
	})
	return l.masks.list
}

// addMask lists a word under the pairs of letters that may show.
func addMask(list []mask, word string, m mask) []mask {
	var classes [maxMasked]byte
	n := 0
	for _, r := range word {
		var buf [4]byte
		one := fold.Skeleton(buf[:0], string(r))
		if len(one) != 1 || n == maxMasked {
			return list
		}
		classes[n] = one[0]
		n++
	}
	if n < minMasked {
		return list
	}
	for at := 0; at < 2; at++ {
		for at2 := at + 1; at2 <= at+maxApart && at2 < n; at2++ {
			m.key = maskKey(n, at, at2, classes[at], classes[at2])
			list = append(list, m)
		}
	}
	return list
}

// masked looks up a word with wildcards.
func (m *matcher) masked(a *fold.Alt, units []fold.Unit) {
	n, visible, at := len(units), 0, [2]int{}
	for k := range units {
		if units[k].Class != 0 {
			if visible < 2 {
				at[visible] = k
			}
			visible++
		}
	}
	if n < minMasked || n > maxMasked || visible < minVisible || visible*5 < n*2 || at[0] > 1 || at[1]-at[0] > maxApart {
		return
	}
	l := m.lex
	list := l.maskList()
	key := maskKey(n, at[0], at[1], units[at[0]].Class, units[at[1]].Class)
	k, _ := slices.BinarySearchFunc(list, key, func(m mask, key uint32) int { return cmp.Compare(m.key, key) })
	for ; k < len(list) && list[k].key == key; k++ {
		p := &list[k]
		if !m.in.Has(langs.Language(p.lang)) {
			continue
		}
		pat := &l.patterns[p.pattern]
		v := &l.variants[l.elements[pat.first].first+uint32(p.variant)]
		if utf8.RuneCountInString(l.word(v)) != n {
			continue
		}
		if s, ok := fold.Align(units, l.word(v)); ok {
			m.addSpan(pat.entry, int(a.First), int(a.First+a.N)-1, a, units, a.Steps|s)
		}
	}
}
