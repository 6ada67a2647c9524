package behaviour

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minName is the least number of characters of a name that is looked for.
const minName = 3

// named returns the participant other than the actor whose name stands in the
// text as a word, the first one if there are several; -1 if there is none.
func (t *thread) named(actor int, text string) int {
	best, where := -1, len(text)
	if text == "" {
		return -1
	}
	for i := range t.members {
		if i == actor {
			continue
		}
		if at := find(text, t.members[i].id); at >= 0 && at < where {
			best, where = i, at
		}
	}
	return best
}

// find returns where a name stands in the text as a whole word, whatever the
// case; -1 if it does not.
func find(text, name string) int {
	if utf8.RuneCountInString(name) < minName {
		return -1
	}
	first, _ := utf8.DecodeRuneInString(name)
	low, high := unicode.ToLower(first), unicode.ToUpper(first)
	for at := 0; at+len(name) <= len(text); {
		r, n := utf8.DecodeRuneInString(text[at:])
		if r != low && r != high {
			at += n
			continue
		}
		if strings.EqualFold(text[at:at+len(name)], name) && edge(text, at, at+len(name)) {
			return at
		}
		at += n
	}
	return -1
}

// edge reports whether no letter or digit touches text[from:to].
func edge(text string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	return !wordy(before) && !wordy(after)
}

func wordy(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_')
}
