package lexicon_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

func TestParse(t *testing.T) {
	t.Parallel()
	list := "# comment\n\n" +
		"takesin*|takesín\tbullying.insult\t2\tinsult\tperson\tcmp,slang\ta made-up word\n" +
		"you\t-\t0\taddress\t-\t-\tyou\r\n" +
		"they are … pests\thate.slur\t3\tdehumanise\treligion_belief\tctx\tx\n" +
		"plain word\n"
	entries, err := lexicon.Parse("list.tsv", strings.NewReader(list), lexicon.Entry{
		Label: harm.Profanity, Severity: 1, Sense: lexicon.Profanity, Language: langs.English,
	})
	require.NoError(t, err)
	require.Equal(t, []lexicon.Entry{
		{
			Term: "takesin*|takesín", Label: harm.BullyingInsult, Severity: 2, Sense: lexicon.Insult, Person: true,
			Flags: lexicon.Compound | lexicon.Slang, Language: langs.English, Gloss: "a made-up word",
		},
		{Term: "you", Sense: lexicon.Address, Language: langs.English, Gloss: "you"},
		{
			Term: "they are … pests", Label: harm.HateSlur, Severity: 3, Sense: lexicon.Dehumanise,
			Target: harm.CharacteristicReligionBelief, Flags: lexicon.Context, Language: langs.English, Gloss: "x",
		},
		{Term: "plain word", Label: harm.Profanity, Severity: 1, Sense: lexicon.Profanity, Language: langs.English},
	}, entries)
	require.True(t, entries[0].Alone())
	require.False(t, entries[1].Alone())
	require.False(t, entries[2].Alone())
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, line, want string }{
		{"no_term", "\tbullying.insult", "no term"},
		{"label", "x\tbullying.nothing", "unknown label"},
		{"severity", "x\tprofanity\t4", `severity "4", want 0 to 3`},
		{"neutral_severity", "x\t-\t1\taddress", "severity 1 of a neutral term"},
		{"sense", "x\tprofanity\t1\tswearing", `unknown sense "swearing"`},
		{"sense_without_label", "x\t-\t0\tinsult", "has no label"},
		{"label_without_sense", "x\tprofanity\t1\taddress", "has label"},
		{"target", "x\tprofanity\t1\tprofanity\tnobody", "nobody"},
		{"flag", "x\tprofanity\t1\tprofanity\t-\tctx,hot", `unknown flag "hot"`},
		{"columns", "x\t-\t0\taddress\t-\t-\tg\tmore", "8 columns, want at most 7"},
		{"utf8", "x\xff", "invalid UTF-8"},
		{"gap_first", "… x", "begins with a gap"},
		{"gap_last", "x …", "ends with a gap"},
		{"gaps", "x … … y", "two in a row"},
		{"star_inside", "x*y", "does not end a word"},
		{"star_alone", "*", "does not end a word"},
		{"empty_form", "x||y", "empty form"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			entries, err := lexicon.Parse("list.tsv", strings.NewReader("good\n"+tt.line+"\nbad**\nfine"), lexicon.Entry{})
			require.ErrorContains(t, err, "lexicon: list.tsv:2: ")
			require.ErrorContains(t, err, tt.want)
			require.ErrorContains(t, err, "lexicon: list.tsv:3: ", "all faults are reported")
			require.Len(t, entries, 2)
		})
	}
}

func TestParseMany(t *testing.T) {
	t.Parallel()
	_, err := lexicon.Parse("list.tsv", strings.NewReader(strings.Repeat("*\n", 1000)), lexicon.Entry{})
	require.ErrorContains(t, err, "more than 100 faults")
	_, err = lexicon.Parse("list.tsv", strings.NewReader(strings.Repeat("x", 1<<17)), lexicon.Entry{})
	require.ErrorContains(t, err, "list.tsv:1: ")
}

func TestNewErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		entry lexicon.Entry
		want  string
	}{
		{"no_letters", lexicon.Entry{Term: "€|$"}, "no letters"},
		{"language", lexicon.Entry{Term: "x", Language: 200}, "undefined language 200"},
		{"long_word", lexicon.Entry{Term: strings.Repeat("ab", 200)}, "a word of 400 bytes"},
		{"many_words", lexicon.Entry{Term: strings.Repeat("ab ", 20)}, "more than 16 words"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := lexicon.New([]lexicon.Entry{{Term: "good"}, tt.entry}, lexicon.Options{})
			require.ErrorContains(t, err, "lexicon: entry 1 ")
			require.ErrorContains(t, err, tt.want)
		})
	}
	empty, err := lexicon.New(nil, lexicon.Options{})
	require.NoError(t, err)
	require.Zero(t, empty.Len())
	require.Empty(t, found(empty, "anything at all"))
}

func TestNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for s := range lexicon.Sense(lexicon.NumSenses) {
		require.False(t, seen[s.String()], s)
		seen[s.String()] = true
	}
	require.Equal(t, "contact", lexicon.Contact.String())
	require.Equal(t, "-", lexicon.NoSense.String())
	require.Equal(t, "ctx,abbr", (lexicon.Context | lexicon.Abbr).String())
	require.True(t, lexicon.Of(langs.Maltese, langs.Irish).Has(langs.Irish))
	require.False(t, lexicon.Of(langs.Maltese).Has(langs.Irish))
	require.True(t, lexicon.Every.Has(langs.Other))
}
