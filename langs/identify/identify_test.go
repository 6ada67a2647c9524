package identify_test

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/internal/golden"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
)

func model(t testing.TB) *identify.Model {
	t.Helper()
	m, err := identify.New(identify.Options{})
	require.NoError(t, err)
	return m
}

func TestGolden(t *testing.T) {
	t.Parallel()
	m := model(t)
	seen := make(map[langs.Language]bool)
	for _, row := range golden.Rows(t, "testdata/golden.tsv", 2) {
		want, err := langs.Parse(row[0])
		require.NoError(t, err)
		seen[want] = true
		guesses := m.Identify(nil, row[1])
		require.Equal(t, want, guesses[0].Language, "%q: %v", row[1], guesses)
		require.Greater(t, guesses[0].Probability, 0.7, "%q: %v", row[1], guesses)
	}
	require.Len(t, seen, int(langs.NumLanguages))
}

func TestNoise(t *testing.T) {
	t.Parallel()
	m := model(t)
	tests := []struct {
		name string
		text string
		want langs.Language
	}{
		{"capitals", "DNESKA JSEM BYL U BABIČKY A PŘINESL JSEM JÍ KOLÁČE", langs.Czech},
		{"without_diacritics", "dneska jsem byl u babicky a prinesl jsem ji kolace", langs.Czech},
		{"decomposed", "dneska jsem byl u babic\u030cky a pr\u030cinesl jsem ji\u0301 kola\u0301c\u030ce", langs.Czech},
		{"elongated", "neeeeee to je uuuuplně skvěěěělé", langs.Czech},
		{"address", "https://www.example.com/the/best/website/ever pěkné, že jo? @the_best_user", langs.Czech},
		{"latin_address_in_greek", "δες αυτό www.example.com/this-is-english τώρα", langs.Greek},
		{"latin_name_in_bulgarian", "утре гледаме Manchester United заедно", langs.Bulgarian},
		{"invisible", "zaj\u200btra po\u00ad obede ideme do kni\u200dž\ufeffnice", langs.Slovak},
		{"emoji", "🎉🎉 zajtra 😀 po obede 😀 ideme do knižnice 🎉", langs.Slovak},
		{"fullwidth", "ｗｅ ａｒｅ ｇｏｉｎｇ ｔｏ ｔｈｅ ｌｉｂｒａｒｙ", langs.English},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, m.Best(tt.text).Language, "%v", m.Identify(nil, tt.text))
		})
	}
}

func TestIdentifyOrder(t *testing.T) {
	t.Parallel()
	m := model(t)
	prefix := []identify.Guess{{Language: langs.Maltese, Probability: 2}}
	for _, text := range []string{"casa", "no", "hotel", "ja", "ми", "Ω", "the quick brown fox"} {
		guesses := m.Identify(prefix, text)
		require.Equal(t, prefix[0], guesses[0])
		guesses = guesses[1:]
		require.GreaterOrEqual(t, len(guesses), 3, "%q", text)
		sum := 0.0
		for i, g := range guesses {
			sum += g.Probability
			require.NotEqual(t, langs.Undetermined, g.Language)
			if i > 0 {
				require.LessOrEqual(t, g.Probability, guesses[i-1].Probability)
			}
			if i >= 3 {
				require.GreaterOrEqual(t, g.Probability, 0.01)
			}
		}
		require.InDelta(t, 1, sum, 0.2, "%q: %v", text, guesses)
	}
}

func TestNoLetters(t *testing.T) {
	t.Parallel()
	m := model(t)
	for _, text := range []string{"", " ", "123", "!?", "🎉", "@somebody", "https://example.com/hello", "\xff\xfe", "'-'"} {
		require.Equal(t, []identify.Guess{{Language: langs.Undetermined, Probability: 1}}, m.Identify(nil, text), "%q", text)
		require.Empty(t, m.Shortlist(nil, text))
		require.Empty(t, m.Segments(nil, text))
	}
}

func TestDeclared(t *testing.T) {
	t.Parallel()
	m := model(t)
	for _, l := range []langs.Language{langs.Spanish, langs.Italian, langs.Portuguese} {
		require.Equal(t, l, m.Best("casa", l).Language)
	}
	// Evidence outweighs the declaration.
	require.Equal(t, langs.Polish, m.Best("szczęśliwego nowego roku wszystkim", langs.Italian, langs.Maltese).Language)
	strong, err := identify.New(identify.Options{DeclaredWeight: 1e6})
	require.NoError(t, err)
	require.Greater(t, strong.Best("casa", langs.Romanian).Probability, m.Best("casa", langs.Romanian).Probability)
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []identify.Options{{DeclaredWeight: -1}, {OtherWeight: 1e9}, {OtherWeight: math.NaN()}} {
		_, err := identify.New(o)
		require.ErrorContains(t, err, "identify: ")
	}
	lenient, err := identify.New(identify.Options{OtherWeight: 1e-6})
	require.NoError(t, err)
	require.NotEqual(t, langs.Other, lenient.Best("Jeg vet ikke hva").Language)
}

func TestShortlist(t *testing.T) {
	t.Parallel()
	m := model(t)
	require.Contains(t, m.Shortlist(nil, "casa"), langs.Italian)
	require.Equal(t, []langs.Language{langs.Finnish}, m.Shortlist(nil, "hyvää huomenta kaikille ystäville"))
}

func TestAllocs(t *testing.T) {
	m := model(t)
	guesses := make([]identify.Guess, 0, langs.NumLanguages)
	segments := make([]identify.Segment, 0, 64)
	shortlist := make([]langs.Language, 0, 3)
	declared := []langs.Language{langs.Danish, langs.German}
	for _, text := range []string{"a", "hotel"} { // many languages alike
		require.Zero(t, testing.AllocsPerRun(20, func() { _ = m.Best(text) }), text)
	}
	for _, bt := range benchTexts {
		require.Zero(t, testing.AllocsPerRun(20, func() { guesses = m.Identify(guesses[:0], bt.text, declared...) }), bt.name)
		require.Zero(t, testing.AllocsPerRun(20, func() { segments = m.Segments(segments[:0], bt.text, declared...) }), bt.name)
		require.Zero(t, testing.AllocsPerRun(20, func() { shortlist = m.Shortlist(shortlist[:0], bt.text) }), bt.name)
	}
}

// TestHuge reads texts of 10 MB, of which only the start counts.
func TestHuge(t *testing.T) {
	t.Parallel()
	m := model(t)
	const size = 10 << 20
	for name, piece := range map[string]string{
		"words": "zajtra po obede ideme do knižnice ", "letters": "a", "spaces": " ", "invalid": "\xff", "marks": "e\u0301\u0302",
		"address": "https://", "mention": "@", "invisible": "\u200b", "alien": "図", "elongated": "jaaa",
	} {
		text := strings.Repeat(piece, size/len(piece))
		guesses := m.Identify(nil, text)
		require.NotEmpty(t, guesses, name)
		require.Equal(t, guesses, m.Identify(nil, text[:identify.MaxRead]), name)
		for _, s := range m.Segments(nil, text) {
			require.LessOrEqual(t, s.End, identify.MaxRead, name)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	for _, row := range golden.Rows(f, "testdata/golden.tsv", 2) {
		f.Add(row[1])
		f.Add(row[1][:len(row[1])/2])
	}
	f.Add("\xff\xfeabc\x80 \xc3")
	f.Add("a\u0301\u0301\u0301 l'été d'aujourd'hui --- '' İI")
	m := model(f)
	f.Fuzz(func(t *testing.T, text string) {
		guesses := m.Identify(nil, text)
		require.NotEmpty(t, guesses)
		require.Equal(t, guesses, m.Identify(nil, text))
		for _, g := range guesses {
			require.True(t, g.Probability >= 0 && g.Probability <= 1.0001, "%v", g)
			require.Less(t, g.Language, langs.Language(langs.NumLanguages))
		}
		before := 0
		for _, s := range m.Segments(nil, text) {
			require.True(t, before <= s.Start && s.Start < s.End && s.End <= len(text), "%v after %d", s, before)
			before = s.End
		}
	})
}
