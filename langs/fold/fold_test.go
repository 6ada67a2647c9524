package fold_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/fold"
)

func TestString(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"empty", "", ""},
		{"case", "You ARE a Fool", "you are a fool"},
		{"width", "ＦＯＯＬ", "fool"},
		{"math", "𝐟𝓸𝕠𝔩", "fool"},
		{"circled", "ⓕⓞⓞⓛ 🅵🅾🅾🅻 🄵🄾🄾🄻", "fool fool fool"},
		{"small_caps", "ꜰᴏᴏʟ", "fool"},
		{"zero_width", "fo\u200bo\u00adl\u200d", "fool"},
		{"tags", "f\U000E0066ool", "fool"},
		{"bidi", "\u202Efool\u202C", "fool"},
		{"nfd", "kra\u0301va", "kráva"},
		{"zalgo", "f\u0335\u0337\u0321o\u0334ol", "fool"},
		{"elongated", "fooool nooo looool", "fol no lol"},
		{"entity", "f&#111;&#x6f;l &eacute;t&eacute;", "fool été"},
		{"tag", "f<b>oo</b>l a<br>b", "fool a b"},
		{"greek", "ΟΔΟΣ", "οδοσ"},
		{"bulgarian", "ГЛУПАК", "глупак"},
		{"url", "see https://www.example.com/fool?x=1 ok", "see example com ok"},
		{"mention", "@some_body hi", "some body hi"},
		{"hashtag", "#YouAreGreat #okay_then", "you are great okay then"},
		{"emoji", "ha 🤡👍🏽 🇩🇪", "ha 🤡 👍 🇩🇪"},
		{"digits", "1000 ٣ ２", "1000 3 2"},
		{"invalid", "fo\xffol \xc3", "fool"},
		{"ligature", "ﬁsh Ǆ", "fish dž"},
		{"dotted_i", "İstanbul", "istanbul"},
		{"soft_sharp", "ẞ", "ß"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := fold.String(tt.in)
			require.Equal(t, tt.want, got)
			require.Equal(t, got, fold.String(got), "idempotent")
		})
	}
}
