package fold

import (
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// Bits of ascii and of entry.bits above the folded character: what a character
// of a word is. They are gathered by one OR a character.
const (
	sawUpper = 1 << (8 + iota)
	sawLower
	sawDigit
	sawSpecial // not part of a word by itself, but may stand within one: < & and controls
	sawClass   // the first of the classes of letters, Latin to Other
	sawSteps   = sawClass << 5
)

// ascii holds for every ASCII letter and digit its folded byte in the low eight
// bits and what it is above them; 0 there for all others.
var ascii = func() (a [256]uint32) {
	for c := range uint32(26) {
		a['A'+c] = 'a' + c | sawUpper | sawClass<<chars.Latin
		a['a'+c] = 'a' + c | sawLower | sawClass<<chars.Latin
	}
	for c := uint32('0'); c <= '9'; c++ {
		a[c] = c | sawDigit
	}
	for c := range a {
		if class := asciiClass[c&0x7F]; c >= utf8.RuneSelf || class == chars.Less || class == chars.Amp || class == chars.Drop {
			a[c] = sawSpecial
		}
	}
	return a
}()

// folded returns the folded form of an ASCII letter or digit, 0 for all others.
func folded(c byte) byte { return byte(ascii[c]) }

// asciiClass holds the classes of ASCII, as the character table has them.
var asciiClass = func() (a [utf8.RuneSelf]chars.Class) {
	for c := range a {
		switch {
		case c >= '0' && c <= '9':
			a[c] = chars.Digit
		case c|0x20 >= 'a' && c|0x20 <= 'z':
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
