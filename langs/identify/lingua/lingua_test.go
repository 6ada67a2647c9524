package lingua_test

import (
	"fmt"
	"log"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/langs/identify/lingua"
)

// TestIdentify uses the small models, which are read in half a second.
func TestIdentify(t *testing.T) {
	t.Parallel()
	l, err := lingua.New(lingua.Options{LowAccuracy: true})
	require.NoError(t, err)
	tests := []struct {
		text string
		want langs.Language
	}{
		{"Vi skal besøge min farmor i weekenden og bage boller.", langs.Danish},
		{"Τι κάνεις; Όλα καλά;", langs.Greek},
		{"Yarın öğle yemeğinden sonra kütüphaneye gideceğiz.", langs.Other},
		{"123 !", langs.Undetermined},
		{"", langs.Undetermined},
	}
	prefix := []identify.Guess{{Language: langs.Maltese, Probability: 2}}
	for _, tt := range tests {
		guesses := l.Identify(prefix, tt.text)
		require.Equal(t, prefix[0], guesses[0])
		require.Equal(t, tt.want, guesses[1].Language, "%q", tt.text)
		sum := 0.0
		for _, g := range guesses[1:] {
			sum += g.Probability
		}
		require.InDelta(t, 1, sum, 1e-6)
	}
	require.Greater(t, probability(l.Identify(nil, "hotel", langs.Czech), langs.Czech), probability(l.Identify(nil, "hotel"), langs.Czech))
}

func probability(guesses []identify.Guess, l langs.Language) float64 {
	for _, g := range guesses {
		if g.Language == l {
			return g.Probability
		}
	}
	return 0
}

func TestOfficialOnly(t *testing.T) {
	t.Parallel()
	l, err := lingua.New(lingua.Options{OfficialOnly: true, LowAccuracy: true})
	require.NoError(t, err)
	for _, g := range l.Identify(nil, "Jeg vet ikke hva jeg skal gjøre i morgen") {
		require.True(t, g.Language.IsEU())
	}
}

func Example() {
	l, err := lingua.New(lingua.Options{LowAccuracy: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(l.Identify(nil, "Mitä mieltä olet uudesta opettajasta?")[0].Language)
	// Output:
	// fi
}
