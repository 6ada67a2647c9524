package fold

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// strokes are letters drawn with several signs, the longest first.
var strokes = [...]struct {
	signs  string
	letter byte
}{
	{`|\/|`, 'm'},
	{`/\/\`, 'm'},
	{`(\/)`, 'm'},
	{`/v\`, 'm'},
	{`|v|`, 'm'},
	{`\/\/`, 'w'},
	{`\x/`, 'w'},
	{`|/\|`, 'w'},
	{`|\|`, 'n'},
	{`/\/`, 'n'},
	{`|-|`, 'h'},
	{`]-[`, 'h'},
	{`}-{`, 'h'},
	{`)-(`, 'h'},
	{`(_)`, 'u'},
	{`|_|`, 'u'},
	{`[_]`, 'u'},
	{`/-\`, 'a'},
	{`|_`, 'l'},
	{`|<`, 'k'},
	{`|{`, 'k'},
	{`|(`, 'k'},
	{`|)`, 'd'},
	{`[)`, 'd'},
	{`|]`, 'd'},
	{`|>`, 'p'},
	{`|*`, 'p'},
	{`|3`, 'b'},
	{`|=`, 'f'},
	{`()`, 'o'},
	{`[]`, 'o'},
	{`<>`, 'o'},
	{`/\`, 'a'},
	{`\/`, 'v'},
	{`><`, 'x'},
	{`}{`, 'x'},
	{`_|`, 'j'},
	{`'/`, 'y'},
	{`vv`, 'w'},
	{`VV`, 'w'},
}

// signs are single characters that stand for letters, by script; in each row
// the letter comes first. Signs that stand for several letters of a script are
// listed under one, and the others share its class.
var signs = [chars.NumTargets]string{
	chars.ToLatin:    "i1!|¡ o0° e3€∑∈ a4@∆ s5$§ t7+ g689 z2 c(<¢[{ y¥ x× d∂ v√ n∩ u∪ l£",
	chars.ToGreek:    "ι1!| ο0 ε3€ α4@ σ5$ τ7+ θ8 ρ9 γ¥",
	chars.ToCyrillic: "и1!| о0 з3 а4@ б6 в8 т7+ с$5 е€ я9 у¥ х×",
}

// code returns the byte that stands for a bare letter in units: ASCII for Latin
// letters, 0x80 on for Cyrillic, 0xC0 on for Greek ones, 0 for all others.
func code(r rune) byte {
	switch {
	case r >= 'a' && r <= 'z':
		return byte(r)
	case r >= 'а' && r <= 'џ':
		return byte(r - 'а' + 0x80)
	case r >= 'α' && r <= 'ω':
		return byte(r - 'α' + 0xC0)
	}
	return 0
}

// decode is the inverse of code.
func decode(c byte) rune {
	switch {
	case c < 0x80:
		return rune(c)
	case c < 0xC0:
		return rune(c) - 0x80 + 'а'
	}
	return rune(c) - 0xC0 + 'α'
}

// classOf maps the code of a letter to its class.
var classOf = func() (c [256]byte) {
	for i := range c {
		c[i] = byte(i)
	}
	for _, same := range []string{"il", "gbq", "ач", "бш", "зе", "ες", "εξ", "νη"} {
		first := byte(0)
		for _, r := range same {
			if k := code(r); first == 0 {
				first = k
			} else {
				c[k] = first
			}
		}
	}
	return c
}()

// asciiSigns is signs for ASCII: by script and sign the code of the letter.
var asciiSigns = func() (a [chars.NumTargets][utf8.RuneSelf]byte) {
	for target := range a {
		for c := range utf8.RuneSelf {
			a[target][c] = lookupSign(rune(c), chars.Target(target))
		}
	}
	return a
}()

// lookupSign returns the code of the letter that a sign is listed under.
func lookupSign(sign rune, target chars.Target) byte {
	row := signs[target]
	k := strings.IndexRune(row, sign)
	if k <= 0 || sign == ' ' || row[k-1] == ' ' {
		return 0
	}
	if at := strings.LastIndexByte(row[:k], ' '); at >= 0 {
		row = row[at+1:]
	}
	r, _ := utf8.DecodeRuneInString(row)
	return code(r)
}

// sign returns the class of what a sign stands for in a script, and the letter
// when only one is meant.
func sign(g *glyph, target chars.Target) (class, letter byte) {
	switch {
	case g.letter != 0 && target == chars.ToLatin:
		return classOf[g.letter], g.letter
	case g.letter != 0:
		return 0, 0
	case g.r < utf8.RuneSelf:
		return classOf[asciiSigns[target][g.r]], 0
	}
	return classOf[lookupSign(g.r, target)], 0
}

// letter returns the code of a letter read in the target script.
func (sc *scanner) letter(g *glyph, target chars.Target, steps *Steps) byte {
	if g.class == chars.Class(target) && g.traits&hasRare == 0 {
		return g.bare
	}
	*steps |= Homoglyph
	alike := &sc.tab.Alike
	bare := sc.tab.At(g.fold).Bare(g.fold)
	for _, r := range [...]rune{g.r, g.fold, bare} {
		if to := alike[target].Get(r); to != 0 {
			return code(to)
		}
	}
	if target == chars.ToLatin {
		if to := sc.tab.Upside.Get(g.fold); to != 0 {
			return code(to)
		}
		if g.class == chars.Latin {
			return g.bare
		}
		return 0
	}
	// By way of the Latin letter that it looks like.
	if latin := alike[chars.ToLatin].Get(g.r); latin != 0 {
		return code(alike[target].Get(latin))
	}
	return 0
}

// parse cuts an odd place into glyphs.
func (t *Text) parse(o *oddity) {
	t.glyphs = t.glyphs[:0]
	s := t.scan.s[:o.end]
	for i := int(o.start); i < len(s); {
		if c := s[i]; folded(c) != 0 && c|0x20 != 'v' {
			g := glyph{r: rune(c), start: int32(i), end: int32(i + 1)}
			if c <= '9' {
				g.kind, g.traits = isSign, hasSigns
			} else {
				g.bare = folded(c)
				g.fold = rune(g.bare)
			}
			t.glyphs = append(t.glyphs, g)
			i++
			continue
		}
		if letter, n := stroke(s[i:]); n > 0 && !(letter == 'w' && n == 2 && s[i]|0x20 == 'v' && t.doubledAt(s, i)) {
			t.glyphs = append(t.glyphs, glyph{start: int32(i), end: int32(i + n), kind: isSign, letter: letter, traits: hasSigns})
			i += n
			continue
		}
		if s[i] == '<' {
			if end, _ := tag(s, i); end > 0 {
				i = end
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == '&' {
			if c, n := entity(s, i); n > 0 {
				r, size = c, n
			}
		}
		t.glyph(r, s, i, i+size)
		i += size
	}
}

// doubledAt reports whether the letters around the pair at s[i] are doubled too:
// then the pair is not one letter drawn with two.
func (t *Text) doubledAt(s string, i int) bool {
	return i >= 2 && s[i-1] == s[i-2] || i+3 < len(s) && s[i+2] == s[i+3]
}

// stroke reads a letter drawn with several signs at the beginning of s.
func stroke(s string) (letter byte, n int) {
	switch s[0] {
	case '|', '/', '\\', '(', '[', '{', ']', '}', ')', '<', '>', '_', '\'', 'v', 'V':
	default:
		return 0, 0
	}
	for _, m := range strokes {
		if strings.HasPrefix(s, m.signs) {
			return m.letter, len(m.signs)
		}
	}
	return 0, 0
}

// glyph appends the character r, which stands at s[i:end].
func (t *Text) glyph(r rune, s string, i, end int) {
	e := t.scan.tab.At(r)
	g := glyph{r: r, start: int32(i), end: int32(end)}
	switch class := e.Class(); class {
	case chars.Drop, chars.Reverse, chars.PopDirection, chars.Mark:
		return
	case chars.Seq:
		for _, c := range t.scan.tab.Seqs[e.Seq()] {
			t.glyph(c, s, i, end)
		}
		return
	case chars.Digit:
		g.kind, g.r, g.traits = isSign, e.Fold(r), hasSigns
	case chars.Latin, chars.Greek, chars.Cyrillic, chars.Other:
		g.fold, g.bare, g.class = e.Fold(r), code(e.Bare(r)), class
		if steps := e.Steps(); steps != 0 {
			if steps&(chars.Width|chars.Compat) != 0 {
				g.r = g.fold
			}
			if steps&chars.Rare != 0 {
				g.traits |= hasRare
			}
			if steps&chars.Turned != 0 {
				g.traits |= hasTurned
			}
		}
	case chars.Regional:
		g.r = 'a' + r - 0x1F1E6
		g.fold, g.bare, g.traits = g.r, byte(g.r), hasRegional
	case chars.Emoji:
		g.kind, g.traits = isPicture, hasSigns|hasWild
	case chars.Mask, chars.Hash:
		g.kind, g.traits = isMask, hasSigns|hasWild
	case chars.End, chars.Comma, chars.Less, chars.Bar, chars.Leet, chars.At:
		g.kind = isCut
		if lookupSign(r, chars.ToLatin) != 0 && t.standsForLetter(r, s, end) {
			g.kind, g.traits = isSign, hasSigns
		}
	default:
		g.kind = isCut
	}
	t.glyphs = append(t.glyphs, g)
}

// maxBracket is how far a closing bracket is looked for.
const maxBracket = 48

// standsForLetter reports whether punctuation r that ends at s[end] is placed as a letter
// would be: an exclamation mark or bracket only right before a letter, and a
// bracket only if nothing closes it.
func (t *Text) standsForLetter(r rune, s string, end int) bool {
	closing := byte(0)
	switch r {
	default:
		return true
	case '!', '¡':
	case '(':
		closing = ')'
	case '<':
		closing = '>'
	case '[':
		closing = ']'
	case '{':
		closing = '}'
	}
	if end >= len(s) || !t.scan.continues(end) || s[end] == '<' || s[end] == '&' {
		return false
	}
	return closing == 0 || strings.IndexByte(s[end:min(len(s), end+maxBracket)], closing) < 0
}

// emitTurned makes the reading of a word that is written upside down: turned
// letters from the last to the first.
func (t *Text) emitTurned(o *oddity, g []glyph) {
	for i := range g {
		if g[i].kind != isLetter {
			return
		}
	}
	from := len(t.units)
	for i := len(g) - 1; i >= 0; i-- {
		r := t.scan.tab.Upside.Get(g[i].fold)
		if r == 0 {
			r = t.scan.tab.At(g[i].fold).Bare(g[i].fold)
		}
		u := Unit{Start: g[i].start, End: g[i].end, Letter: code(r), Begins: i == len(g)-1}
		if u.Class = classOf[u.Letter]; u.Class == 0 {
			t.units = t.units[:from]
			return
		}
		t.units = append(t.units, u)
	}
	t.append(o, from, AltWord, UpsideDown)
}

// sortAlts sorts by first token, then as they were made.
func sortAlts(alts []Alt) {
	byFirst := func(a, b Alt) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.off, b.off)) }
	if !slices.IsSortedFunc(alts, byFirst) {
		slices.SortFunc(alts, byFirst)
	}
}
