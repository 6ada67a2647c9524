// Command fold writes the character table of langs/fold: fold/tables.bin. It
// reads Unicode's own data as compiled into Go (package unicode, and NFC and
// NFKC of golang.org/x/text), langs/data/confusables.txt, and the supplements
// in this folder. It is deterministic and needs no network.
//
//	go run ./langs/gen/fold -confusables langs/data/confusables.txt -o langs/fold/tables.bin
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/vigil-moderation/vigil/langs/internal/chars"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("fold: ")
	in := flag.String("confusables", "langs/data/confusables.txt", "extract of Unicode's confusables")
	out := flag.String("o", "langs/fold/tables.bin", "file to write")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		log.Fatal(err)
	}
}

func run(in, out string) error {
	src := &chars.Source{Compose: map[[2]rune]rune{}, Upside: upsideDown()}
	seqs := map[string]int{}
	for r := range rune(0x110000) {
		src.Entries[r] = entry(r, seqs, src)
	}
	compositions(src)
	if err := closed(src); err != nil {
		return err
	}
	if err := alikes(src, in); err != nil {
		return err
	}
	blob, err := src.Encode()
	if err != nil {
		return err
	}
	if _, err := chars.Decode(blob); err != nil {
		return err
	}
	if err := os.WriteFile(out, blob, 0o644); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	log.Printf("%d bytes, %d sequences, %d compositions", len(blob), len(src.Seqs), len(src.Compose))
	return nil
}

// entry decides about one code point.
func entry(r rune, seqs map[string]int, src *chars.Source) chars.Entry {
	if to, ok := own[r]; ok {
		return word(r, to, chars.Compat, unicode.IsUpper(r), seqs, src)
	}
	if class, ok := marksOfText[r]; ok {
		return chars.MakeEntry(r, class, r, r, 0, false)
	}
	if class, ok := special(r); ok {
		return chars.MakeEntry(r, class, r, r, 0, false)
	}
	if letters := compatible(r); letters != "" {
		steps := uint8(chars.Compat)
		switch {
		case norm.NFC.String(string(r)) != string(r):
			steps = 0
		case r >= 0xFF00 && r <= 0xFFEF:
			steps = chars.Width
		}
		return word(r, letters, steps, unicode.IsUpper(firstRune(norm.NFKC.String(string(r)))), seqs, src)
	}
	switch {
	case unicode.IsLetter(r):
		if low := lower(r); low != r {
			e := entry(low, seqs, src)
			return chars.MakeEntry(r, e.Class(), e.Fold(low), e.Bare(low), e.Steps(), unicode.IsUpper(r))
		}
		return letter(r)
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r):
		return chars.MakeEntry(r, chars.Mark, r, r, 0, false)
	case unicode.Is(unicode.Mc, r):
		return chars.MakeEntry(r, chars.Other, r, r, 0, false)
	}
	return chars.MakeEntry(r, chars.Symbol, r, r, 0, false)
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// compatible returns the letters and digits that r stands for under NFKC, or "".
func compatible(r rune) string {
	k := norm.NFKC.String(string(r))
	if k == string(r) && !unicode.IsDigit(r) {
		return ""
	}
	if d := digit(r); d >= 0 {
		return string('0' + d)
	}
	var kept []rune
	for _, c := range k {
		_, punctuation := marksOfText[c]
		switch {
		case punctuation:
		case unicode.IsLetter(c):
			kept = append(kept, lower(c))
		case digit(c) >= 0:
			kept = append(kept, '0'+digit(c))
		case unicode.IsMark(c), c == '〔', c == '〕', c == ' ':
		default:
			return ""
		}
	}
	if len(kept) == 0 || len(kept) > 4 {
		return ""
	}
	return norm.NFC.String(string(kept))
}

// digit returns the value of a decimal digit, or -1.
func digit(r rune) rune {
	if !unicode.IsDigit(r) {
		return -1
	}
	for d := rune(0); d < 10; d++ {
		if !unicode.IsDigit(r-d-1) || (r-d)&15 == 0 && !unicode.IsDigit(r-d-1) {
			return d
		}
		if zeros[r-d] {
			return d
		}
	}
	return (r - '0') % 10
}

// lower is the lower case that folding uses. Final sigma becomes sigma, and a
// cedilla below s and t the comma that it stands for.
func lower(r rune) rune {
	switch r {
	case 'İ', 'I':
		return 'i'
	case 'ς', 'ϲ', 'Ϲ':
		return 'σ'
	case 'ş', 'Ş': // Romanian typed with the cedilla of older keyboards
		return 'ș'
	case 'ţ', 'Ţ':
		return 'ț'
	}
	return unicode.ToLower(r)
}

// word makes the entry of something that folds to the given letters.
func word(from rune, letters string, steps uint8, upper bool, seqs map[string]int, src *chars.Source) chars.Entry {
	if utf8.RuneCountInString(letters) > 1 {
		n, ok := seqs[letters]
		if !ok {
			n = len(src.Seqs)
			seqs[letters] = n
			src.Seqs = append(src.Seqs, letters)
		}
		return chars.MakeEntry(from, chars.Seq, rune(n), rune(n), steps, upper)
	}
	r := firstRune(letters)
	if digit(r) >= 0 {
		return chars.MakeEntry(from, chars.Digit, '0'+digit(r), '0'+digit(r), steps, false)
	}
	e := entry(r, seqs, src)
	return chars.MakeEntry(from, e.Class(), e.Fold(r), e.Bare(r), steps|e.Steps(), upper)
}

// letter makes the entry of a letter that stands for itself.
func letter(r rune) chars.Entry {
	low, class, steps := r, chars.Other, uint8(0)
	switch {
	case unicode.Is(unicode.Latin, low):
		class = chars.Latin
		if !everydayLatin(low) {
			steps = chars.Rare
		}
	case unicode.Is(unicode.Greek, low):
		class = chars.Greek
		if !(low >= 'ά' && low <= 'ώ') && !(low >= 0x1F00 && low <= 0x1FFF) {
			steps = chars.Rare
		}
	case unicode.Is(unicode.Cyrillic, low):
		class = chars.Cyrillic
		if !(low >= 'а' && low <= 'џ') && low != 'ґ' {
			steps = chars.Rare
		}
	}
	if _, turned := upsideDown()[r]; turned && r > 0x7F {
		steps |= chars.Turned
	}
	return chars.MakeEntry(r, class, low, bare(low), steps, false)
}

// everydayLatin reports whether r is a letter of a European alphabet written in
// Latin script, Vietnamese and old Irish orthography included.
func everydayLatin(r rune) bool {
	return r <= 0x17F || r >= 0x1C4 && r <= 0x1DC || r >= 0x218 && r <= 0x21B || r >= 0x1E00 && r <= 0x1EFF || r == 'ơ' || r == 'ư'
}

// bare strips diacritics and strokes.
func bare(low rune) rune {
	if b, ok := strokes[low]; ok {
		return b
	}
	base := firstRune(norm.NFD.String(string(low)))
	if b, ok := strokes[base]; ok {
		return b
	}
	return lower(base)
}

// compositions lists what a folded letter and a combining mark make.
func compositions(src *chars.Source) {
	for base := rune('a'); base < 0x2000; base++ {
		e := src.Entries[base]
		if chars.Letters&e.Class().Bits() == 0 || e.Class() == chars.Seq || e.Fold(base) != base {
			continue
		}
		for mark := rune(0x300); mark < 0x370; mark++ {
			c := norm.NFC.String(string(base) + string(mark))
			if utf8.RuneCountInString(c) == 1 && firstRune(c) != base {
				src.Compose[[2]rune{base, mark}] = src.Entries[firstRune(c)].Fold(firstRune(c))
			}
		}
	}
}

// closed checks that folding what was folded changes nothing.
func closed(src *chars.Source) error {
	stable := func(r, from rune) error {
		e := src.Entries[r]
		if e.Fold(r) != r || chars.Word&e.Class().Bits() == 0 || e.Class() == chars.Seq {
			return fmt.Errorf("%U folds to %U, which folds on to class %d, %U", from, r, e.Class(), e.Fold(r))
		}
		return nil
	}
	for r, e := range src.Entries {
		if chars.Word&e.Class().Bits() == 0 {
			continue
		}
		if e.Class() == chars.Seq {
			for _, c := range src.Seqs[e.Seq()] {
				if err := stable(c, rune(r)); err != nil {
					return err
				}
			}
			continue
		}
		for _, c := range []rune{e.Fold(rune(r)), e.Bare(rune(r))} {
			if err := stable(c, rune(r)); err != nil {
				return err
			}
		}
	}
	for pair, c := range src.Compose {
		if err := stable(c, pair[0]); err != nil {
			return err
		}
	}
	return nil
}
