package fold

import (
	"strings"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// addressHost returns where the host of a web address begins whose scheme, or
// whose www, is s[start:end]; 0 when it is none.
func addressHost(s string, start, end int) int {
	host := 0
	switch word := s[start:end]; {
	case strings.EqualFold(word, "www") && strings.HasPrefix(s[end:], "."):
		host = end + 1
	case (strings.EqualFold(word, "http") || strings.EqualFold(word, "https")) && strings.HasPrefix(s[end:], "://"):
		host = end + 3
		if len(s) > host+4 && strings.EqualFold(s[host:host+4], "www.") {
			host += 4
		}
	}
	if host >= len(s) || s[host] <= ' ' {
		return 0
	}
	return host
}

// address reads a web address that starts at start and whose host starts at
// host. The words of the host become tokens, the path is left out.
func (sc *scanner) address(start, host int) int {
	s := sc.s
	sc.endChunk(start)
	sc.beginChunk(start)
	end := host
	for end < len(s) && s[end] > ' ' && !strings.ContainsRune("<>\"", rune(s[end])) {
		end++
	}
	stop := end
	if k := strings.IndexAny(s[host:end], "/?#"); k >= 0 {
		stop = host + k
	}
	sc.kind = URL
	sc.span(host, stop)
	sc.kind = 0
	sc.beginChunk(end)
	return end
}

// span makes tokens of the words in s[i:end], whatever stands between them.
func (sc *scanner) span(i, end int) {
	for i < end {
		r, size := utf8.DecodeRuneInString(sc.s[i:end])
		class := chars.Drop
		if r != utf8.RuneError || size > 1 {
			class = sc.tab.At(r).Class()
		}
		if chars.Word&class.Bits() != 0 {
			i = sc.word(i, end)
			continue
		}
		sc.gap |= class.Bits()
		i += size
	}
}

// mention reads what follows an @ whose sign ends at next. A handle and a mail
// address become tokens flagged Mention; otherwise the sign is a symbol.
func (sc *scanner) mention(at, next int) int {
	s := sc.s
	if next >= len(s) || !sc.continues(next) || s[next] == '<' || s[next] == '&' {
		return next
	}
	end, dots := next, 0
	for end < len(s) {
		c := s[end]
		if c == '.' || c == '-' {
			if end+1 >= len(s) || s[end+1] < utf8.RuneSelf && folded(s[end+1]) == 0 {
				break
			}
			if c == '.' {
				dots++
			}
		} else if c != '_' && (c < utf8.RuneSelf && folded(c) == 0 || c >= utf8.RuneSelf && !sc.continues(end) && utf8.RuneStart(c)) {
			break
		}
		end++
	}
	if sc.lastEnd == at {
		if dots == 0 {
			return next
		}
		tokens := sc.text.Tokens
		for k := len(tokens) - 1; k >= sc.chunkTok && tokens[k].Flags&Mention == 0; k-- {
			tokens[k].Flags |= Mention
		}
	}
	sc.kind = Mention
	sc.span(next, end)
	sc.kind = 0
	return end
}

// hashtag reads what follows a #, which ends at i. #CamelCase gives several
// tokens.
func (sc *scanner) hashtag(i int) int {
	s := sc.s
	sc.kind = Hashtag
	for i < len(s) {
		if s[i] == '_' {
			sc.gap |= 1 << chars.Hyphen
			i++
			continue
		}
		if c := s[i]; c == '<' || c == '&' || !sc.continues(i) {
			break
		}
		r, _ := utf8.DecodeRuneInString(s[i:])
		if chars.Word&sc.tab.At(r).Class().Bits() == 0 {
			break
		}
		i = sc.word(i, sc.camelEnd(i))
	}
	sc.kind = 0
	return i
}

// camelEnd returns where the word that starts at i ends: at its end, or before
// a capital that follows a small letter.
func (sc *scanner) camelEnd(i int) int {
	s, small := sc.s, false
	for i < len(s) {
		if s[i] == '<' || s[i] == '&' {
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		e := sc.tab.At(r)
		if r == utf8.RuneError && size == 1 {
			i++
			continue
		}
		if chars.Inside&e.Class().Bits() == 0 || small && e.Upper() {
			break
		}
		if chars.Letters&e.Class().Bits() != 0 {
			small = !e.Upper()
		}
		i += size
	}
	return i
}

// flags reads regional indicators from i on. Two make a flag; one alone is a
// letter.
func (sc *scanner) flags(i int) int {
	count := 0
	for i < len(sc.s) {
		r, size := utf8.DecodeRuneInString(sc.s[i:])
		if sc.tab.At(r).Class() != chars.Regional {
			break
		}
		count++
		next := i + size
		if r2, _ := utf8.DecodeRuneInString(sc.s[next:]); sc.tab.At(r2).Class() == chars.Regional {
			count++
			next += size
			sc.emoji(i, next)
			i = next
			continue
		}
		w := wordState{o: sc.text.o, end: next, steps: Compat}
		letter := 'a' + r - 0x1F1E6
		sc.text.reserve(sc.text.o, len(sc.s)-i)
		sc.push(&w, letter, sc.tab.At(letter), false)
		sc.finish(&w, i)
		i = next
	}
	sc.regionals = max(sc.regionals, count)
	return i
}

// emoji makes a token of the pictograph s[i:end].
func (sc *scanner) emoji(i, end int) {
	t := sc.text
	tok := Token{Start: int32(i), End: int32(end), off: int32(t.o), Flags: Emoji}
	t.o += copy(t.Bytes[t.o:], sc.s[i:end])
	tok.n = int32(t.o) - tok.off
	tok.Hash = Hash(sc.s[i:end])
	tok.Bare = tok.Hash
	sc.add(tok, 0)
	if sc.words&chars.Letters != 0 {
		sc.gap |= 1 << chars.Emoji
	}
}
