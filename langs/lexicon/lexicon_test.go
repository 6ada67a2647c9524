package lexicon_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// compile makes a lexicon of one-column lines in the given language.
func compile(t testing.TB, l langs.Language, lines string) *lexicon.Lexicon {
	t.Helper()
	entries, err := lexicon.Parse("test", strings.NewReader(lines), lexicon.Entry{
		Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult, Language: l,
	})
	require.NoError(t, err)
	lex, err := lexicon.New(entries, lexicon.Options{})
	require.NoError(t, err)
	return lex
}

// found lists the matches as "term[text]steps".
func found(lex *lexicon.Lexicon, s string) []string {
	var text fold.Text
	fold.Fold(&text, s)
	var out []string
	for _, m := range lex.Append(nil, &text, lexicon.Every) {
		line := fmt.Sprintf("%s[%s]", m.Entry.Term, s[m.Span.Start:m.Span.End])
		if m.Steps != 0 {
			line += m.Steps.String()
		}
		out = append(out, line)
	}
	return out
}

func TestAppend(t *testing.T) {
	t.Parallel()
	de := "takesin*|takesín\nblöder takes\ndu … takesino\nweg da\n🐷"
	tests := []struct {
		name, lines, text string
		lang              langs.Language
		want              []string
	}{
		{"word", "takesino", "Ein Takesino!", langs.German, []string{"takesino[Takesino]"}},
		{"inner", "takesino", "ein takesinodrom", langs.German, nil},
		{"stem", "takesin*", "die Takesinen", langs.German, []string{"takesin*[Takesinen]inflected"}},
		{"stem_alone", "takesin*", "Takesin", langs.German, []string{"takesin*[Takesin]"}},
		{"not_an_ending", "takesin*", "Takesinology", langs.German, nil},
		{"phrase", de, "weg da", langs.German, []string{"weg da[weg da]"}},
		{"phrase_apart", de, "weg von da", langs.German, nil},
		{"gap", "du … takesino", "du bist ein takesino", langs.German, []string{"du … takesino[du bist ein takesino]"}},
		{"gap_zero", "du … takesino", "du takesino", langs.German, []string{"du … takesino[du takesino]"}},
		{"gap_wide", "du … takesino", "du bist doch kein echter takesino", langs.German, nil},
		{"gap_sentence", "du … takesino", "das bist du. ein takesino", langs.German, nil},
		{"diacritics_missing", "krávina", "to je kravina", langs.Czech, []string{"krávina[kravina]diacritics"}},
		{"diacritics_more", "kravina", "to je krávina", langs.Czech, []string{"kravina[krávina]diacritics"}},
		{"emoji", de, "du 🐷", langs.German, []string{"🐷[🐷]"}},
		{"emoji_between", "weg da", "weg 🙂 da", langs.German, []string{"weg da[weg 🙂 da]"}},
		{"mention", "takesino", "@takesino hallo", langs.German, nil},
		{"width", "takesino", "ｔａｋｅsino", langs.German, []string{"takesino[ｔａｋｅsino]width"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, found(compile(t, tt.lang, tt.lines), tt.text))
		})
	}
}

func TestDefault(t *testing.T) {
	t.Parallel()
	lex, err := lexicon.Default()
	require.NoError(t, err)
	require.NotZero(t, lex.Len())
}
