package grams

import (
	"unicode/utf8"
)

// MaxWord is the number of characters of a word that count; the rest of a
// longer word is read over.
const MaxWord = 32

// Word is one word as the features see it.
type Word struct {
	// codes holds the lower-cased characters between two edge marks.
	codes [MaxWord + 2]uint16
	n     int // characters, without the edges
	// Start and End are the byte offsets of the word in the text.
	Start, End int
	// Letters counts the letters of the word, Script is what most of them are.
	Letters int
	Script  Script
}

// Len returns the number of characters that count.
func (w *Word) Len() int { return w.n }

// Scanner cuts a text into words. Addresses (http…, www…) and mentions (@…) are
// left out; runs of three or more equal letters become one; letters and
// combining marks are composed; case is folded. The zero value is not usable:
// see [Scanner.Reset]. A Scanner may be used again without allocating.
type Scanner struct {
	table *charTable
	text  string
	pos   int
	Word  Word
}

// Reset makes s read text from its start.
func (s *Scanner) Reset(text string) {
	if s.table == nil {
		s.table = chars()
	}
	s.text, s.pos = text, 0
}

// Pos returns the byte offset up to which the text has been read.
func (s *Scanner) Pos() int { return s.pos }

// Next reads the next word into s.Word and reports whether there was one.
func (s *Scanner) Next() bool {
	if !s.seek() {
		return false
	}
	s.read()
	return true
}

// seek moves to the first letter of the next word.
func (s *Scanner) seek() bool {
	text, i := s.text, s.pos
	for i < len(text) {
		c := text[i]
		if c < utf8.RuneSelf {
			if s.table.direct[c].kind == kindLetter {
				if end := addressEnd(text, i); end > i {
					i = end
					continue
				}
				s.pos = i
				return true
			}
			if c == '@' && (i == 0 || s.table.direct[text[i-1]&0x7F].kind != kindLetter) {
				i = skipToSpace(text, i)
				continue
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if s.table.lookup(r).kind == kindLetter {
			s.pos = i
			return true
		}
		i += size
	}
	s.pos = i
	return false
}

// read reads the word that starts at s.pos.
func (s *Scanner) read() {
	text, i, t := s.text, s.pos, s.table
	w := &s.Word
	w.Start = i
	w.codes[0] = codeEdge
	n, run := 0, 0
	var counts uint64 // letters of the four scripts, 16 bits each
	var last uint16
loop:
	for i < len(text) {
		var ch char
		size := 1
		if c := text[i]; c < utf8.RuneSelf {
			ch = t.direct[c]
		} else if c >= 0xC2 && c < 0xE0 && i+1 < len(text) && text[i+1]&0xC0 == 0x80 {
			ch, size = t.direct[uint(c&0x1F)<<6|uint(text[i+1]&0x3F)], 2
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			ch = t.lookup(r)
		}
		switch ch.kind {
		case kindLetter:
			if counts&0x7FFF_7FFF_7FFF_7FFF == counts {
				counts += 1 << (16 * ch.script)
			}
			if ch.code == last {
				run++
				if run == 3 && n > 1 && w.codes[n] == last && w.codes[n-1] == last {
					n--
				}
				if run >= 3 {
					break
				}
			} else {
				last, run = ch.code, 1
			}
			if n < MaxWord {
				n++
				w.codes[n] = ch.code
			}
		case kindMark:
			if code, ok := t.composed[[2]uint16{last, ch.code}]; ok && n > 0 && w.codes[n] == last {
				w.codes[n], last = code, code
			}
		case kindJoin:
			if n < MaxWord {
				n++
				w.codes[n] = ch.code
			}
			i += size
			break loop
		case kindDrop:
		default:
			break loop
		}
		i += size
	}
	w.codes[n+1] = codeEdge
	w.n, w.End, s.pos = n, i, i
	w.tally(counts)
}

// tally sets the script and number of letters from packed counts.
func (w *Word) tally(counts uint64) {
	best, most, sum := Latin, 0, 0
	for script := Latin; script < NumScripts; script++ {
		n := int(counts >> (16 * script) & 0xFFFF)
		sum += n
		if n > most {
			best, most = script, n
		}
	}
	w.Script, w.Letters = best, sum
}

// addressEnd returns where the address that starts at i ends, or i.
func addressEnd(text string, i int) int {
	switch text[i] | 0x20 {
	case 'h':
		if !hasPrefixFold(text[i:], "http") || !(hasPrefixFold(text[i+4:], "://") || hasPrefixFold(text[i+4:], "s://")) {
			return i
		}
	case 'w':
		if !hasPrefixFold(text[i:], "www.") {
			return i
		}
	default:
		return i
	}
	return skipToSpace(text, i)
}

// hasPrefixFold reports whether s starts with the lower-case ASCII prefix.
func hasPrefixFold(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != prefix[i] {
			return false
		}
	}
	return true
}

// skipToSpace returns the offset of the next ASCII space at or after i.
func skipToSpace(text string, i int) int {
	for i < len(text) && text[i] > ' ' {
		i++
	}
	return i
}
