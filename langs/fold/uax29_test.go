package fold_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/fold"
)

// cutsMore lists the characters inside a word of Unicode's segmentation at
// which folding cuts: apostrophes (l'eau, don't), stops and commas between
// letters or digits (e.g, 1,5), the middle dot, the underscore.
const cutsMore = "'’ʼ.·‧,;:_＇．，\u2024"

// unicodeWords returns the words of s that hold a letter or digit, as Unicode
// segments them, cut further where folding cuts.
func unicodeWords(s string) []string {
	var found []string
	seg := words.FromString(s)
	for seg.Next() {
		for _, part := range strings.FieldsFunc(seg.Value(), func(r rune) bool { return strings.ContainsRune(cutsMore, r) }) {
			if strings.ContainsFunc(part, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
				found = append(found, part)
			}
		}
	}
	return found
}

func foldWords(text *fold.Text, s string) []string {
	fold.Fold(text, s)
	var found []string
	for _, tok := range text.Tokens {
		if tok.Flags&fold.Emoji == 0 {
			found = append(found, s[tok.Start:tok.End])
		}
	}
	return found
}

// TestSegmentation compares the fast tokeniser with Unicode's word segmentation
// (UAX #29) on clean text.
func TestSegmentation(t *testing.T) {
	t.Parallel()
	samples := []string{
		"Ceci n'est pas une pipe.", "Това е изречение, нали?", "Αυτή είναι μια πρόταση· ναι;", "Řeřicha, žluťoučký kůň: 12,5 kg!",
		"Għandi ħbieb f'Għawdex.", "Tá sé go hálainn, a Sheáin.", "e-post och ABC123", "(två) [tre] «fyra» „fünf“", "U.S.A. o.k.",
	}
	var text fold.Text
	for _, s := range samples {
		require.Equal(t, unicodeWords(s), foldWords(&text, s), "%q", s)
	}
	lines := neutral(t, 1<<20)
	differ := 0
	for _, s := range lines {
		want, got := unicodeWords(s), foldWords(&text, s)
		if strings.Join(want, "\x00") != strings.Join(got, "\x00") {
			differ++
			if differ < 20 {
				t.Logf("%q\nwant %q\ngot  %q", s, want, got)
			}
		}
	}
	t.Logf("%d of %d sentences are cut otherwise", differ, len(lines))
	require.LessOrEqual(t, differ, len(lines)/1000)
}
