package fold

import "strings"

// maxTag bounds the length of a tag or comment.
const maxTag = 256

// The HTML elements that are known; those of blockTags end a line.
const (
	inlineTags = " a abbr b bdi bdo big center cite code del em font i img ins kbd label mark q ruby s samp script small span strike strong style sub sup tt u var wbr "
	blockTags  = " address article aside blockquote body br dd div dl dt footer form h1 h2 h3 h4 h5 h6 head header hr html li main nav ol p pre section table tbody td th thead title tr ul "
)

// tag reads an HTML tag or comment at s[i] == '<'. It returns where it ends, or
// 0, and whether it ends a line.
func tag(s string, i int) (end int, block bool) {
	s = s[:min(len(s), i+maxTag)]
	if strings.HasPrefix(s[i:], "<!--") {
		if k := strings.Index(s[i+4:], "-->"); k >= 0 {
			return i + 4 + k + 3, false
		}
		return 0, false
	}
	k := i + 1
	if k < len(s) && s[k] == '/' {
		k++
	}
	var name [16]byte
	n := 1
	name[0] = ' '
	for ; k < len(s) && folded(s[k]) != 0 && n < len(name)-1; k++ {
		name[n] = folded(s[k])
		n++
	}
	name[n] = ' '
	if n == 1 || k >= len(s) || s[k] != '>' && s[k] != ' ' && s[k] != '/' && s[k] != '\n' {
		return 0, false
	}
	for k < len(s) && s[k] != '>' {
		if s[k] == '<' {
			return 0, false
		}
		k++
	}
	if k == len(s) {
		return 0, false
	}
	known := string(name[:n+1]) // does not escape: no allocation
	if block = strings.Contains(blockTags, known); !block && !strings.Contains(inlineTags, known) {
		return 0, false
	}
	return k + 1, block
}

// maxEntity bounds the length of an entity, from & to ; inclusive.
const maxEntity = 12

// entity reads an HTML character reference at s[i] == '&'. It returns the
// character and the length of the reference, or 0, 0.
func entity(s string, i int) (r rune, size int) {
	s = s[i:min(len(s), i+maxEntity)]
	end := strings.IndexByte(s, ';')
	if end < 3 {
		return 0, 0
	}
	name := s[1:end]
	if name[0] != '#' {
		if r = namedEntity(name); r == 0 {
			return 0, 0
		}
		return r, end + 1
	}
	base, digits := rune(10), name[1:]
	if digits[0]|0x20 == 'x' {
		base, digits = 16, digits[1:]
	}
	if digits == "" {
		return 0, 0
	}
	for k := range len(digits) {
		d := hexDigit(digits[k])
		if d >= base || r > 0x10FFFF {
			return 0, 0
		}
		r = r*base + d
	}
	if r == 0 || r > 0x10FFFF || r >= 0xD800 && r < 0xE000 {
		return 0, 0
	}
	return r, end + 1
}

func hexDigit(c byte) rune {
	switch v := folded(c); {
	case v == 0 || v > 'f':
		return 99
	case v >= 'a':
		return rune(v) - 'a' + 10
	default:
		return rune(v) - '0'
	}
}

// accents maps the ending of names such as "eacute" to its combining mark.
var accents = [...]struct {
	name string
	mark rune
}{
	{"acute", 0x301},
	{"grave", 0x300},
	{"circ", 0x302},
	{"uml", 0x308},
	{"tilde", 0x303},
	{"ring", 0x30A},
	{"cedil", 0x327},
	{"caron", 0x30C},
	{"slash", 0x338},
	{"ogon", 0x328},
	{"dot", 0x307},
	{"breve", 0x306},
	{"macr", 0x304},
	{"dblac", 0x30B},
}

// namedEntity knows the names of letters, and of the characters that are used
// to break words up.
func namedEntity(name string) rune {
	switch name {
	case "amp":
		return '&'
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "quot":
		return '"'
	case "apos":
		return '\''
	case "nbsp":
		return 0xA0
	case "shy":
		return 0xAD
	case "zwj", "zwnj":
		return 0x200D
	case "szlig":
		return 'ß'
	case "aelig", "AElig":
		return 'æ'
	case "oelig", "OElig":
		return 'œ'
	case "oslash", "Oslash":
		return 'ø'
	case "eth", "ETH":
		return 'ð'
	case "thorn", "THORN":
		return 'þ'
	case "lstrok", "Lstrok":
		return 'ł'
	case "hstrok", "Hstrok":
		return 'ħ'
	case "dstrok", "Dstrok":
		return 'đ'
	case "period":
		return '.'
	case "ast":
		return '*'
	}
	base := rune(name[0])
	if base|0x20 < 'a' || base|0x20 > 'z' {
		return 0
	}
	for _, a := range accents {
		if name[1:] == a.name {
			return tables().Compose(base|0x20, a.mark)
		}
	}
	return 0
}
