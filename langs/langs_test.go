package langs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		tag  string
		want langs.Language
	}{
		{"mt", langs.Maltese},
		{"GA", langs.Irish},
		{"pt-BR", langs.Portuguese},
		{"sr-Latn-RS", langs.Croatian},
		{"sr-Cyrl", langs.Other},
		{"bs", langs.Croatian},
		{"uk", langs.Other},
		{"", langs.Undetermined},
		{"el_GR", langs.Greek},
	}
	for _, tt := range tests {
		got, err := langs.Parse(tt.tag)
		require.NoError(t, err)
		require.Equal(t, tt.want, got, tt.tag)
	}
	_, err := langs.Parse("m4ltese")
	require.EqualError(t, err, `langs: malformed language tag "m4ltese", want a tag such as "mt"`)
}

func TestAllRoundTrip(t *testing.T) {
	t.Parallel()
	require.Len(t, langs.All(), 24)
	for _, l := range append(langs.All(), langs.Undetermined, langs.Other) {
		text, err := l.MarshalText()
		require.NoError(t, err)
		var back langs.Language
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, l, back)
	}
}
