package fold

import (
	"math/bits"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// maxWord is the length in bytes at which a word is cut, however it goes on.
const maxWord = 1 << 16

// wordState is a word in the making.
type wordState struct {
	o          int // where the next byte goes
	end        int // where its last character ends in the original
	hash, bare uint64
	last, prev uint32 // the last two folded characters; prev is 0 when unknown
	doubles    uint32 // how often a character equals the one before it
	saw        uint32 // what its characters are, as in ascii
	repeated   bool   // last stands for a run of three or more
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
	for {
		for w.repeated && i < limit && uint32(folded(sc.s[i])) == w.last {
			i++
			w.end = i
		}
		next := sc.letters(&w, i, limit)
		if next > i && w.pending != 0 {
			w.steps |= w.pending
			w.pending = 0
		}
		if i = next; i >= limit || ascii[sc.s[i]] == 0 {
			break
		}
		if next = sc.step(&w, i, limit); next == i {
			break
		}
		i = next
	}
	if w.o == sc.text.o {
		return max(i, start+1)
	}
	if sc.kind == 0 && (w.hash == hashHTTP || w.hash == hashHTTPS || w.hash == hashW) {
		if host := addressHost(sc.s, start, w.end); host > 0 {
			return sc.address(start, host)
		}
	}
	sc.finish(&w, start)
	return w.end
}

// letters reads on from i while it sees ASCII letters and digits, and letters
// of two bytes that fold to one letter. This is the loop that nearly all text
// goes through: what is rare must not cost it anything.
func (sc *scanner) letters(w *wordState, i, limit int) int {
	s, buf, small := sc.s[:limit], sc.text.Bytes, &sc.tab.small
	o, hash, bare, last, prev, saw, doubles := w.o, w.hash, w.bare, w.last, w.prev, w.saw, w.doubles
	begin, collapsed := i, -1
	for i < len(s) {
		c := s[i]
		v := ascii[c]
		l := v & 0xFF
		if l != 0 {
			saw |= v
			i++
			same := l ^ last
			doubles += (same - 1) >> 31
			if same|(l^prev) == 0 && l > '9' {
				// The third in a row: one of them stays.
				o--
				hash, bare = (hash-uint64(l))*inverse, (bare-uint64(l))*inverse
				for i < len(s) && uint32(folded(s[i])) == l {
					i++
				}
				prev, collapsed = 0, o
				w.steps |= Elongated
				continue
			}
			prev, last = last, l
			buf[o] = byte(l)
			o++
			hash, bare = hash*prime+uint64(l), bare*prime+uint64(l)
			continue
		}
		if c < 0xC2 || c > 0xDF || i+1 >= len(s) {
			break
		}
		d := s[i+1]
		e := &small[uint32(c&0x1F)<<6|uint32(d&0x3F)]
		l = uint32(e.fold)
		if e.bits == 0 || d&0xC0 != 0x80 || l == last {
			break // repetitions among these are rare: step sees to them
		}
		saw |= e.bits
		i += 2
		prev, last = last, l
		if l < utf8.RuneSelf {
			buf[o] = byte(l)
			o++
		} else {
			buf[o], buf[o+1] = byte(0xC0|l>>6), byte(0x80|l&0x3F)
			o += 2
		}
		hash, bare = hashOn(hash, uint64(l)), hashOn(bare, uint64(e.bare))
	}
	if i > begin {
		w.end = i
		w.repeated = collapsed == o
		w.o, w.hash, w.bare, w.last, w.prev, w.saw, w.doubles = o, hash, bare, last, prev, saw, doubles
	}
	return i
}

// hashOn goes on hashing with a character of one or two bytes.
func hashOn(h, r uint64) uint64 {
	if r < utf8.RuneSelf {
		return h*prime + r
	}
	return (h*prime+(0xC0|r>>6))*prime + (0x80 | r&0x3F)
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
			w.saw |= uint32(e.Steps()) * sawSteps
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
		return ascii[c] != 0
	}
	r, size := utf8.DecodeRuneInString(sc.s[i:])
	return size == 1 || chars.Inside&sc.tab.At(r).Class().Bits() != 0
}

// push appends the folded character r, which came from a character with entry
// from.
func (sc *scanner) push(w *wordState, r rune, from chars.Entry, upper bool) {
	switch {
	case r <= '9':
		w.saw |= sawDigit
	case upper:
		w.saw |= sawUpper
	default:
		w.saw |= sawLower
	}
	if class := from.Class(); class <= chars.Other {
		w.saw |= sawClass << class
	}
	w.saw |= uint32(from.Steps()) * sawSteps
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
	saw := w.saw
	sc.push(w, c, sc.tab.At(c), false)
	w.saw |= saw
	if saw&sawLower == 0 {
		w.saw &^= sawLower
	}
}

// Hashes of the words that web addresses begin with; www is folded to one w.
var hashHTTP, hashHTTPS, hashW = Hash("http"), Hash("https"), Hash("w")

// finish makes a token of the word.
func (sc *scanner) finish(w *wordState, start int) {
	t := sc.text
	flags := sc.kind
	saw := w.saw
	scripts := uint64(saw/sawClass) & chars.Scripts
	odd := uint64(0)
	if saw&sawUpper != 0 {
		if saw&(sawLower|sawDigit) == 0 && w.o-t.o > 1 {
			flags |= Caps
		} else if sc.capital(start) {
			flags |= Title
		}
	}
	if saw&(sawUpper|sawLower) == 0 {
		flags |= Number
	} else if saw&sawDigit != 0 {
		odd = wordDigits
	}
	if scripts&(scripts-1) != 0 {
		odd |= wordMixed
		sc.mixed = true
	} else if scripts != 0 {
		sc.scripts[bits.TrailingZeros64(scripts)&3]++
	}
	if w.doubles > 2 && flags&Number == 0 || w.steps&Elongated != 0 {
		odd |= wordElongated
	}
	if table := saw / sawSteps; table != 0 {
		if table&chars.Rare != 0 {
			odd |= wordRare
		}
		if table&chars.Turned != 0 {
			odd |= wordTurned
		}
		w.steps |= Steps(table) & (Width | Compat)
	}
	flags |= inScript * Flags(scripts)
	off := t.o
	t.o = w.o
	sc.add(Token{
		Start: int32(start), End: int32(w.end), off: int32(off), n: int32(w.o - off), Hash: w.hash, Bare: w.bare, Steps: w.steps, Flags: flags,
	}, scripts|odd)
}

// capital reports whether the character at i is a capital.
func (sc *scanner) capital(i int) bool {
	if c := sc.s[i]; c < utf8.RuneSelf {
		return c-'A' < 26
	}
	r, _ := utf8.DecodeRuneInString(sc.s[i:])
	return sc.tab.At(r).Upper()
}
