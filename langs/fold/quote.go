package fold

import (
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// quotation keeps track of quotation marks. Languages use the same marks for
// opening and for closing, so a mark closes when something is open, and opens
// otherwise. What is not closed in its line is not quoted.
type quotation struct {
	from int // first token inside the quotation, or -1
	line int // first token of a line that starts with >, or -1
}

// mark sees a quotation mark at s[i:next].
func (q *quotation) mark(t *Text, s string, i, next int, class chars.Class) {
	if q.from >= 0 && class != chars.QuoteOpen {
		for k := q.from; k < len(t.Tokens); k++ {
			t.Tokens[k].Flags |= Quoted
		}
		q.from = -1
		return
	}
	if class == chars.QuoteClose || next >= len(s) {
		return
	}
	if s[i] == '"' && i > 0 {
		// A straight mark after a letter or digit measures inches.
		if r, _ := utf8.DecodeLastRuneInString(s[:i]); chars.Word&tables().At(r).Class().Bits() != 0 {
			return
		}
	}
	q.from = len(t.Tokens)
}

// endLine closes a line that is quoted as a whole, and forgets a quotation that
// was not closed in its line.
func (q *quotation) endLine(t *Text) {
	if q.line >= 0 {
		for k := q.line; k < len(t.Tokens); k++ {
			t.Tokens[k].Flags |= Quoted
		}
		q.line = -1
	}
	q.from = -1
}
