package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// want says, for each post in their order, the language, whether an action is
// asked for, and a label that must (or, with an action, does) stand there.
var want = []struct {
	post, language string
	acted          bool
	label          string
}{
	{"[reshare_small.jpg]", "en", true, "bullying.outing_shaming"},
	{"[reshare_caption.jpg]", "", true, "bullying.outing_shaming"},
	{"Keiner mag dich", "de", true, "bullying.exclusion"},
	{"Keiner mag Regen", "de", false, ""},
	{"t'as pas d'amis", "fr", true, "bullying.insult"},
	{"Je n'ai pas encore d'amis", "fr", false, ""},
	{"ħadd ma jħobbok", "mt", true, "bullying.exclusion"},
	{"Ħadd ma jħobb ix-xita", "mt", false, ""},
	{"níl aon duine ag iarraidh", "ga", true, "bullying.exclusion"},
	{"Níl aon duine anseo fós", "ga", false, ""},
	{"zabiję cię po szkole", "pl", true, "threat.violence"},
	{"Zabiję tego bossa", "pl", false, ""},
	{"никой не те иска", "bg", true, "bullying.exclusion"},
	{"Никой не иска да изпусне", "bg", false, ""},
	{"nechci už žít", "cs", true, "selfharm.disclosure"},
	{"dont tell your parents", "en", true, "minors.grooming"},
	{"N 0 b o d y", "", true, "bullying.exclusion"},
}

func TestTable(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), &out))
	t.Log("\n" + out.String())
	var posts []string
	for line := range strings.Lines(out.String()) {
		if !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "POST") {
			posts = append(posts, line)
		}
	}
	require.Len(t, posts, len(want))
	for i, w := range want {
		require.True(t, strings.HasPrefix(posts[i], w.post), posts[i])
		columns := strings.Fields(strings.TrimSpace(posts[i][min(len(posts[i]), len(w.post)):]))
		if w.language != "" {
			require.Contains(t, columns, w.language, posts[i])
		}
		require.Equal(t, w.acted, !strings.Contains(posts[i], "  allow  "), posts[i])
		require.Contains(t, posts[i], w.label)
	}
}
