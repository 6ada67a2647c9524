package classify_test

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// input prepares a text in one language.
func input(tb testing.TB, l langs.Language, s string) *classify.Input {
	tb.Helper()
	lex, err := lexicon.Default()
	require.NoError(tb, err)
	in := &classify.Input{Source: s, Text: new(fold.Text), Candidate: lexicon.Of(l, langs.Undetermined)}
	fold.Fold(in.Text, s)
	in.Languages = []identify.Guess{{Language: l, Probability: 1}}
	in.Matches = lex.Append(nil, in.Text, in.Candidate)
	return in
}

func TestModel(t *testing.T) {
	t.Parallel()
	m, err := classify.Default()
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(m.Name(), "vigil-"))
	tests := []struct {
		name string
		lang langs.Language
		text string
		want harm.Label // None: nothing reaches the threshold
	}{
		{"en_clean", langs.English, "The train to the coast leaves at nine.", harm.None},
		{"en_insult", langs.English, "You are such an idiot, shut up you stupid loser", harm.BullyingInsult},
		{"de_clean", langs.German, "Morgen fahren wir mit dem Zug ans Meer.", harm.None},
		{"de_insult", langs.German, "Du bist so ein dummer Idiot, halt einfach die Fresse", harm.BullyingInsult},
		{"de_hate", langs.German, "Alle Ausländer sind dreckige Parasiten und gehören raus aus unserem Land", harm.HateSlur},
		{"hu_without_labelled_text", langs.Hungarian, "Te hülye idióta", harm.BullyingInsult},
		{"empty", langs.English, "", harm.None},
		{"invalid", langs.English, "\xff\xfe\x80", harm.None},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var r classify.Result
			r.Reset()
			m.Classify(&r, input(t, tt.lang, tt.text))
			for _, s := range r.Scores {
				require.LessOrEqual(t, s.Value, 1.0)
				for _, e := range s.Evidence {
					require.LessOrEqual(t, e.Span.End, len(tt.text))
					require.Less(t, e.Span.Start, e.Span.End)
				}
				if tt.want == harm.None {
					require.Less(t, s.Value, classify.Threshold, s.Label.String())
				}
			}
			if tt.want != harm.None {
				require.GreaterOrEqual(t, r.Value(tt.want), classify.Threshold)
			}
		})
	}
}

// Harmless text around it does not hide an insult.
func TestModelLongText(t *testing.T) {
	t.Parallel()
	m, err := classify.Default()
	require.NoError(t, err)
	padding := strings.Repeat("The train to the coast leaves at nine and we will take sandwiches along. ", 40)
	var r classify.Result
	r.Reset()
	m.Classify(&r, input(t, langs.English, padding+strings.Repeat("You are such an idiot, shut up you stupid loser. ", 12)+padding))
	require.GreaterOrEqual(t, r.Value(harm.BullyingInsult), classify.Threshold)
}

func TestModelAllocatesNothing(t *testing.T) {
	m, err := classify.Default()
	require.NoError(t, err)
	in := input(t, langs.English, "You are such an idiot, nobody wants you here, shut up you stupid loser")
	var r classify.Result
	score := func() {
		r.Reset()
		m.Classify(&r, in)
	}
	score()
	require.Zero(t, testing.AllocsPerRun(100, score))
}

func TestParse(t *testing.T) {
	t.Parallel()
	file := func(header string, tables int) []byte {
		b := append([]byte(classify.Magic), binary.LittleEndian.AppendUint32(nil, uint32(len(header)))...)
		return append(append(b, header...), make([]byte, tables)...)
	}
	head := `{"name":"x","tables":[8],"heads":[{"name":%q,"step":%v,"slope":1}]}`
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"nothing", nil, "want"},
		{"magic_only", []byte(classify.Magic), "cut short"},
		{"header_cut", file("{}", 0)[:len(classify.Magic)+5], "cut short"},
		{"no_json", file("{", 0), "header"},
		{"table_cut", file(`{"tables":[8]}`, 8<<8-1), "cut short"},
		{"table_huge", file(`{"tables":[60]}`, 0), "2^60"},
		{"too_many_heads", file(`{"heads":[{}]}`, 0), "heads"},
		{"trailing", file(`{}`, 1), "too many"},
		{"unknown_head", file(fmt.Sprintf(head, "sunshine", 1), 8<<8), "sunshine"},
		{"no_step", file(fmt.Sprintf(head, "hate", 0), 8<<8), "step"},
		{"verdict_without_families", file(`{"verdict":{"slope":1}}`, 0), `no head "harm"`},
		{"verdict_without_slope", file(`{"verdict":{}}`, 0), "slope 0"},
		{"set_of_no_kind", file(`{"sets":[{"kind":"sunshine","language":"de"}]}`, 0), `kind "sunshine"`},
		{"set_of_no_language", file(`{"sets":[{"kind":"hate","language":"??"}]}`, 0), `set model of "??"`},
		{"set_of_no_head", file(`{"sets":[{"kind":"hate","language":"de","weights":{"harm":1}}]}`, 0), `no head "harm"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := classify.Parse(tt.data)
			require.ErrorContains(t, err, tt.want)
		})
	}
	m, err := classify.Parse(file(fmt.Sprintf(head, "hate", 1), 8<<8))
	require.NoError(t, err)
	require.Equal(t, "x", m.Name())
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(classify.Magic + "\x02\x00\x00\x00{}"))
	f.Add([]byte(classify.Magic + "\x0e\x00\x00\x00{\"tables\":[8]}"))
	f.Add([]byte{})
	// All heads of a verdict, and a set model on top.
	header := `{"tables":[8],"heads":[`
	for i, name := range append([]string{"harm"}, classify.Families()...) {
		if i > 0 {
			header += ","
		}
		header += fmt.Sprintf(`{"name":%q,"step":1,"slope":1,"bias":2}`, name)
	}
	header += `],"verdict":{"slope":1,"shift":{"und":2}},"sets":[{"kind":"hate","language":"en","weights":{"harm":-1},"bias":3}]}`
	whole := append([]byte(classify.Magic), binary.LittleEndian.AppendUint32(nil, uint32(len(header)))...)
	whole = append(append(whole, header...), make([]byte, 8<<8)...)
	_, err := classify.Parse(whole)
	require.NoError(f, err)
	f.Add(whole)
	in := input(f, langs.English, "you are an idiot")
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := classify.Parse(data)
		if err != nil {
			return
		}
		var r classify.Result
		r.Reset()
		m.Classify(&r, in)
		for _, s := range r.Scores {
			require.True(t, s.Value > 0 && s.Value <= 1)
		}
	})
}

func BenchmarkClassify(b *testing.B) {
	m, err := classify.Default()
	require.NoError(b, err)
	for _, bench := range []struct{ name, text string }{
		{"clean", "The train to the coast leaves at nine and we will take sandwiches along for everybody in the group."},
		{"insult", "You are such an idiot that nobody here wants to play with you any more, shut up you stupid loser now"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			in := input(b, langs.English, bench.text)
			var r classify.Result
			b.ReportAllocs()
			b.SetBytes(int64(len(bench.text)))
			for b.Loop() {
				r.Reset()
				m.Classify(&r, in)
			}
		})
	}
}

func ExampleModel() {
	m, err := classify.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	lex, err := lexicon.Default()
	if err != nil {
		fmt.Println(err)
		return
	}
	s := "You are such an idiot"
	var text fold.Text
	fold.Fold(&text, s)
	in := classify.Input{Source: s, Text: &text, Candidate: lexicon.Of(langs.English)}
	in.Languages = []identify.Guess{{Language: langs.English, Probability: 1}}
	in.Matches = lex.Append(nil, &text, in.Candidate)

	var r classify.Result
	r.Reset()
	m.Classify(&r, &in)
	fmt.Println(r.Value(harm.BullyingInsult) >= classify.Threshold)
	// Output: true
}
