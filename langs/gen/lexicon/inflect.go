package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/internal/words"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// Bounds of what is inflected by rule.
const (
	minLetters = 5 // of the form as listed
	minBase    = 4 // of what endings are put to
	maxEnding  = 5
)

// inflector finds the endings that the words of a list take although the list
// does not say so: those with which the stemmer of the language still gives the
// stem of the word, and that do not make an everyday word.
type inflector struct {
	lang    langs.Language
	stem    func(string) string
	endings []string
	known   words.Filter
	listed  map[string]bool   // all forms of the list
	sets    map[string]int    // sets of endings, by their numbers
	order   []string          // the sets in the order of their first use
	cache   map[string]string // stems
}

func newInflector(l langs.Language, stem func(string) string, endings []string, known words.Filter, list []lexicon.Entry) *inflector {
	f := &inflector{
		lang: l, stem: stem, endings: endings, known: known,
		listed: map[string]bool{}, sets: map[string]int{}, cache: map[string]string{},
	}
	for i := range list {
		for form := range strings.SplitSeq(list[i].Term, "|") {
			f.listed[strings.TrimSuffix(form, "*")] = true
		}
	}
	return f
}

// inflections describes, for the blob, what the forms of an entry take: for
// each "form.length.set", the number of the form, the bytes of it that stay, and
// the number of the set of endings. Entries with expressions of several words
// are left alone: their single words are often vocatives and imperatives, which
// mean harm in that form only.
func (f *inflector) inflections(e *lexicon.Entry) string {
	if e.Label == harm.None && e.Sense != lexicon.Group || e.Flags&(lexicon.Exact|lexicon.Abbr) != 0 || strings.Contains(e.Term, " ") {
		return ""
	}
	var out []string
	k := -1
	for form := range strings.SplitSeq(e.Term, "|") {
		k++
		if !f.inflects(form) {
			continue
		}
		word := fold.String(form)
		for _, base := range bases(word) {
			if set := f.set(word, base); set != "" {
				n, ok := f.sets[set]
				if !ok {
					n = len(f.order)
					f.sets[set] = n
					f.order = append(f.order, set)
				}
				out = append(out, fmt.Sprintf("%d.%d.%d", k, len(base), n))
			}
		}
	}
	return strings.Join(out, " ")
}

// inflects reports whether a form is one word of the script of the language.
func (f *inflector) inflects(form string) bool {
	if utf8.RuneCountInString(form) < minLetters {
		return false
	}
	for _, r := range form {
		if !unicode.IsLetter(r) || (f.lang == langs.Greek || f.lang == langs.Bulgarian) && r < utf8.RuneSelf {
			return false
		}
	}
	return true
}

// bases returns what endings are put to: the word, and the word without its
// last vowel.
func bases(word string) []string {
	all := []string{word}
	r, size := utf8.DecodeLastRuneInString(word)
	if strings.ContainsRune("aeiouyáéíóúýàèìòùâêîôûäöüåæøőűąęėįųūāēīōăабвгдеиоуюяαεηιουωάέήίόύώ", r) && utf8.RuneCountInString(word) > minBase {
		all = append(all, word[:len(word)-size])
	}
	return all
}

// set returns the numbers of the endings that base takes, or "".
func (f *inflector) set(word, base string) string {
	want := f.stemOf(word)
	var numbers []string
	for n, ending := range f.endings {
		form := base + ending
		if utf8.RuneCountInString(ending) > maxEnding || form == word || f.listed[form] || f.stemOf(form) != want {
			continue
		}
		if f.known.Has(fold.Hash(form), f.lang) {
			continue
		}
		numbers = append(numbers, fmt.Sprint(n))
	}
	return strings.Join(numbers, " ")
}

func (f *inflector) stemOf(word string) string {
	s, ok := f.cache[word]
	if !ok {
		s = f.stem(word)
		f.cache[word] = s
	}
	return s
}
