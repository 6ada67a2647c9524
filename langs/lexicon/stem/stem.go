// Package stem cuts words of ten languages to a stem, lightly: two forms of one
// word mostly get the same stem, two different words mostly not.
//
//	stem.Word(langs.Slovak, "sprostého") // "sprost"
//
// It serves the languages for which bleve has no stemmer (Bulgarian, Czech,
// Greek, Estonian, Irish, Lithuanian, Latvian, Maltese, Slovak and Slovenian)
// when the tables of langs/lexicon are made. The stemmers are our own: a list
// of endings a language, the longest first, and the changes of consonants and
// vowels that come with them. They know inflection only, no word formation.
package stem

import (
	"strings"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/langs"
)

// rules are the rules of a language.
type rules struct {
	// endings, by length the longest first, are taken off once if at least
	// keep letters stay.
	endings []string
	keep    int
	// before prepares the word, after treats what is left; both may be nil.
	before func(string) string
	after  func(string) string
}

// Has reports whether the package has a stemmer for a language.
func Has(l langs.Language) bool { return l < langs.NumLanguages && all[l] != nil }

// Word returns the stem of a lower-case word. For a language without a stemmer
// it is the word. The stem is for comparing only: it need not be a word.
func Word(l langs.Language, word string) string {
	if !Has(l) {
		return word
	}
	r := all[l]
	if r.before != nil {
		word = r.before(word)
	}
	n := utf8.RuneCountInString(word)
	for _, e := range r.endings {
		if n-utf8.RuneCountInString(e) >= r.keep && strings.HasSuffix(word, e) {
			word = word[:len(word)-len(e)]
			break
		}
	}
	if r.after != nil {
		word = r.after(word)
	}
	return word
}

// vowelless takes final vowels off, as long as keep letters stay.
func vowelless(word, vowels string, keep int) string {
	for utf8.RuneCountInString(word) > keep {
		r, size := utf8.DecodeLastRuneInString(word)
		if !strings.ContainsRune(vowels, r) {
			break
		}
		word = word[:len(word)-size]
	}
	return word
}

// replaceEnd replaces the end of a word by the first pair (from, to) that fits.
func replaceEnd(word string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if strings.HasSuffix(word, pairs[i]) {
			return word[:len(word)-len(pairs[i])] + pairs[i+1]
		}
	}
	return word
}

// single makes one letter of a doubled last letter.
func single(word string) string {
	r, size := utf8.DecodeLastRuneInString(word)
	if q, _ := utf8.DecodeLastRuneInString(word[:len(word)-size]); size > 0 && q == r {
		return word[:len(word)-size]
	}
	return word
}
