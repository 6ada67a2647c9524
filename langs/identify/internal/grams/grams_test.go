package grams_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/vigil-moderation/vigil/langs/identify/internal/grams"
)

// words returns the words of text as they stand there, and the slots of all.
func words(text string) (found []string, slots []uint32) {
	var s grams.Scanner
	s.Reset(text)
	for s.Next() {
		found = append(found, text[s.Word.Start:s.Word.End])
		slots = s.Word.Append(slots)
	}
	return found, slots
}

func TestWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"empty", "", nil},
		{"plain", "one two", []string{"one", "two"}},
		{"apostrophe", "l'été d’hiver", []string{"l'", "été", "d’", "hiver"}},
		{"hyphen", "il-lum - x", []string{"il-", "lum", "x"}},
		{"digits", "a1b22c", []string{"a", "b", "c"}},
		{"addresses", "see https://a.bc/de?f=g, www.x.y HTTP://z and httpd", []string{"see", "and", "httpd"}},
		{"mentions", "@ab: hi, c@d @", []string{"hi", "c", "d"}},
		{"tags", "#abc", []string{"abc"}},
		{"scripts", "да Ωμέγα 図書 x", []string{"да", "Ωμέγα", "図書", "x"}},
		{"invalid", "a\xffb\xc3", []string{"a", "b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, _ := words(tt.text)
			require.Equal(t, tt.want, got)
		})
	}
}

// TestSame lists texts that must have the same features.
func TestSame(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"ŻÓŁĆ", "żółć"},
		{"żółć", norm.NFD.String("żółć")},
		{"ΆΝΟΙΞΗ", norm.NFD.String("άνοιξη")},
		{"Ťažký", norm.NFD.String("ťažký")},
		{"ỳẁ", norm.NFD.String("ỲẀ")},
		{"so", "sooooo"},
		{"no", "NNNNooooo"},
		{"d'une", "d’une"},
		{"ab", "a\u00adb\u200b"},
		{"ab", "a\ufe0fb"},
		{"abc", "ａｂｃ"},
		{"istanbul", "İSTANBUL"},
	} {
		_, a := words(pair[0])
		_, b := words(pair[1])
		require.Equal(t, a, b, "%q %q", pair[0], pair[1])
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	_, slots := words("abc")
	require.Len(t, slots, 2+3+2+1)
	_, slots = words("abcd")
	require.Len(t, slots, 2+4+3+2+1)
	_, slots = words(strings.Repeat("ab", 1000))
	require.LessOrEqual(t, len(slots), grams.MaxSlots)
	for _, slot := range slots {
		require.Less(t, slot, uint32(1)<<grams.SlotBits)
	}
}

func TestScript(t *testing.T) {
	t.Parallel()
	var s grams.Scanner
	s.Reset("word λέξη слово كلمة mоскв")
	for _, want := range []grams.Script{grams.Latin, grams.Greek, grams.Cyrillic, grams.Alien, grams.Cyrillic} {
		require.True(t, s.Next())
		require.Equal(t, want, s.Word.Script)
	}
	require.False(t, s.Next())
}

func FuzzScanner(f *testing.F) {
	f.Add("l'été d’aujourd'hui @x https://y.z #tag 123")
	f.Add("\xff\xc3a\u0301\u0301 \xe2\x80")
	f.Add("ǅ ŉ ẞ ß İ ı ſ")
	f.Fuzz(func(t *testing.T, text string) {
		var s grams.Scanner
		s.Reset(text)
		before := 0
		for s.Next() {
			w := &s.Word
			require.True(t, before <= w.Start && w.Start < w.End && w.End <= len(text))
			require.Positive(t, w.Letters)
			require.LessOrEqual(t, w.Len(), grams.MaxWord)
			require.LessOrEqual(t, len(w.Append(nil)), grams.MaxSlots)
			before = w.End
		}
		if utf8.ValidString(text) && len(text) < 200 {
			// Composed text is read like decomposed text, as far as one mark goes.
			_, a := words(norm.NFC.String(text))
			_, b := words(norm.NFC.String(norm.NFD.String(text)))
			require.Equal(t, a, b)
		}
	})
}
