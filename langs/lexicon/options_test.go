package lexicon_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

func TestCompounds(t *testing.T) {
	t.Parallel()
	entry := lexicon.Entry{Term: "schlurfnas*", Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult, Language: langs.German}
	flagged := entry
	flagged.Flags = lexicon.Compound
	words, err := lexicon.New([]lexicon.Entry{entry}, lexicon.Options{})
	require.NoError(t, err)
	byFlag, err := lexicon.New([]lexicon.Entry{flagged}, lexicon.Options{})
	require.NoError(t, err)
	byOption, err := lexicon.New([]lexicon.Entry{entry}, lexicon.Options{Compounds: true})
	require.NoError(t, err)
	for _, s := range []string{"Vollschlurfnasen", "Schlurfnasenclub", "Oberschlurfnase", "Volldeppenschlurfnasentruppe"} {
		require.Empty(t, found(words, s), s)
		require.Equal(t, found(byFlag, s), found(byOption, s))
		require.Len(t, found(byFlag, s), 1, s)
	}
	for _, s := range []string{"aschlurfnas", "eischlurfnas"} {
		require.Empty(t, found(byOption, s), "a rest of one or two letters is no word: %s", s)
	}
}

func TestLanguageSet(t *testing.T) {
	t.Parallel()
	lex, err := lexicon.New([]lexicon.Entry{
		{Term: "takesino", Label: harm.Profanity, Severity: 1, Sense: lexicon.Profanity, Language: langs.German},
		{Term: "takesino", Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult, Language: langs.Dutch},
		{Term: "takesino", Label: harm.HateSlur, Severity: 1, Sense: lexicon.Slur},
	}, lexicon.Options{})
	require.NoError(t, err)
	var text fold.Text
	fold.Fold(&text, "takesino")
	labels := func(in lexicon.Languages) (out []harm.Label) {
		for _, m := range lex.Append(nil, &text, in) {
			out = append(out, m.Entry.Label)
		}
		return out
	}
	require.Equal(t, []harm.Label{harm.Profanity, harm.BullyingInsult, harm.HateSlur}, labels(lexicon.Every))
	require.Equal(t, []harm.Label{harm.BullyingInsult, harm.HateSlur}, labels(lexicon.Of(langs.Dutch)))
	require.Equal(t, []harm.Label{harm.HateSlur}, labels(0))
}

// TestInflected checks forms that no list holds: the stemmers allow them.
func TestInflected(t *testing.T) {
	t.Parallel()
	lex, err := lexicon.Default()
	require.NoError(t, err)
	n := 0
	for _, tt := range []struct {
		lang langs.Language
		form string
	}{
		{langs.Romanian, "idiotului"},
		{langs.Polish, "debilem"},
		{langs.Croatian, "idiotima"},
		{langs.Slovak, "idiotmi"},
		{langs.Czech, "debilům"},
		{langs.Hungarian, "idiótáknak"},
		{langs.Finnish, "idiooteille"},
		{langs.Latvian, "idiotiem"},
		{langs.Lithuanian, "idiotams"},
		{langs.Estonian, "idiootidele"},
	} {
		var text fold.Text
		fold.Fold(&text, tt.form)
		for _, m := range lex.Append(nil, &text, lexicon.Of(tt.lang)) {
			if m.Entry.Label == harm.BullyingInsult {
				n++
				break
			}
		}
	}
	require.GreaterOrEqual(t, n, 8, "of ten inflected forms")
}

// TestConcurrent matches with one lexicon from several goroutines.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	lex, err := terms()
	require.NoError(t, err)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var text fold.Text
			for range 50 {
				fold.Fold(&text, "du t*kesino, t4kesino, weg da")
				if n := len(lex.Append(nil, &text, lexicon.Every)); n < 3 {
					t.Errorf("%d matches, want at least 3", n)
				}
			}
		})
	}
	wg.Wait()
}

func TestAppendAllocs(t *testing.T) {
	lex, err := lexicon.Default()
	require.NoError(t, err)
	var text fold.Text
	fold.Fold(&text, "Heute ist das Wetter schön, and you 1d10t can pl4y outside: f*ol, f o o l, foool, φool.")
	dst := lex.Append(nil, &text, lexicon.Of(langs.German, langs.English))
	require.Zero(t, testing.AllocsPerRun(50, func() {
		dst = lex.Append(dst[:0], &text, lexicon.Of(langs.German, langs.English))
	}))
}

func Example() {
	lex, err := lexicon.New([]lexicon.Entry{
		{Term: "takesino|takesini", Label: harm.BullyingInsult, Severity: 1, Sense: lexicon.Insult, Language: langs.English},
		{Term: "go … away", Label: harm.BullyingExclusion, Severity: 1, Sense: lexicon.Exclusion, Language: langs.English},
	}, lexicon.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var t fold.Text
	s := "You T4kesino, go far away!"
	fold.Fold(&t, s)
	for _, m := range lex.Append(nil, &t, lexicon.Of(langs.English)) {
		fmt.Printf("%q %v %v %.2f\n", s[m.Span.Start:m.Span.End], m.Entry.Label, m.Steps, m.Certainty())
	}
	// Output:
	// "T4kesino" bullying.insult leet 0.88
	// "go far away" bullying.exclusion plain 1.00
}
