package corpus_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/corpus"
)

func TestMessages(t *testing.T) {
	t.Parallel()
	const line = "en-1\tbullying.insult,threat.violence\ttarget_minor\tyou\tassert\tchat\tp1\theld\tyou are a sentinel"
	got, err := corpus.Messages(corpus.Header + "\n" + line + "\nen-2\t-\t-\tthing\tjoke\tgame\t-\ttrain\ta box\n")
	require.NoError(t, err)
	require.Equal(t, []corpus.Message{
		{
			ID: "en-1", Labels: []harm.Label{harm.BullyingInsult, harm.ThreatViolence}, Facets: harm.TargetMinor,
			Target: "you", Stance: "assert", Register: "chat", Pair: "p1", Split: "held", Text: "you are a sentinel",
		},
		{ID: "en-2", Target: "thing", Stance: "joke", Register: "game", Split: "train", Text: "a box"},
	}, got)
	for _, tt := range []struct{ data, want string }{
		{"id\ttext\n", "line 1: header"},
		{corpus.Header + "\nen-1\n", "line 2: 1 columns, want 9"},
		{corpus.Header + "\n" + strings.Replace(line, "insult", "sunshine", 1), `unknown label "bullying.sunshine"`},
		{corpus.Header + "\n" + strings.Replace(line, "target_minor", "blue", 1), `unknown facet "blue"`},
		{corpus.Header + "\n" + strings.Replace(line, "\tyou\t", "\tthem\t", 1), `target "them", want one of you`},
		{corpus.Header + "\n" + strings.Replace(line, "held", "spare", 1), `split "spare", want one of train held`},
	} {
		_, err := corpus.Messages(tt.data)
		require.ErrorContains(t, err, tt.want)
	}
}

const frames = `# two slots
slot	thing	box | lid
slot	thing	jar
slot	who	you | they
frame	bullying.insult	you	assert	{who} are a {thing}, {who}!
frame	-	thing	joke	a {thing}
`

func TestFrames(t *testing.T) {
	t.Parallel()
	f, err := corpus.ParseFrames(frames)
	require.NoError(t, err)
	require.Equal(t, []string{"box", "lid", "jar"}, f.Slots["thing"])
	require.Len(t, f.All, 2)
	first, second := &f.All[0], &f.All[1]
	require.Equal(t, []string{"who", "thing", "who"}, first.Slots)
	require.Equal(t, []harm.Label{harm.BullyingInsult}, first.Labels)
	texts := f.Fill(first, 4)
	require.Len(t, texts, 4)
	require.Equal(t, texts, f.Fill(first, 4), "the same each time")
	for i, text := range texts {
		require.Regexp(t, `^(you|they|You|They) are a (box|lid|jar), (you|they)!$`, text)
		require.NotContains(t, texts[:i], text)
	}
	// There are six texts of the second frame, capitals included.
	require.LessOrEqual(t, len(f.Fill(second, 100)), 6)
	var all []string
	for text := range f.Texts() {
		all = append(all, text)
	}
	require.Equal(t, []string{"box", "lid", "jar", "you", "they", "  are a  ,  !", "a  "}, all)
}

func TestFrameFaults(t *testing.T) {
	t.Parallel()
	_, err := corpus.ParseFrames("slot\tspare\tx | {y}\nframe\t-\tthing\tassert\tno slot\nframe\t-\tthing\tassert\ta {missing}\nframe\t-\tthing\tassert\ta {b\nslot\tz\nframe\tsun\tyou\tassert\t{z}\n")
	for _, want := range []string{
		`line 1: filler "{y}"`, "line 2: 0 slots, want 1 to 4", `line 3: no slot "missing"`, "line 4: a brace without its twin",
		`line 5: begins with "slot" and has 2 columns`, `line 6: harm: unknown label "sun"`, `no frame uses the slot "spare"`,
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestSuite(t *testing.T) {
	t.Parallel()
	cases, err := corpus.ParseSuite(corpus.SuiteHeader + "\nen-1\tinsult\tbullying.insult\t1\tyou are a sentinel\nen-2\tinsult\t-\t1\ta box\n")
	require.NoError(t, err)
	require.Len(t, cases, 2)
	require.True(t, corpus.Harmful(cases[0].Labels))
	require.False(t, corpus.Harmful(cases[1].Labels))
	for _, tt := range []struct{ data, want string }{
		{"id\n", "line 1: header"},
		{corpus.SuiteHeader + "\nen-1\tinsult\n", "line 2: 2 columns, want 5"},
		{corpus.SuiteHeader + "\nen-1\tsunshine\t-\t1\tx\n", `check "sunshine"`},
	} {
		_, err := corpus.ParseSuite(tt.data)
		require.ErrorContains(t, err, tt.want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(frames)
	f.Add(corpus.Header + "\nen-1\t-\t-\tthing\tjoke\tgame\t-\ttrain\ta box\n")
	f.Add(corpus.SuiteHeader + "\nen-2\tinsult\t-\t1\ta box\n")
	f.Fuzz(func(t *testing.T, data string) {
		if all, err := corpus.Messages(data); err == nil {
			require.LessOrEqual(t, len(all), strings.Count(data, "\n"))
		}
		if all, err := corpus.ParseSuite(data); err == nil {
			require.LessOrEqual(t, len(all), strings.Count(data, "\n"))
		}
		set, err := corpus.ParseFrames(data)
		if err != nil {
			return
		}
		for i := range set.All {
			require.LessOrEqual(t, len(set.Fill(&set.All[i], 5)), 5)
		}
	})
}
