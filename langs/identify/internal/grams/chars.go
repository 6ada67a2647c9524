// Package grams cuts text into words and words into hashed character n-grams:
// the features of the language identifier. The training program and the
// identifier share it, so that both see the same text in the same way.
package grams

import (
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Script is the writing system of a word, as far as the identifier cares.
type Script uint8

// The scripts. Alien is any script that no official language of the Union uses.
const (
	Latin Script = iota
	Greek
	Cyrillic
	Alien
	NumScripts = iota
)

// What a character does to the word that is being read.
const (
	kindBreak  = iota // ends a word
	kindLetter        // is part of a word
	kindJoin          // apostrophe or hyphen: ends a word and stays on it
	kindMark          // combining mark: composed with the letter before it, or dropped
	kindDrop          // invisible: as if it were not there
)

// char is what one character means: kind, script, and its code, which is
// lower-cased and fits 12 bits.
type char struct {
	code   uint16
	kind   uint8
	script Script
}

const (
	codeEdge  = 1 // both ends of a word
	codeAlien = 2 // any letter of an alien script
	// Codes of U+0000 to U+07FF are the characters themselves; those of U+1E00
	// to U+1FFF (Latin and Greek with two diacritics) follow.
	directEnd  = 0x800
	extraStart = 0x1E00
	extraEnd   = 0x2000
)

// charTable answers for U+0000 to U+07FF and U+1E00 to U+1FFF.
type charTable struct {
	direct [directEnd]char
	extra  [extraEnd - extraStart]char
	// composed finds the code of a letter and a combining mark.
	composed map[[2]uint16]uint16
}

// chars is made at first use, in about a millisecond.
var chars = sync.OnceValue(func() *charTable {
	t := &charTable{composed: make(map[[2]uint16]uint16)}
	for r := rune(0); r < directEnd; r++ {
		t.direct[r] = classify(r)
		t.compose(r)
	}
	for r := rune(extraStart); r < extraEnd; r++ {
		t.extra[r-extraStart] = classify(r)
		t.compose(r)
	}
	return t
})

// compose enters the canonical decomposition of a lower-case letter. Of several
// letters with the same decomposition the first is the composed one.
func (t *charTable) compose(r rune) {
	d := norm.NFD.PropertiesString(string(r)).Decomposition()
	if d == nil || !unicode.IsLower(r) {
		return
	}
	full := []rune(string(d))
	base := []rune(norm.NFC.String(string(full[:len(full)-1])))
	mark := full[len(full)-1]
	if len(base) != 1 || base[0] >= extraEnd || mark >= directEnd {
		return
	}
	key := [2]uint16{codeOf(base[0]), uint16(mark)}
	if _, ok := t.composed[key]; !ok {
		t.composed[key] = codeOf(r)
	}
}

// codeOf returns the code of a letter in the two ranges.
func codeOf(r rune) uint16 {
	if r < directEnd {
		return uint16(r)
	}
	return uint16(r - extraStart + directEnd)
}

// classify says what the character r is; it is slow and fills the table.
func classify(r rune) char {
	switch r {
	case '\'', '’', '‘', 'ʼ', '´', '`', 'ʹ':
		return char{code: '\'', kind: kindJoin}
	case '-':
		return char{code: '-', kind: kindJoin}
	case 0xAD:
		return char{kind: kindDrop}
	case 'İ':
		r = 'I'
	case 'ƒ', 'ª', 'º':
		return char{}
	}
	if unicode.Is(unicode.Mn, r) {
		return char{code: uint16(r), kind: kindMark}
	}
	if !unicode.IsLetter(r) {
		return char{}
	}
	script := Alien
	switch {
	case unicode.Is(unicode.Latin, r):
		script = Latin
	case unicode.Is(unicode.Greek, r):
		script = Greek
	case unicode.Is(unicode.Cyrillic, r):
		script = Cyrillic
	default:
		return char{code: codeAlien, kind: kindLetter, script: Alien}
	}
	lower := unicode.ToLower(r)
	if lower >= directEnd && (lower < extraStart || lower >= extraEnd) {
		lower = r
	}
	return char{code: codeOf(lower), kind: kindLetter, script: script}
}

// lookup returns what r is, for every r.
func (t *charTable) lookup(r rune) char {
	switch {
	case r < directEnd:
		return t.direct[r]
	case r >= extraStart && r < extraEnd:
		return t.extra[r-extraStart]
	}
	return rare(r)
}

// rare answers for characters outside the tables.
func rare(r rune) char {
	switch {
	case r == '’' || r == '‘':
		return char{code: '\'', kind: kindJoin}
	case r == '‐' || r == '‑':
		return char{code: '-', kind: kindJoin}
	case r >= 0x200B && r <= 0x200F, r == 0x2060, r == 0xFEFF, r >= 0xFE00 && r <= 0xFE0F:
		return char{kind: kindDrop}
	case r >= 0xFF21 && r <= 0xFF3A: // fullwidth capitals
		return char{code: uint16(r - 0xFF21 + 'a'), kind: kindLetter, script: Latin}
	case r >= 0xFF41 && r <= 0xFF5A:
		return char{code: uint16(r - 0xFF41 + 'a'), kind: kindLetter, script: Latin}
	case r >= 0x1AB0 && unicode.Is(unicode.Mn, r):
		return char{kind: kindDrop}
	case unicode.IsLetter(r):
		return char{code: codeAlien, kind: kindLetter, script: Alien}
	}
	return char{}
}
