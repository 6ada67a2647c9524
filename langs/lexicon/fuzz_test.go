package lexicon_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// FuzzParse checks that any file is read or refused, and that what is read can
// be compiled or is refused, without a crash and with the same answer twice.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", "# only a comment\n", "word", "word\tbullying.insult\t1\tinsult\t-\tctx,slang\tgloss", "a … b*|c\tprofanity\t1\tprofanity\tperson\t-\t-",
		"you\t-\t0\taddress\t-\t-\tyou", "x\tno.label\t1\tinsult", "x\t-\t9", "…", "a … … b", "*", "a*b", "|", "\ufeffword\r\n\xff\n@user\n€", strings.Repeat("a ", 40),
		strings.Repeat("ab", 400), "🐷|🤡🤡 x", "l'eau", "1\n22\n3*",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		defaults := lexicon.Entry{Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult, Language: langs.German}
		entries, err := lexicon.Parse("f", strings.NewReader(s), defaults)
		again, err2 := lexicon.Parse("f", strings.NewReader(s), defaults)
		require.Equal(t, entries, again)
		require.Equal(t, err == nil, err2 == nil)
		for _, opts := range []lexicon.Options{{}, {Typos: true, Compounds: true}} {
			lex, err := lexicon.New(entries, opts)
			if err != nil {
				require.ErrorContains(t, err, "lexicon: ")
				continue
			}
			require.Equal(t, len(entries), lex.Len())
			for i := range entries {
				verify(t, lex, strings.NewReplacer("*", "", "|", ", ", "…", "und so").Replace(entries[i].Term), lexicon.Every)
			}
		}
	})
}

// terms has a pattern of every kind.
var terms = sync.OnceValues(func() (*lexicon.Lexicon, error) {
	list := "takesino\ntakesin*|takesín\ndu … takesino\nweg da\n🐷\nkill yourself\nschlurfnas*\t\t\t\t\tcmp\nřeplav\t\t\t\t\texact\n@user du\nσκαλιβόπης\nкротяльник\nabc123\n"
	list = strings.ReplaceAll(list, "\t\t\t\t\t", "\tbullying.insult\t1\tinsult\t-\t")
	entries, err := lexicon.Parse("terms", strings.NewReader(list), lexicon.Entry{
		Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult, Language: langs.German,
	})
	if err != nil {
		return nil, err
	}
	return lexicon.New(entries, lexicon.Options{Typos: true, Compounds: true})
})

// FuzzAppend checks that matches lie inside the text and its tokens, are in
// order, and are the same twice.
func FuzzAppend(f *testing.F) {
	for _, s := range []string{
		"Du takesino!", "t a k e s i n o", "t4k3s1n0 t*kesino", "weg 🙂 da", "oniesekat ta kesino", "k i l l y o u r s e l f", "#KillYourself killyourself",
		"Volldeppenschlurfnasen", "@some_one du", "\xff", "takesnio", "σκαλιβοπης σkαλιβόπης", "кpoтяльник", "ou!sǝʞɐʇ", "(t)(a)(k)(e)(s)(i)(n)(o)", "&#116;akesino",
		"🇹🇦🇰🇪🇸🇮🇳🇴", "abc 123 abc123", "t😀kesino", "řeplav replav",
	} {
		f.Add(s, uint32(lexicon.Every))
	}
	f.Fuzz(func(t *testing.T, s string, in uint32) {
		lex, err := terms()
		require.NoError(t, err)
		verify(t, lex, s, lexicon.Languages(in))
		lex, err = lexicon.Default()
		require.NoError(t, err)
		verify(t, lex, s, lexicon.Languages(in))
	})
}

// verify matches s and checks the answer.
func verify(t *testing.T, lex *lexicon.Lexicon, s string, in lexicon.Languages) {
	t.Helper()
	var text fold.Text
	fold.Fold(&text, s)
	matches := lex.Append(nil, &text, in)
	require.Equal(t, matches, lex.Append(nil, &text, in))
	for i, m := range matches {
		require.LessOrEqual(t, 0, m.Span.Start)
		require.Less(t, m.Span.Start, m.Span.End)
		require.LessOrEqual(t, m.Span.End, len(s))
		require.LessOrEqual(t, 0, m.First)
		require.LessOrEqual(t, m.First+m.Tokens, len(text.Tokens))
		require.True(t, m.Entry.Language == langs.Undetermined || in.Has(m.Entry.Language))
		require.Greater(t, m.Certainty(), 0.0)
		require.LessOrEqual(t, m.Certainty(), 1.0)
		if i > 0 {
			require.LessOrEqual(t, matches[i-1].Span.Start, m.Span.Start)
		}
	}
}
