package fold_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/fold"
)

// FuzzFold checks what holds for every input: offsets lie inside it and in
// order, the folded text is valid UTF-8 with one space between words, hashes
// are those of the words, the answer is the same twice, and folding what was
// folded changes nothing.
func FuzzFold(f *testing.F) {
	for _, s := range hostile() {
		f.Add(s)
	}
	for _, s := range []string{
		"", " ", "\xff\xfe", "a\xc3", "e\u0301e\u0301e\u0301", "aaaA\u200baaa", "&#x;&amp;lt;b&gt;", "<b", "<b><br/>a</b>", "#ABcD_e", "@a.b@c.d",
		"http://www.x.y/z", "WWW.a", "🇩🇪🇩", "\u202eabc", "Ǆ ŉ ß ẞ İ ſ", "\"a\" „b“ »c« > d\n> e", "a b c d", "(_)|-|\\/\\/", "ѕсаm ԁ", "ʇoıpı", "vvord",
		"1.000,5 a1b2", "ﬁﬃ㎏", "\u0301\u0302", "a\u0336b\u0336", "ΣΑΣ ΌΣΟΣ", "&eacute;&#233;", "*a*b*", "x\u3164y", "aааaa",
	} {
		f.Add(s)
	}
	var text, again fold.Text
	f.Fuzz(func(t *testing.T, s string) {
		fold.Fold(&text, s)
		check(t, &text, s)
		folded := string(text.Bytes)
		tokens, alts := append([]fold.Token(nil), text.Tokens...), append([]fold.Alt(nil), text.Alts...)
		fold.Fold(&text, s)
		require.Equal(t, folded, string(text.Bytes))
		require.Equal(t, tokens, append([]fold.Token(nil), text.Tokens...))
		require.Equal(t, alts, append([]fold.Alt(nil), text.Alts...))
		fold.Fold(&again, folded)
		require.Equal(t, folded, string(again.Bytes), "idempotent: %q", s)
	})
}

// check checks one folded text.
func check(t *testing.T, text *fold.Text, s string) {
	t.Helper()
	require.True(t, utf8.Valid(text.Bytes))
	require.Equal(t, s, text.Source())
	words := make([]string, len(text.Tokens))
	end := int32(0)
	for i, tok := range text.Tokens {
		require.LessOrEqual(t, end, tok.Start)
		require.Less(t, tok.Start, tok.End)
		require.LessOrEqual(t, int(tok.End), len(s))
		end = tok.End
		word := text.Word(i)
		require.NotEmpty(t, word)
		require.Equal(t, fold.Hash(word), tok.Hash, "%q", word)
		require.Equal(t, fold.Hash(fold.AppendBare(nil, word)), tok.Bare, "%q", word)
		words[i] = string(word)
		require.Equal(t, tok.Len(), len(word))
		require.Equal(t, int(tok.Start), tok.Span().Start)
	}
	require.Equal(t, strings.Join(words, " "), string(text.Bytes))
	for i := range text.Alts {
		a := &text.Alts[i]
		require.LessOrEqual(t, int32(0), a.Start)
		require.Less(t, a.Start, a.End)
		require.LessOrEqual(t, int(a.End), len(s))
		require.LessOrEqual(t, int(a.First+a.N), len(text.Tokens))
		units := text.Units(a)
		require.NotEmpty(t, units)
		for _, u := range units {
			require.LessOrEqual(t, a.Start, u.Start)
			require.LessOrEqual(t, u.End, a.End)
			require.Less(t, u.Start, u.End)
		}
		c := a.Steps.Certainty()
		require.Greater(t, c, 0.0)
		require.LessOrEqual(t, c, 1.0)
	}
}

// TestPieces runs the checks of FuzzFold over texts put together at random from
// the pieces that folding treats specially.
func TestPieces(t *testing.T) {
	t.Parallel()
	pieces := strings.Split("a|b|aa|A|i|1|0|5|ab|Word|é|É|e\u0301|\u0301|\u0336|ß|ẞ|σ|Σ|ς|ά|и|й|и\u0306|ї|а|о|ǆ|ﬁ|½|𝐚|ⓑ|🅰|ａ|1|٣|\u200b|\u00ad|\ufeff|\u202e|\u202c|"+
		"\xff|\xc3|\xe2\x82|\xf0\x9f| |  |\n|\t|\u00a0|.|,|!|?|…|'|’|-|_|*|**|@|#|$|€|+|/|\\|&|;|<|>|(|)|[|]|{|}|\"|„|“|«|»|:|::|//|"+
		"http://|https://www.|www.|<b>|</b>|<br>|<!--|-->|&amp;|&#105;|&#x69;|&shy;|&nbsp;|&lt;|&eacute;|😀|👍🏽|🇩|🇪|❤️|ʇ|ɐ|ǝ|漢|ひ|ا|\u0964|ħ|ġ|ş|ț|ł|w|v|vv|V|h|t|p|s", "|")
	r := rand.New(rand.NewPCG(7, 11))
	var text, again fold.Text
	for range 30_000 {
		var sb strings.Builder
		for range 1 + r.IntN(12) {
			sb.WriteString(pieces[r.IntN(len(pieces))])
		}
		s := sb.String()
		fold.Fold(&text, s)
		check(t, &text, s)
		fold.Fold(&again, string(text.Bytes))
		require.Equal(t, string(text.Bytes), string(again.Bytes), "idempotent: %q", s)
	}
}
