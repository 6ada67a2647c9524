package fold

import (
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// ascii holds for every ASCII letter and digit its folded byte in the low eight
// bits and its count (oneUpper, oneLower, oneDigit) above them; 0 for all
// others.
var ascii = func() (a [256]uint64) {
	for c := range uint64(26) {
		a['A'+c] = 'a' + c | oneUpper<<8
		a['a'+c] = 'a' + c | oneLower<<8
	}
	for c := uint64('0'); c <= '9'; c++ {
		a[c] = c | oneDigit<<8
	}
	return a
}()

// asciiClass holds the classes of ASCII, as the character table has them.
var asciiClass = func() (a [utf8.RuneSelf]chars.Class) {
	for c := range a {
		switch {
		case ascii[c] != 0 && c <= '9':
			a[c] = chars.Digit
		case ascii[c] != 0:
			a[c] = chars.Latin
		case c < ' ' || c == 0x7F:
			a[c] = chars.Drop
		default:
			a[c] = chars.Symbol
		}
	}
	for class, list := range [chars.NumClasses]string{
		chars.Space: " \t", chars.Newline: "\n\r\v\f", chars.Apostrophe: "'`", chars.Hyphen: "-_", chars.Dot: ".",
		chars.End: "!?", chars.Comma: ",;:()", chars.Quote: `"`, chars.Less: "<", chars.Greater: ">", chars.Amp: "&",
		chars.At: "@", chars.Hash: "#", chars.Leet: "$+", chars.Mask: "*%^~", chars.Bar: `|/\[]{}=`,
	} {
		for _, c := range []byte(list) {
			a[c] = chars.Class(class)
		}
	}
	return a
}()
