package lexicon

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// respelled lists, by language, letters that people write as two when their
// keyboard lacks them.
var respelled = [langs.NumLanguages]*strings.Replacer{
	langs.German:   strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss"),
	langs.Danish:   strings.NewReplacer("æ", "ae", "ø", "oe", "å", "aa"),
	langs.Swedish:  strings.NewReplacer("ä", "ae", "ö", "oe", "å", "aa"),
	langs.French:   strings.NewReplacer("œ", "oe", "æ", "ae"),
	langs.Croatian: strings.NewReplacer("đ", "dj"),
	langs.Latvian:  strings.NewReplacer("ā", "aa", "ē", "ee", "ī", "ii", "ū", "uu", "š", "sh", "č", "ch", "ž", "zh"),
}

// latinised lists how Greek and Bulgarian are written with Latin letters.
var latinised = [langs.NumLanguages]*strings.Replacer{
	langs.Greek: strings.NewReplacer("ου", "ou", "ού", "ou", "μπ", "mp", "ντ", "nt", "α", "a", "ά", "a", "β", "v", "γ", "g", "δ", "d",
		"ε", "e", "έ", "e", "ζ", "z", "η", "i", "ή", "i", "θ", "th", "ι", "i", "ί", "i", "ϊ", "i", "ΐ", "i", "κ", "k", "λ", "l",
		"μ", "m", "ν", "n", "ξ", "x", "ο", "o", "ό", "o", "π", "p", "ρ", "r", "σ", "s", "τ", "t", "υ", "y", "ύ", "y", "ϋ", "y", "ΰ", "y",
		"φ", "f", "χ", "x", "ψ", "ps", "ω", "o", "ώ", "o"),
	langs.Bulgarian: strings.NewReplacer("а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "j", "з", "z", "и", "i", "й", "i",
		"к", "k", "л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "h", "ц", "c",
		"ч", "ch", "ш", "sh", "щ", "sht", "ъ", "a", "ь", "", "ю", "yu", "я", "ya"),
}

// spellings adds the other spellings of the word that is the first variant of
// an element.
func (c *compiler) spellings(el *element, e *Entry) {
	if e.Language == langs.Undetermined {
		return
	}
	first := c.lex.variants[el.first]
	if e.Flags&Exact == 0 {
		if r := respelled[e.Language]; r != nil && first.hash != first.bare {
			c.respell(el, r, first)
		}
		if r := latinised[e.Language]; r != nil && first.n > 6 {
			c.respell(el, r, first)
		}
	}
	if e.Language == langs.Irish && e.Flags&Abbr == 0 {
		c.mutations(el, first)
	}
}

// respell adds what a replacer makes of a word.
func (c *compiler) respell(el *element, r *strings.Replacer, v variant) {
	word := string(c.arena[v.off : v.off+uint32(v.n)])
	if other := r.Replace(word); other != word {
		c.derived(el, other, fold.Diacritics)
	}
}

// derived adds a variant that a rule makes.
func (c *compiler) derived(el *element, word string, steps fold.Steps) {
	hash := fold.Hash(word)
	c.spare = fold.AppendBare(c.spare[:0], word)
	bare := hash
	if !bytes.Equal(c.spare, []byte(word)) {
		bare = fold.Hash(c.spare)
	}
	c.variant(el, []byte(word), hash, bare, steps)
}

// mutated lists what Irish does to the first letter of a word: lenition, then
// eclipsis.
var mutated = map[byte][]string{
	'b': {"bh", "mb"}, 'c': {"ch", "gc"}, 'd': {"dh", "nd"}, 'f': {"fh", "bhf"}, 'g': {"gh", "ng"}, 'm': {"mh"},
	'p': {"ph", "bp"}, 's': {"sh", "ts"}, 't': {"th", "dt"},
}

// mutations adds the forms of an Irish word with its first letter lenited or
// eclipsed, or with a letter before its vowel. A word that looks mutated
// already is left alone.
func (c *compiler) mutations(el *element, v variant) {
	word := string(c.arena[v.off : v.off+uint32(v.n)])
	if utf8.RuneCountInString(word) < 3 {
		return
	}
	for _, with := range mutated[word[0]] {
		if with[0] == word[0] && word[1] == 'h' {
			continue
		}
		c.derived(el, with+word[1:], fold.Inflected)
	}
	if r, _ := utf8.DecodeRuneInString(word); strings.ContainsRune("aeiouáéíóú", r) {
		for _, before := range []string{"h", "n", "t"} {
			c.derived(el, before+word, fold.Inflected)
		}
	}
}
