package fold

import (
	"math/bits"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// The units of wordState.count: one addition counts a character, whatever it is.
const (
	oneUpper  = 1 << 0
	oneLower  = 1 << 21
	oneDigit  = 1 << 42
	countMask = 1<<21 - 1
)

// maxWord is the length in bytes at which a word is cut, however it goes on.
const maxWord = 1 << 16

// wordState is a word in the making.
type wordState struct {
	o          int // where the next byte goes
	end        int // where its last character ends in the original
	hash, bare uint64
	count      uint64
	last, prev uint32 // the last two folded characters; prev is 0 when unknown
	repeated   bool   // last stands for a run of three or more
	doubles    int
	classes    uint64
	table      uint8 // disguises by the character table
	steps      Steps
	pending    Steps // steps that count only if the word goes on
}

// word scans the word that starts at i and does not reach beyond limit. It
// returns where the word ends.
func (sc *scanner) word(i, limit int) int {
	start := i
	if limit-i > maxWord {
		for limit = i + maxWord; limit > i+maxWord-4 && !utf8.RuneStart(sc.s[limit]); {
			limit--
		}
	}
	w := wordState{o: sc.text.o, end: i}
	for i < limit {
		next := sc.letters(&w, i, limit)
		if next > i {
			w.steps |= w.pending
			w.pending = 0
			if i = next; i >= limit {
				break
			}
		}
		if next = sc.step(&w, i, limit); next == i {
			break
		}
		i = next
	}
	if w.o == sc.text.o {
		return max(i, start+1)
	}
	if w.end < len(sc.s) && (sc.s[w.end] == ':' || sc.s[w.end] == '.') && sc.kind == 0 {
		if host := addressHost(sc.s, start, w.end); host > 0 {
			return sc.address(start, host)
		}
	}
	sc.finish(&w, start)
	return w.end
}

// letters reads on from i while it sees ASCII letters and digits, and letters
// of two bytes that fold to one letter. This is the loop that nearly all text
// goes through.
func (sc *scanner) letters(w *wordState, i, limit int) int {
	s, buf, small := sc.s[:limit], sc.text.Bytes, &sc.tab.small
	o, hash, bare, count, last, prev := w.o, w.hash, w.bare, w.count, w.last, w.prev
	repeated, classes, steps := w.repeated, w.classes, w.table
	begin, seen := i, uint32(0)
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			v := ascii[c]
			if v == 0 {
				break
			}
			l := uint32(v & 0xFF)
			seen |= l
			count += v >> 8
			i++
			if l == last && l > '9' {
				if repeated {
					continue
				}
				if prev == last {
					o--
					hash, bare = (hash-uint64(l))*inverse, (bare-uint64(l))*inverse
					repeated, prev = true, 0
					w.steps |= Elongated
					continue
				}
				w.doubles++
			} else {
				repeated = false
			}
			prev, last = last, l
			buf[o] = byte(l)
			o++
			hash, bare = hash*prime+uint64(l), bare*prime+uint64(l)
			continue
		}
		if i+1 >= len(s) || c < 0xC2 || c > 0xDF || s[i+1]&0xC0 != 0x80 {
			break
		}
		e := &small[uint32(c&0x1F)<<6|uint32(s[i+1]&0x3F)]
		l := uint32(e.fold)
		if !e.simple || l == last {
			break // repetitions among these are rare: step sees to them
		}
		i += 2
		if e.upper {
			count += oneUpper
		} else {
			count += oneLower
		}
		classes |= 1 << e.class
		steps |= e.steps
		prev, last, repeated = last, l, false
		if l < utf8.RuneSelf {
			buf[o] = byte(l)
			o++
			hash = hash*prime + uint64(l)
		} else {
			b0, b1 := byte(0xC0|l>>6), byte(0x80|l&0x3F)
			buf[o], buf[o+1] = b0, b1
			o += 2
			hash = (hash*prime+uint64(b0))*prime + uint64(b1)
		}
		if b := uint64(e.bare); b < utf8.RuneSelf {
			bare = bare*prime + b
		} else {
			bare = (bare*prime+(0xC0|b>>6))*prime + (0x80 | b&0x3F)
		}
	}
	if i > begin {
		w.end = i
		if seen&0x40 != 0 { // set in all letters, in no digit
			classes |= 1 << chars.Latin
		}
	}
	w.o, w.hash, w.bare, w.count, w.last, w.prev = o, hash, bare, count, last, prev
	w.repeated, w.classes, w.table = repeated, classes, steps
	return i
}

// step reads one character that letters does not know. It returns i when the
// word ends there.
func (sc *scanner) step(w *wordState, i, limit int) int {
	s := sc.s
	var r rune
	var size int
	var markup Steps
	switch c := s[i]; {
	case c == '<':
		end, block := tag(s[:limit], i)
		if end == 0 || block || end >= limit || !sc.continues(end) {
			return i
		}
		w.pending |= Markup
		return end
	case c == '&':
		if r, size = entity(s[:limit], i); size == 0 {
			return i
		}
		markup = Markup
	case c < utf8.RuneSelf:
		r, size = rune(c), 1
	default:
		if r, size = utf8.DecodeRuneInString(s[i:limit]); size == 1 {
			w.pending |= Invisible
			return i + 1
		}
	}
	e := sc.tab.At(r)
	switch class := e.Class(); {
	case chars.Word&class.Bits() != 0:
		sc.text.reserve(w.o, len(s)-i)
		w.steps |= markup | w.pending
		w.pending = 0
		if class == chars.Seq {
			for _, c := range sc.tab.Seqs[e.Seq()] {
				sc.push(w, c, sc.tab.At(c), e.Upper())
			}
			w.table |= e.Steps()
		} else {
			sc.push(w, e.Fold(r), e, e.Upper())
		}
		w.end = i + size
	case class == chars.Mark:
		sc.compose(w, r)
		w.end = i + size
	case class == chars.Drop, class == chars.Reverse, class == chars.PopDirection:
		w.pending |= Invisible | markup
	default:
		return i
	}
	return i + size
}

// continues reports whether the character at i can belong to a word.
func (sc *scanner) continues(i int) bool {
	if c := sc.s[i]; c < utf8.RuneSelf {
		return ascii[c] != 0 || c == '<' || c == '&'
	}
	r, size := utf8.DecodeRuneInString(sc.s[i:])
	return size == 1 || chars.Inside&sc.tab.At(r).Class().Bits() != 0
}

// push appends the folded character r, which came from a character with entry
// from.
func (sc *scanner) push(w *wordState, r rune, from chars.Entry, upper bool) {
	if r <= '9' {
		w.count += oneDigit
	} else if upper {
		w.count += oneUpper
	} else {
		w.count += oneLower
	}
	w.classes |= from.Class().Bits()
	w.table |= from.Steps()
	l := uint32(r)
	if l == w.last && l > '9' {
		if w.repeated {
			return
		}
		if w.prev == l {
			sc.pop(w)
			w.last, w.prev, w.repeated = l, 0, true
			w.steps |= Elongated
			return
		}
		w.doubles++
	} else {
		w.repeated = false
	}
	w.prev, w.last = w.last, l
	var b [4]byte
	for _, c := range b[:utf8.EncodeRune(b[:], r)] {
		sc.text.Bytes[w.o] = c
		w.o++
		w.hash = w.hash*prime + uint64(c)
	}
	bare := sc.tab.At(r).Bare(r)
	for _, c := range b[:utf8.EncodeRune(b[:], bare)] {
		w.bare = w.bare*prime + uint64(c)
	}
}

// pop takes the last character off.
func (sc *scanner) pop(w *wordState) {
	r, size := utf8.DecodeLastRune(sc.text.Bytes[sc.text.o:w.o])
	for k := range size {
		w.hash = (w.hash - uint64(sc.text.Bytes[w.o-1-k])) * inverse
	}
	w.o -= size
	bare := sc.tab.At(r).Bare(r)
	var b [4]byte
	for k := utf8.EncodeRune(b[:], bare) - 1; k >= 0; k-- {
		w.bare = (w.bare - uint64(b[k])) * inverse
	}
}

// compose puts a combining mark on the last character, or drops the mark.
func (sc *scanner) compose(w *wordState, mark rune) {
	if w.last < 'a' {
		w.steps |= Marks
		return
	}
	c := sc.tab.Compose(rune(w.last), mark)
	if c == 0 {
		w.steps |= Marks
		return
	}
	sc.pop(w)
	word := sc.text.Bytes[sc.text.o:w.o]
	last, size := utf8.DecodeLastRune(word)
	prev, _ := utf8.DecodeLastRune(word[:len(word)-size])
	w.last, w.prev, w.repeated = uint32(last), uint32(prev), false
	if size == 0 {
		w.last, w.prev = 0, 0
	}
	count := w.count
	sc.push(w, c, sc.tab.At(c), false)
	w.count = count
}

// finish makes a token of the word.
func (sc *scanner) finish(w *wordState, start int) {
	tok := Token{
		Start: int32(start), End: int32(w.end), off: int32(sc.text.o), Hash: w.hash, Bare: w.bare,
		Steps: w.steps | Steps(w.table)&(Width|Compat), Flags: sc.kind,
	}
	upper, lower, digits := w.count&countMask, w.count>>21&countMask, w.count>>42
	set := w.classes
	switch {
	case upper+lower == 0:
		tok.Flags |= Number
	case digits > 0:
		set |= wordDigits
	case upper > 1 && lower == 0:
		tok.Flags |= Caps
	}
	if tok.Flags&Caps == 0 && upper > 0 && sc.capital(start) {
		tok.Flags |= Title
	}
	switch scripts := set & chars.Scripts; {
	case bits.OnesCount64(scripts) > 1:
		set |= wordMixed
		sc.mixed = true
	case scripts&^chars.Other.Bits() != 0:
		sc.scripts[bits.TrailingZeros64(scripts)]++
	}
	if w.steps&Elongated != 0 || w.doubles > 2 {
		set |= wordElongated
	}
	if w.table&chars.Rare != 0 {
		set |= wordRare
	}
	if w.table&chars.Turned != 0 {
		set |= wordTurned
	}
	sc.text.o = w.o
	sc.add(tok, set)
}

// capital reports whether the character at i is a capital.
func (sc *scanner) capital(i int) bool {
	if c := sc.s[i]; c < utf8.RuneSelf {
		return c-'A' < 26
	}
	r, _ := utf8.DecodeRuneInString(sc.s[i:])
	return sc.tab.At(r).Upper()
}
