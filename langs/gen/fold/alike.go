package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

// upsideDown maps turned letters, and the plain ones that look like another
// letter when turned, to what the reader sees after turning the page.
func upsideDown() map[rune]rune {
	return map[rune]rune{
		'ɐ': 'a', 'ɒ': 'a', 'ɔ': 'c', 'ǝ': 'e', 'ə': 'e', 'ɟ': 'f', 'ƃ': 'g', 'ɓ': 'g', 'ɥ': 'h', 'ᴉ': 'i', 'ı': 'i', 'ɾ': 'j', 'ɿ': 'j',
		'ʞ': 'k', 'ʃ': 'l', 'ꞁ': 'l', 'ɯ': 'm', 'ɹ': 'r', 'ʇ': 't', 'ʌ': 'v', 'ʍ': 'w', 'ʎ': 'y', 'ᵷ': 'g', 'ᴚ': 'r', 'ᴎ': 'n',
		'u': 'n', 'n': 'u', 'p': 'd', 'd': 'p', 'b': 'q', 'q': 'b', 'm': 'w', 'w': 'm',
	}
}

// looks supplements Unicode's confusables with what the eye accepts although
// the outlines differ. Each row lists letters of the target script and the
// characters that stand for it.
var looks = [chars.NumTargets]map[rune]string{
	chars.ToLatin: {
		'a': "аαΑАдДΛλдᗩ@ɑ", 'b': "вВьЬъЪβΒбʙ", 'c': "сСςϲ", 'd': "ԁδд", 'e': "еЕεΕєЄёэЭξΣ", 'f': "ғϝ", 'g': "ɡԍ", 'h': "һнНΗћђ",
		'i': "іІιΙїӏίΊ", 'j': "јЈϳ", 'k': "кКκΚ", 'l': "ӏΙ", 'm': "мМΜ", 'n': "пПиИηΝήΠπ", 'o': "оОοΟσфΘθ", 'p': "рРρΡ", 'q': "ԛ",
		'r': "гГяЯг", 's': "ѕЅ", 't': "тТτΤ", 'u': "υцЦμ", 'v': "νѵ", 'w': "шШщЩωώԝ", 'x': "хХχΧжЖ", 'y': "уУүγΥчЧ", 'z': "зЗζΖ",
	},
	chars.ToGreek: {
		'α': "aAаАá", 'β': "bBвВß", 'γ': "yу", 'δ': "dδ", 'ε': "eEеЕє3", 'ζ': "zZ", 'η': "nhHнН", 'θ': "0фӨ", 'ι': "iIіІlı", 'κ': "kKкК",
		'λ': "Λл", 'μ': "mMмМuµ", 'ν': "vNѵn", 'ξ': "ξ", 'ο': "oOоО0", 'π': "pпП", 'ρ': "pPрР", 'σ': "sScоσ", 'τ': "tTтТ", 'υ': "uYyУυ",
		'φ': "fфФ", 'χ': "xXхХ", 'ψ': "ψ", 'ω': "wWшω",
	},
	chars.ToCyrillic: {
		'а': "aAαΑ", 'б': "6", 'в': "bBβΒ", 'г': "rгΓ", 'д': "dgΔ", 'е': "eEεΕ", 'ж': "ж", 'з': "z3ζ", 'и': "uNnη", 'к': "kKκΚ", 'л': "lΛλ",
		'м': "mMμΜ", 'н': "HhnΗ", 'о': "oOοΟ0", 'п': "nΠπ", 'р': "pPρΡ", 'с': "cCsSϲ", 'т': "tTmτΤ", 'у': "yYγυΥ", 'ф': "φΦf", 'х': "xXχΧ",
		'ч': "4", 'ш': "wWω", 'ь': "b", 'ъ': "ъ", 'я': "R",
	},
}

// alikes fills in what looks like what, from the supplements above and from the
// file of confusables. A folded letter of the target script itself is left out.
func alikes(src *chars.Source, path string) error {
	for target := range src.Alike {
		src.Alike[target] = map[rune]rune{}
	}
	protos, err := confusables(path)
	if err != nil {
		return err
	}
	// like maps a prototype to the Latin letter that has it.
	like := map[string]rune{"rn": 'm', "O": 'o', "l": 'l'}
	for r := 'a'; r <= 'z'; r++ {
		for _, c := range []rune{r, unicode.ToUpper(r)} {
			if proto, ok := protos[c]; ok {
				like[proto] = r
			} else {
				like[string(c)] = r
			}
		}
	}
	like["l"] = 'l'
	for target, rows := range looks {
		for to, list := range rows {
			for _, r := range list {
				if from := src.Entries[r].Class(); from == src.Entries[to].Class() || from > chars.Other {
					continue
				}
				if old, clash := src.Alike[target][r]; !clash || to < old {
					src.Alike[target][r] = to
				}
			}
		}
	}
	latin := src.Alike[chars.ToLatin]
	for r, proto := range protos {
		to, ok := like[proto]
		e := src.Entries[r]
		if !ok || e.Class() > chars.Other || e.Class() == chars.Latin && e.Steps() == 0 {
			continue
		}
		if _, settled := latin[r]; !settled {
			latin[r] = to
		}
	}
	return nil
}

// confusables reads the extract: source to prototype.
func confusables(path string) (map[rune]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read confusables: %w", err)
	}
	protos := map[rune]string{}
	for n, line := range strings.Split(string(raw), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		from, to, ok := strings.Cut(line, " ; ")
		if !ok {
			return nil, fmt.Errorf("%s:%d: no semicolon in %q", path, n+1, line)
		}
		source, err := strconv.ParseUint(from, 16, 32)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n+1, err)
		}
		var proto []byte
		for field := range strings.FieldsSeq(to) {
			c, err := strconv.ParseUint(field, 16, 32)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n+1, err)
			}
			proto = utf8.AppendRune(proto, rune(c))
		}
		protos[rune(source)] = string(proto)
	}
	return protos, nil
}
