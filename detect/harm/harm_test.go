package harm_test

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
)

func Example() {
	label, err := harm.Parse("sexual.ncii")
	if err != nil {
		fmt.Println(err)
		return
	}
	info := label.Info()
	fmt.Println(info.Title, "- priority", info.Priority)
	fmt.Println(info.DSAFor(harm.TargetMinor).Category)
	// Output:
	// Non-consensual intimate image or video - priority 3
	// STATEMENT_CATEGORY_PROTECTION_OF_MINORS
}

func TestTablesHoldTheTaxonomy(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("taxonomy.json")
	require.NoError(t, err)
	var taxonomy struct {
		Version string
		Harms   []struct {
			Code     string
			Title    string
			Evidence string
			Priority int
			DSA      struct {
				Category string
				Keywords []string
			}
			MSC4456 string `json:"msc4456"`
		}
	}
	require.NoError(t, json.Unmarshal(raw, &taxonomy))
	require.Equal(t, taxonomy.Version, harm.Version)
	require.Len(t, harm.All(), len(taxonomy.Harms))
	for i, h := range taxonomy.Harms {
		info := harm.All()[i].Info()
		require.Equal(t, h.Code, info.Code)
		require.Equal(t, h.Title, info.Title)
		require.Equal(t, h.Evidence, info.Evidence.String())
		require.Equal(t, h.Priority, info.Priority)
		require.Equal(t, h.DSA.Category, info.DSA.Category)
		require.Equal(t, h.MSC4456, info.MSC4456)
		require.Equal(t, info.DSA.Category == "", info.Help, "%s: only labels that route to help have no statement category", h.Code)
	}
}

func TestLabelText(t *testing.T) {
	t.Parallel()
	for _, l := range append(harm.All(), harm.None) {
		text, err := l.MarshalText()
		require.NoError(t, err)
		var back harm.Label
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, l, back)
		require.True(t, strings.HasPrefix(l.String(), l.Family()))
	}
	_, err := harm.Parse("bullying.insults")
	require.EqualError(t, err, `harm: unknown label "bullying.insults", want a code such as "bullying.insult"`)
	_, err = harm.Label(harm.NumLabels).MarshalText()
	require.EqualError(t, err, fmt.Sprintf("harm: undefined label %d, want less than %d", harm.NumLabels, harm.NumLabels))
	require.Equal(t, harm.Info{}, harm.Label(255).Info())
}

func TestIsHarm(t *testing.T) {
	t.Parallel()
	require.True(t, harm.BullyingInsult.IsHarm())
	require.False(t, harm.Profanity.IsHarm(), "strong language aimed at nobody is no harm")
	require.False(t, harm.SelfharmDisclosure.IsHarm(), "a speaker at risk is no offender")
	require.False(t, harm.None.IsHarm())
}

func TestFacetsText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, want string
	}{
		{"empty", "", ""},
		{"dash", "-", ""},
		{"order_is_fixed", "synthetic,target_minor", "target_minor,synthetic"},
		{"short_characteristic", "religion_belief", "protected_characteristic:religion_belief"},
		{"bare_characteristic", "protected_characteristic", "protected_characteristic:other"},
		{"spaces", "speaker_at_risk, known_hash", "speaker_at_risk,known_hash"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := harm.ParseFacets(tt.in)
			require.NoError(t, err)
			require.Equal(t, tt.want, f.String())
			again, err := harm.ParseFacets(f.String())
			require.NoError(t, err)
			require.Equal(t, f, again)
		})
	}
	_, err := harm.ParseFacets("target_minors")
	require.EqualError(t, err, `harm: unknown facet "target_minors", want a code such as "target_minor"`)
}

func TestDSAForPrecedence(t *testing.T) {
	t.Parallel()
	info := harm.SexualDeepfake.Info()
	minor := info.DSAFor(harm.TargetMinor | harm.TargetWomenOrGirls)
	require.Equal(t, []string{"KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE"}, minor.Keywords, "a minor outranks gender")
	women := info.DSAFor(harm.TargetWomenOrGirls)
	require.Equal(t, "STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN", women.Category)
	require.Equal(t, info.DSA, info.DSAFor(harm.KnownHash))
	threat := harm.ThreatSexual.Info()
	require.Equal(t, threat.DSA.Additional, threat.DSAFor(harm.TargetWomenOrGirls).Additional, "an override keeps the additional categories")
}
