package fold_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/fold"
)

// flagged returns the words of s that carry the flag.
func flagged(s string, flag fold.Flags) string {
	var text fold.Text
	fold.Fold(&text, s)
	var words []string
	for i, tok := range text.Tokens {
		if tok.Flags.Has(flag) {
			words = append(words, string(text.Word(i)))
		}
	}
	return strings.Join(words, " ")
}

func TestFlags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		flag fold.Flags
		in   string
		want string
	}{
		{"english_quotes", fold.Quoted, "he said “you fool” and left", "you fool"},
		{"german_quotes", fold.Quoted, "er sagte „du Narr“ und ging", "du narr"},
		{"danish_quotes", fold.Quoted, "han sagde »din nar« og gik", "din nar"},
		{"swedish_quotes", fold.Quoted, "han sa ”din narr” och gick", "din narr"},
		{"french_quotes", fold.Quoted, "il a dit « sot » hier", "sot"},
		{"ends_with_line", fold.Quoted, "he said “you\nfool” and left", ""},
		{"guillemets", fold.Quoted, "είπε «χαζέ» και έφυγε", "χαζέ"},
		{"straight_quotes", fold.Quoted, `they called me "fool" again`, "fool"},
		{"inches", fold.Quoted, `a 5" screen and a 7" one`, ""},
		{"never_closed", fold.Quoted, "he said “you fool and left", ""},
		{"quoted_line", fold.Quoted, "> you fool\nnot nice", "you fool"},
		{"sentences", fold.SentenceStart, "One two. Three four! Five? six… seven", "one three five six seven"},
		{"abbreviation", fold.SentenceStart, "the 3. item of a. b", "the"},
		{"lines", fold.LineStart, "one\ntwo three\n\nfour", "two four"},
		{"clauses", fold.ClauseStart, "you, fool: go (now)", "you fool go now"},
		{"question", fold.Question, "are you a fool? no.", "fool"},
		{"exclaim", fold.Exclaim, "fool! no.", "fool"},
		{"caps", fold.Caps, "You FOOL I A1 ΧΑ", "fool χα"},
		{"title", fold.Title, "You FOOL Éa", "you éa"},
		{"number", fold.Number, "1 two 3a 44", "1 44"},
		{"url", fold.URL, "see www.example.com/fool and http://a.org", "example com a org"},
		{"mention", fold.Mention, "@some.one hi a@b.org @ home", "some one a b org"},
		{"hashtag", fold.Hashtag, "#YouAre #so_good # not", "you are so good"},
		{"emoji", fold.Emoji, "ha 🤡 🇲🇹", "🤡 🇲🇹"},
		{"glued", fold.Glued, "don't e-mail me", "t mail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, flagged(tt.in, tt.flag))
		})
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	require.Equal(t, 1.0, fold.Steps(0).Certainty())
	require.Equal(t, "plain", fold.Steps(0).String())
	require.Equal(t, "diacritics+leet", (fold.Diacritics | fold.Leet).String())
	all := ^fold.Steps(0)
	require.Greater(t, all.Certainty(), 0.0)
	require.Less(t, (fold.Leet | fold.Typo).Certainty(), fold.Leet.Certainty())
	for s := fold.Width; s <= fold.Inflected; s <<= 1 {
		require.Less(t, s.Certainty(), 1.0, s)
	}
}

// TestOffsets checks that spans point at what was disguised.
func TestOffsets(t *testing.T) {
	t.Parallel()
	var text fold.Text
	s := "a f\u200bo\u00ado<b>l</b>! ＸＹ"
	fold.Fold(&text, s)
	var got []string
	for _, tok := range text.Tokens {
		got = append(got, s[tok.Start:tok.End])
	}
	require.Equal(t, []string{"a", "f\u200bo\u00ado<b>l", "ＸＹ"}, got)
}

// TestHuge folds megabytes that are made to be slow; it is here so that the
// time stays bounded.
func TestHuge(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("megabytes of text")
	}
	var text fold.Text
	for _, unit := range []string{"a", "a1", "\u0301", "a\u0301", "a ", "a.", "\xff", "<b", "<!--", "&#1", "a@b.c", "аa", "|/", "🇩", "a*", "\"a \" ", "(a", "😀", "ab😀"} {
		s := strings.Repeat(unit, 1<<21/len(unit))
		fold.Fold(&text, s)
		require.LessOrEqual(t, len(text.Bytes), 2*len(s))
		require.LessOrEqual(t, len(text.Alts), len(s))
	}
	fold.Fold(&text, "a"+strings.Repeat("\u0301\u0336", 100_000)+" b")
	require.Equal(t, "á b", string(text.Bytes))
}

func TestAllocs(t *testing.T) {
	lines := hostile()
	var text fold.Text
	for range 3 {
		for _, s := range lines {
			fold.Fold(&text, s)
		}
	}
	require.Zero(t, testing.AllocsPerRun(20, func() {
		for _, s := range lines {
			fold.Fold(&text, s)
		}
	}))
}

func Example() {
	var t fold.Text // reuse it: folding then allocates nothing
	s := "You are a ＦＯＯＬ, @someone"
	fold.Fold(&t, s)
	for i, tok := range t.Tokens {
		fmt.Printf("%s [%s] %v\n", t.Word(i), s[tok.Start:tok.End], tok.Steps)
	}
	// Output:
	// you [You] plain
	// are [are] plain
	// a [a] plain
	// fool [ＦＯＯＬ] width
	// someone [someone] plain
}

func ExampleText_Units() {
	var t fold.Text
	fold.Fold(&t, "such f.0.0.l")
	for i := range t.Alts {
		a := &t.Alts[i]
		fmt.Printf("%s %v\n", fold.AppendLetters(nil, t.Units(a)), a.Steps)
	}
	// Output:
	// fool leet+joined
}
