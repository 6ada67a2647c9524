package harm

import (
	"fmt"
	"math/bits"
	"strings"
)

// Facets is a set of qualifications of a label. The zero value is the empty
// set.
type Facets uint32

// The facets. The Characteristic facets say which protected characteristic an
// utterance is about; each of them implies "protected_characteristic".
const (
	TargetMinor        Facets = 1 << iota // aimed at a minor, or depicting one
	TargetWomenOrGirls                    // aimed at women or girls as such
	Synthetic                             // made or altered by a machine
	SpeakerAtRisk                         // the speaker himself is in danger
	KnownHash                             // rests on a match in a list of known material
	CharacteristicRaceEthnicity
	CharacteristicNationality
	CharacteristicReligionBelief
	CharacteristicSexGender
	CharacteristicGenderIdentity
	CharacteristicSexualOrientation
	CharacteristicDisability
	CharacteristicAge
	CharacteristicSocialOrigin
	CharacteristicMigrationStatus
	CharacteristicOther
	endOfFacets
)

// ProtectedCharacteristic is the union of the Characteristic facets.
const ProtectedCharacteristic = CharacteristicRaceEthnicity | CharacteristicNationality | CharacteristicReligionBelief |
	CharacteristicSexGender | CharacteristicGenderIdentity | CharacteristicSexualOrientation | CharacteristicDisability |
	CharacteristicAge | CharacteristicSocialOrigin | CharacteristicMigrationStatus | CharacteristicOther

// facetCodes is indexed by bit number.
var facetCodes = [...]string{
	"target_minor", "target_women_or_girls", "synthetic", "speaker_at_risk", "known_hash",
	"protected_characteristic:race_ethnicity", "protected_characteristic:nationality",
	"protected_characteristic:religion_belief", "protected_characteristic:sex_gender",
	"protected_characteristic:gender_identity", "protected_characteristic:sexual_orientation",
	"protected_characteristic:disability", "protected_characteristic:age",
	"protected_characteristic:social_origin", "protected_characteristic:migration_status",
	"protected_characteristic:other",
}

// Has reports whether f holds any facet of g.
func (f Facets) Has(g Facets) bool { return f&g != 0 }

// Codes returns the codes of the facets in f, in fixed order. A characteristic
// is written "protected_characteristic:religion_belief".
func (f Facets) Codes() []string {
	codes := make([]string, 0, bits.OnesCount32(uint32(f)))
	for i, code := range facetCodes {
		if f&(1<<i) != 0 {
			codes = append(codes, code)
		}
	}
	return codes
}

// String returns the codes joined by commas, or "" for the empty set.
func (f Facets) String() string { return strings.Join(f.Codes(), ",") }

// ParseFacet returns the facet with the given code. The bare code
// "protected_characteristic" means a characteristic that is not one of the
// named ones.
func ParseFacet(code string) (Facets, error) {
	if code == "protected_characteristic" {
		return CharacteristicOther, nil
	}
	for i, c := range facetCodes {
		if c == code || (1<<i >= CharacteristicRaceEthnicity && strings.TrimPrefix(c, "protected_characteristic:") == code) {
			return 1 << i, nil
		}
	}
	return 0, fmt.Errorf("harm: unknown facet %q, want a code such as %q", code, facetCodes[0])
}

// ParseFacets parses codes joined by commas; "" and "-" give the empty set.
func ParseFacets(list string) (Facets, error) {
	var f Facets
	if list == "" || list == "-" {
		return 0, nil
	}
	for code := range strings.SplitSeq(list, ",") {
		one, err := ParseFacet(strings.TrimSpace(code))
		if err != nil {
			return 0, err
		}
		f |= one
	}
	return f, nil
}

// MarshalText writes the codes joined by commas.
func (f Facets) MarshalText() ([]byte, error) {
	if f >= endOfFacets {
		return nil, fmt.Errorf("harm: undefined facets %#x, want less than %#x", uint32(f), uint32(endOfFacets))
	}
	return []byte(f.String()), nil
}

// UnmarshalText reads codes joined by commas.
func (f *Facets) UnmarshalText(text []byte) error {
	parsed, err := ParseFacets(string(text))
	if err != nil {
		return err
	}
	*f = parsed
	return nil
}
