package identify_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
)

func TestSegments(t *testing.T) {
	t.Parallel()
	m := model(t)
	type part struct {
		want langs.Language
		text string
	}
	tests := []struct {
		name  string
		parts []part // joined by a space
	}{
		{"one", []part{{langs.Danish, "Vi skal besøge min farmor i weekenden og bage boller."}}},
		{"two_sentences", []part{{langs.German, "Morgen fahren wir mit dem Fahrrad an den See."}, {langs.French, "Est-ce que tu veux venir avec nous ?"}}},
		{"within_a_sentence", []part{{langs.Maltese, "mela jien għidtlu li ma rridx immur imma"}, {langs.English, "he would not listen to anything that I said"}}},
		{"three", []part{{langs.Polish, "jutro po obiedzie idziemy do biblioteki"}, {langs.Bulgarian, "а после ще отидем на кино"}, {langs.Greek, "και μετά στη θάλασσα"}}},
		{"loan_words", []part{{langs.German, "Das neue Update ist wirklich cool und der Stream läuft wieder ohne Probleme"}}},
		{"other", []part{{langs.Finnish, "huomenna menemme lounaan jälkeen kirjastoon"}, {langs.Other, "明日は図書館に行きます"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var texts []string
			for _, p := range tt.parts {
				texts = append(texts, p.text)
			}
			text := strings.Join(texts, " ")
			segments := m.Segments(nil, text)
			require.Len(t, segments, len(tt.parts), "%v", segments)
			at := 0
			for i, p := range tt.parts {
				require.Equal(t, p.want, segments[i].Language, "%v", segments)
				require.InDelta(t, at, segments[i].Start, 6, "%v", segments)
				require.Greater(t, segments[i].Probability, 0.5)
				at += len(p.text) + 1
			}
		})
	}
}

// TestSegmentsLong crosses the borders of the blocks that are decoded at once.
func TestSegmentsLong(t *testing.T) {
	t.Parallel()
	m := model(t)
	german := strings.Repeat("Morgen fahren wir mit dem Fahrrad an den See. ", 60)
	french := strings.Repeat("Nous irons demain à la bibliothèque après le déjeuner. ", 60)
	segments := m.Segments([]identify.Segment{{}}, german+french+german)
	require.Len(t, segments, 4)
	require.Equal(t, langs.German, segments[1].Language)
	require.Equal(t, langs.French, segments[2].Language)
	require.Equal(t, langs.German, segments[3].Language)
	require.InDelta(t, len(german), segments[2].Start, 10)
	require.InDelta(t, len(german)+len(french), segments[3].Start, 10)
}
