package lexicon

import (
	"sync"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// masks lists labelled words by length and two of their letters. Few texts hold
// masked words, so the table is made when the first one does.
type masks struct {
	once  sync.Once
	table map[uint32][]posting
}

// Of a masked word at least minVisible letters and two fifths must show.
const (
	minMasked  = 4
	minVisible = 2
)

// maskKey is the length of a word and two of its letters, by their places.
func maskKey(n, at, at2 int, class, class2 byte) uint32 {
	return uint32(n)<<24 ^ uint32(at)<<20 ^ uint32(at2)<<16 ^ uint32(class)<<8 ^ uint32(class2)
}

func (l *Lexicon) maskTable() map[uint32][]posting {
	l.masks.once.Do(func() {
		l.masks.table = map[uint32][]posting{}
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
					l.addMask(l.word(v), posting{pattern: uint32(number), variant: i, lang: uint8(e.Language)})
				}
			}
		}
	})
	return l.masks.table
}

// addMask lists a word under every pair of places that may show: the first two
// letters that are not masked.
func (l *Lexicon) addMask(word string, p posting) {
	var classes []byte
	for _, r := range word {
		one := fold.Skeleton(nil, string(r))
		if len(one) != 1 {
			return
		}
		classes = append(classes, one[0])
	}
	n := len(classes)
	if n < minMasked || n > 15 {
		return
	}
	for at := 0; at < 2; at++ {
		for at2 := at + 1; at2 < n; at2++ {
			key := maskKey(n, at, at2, classes[at], classes[at2])
			l.masks.table[key] = append(l.masks.table[key], p)
		}
	}
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
	if n < minMasked || n > 15 || visible < minVisible || visible*5 < n*2 || at[0] > 1 {
		return
	}
	l := m.lex
	for _, p := range l.maskTable()[maskKey(n, at[0], at[1], units[at[0]].Class, units[at[1]].Class)] {
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
