package fold

import "github.com/vigil-moderation/vigil/langs/internal/chars"

// alternatives makes the readings of all odd places.
func (t *Text) alternatives() {
	sc := &t.scan
	if minority := sc.minority(); minority >= 0 {
		t.foreign(minority)
	}
	for i := range t.odd {
		t.read(&t.odd[i])
	}
	if len(t.Alts) > 0 {
		t.link()
	}
}

// minority returns the script that only some of the tokens are written in, as
// an index of scanner.scripts, or -1 when one script rules alone.
func (sc *scanner) minority() int {
	best := 0
	for k, n := range sc.scripts {
		if n > sc.scripts[best] {
			best = k
		}
	}
	rest := sc.scripts[0] + sc.scripts[1] + sc.scripts[2] - sc.scripts[best]
	if rest == 0 && !sc.mixed || best == 0 && rest == 0 {
		return -1
	}
	return best
}

// The scripts of a token, and how long a run of tokens in another script may be
// to be taken for a disguise: on its own, and beside a word of mixed scripts.
const (
	someScript   = 15 * inScript
	maxForeign   = 2
	maxBesideMix = 8
)

// foreign notes the tokens that stand alone in another script, as single
// oddities. Longer runs are quotations in another language.
func (t *Text) foreign(main int) {
	main = int(inScript) << main
	for i := 0; i < len(t.Tokens); {
		script := t.Tokens[i].Flags & someScript
		end := i + 1
		for end < len(t.Tokens) && (t.Tokens[end].Flags&someScript == script || t.Tokens[end].Flags&someScript == 0) {
			end++
		}
		limit := maxForeign
		if t.mixedAt(i-1) || t.mixedAt(end) {
			limit = maxBesideMix
		}
		lone := int(script) != main || t.scan.mixed && limit == maxBesideMix && script != inScript
		if lone && script != 0 && script&(script-1) == 0 && script != inScript<<chars.Other && end-i <= limit {
			for k := i; k < end; k++ {
				if tok := &t.Tokens[k]; tok.Flags&someScript != 0 && tok.Flags&URL == 0 {
					t.odd = append(t.odd, oddity{start: tok.Start, end: tok.End, tok: int32(k), toks: 1, foreign: true})
				}
			}
		}
		i = end
	}
}

// mixedAt reports whether token i is of several scripts.
func (t *Text) mixedAt(i int) bool {
	if i < 0 || i >= len(t.Tokens) {
		return false
	}
	script := t.Tokens[i].Flags & someScript
	return script&(script-1) != 0
}
