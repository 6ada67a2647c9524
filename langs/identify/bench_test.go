package identify_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
)

// benchTexts are of the lengths that chats have.
var benchTexts = []struct {
	name string
	want langs.Language
	text string
}{
	{"word", langs.Polish, "szczęśliwy"},
	{"pair", langs.Finnish, "hyvää huomenta"},
	{"chat", langs.German, "wir sehen uns dann morgen"},
	{"sentence", langs.Danish, "Vi mødes ved stationen klokken otte, og bagefter går vi hjem og spiser aftensmad sammen med de andre."},
	{"cyrillic", langs.Bulgarian, "Утре ще се видим на гарата и после ще отидем да вечеряме заедно с останалите."},
	{"greek", langs.Greek, "Θα βρεθούμε αύριο στον σταθμό και μετά θα πάμε για φαγητό."},
}

func BenchmarkIdentify(b *testing.B) {
	m, err := identify.New(identify.Options{})
	require.NoError(b, err)
	for _, bt := range benchTexts {
		b.Run(bt.name, func(b *testing.B) {
			guesses := m.Identify(nil, bt.text)
			require.Equal(b, bt.want, guesses[0].Language)
			b.SetBytes(int64(len(bt.text)))
			b.ReportAllocs()
			for b.Loop() {
				guesses = m.Identify(guesses[:0], bt.text)
			}
		})
	}
}
