package fold

import (
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// scanner walks over a text once. A chunk is what stands between white space.
type scanner struct {
	text *Text
	tab  *table
	s    string

	// Of the chunk.
	chunk     int    // where it starts
	chunkTok  int    // its first token
	lastEnd   int    // where the last word ended, or -1
	gap       uint64 // classes since the last word, or since the chunk began
	words     uint64 // scripts of its words, and what is odd about them
	odd       uint64 // classes that make it odd where they stand
	cuts      int    // how often signs stand between two words
	regionals int    // regional indicators in a row at most

	// Of the text.
	sentence Flags  // flags due to the next token
	scripts  [4]int // tokens of Latin, Greek, Cyrillic, other letters alone
	mixed    bool   // some token mixes scripts
	kind     Flags  // flags of the tokens being made: URL, Mention, Hashtag
	singles  int    // tokens of one letter in a row, up to the last one
	quote    quotation
}

// Bits of scanner.words beyond the classes of characters.
const (
	wordElongated = 1 << (chars.NumClasses + iota)
	wordRare
	wordTurned
	wordMixed
	wordDigits // letters and digits in one word
)

// run tokenises the whole text.
func (sc *scanner) run() {
	sc.lastEnd = -1
	sc.quote.from, sc.quote.line = -1, -1
	s := sc.s
	for i := 0; i < len(s); {
		c := s[i]
		if folded(c) != 0 {
			i = sc.word(i, len(s))
			continue
		}
		if c == ' ' {
			sc.endChunk(i)
			i++
			sc.beginChunk(i)
			continue
		}
		var class chars.Class
		size := 1
		if c < utf8.RuneSelf {
			class = asciiClass[c]
			if class == chars.Less {
				if end, block := tag(s, i); end > 0 {
					if block {
						sc.newline(end)
					}
					i = end
					continue
				}
			}
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if size == 1 {
				class = chars.Drop
			} else {
				class = sc.tab.At(r).Class()
			}
		}
		if class == chars.Amp {
			if r, n := entity(s, i); n > 0 {
				class, size = sc.tab.At(r).Class(), n
			}
		}
		switch {
		case chars.Word&class.Bits() != 0:
			i = sc.word(i, len(s))
			continue
		case class >= chars.Regional && class <= chars.Greater || class == chars.At || class == chars.Hash:
			i = sc.mark(class, i, size)
			continue
		}
		sc.gap |= class.Bits()
		i += size
	}
	sc.endChunk(len(s))
	sc.endSingles()
	sc.quote.endLine(sc.text)
}

// mark deals with a character outside words that means something. It returns
// where to go on.
func (sc *scanner) mark(class chars.Class, i, size int) int {
	next := i + size
	switch class {
	case chars.Space:
		sc.endChunk(i)
		sc.beginChunk(next)
		return next
	case chars.Newline:
		sc.newline(i)
		sc.beginChunk(next)
		return next
	case chars.Regional:
		return sc.flags(i)
	case chars.Emoji:
		sc.emoji(i, next)
	case chars.End:
		sc.sentence |= SentenceStart | ClauseStart
		sc.endSentence(sc.s[i:next])
	case chars.Dot:
		if next >= len(sc.s) || sc.s[next] <= ' ' || sc.gap&class.Bits() != 0 {
			sc.sentence |= ClauseStart
			if k := len(sc.text.Tokens); k > 0 && sc.text.Tokens[k-1].n > 1 && sc.text.Tokens[k-1].Flags&Number == 0 {
				sc.sentence |= SentenceStart
			}
		}
	case chars.Comma:
		sc.sentence |= ClauseStart
	case chars.QuoteOpen, chars.QuoteClose, chars.Quote:
		sc.quote.mark(sc.text, sc.s, i, next, class)
		sc.sentence |= ClauseStart
	case chars.Greater:
		if i == 0 || sc.s[i-1] == '\n' || sc.s[i-1] == '\r' {
			sc.quote.line = len(sc.text.Tokens)
		}
	case chars.Hash:
		if sc.lastEnd < 0 || sc.gap != 0 {
			sc.gap |= class.Bits()
			return sc.hashtag(next)
		}
	case chars.At:
		sc.gap |= class.Bits()
		return sc.mention(i, next)
	}
	sc.gap |= class.Bits()
	return next
}

// endSentence flags the last token of a sentence by its mark.
func (sc *scanner) endSentence(mark string) {
	k := len(sc.text.Tokens)
	if k == 0 {
		return
	}
	switch mark {
	case "?", ";", "？", "⁇", "⁈", "⁉":
		sc.text.Tokens[k-1].Flags |= Question
	case "!", "！", "‼":
		sc.text.Tokens[k-1].Flags |= Exclaim
	}
}

func (sc *scanner) beginChunk(at int) {
	sc.chunk, sc.chunkTok, sc.lastEnd = at, len(sc.text.Tokens), -1
	sc.words, sc.odd, sc.gap, sc.cuts, sc.regionals = 0, 0, 0, 0, 0
}

// newline ends a line, and with it a chunk.
func (sc *scanner) newline(at int) {
	sc.endChunk(at)
	sc.beginChunk(at)
	sc.sentence |= SentenceStart | ClauseStart | LineStart
	sc.quote.endLine(sc.text)
}

// oddity is a place that alternatives may be made for.
type oddity struct {
	start, end int32 // in the original
	tok, toks  int32 // first token and how many
	spaced     bool  // single letters over several chunks
	foreign    bool  // a token in another script than the rest
}

// The classes between and around words that make a chunk odd.
const (
	oddInner = 1<<chars.Leet | 1<<chars.Mask | 1<<chars.Bar | 1<<chars.At | 1<<chars.End | 1<<chars.Emoji | 1<<chars.Hash |
		1<<chars.Regional | 1<<chars.Less | 1<<chars.Quote
	oddLead  = 1<<chars.Leet | 1<<chars.Mask | 1<<chars.At | 1<<chars.End | 1<<chars.Bar
	oddTrail = 1<<chars.Leet | 1<<chars.Mask | 1<<chars.Bar
	oddWords = wordElongated | wordRare | wordTurned | wordMixed | wordDigits
)

// endChunk notes the chunk as odd if it is.
func (sc *scanner) endChunk(end int) {
	if sc.odd|sc.words&oddWords|sc.gap&oddTrail == 0 && sc.cuts < 2 && sc.regionals < 3 {
		return
	}
	if sc.words&chars.Letters == 0 && sc.regionals < 3 {
		// No letters: only some drawn with strokes could be in it.
		if (sc.gap|sc.odd)&(1<<chars.Bar) == 0 || end-sc.chunk < 6 {
			return
		}
	}
	sc.text.odd = append(sc.text.odd, oddity{
		start: int32(sc.chunk), end: int32(end), tok: int32(sc.chunkTok), toks: int32(len(sc.text.Tokens) - sc.chunkTok),
	})
}

// endSingles notes a run of single letters that spans several chunks.
func (sc *scanner) endSingles() {
	k := sc.singles
	sc.singles = 0
	if k < 3 {
		return
	}
	tokens := sc.text.Tokens
	last := len(tokens)
	for last > 0 && !tokens[last-1].isSingle() {
		last--
	}
	first := last
	for n := 0; first > 0 && n < k; first-- {
		if tokens[first-1].isSingle() {
			n++
		} else if tokens[first-1].Flags&Emoji == 0 {
			break
		}
	}
	if int(tokens[first].Start) >= sc.chunk && sc.lastEnd >= 0 && sc.chunkTok <= first {
		return // all in one chunk, which is looked at anyway
	}
	sc.text.odd = append(sc.text.odd, oddity{
		start: tokens[first].Start, end: tokens[last-1].End, tok: int32(first), toks: int32(last - first), spaced: true,
	})
}

// isSingle reports whether the token is one letter or digit.
func (t *Token) isSingle() bool { return t.Flags&single != 0 }

// add appends a token whose folded bytes end at text.o. words says which scripts
// it is in and what is odd about it.
func (sc *scanner) add(tok Token, words uint64) {
	t := sc.text
	t.Bytes[t.o] = ' '
	t.o++
	if sc.lastEnd >= 0 {
		if gap := sc.gap; gap != 0 {
			if gap&^(1<<chars.Apostrophe|1<<chars.Drop|1<<chars.Mark) != 0 {
				sc.cuts++
			}
			sc.odd |= gap & oddInner
		}
		tok.Flags |= Glued
	} else {
		sc.odd |= sc.gap & oddLead
	}
	tok.Flags |= sc.sentence
	sc.sentence, sc.gap, sc.lastEnd = 0, 0, int(tok.End)
	sc.words |= words
	if tok.n <= 3 && (tok.n == 1 || t.isRune(tok.off, tok.n)) && tok.Flags&(Emoji|URL|Mention) == 0 {
		tok.Flags |= single
		sc.singles++
	} else if sc.singles > 0 && tok.Flags&Emoji == 0 {
		sc.endSingles()
	}
	t.Tokens = append(t.Tokens, tok)
	t.reserve(t.o, len(sc.s)-int(tok.End))
}

// isRune reports whether a folded word of two or three bytes is one character.
func (t *Text) isRune(off, n int32) bool {
	c := t.Bytes[off]
	return n == 2 && c >= 0xC0 && c < 0xE0 || n == 3 && c >= 0xE0 && c < 0xF0
}
