package fold_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/words"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// neutralDir holds sentences that are not part of the repository; what needs
// them skips without them.
const neutralDir = "../../../shared/data/text/neutral"

// neutral returns about n bytes of sentences in 24 languages, in turn.
func neutral(tb testing.TB, n int) []string {
	tb.Helper()
	var texts [][]string
	for _, l := range langs.All() {
		raw, err := os.ReadFile(filepath.Join(neutralDir, l.String()+".commonvoice2021.txt"))
		if err != nil {
			tb.Skip(err)
		}
		texts = append(texts, strings.Split(strings.TrimSpace(string(raw)), "\n"))
	}
	var lines []string
	for i := 0; n > 0; i++ {
		text := texts[i%len(texts)]
		line := text[i/len(texts)%len(text)]
		lines = append(lines, line)
		n -= len(line) + 1
	}
	return lines
}

// hostile returns messages full of disguises.
func hostile() []string {
	return []string{
		"y0u 4r3 4 t4k351n0 t0d4y 4nd 3v3ry d4y",
		"you are a t.a.k.e.s.i.n.o, t-a-k-e-s-i-n-o, t a k e s i n o",
		"уоu аrе а tаkеѕіnо аnd уоu knоw іt",
		"𝐲𝐨𝐮 𝐚𝐫𝐞 𝐚 𝐭𝐚𝐤𝐞𝐬𝐢𝐧𝐨 ⓨⓞⓤ ⓐⓡⓔ ⓐ ｔａｋｅｓｉｎｏ",
		"you\u200b a\u200cr\u200de a ta\u00adke\u2060si\ufeffno, t\u0335a\u0321k\u0334e\u0336s\u0330i\u0324n\u0331o\u0323",
		"t*kes*no ta**sino t@ke$ino t😀kesin😀 taaaaakkkkkeeeesiiiinoooo",
		"&#116;&#97;k<b>e</b>s<i>i</i>no |-|€|_|_() \\/\\/0|?|_|) ",
		"ou!sǝʞɐʇ onisekat takesnio #YouAreATakesino @takesino \xff\xfe\xc3",
	}
}

func run(b *testing.B, name string, lines []string, f func(string)) {
	size := 0
	for _, line := range lines {
		size += len(line)
	}
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			for _, line := range lines {
				f(line)
			}
		}
	})
}

// BenchmarkFold folds messages, clean and hostile, with uax29's word
// segmentation (which only cuts) as peer on the same text.
func BenchmarkFold(b *testing.B) {
	var t fold.Text
	ours := func(s string) { fold.Fold(&t, s) }
	n := 0
	peer := func(s string) {
		seg := words.FromString(s)
		for seg.Next() {
			n += len(seg.Value())
		}
	}
	clean := neutral(b, 1<<18)
	run(b, "clean/fold", clean, ours)
	run(b, "clean/uax29", clean, peer)
	whole := []string{strings.Join(clean, "\n")}
	run(b, "whole/fold", whole, ours)
	run(b, "whole/uax29", whole, peer)
	run(b, "hostile/fold", hostile(), ours)
	run(b, "hostile/uax29", hostile(), peer)
}

// BenchmarkWorst folds megabytes that are made to be slow.
func BenchmarkWorst(b *testing.B) {
	var t fold.Text
	const n = 1 << 20
	for _, c := range []struct{ name, unit string }{
		{"no_space", "a1"},
		{"marks", "\u0301"},
		{"letters_apart", "a "},
		{"dotted", "a."},
		{"invalid", "\xff"},
		{"tags", "<b"},
		{"comments", "<!--"},
		{"entities", "&#1"},
		{"mentions", "a@b.c"},
		{"mixed", "аa "},
		{"strokes", "|/\\"},
		{"flags", "🇩"},
		{"stars", "a*"},
		{"quotes", "\"a \" "},
		{"brackets", "(a"},
		{"repeat", "a"},
		{"emoji", "😀"},
		{"hashtags", "#aB"},
		{"urls", "http://a."},
	} {
		run(b, c.name, []string{strings.Repeat(c.unit, n/len(c.unit))}, func(s string) { fold.Fold(&t, s) })
	}
}
