package main

import (
	"maps"
	"slices"
	"unicode"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// zeros holds the code points of every digit zero.
var zeros = func() map[rune]bool {
	m := map[rune]bool{}
	for _, rg := range unicode.Nd.R16 {
		for r := rune(rg.Lo); r <= rune(rg.Hi); r += 10 {
			m[r] = true
		}
	}
	for _, rg := range unicode.Nd.R32 {
		for r := rune(rg.Lo); r <= rune(rg.Hi); r += 10 {
			m[r] = true
		}
	}
	return m
}()

// marksOfText classes the punctuation that the tokeniser treats one by one.
var marksOfText = classed(map[chars.Class]string{
	chars.Apostrophe: "'’ʼ`´‘ʻ＇",
	chars.Hyphen:     "-‐‑\u00ad_－＿",
	chars.Dot:        ".．·•‧∙⋅",
	chars.End:        "!?…¡¿‼⁇⁈⁉！？;",
	chars.Comma:      ",;:–—―()，；：（）",
	chars.QuoteOpen:  "„‚‟‹",
	chars.QuoteClose: "›",
	chars.Quote:      "\"“”«»＂",
	chars.Less:       "<",
	chars.Greater:    ">",
	chars.Amp:        "&",
	chars.At:         "@＠",
	chars.Hash:       "#＃",
	chars.Leet:       "$€£¥¢§+×∂∆√∑∩∪∈ΠƒØ°＄＋",
	chars.Mask:       "*%^~●○■□█▇▆▒░▓◼◻⬛⬜★☆✱✲✳✶✷✻✽❋＊∗⁎※\uFFFD",
	chars.Bar:        "|/\\[]{}=¦｜／＼",
})

// classed maps each sign to its class; a sign that stands in two lists has the
// class that comes last.
func classed(lists map[chars.Class]string) map[rune]chars.Class {
	m := map[rune]chars.Class{}
	for _, class := range slices.Sorted(maps.Keys(lists)) {
		for _, r := range lists[class] {
			if !unicode.IsLetter(r) || r == 'ʼ' || r == 'ʻ' {
				m[r] = class
			}
		}
	}
	m[0xAD] = chars.Drop
	return m
}

// special classes characters by block and category.
func special(r rune) (chars.Class, bool) {
	switch {
	case r == '\n', r == '\r', r == '\v', r == '\f', r == 0x85, r == 0x2028, r == 0x2029:
		return chars.Newline, true
	case r == '\t', unicode.Is(unicode.Zs, r), r == 0x2800:
		return chars.Space, true
	case r == 0x202E, r == 0x202D, r == 0x2067:
		return chars.Reverse, true
	case r == 0x202C, r == 0x2069:
		return chars.PopDirection, true
	case invisible(r):
		return chars.Drop, true
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return chars.Regional, true
	case emoji(r):
		return chars.Emoji, true
	}
	return 0, false
}

func invisible(r rune) bool {
	switch r {
	case 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, 0xFEFF:
		return true
	}
	return r < 0x20 || r >= 0x7F && r < 0xA0 || r >= 0x180B && r <= 0x180F || r >= 0x200B && r <= 0x200F ||
		r >= 0x202A && r <= 0x202B || r >= 0x2060 && r <= 0x206F || r >= 0xFE00 && r <= 0xFE0F ||
		r >= 0xFFF0 && r <= 0xFFFB || r >= 0xE0000 && r <= 0xE0FFF || r >= 0x1D173 && r <= 0x1D17A ||
		r >= 0x1F3FB && r <= 0x1F3FF || // skin tones
		r >= 0x1BCA0 && r <= 0x1BCA3 || unicode.Is(unicode.Cf, r)
}

// emoji covers the pictographs that are shown as pictures by default, and the
// dingbats and symbols that people use like them.
func emoji(r rune) bool {
	if _, ok := own[r]; ok {
		return false
	}
	return r >= 0x1F000 && r <= 0x1F0FF || r >= 0x1F18F && r <= 0x1F1AD || r >= 0x1F200 && r <= 0x1FAFF ||
		r >= 0x2600 && r <= 0x27BF || r >= 0x231A && r <= 0x231B || r >= 0x23E9 && r <= 0x23FA ||
		r >= 0x2B05 && r <= 0x2B07 || r >= 0x2B50 && r <= 0x2B55 || r == 0x2328 || r == 0x3030 || r == 0x303D
}

// own are forms of letters that NFKC leaves alone.
var own = func() map[rune]string {
	m := map[rune]string{
		0x1F18E: "ab", 0x1F191: "cl", 0x1F192: "cool", 0x1F193: "free", 0x1F194: "id", 0x1F195: "new",
		0x1F196: "ng", 0x1F197: "ok", 0x1F198: "sos", 0x1F199: "up", 0x1F19A: "vs", 0x24FF: "0", 0x24EA: "0",
	}
	small := map[string]string{
		"ᴀ": "a", "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ɢ": "g", "ʜ": "h", "ɪ": "i", "ᴊ": "j", "ᴋ": "k", "ʟ": "l",
		"ᴍ": "m", "ɴ": "n", "ᴏ": "o", "ᴘ": "p", "ꞯ": "q", "ʀ": "r", "ꜱ": "s", "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ʏ": "y",
		"ᴢ": "z", "ᴦ": "γ", "ᴧ": "λ", "ᴨ": "π", "ᴩ": "ρ", "ᴫ": "л",
	}
	for from, to := range small {
		m[firstRune(from)] = to
	}
	for i := range rune(26) {
		to := string('a' + i)
		m[0x1F150+i] = to // negative circled
		m[0x1F170+i] = to // negative squared
		m[0x1F130+i] = to // squared
	}
	for i := range rune(9) {
		to := string('1' + i)
		m[0x2776+i], m[0x2780+i], m[0x278A+i], m[0x24F5+i] = to, to, to, to
	}
	return m
}()

// strokes are letters whose base NFD does not give.
var strokes = map[rune]rune{
	'ł': 'l', 'ø': 'o', 'đ': 'd', 'ħ': 'h', 'ŧ': 't', 'ð': 'd', 'þ': 't', 'ı': 'i', 'ĸ': 'k', 'ŋ': 'n', 'ß': 's', 'æ': 'a', 'œ': 'o',
	'ƀ': 'b', 'ƃ': 'b', 'ȼ': 'c', 'ƈ': 'c', 'ɗ': 'd', 'ɖ': 'd', 'ƌ': 'd', 'ɇ': 'e', 'ƒ': 'f', 'ǥ': 'g', 'ɠ': 'g', 'ɦ': 'h', 'ɨ': 'i',
	'ɉ': 'j', 'ƙ': 'k', 'ƚ': 'l', 'ɫ': 'l', 'ɬ': 'l', 'ɭ': 'l', 'ɱ': 'm', 'ɲ': 'n', 'ɳ': 'n', 'ƞ': 'n', 'ɵ': 'o', 'ƥ': 'p', 'ᵽ': 'p',
	'ɋ': 'q', 'ɍ': 'r', 'ɽ': 'r', 'ʂ': 's', 'ȿ': 's', 'ƫ': 't', 'ƭ': 't', 'ʈ': 't', 'ⱦ': 't', 'ʉ': 'u', 'ʋ': 'v', 'ⱴ': 'v', 'ⱳ': 'w',
	'ƴ': 'y', 'ɏ': 'y', 'ƶ': 'z', 'ȥ': 'z', 'ⱥ': 'a', 'ⱡ': 'l', 'ẜ': 's', 'ẝ': 's', 'ꝗ': 'q', 'ꝑ': 'p', 'ꝓ': 'p', 'ꝁ': 'k', 'ꝉ': 'l',
	'ғ': 'г', 'қ': 'к', 'ҝ': 'к', 'ҟ': 'к', 'ҡ': 'к', 'ң': 'н', 'ҥ': 'н', 'ө': 'о', 'ҫ': 'с', 'ҭ': 'т', 'ұ': 'у', 'ү': 'у', 'ҳ': 'х',
	'җ': 'ж', 'ҙ': 'з', 'ѓ': 'г', 'ќ': 'к', 'ґ': 'г', 'ҕ': 'г', 'ӄ': 'к', 'ӈ': 'н',
}
