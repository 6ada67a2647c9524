package rules

import (
	"math"
	"strings"
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// kind is the type of a field.
type kind uint8

const (
	kindBool kind = iota
	kindInt
	kindFloat
	kindString
	kindStrings
	kindTime
)

var kindNames = [...]string{"bool", "int", "double", "string", "list(string)", "timestamp"}

func (k kind) String() string { return kindNames[k] }

// domain says which constants a text field can be compared with; a policy that
// compares it with another has a typing error in it.
type domain uint8

const (
	anyText domain = iota
	domainLabel
	domainFacet
	domainLanguage
	domainCountry
	domainHashList
)

// field is one variable, or one field of a variable, that conditions can read.
// Exactly the getter for its kind is set; the getters report false for a
// missing value.
type field struct {
	name   string // "actor.age_days"; "match[].list" for a field of each match
	kind   kind
	domain domain
	doc    string
	// often is a guess at how often a condition on the field holds: the index
	// files a rule under its rarest condition. 0 stands for 1/4.
	often float64
	// dear marks fields whose reading costs a look-up.
	dear bool
	// constant marks thresholds; least and most bound their values.
	constant    bool
	least, most float64
	// scores is 1, 2 or 3 for a score, cue or session score of label.
	scores uint8
	label  harm.Label

	getBool    func(*frame) (bool, bool)
	getInt     func(*frame) (int64, bool)
	getFloat   func(*frame) (float64, bool)
	getString  func(*frame) (string, bool)
	getStrings func(*frame) []string
	getTime    func(*frame) (time.Time, bool)
}

// ofMatch reports whether the field is read from each match.
func (fd *field) ofMatch() bool { return strings.HasPrefix(fd.name, "match[]") }

func optInt(o Opt[int]) (int64, bool) { return int64(o.value), o.known }

func optFloat(o Opt[float64]) (float64, bool) {
	return o.value, o.known && !math.IsNaN(o.value)
}

func known(s string) (string, bool) { return s, s != "" && len(s) <= MaxText }

func intField(name, doc string, get func(*frame) Opt[int]) *field {
	return &field{
		name: name, kind: kindInt, doc: doc,
		getInt: func(f *frame) (int64, bool) { return optInt(get(f)) },
	}
}

func floatField(name, doc string, get func(*frame) Opt[float64]) *field {
	return &field{
		name: name, kind: kindFloat, doc: doc,
		getFloat: func(f *frame) (float64, bool) { return optFloat(get(f)) },
	}
}

func boolField(name, doc string, get func(*frame) Opt[bool]) *field {
	return &field{name: name, kind: kindBool, doc: doc, getBool: func(f *frame) (bool, bool) { return get(f).Get() }}
}

func textField(name, doc string, d domain, get func(*frame) string) *field {
	return &field{
		name: name, kind: kindString, domain: d, doc: doc, often: 0.02,
		getString: func(f *frame) (string, bool) { return known(get(f)) },
	}
}

func listField(name, doc string, d domain, get func(*frame) []string) *field {
	return &field{
		name: name, kind: kindStrings, domain: d, doc: doc, often: 0.02,
		getStrings: func(f *frame) []string { return head(get(f), MaxList) },
	}
}

// head returns at most n elements of list.
func head[T any](list []T, n int) []T {
	if len(list) > n {
		return list[:n]
	}
	return list
}

// eventFields returns the fields that every policy has, in the order of the
// documentation. The maps of scores, threshold, counter, attr and lists are
// not among them.
func eventFields() []*field {
	fields := []*field{
		textField("id", "the item's name", anyText, func(f *frame) string { return f.ev.ID }),
		textField("kind", "what the item is: message, post, comment, profile, image …", anyText, func(f *frame) string { return f.ev.Kind }),
		{
			name: "time", kind: kindTime, doc: "when it happened; time.getHours(\"Europe/Malta\") and the like work on it",
			getTime: func(f *frame) (time.Time, bool) { return f.ev.Time, !f.ev.Time.IsZero() },
		},
		textField("country", "where the item is shown, ISO 3166-1: \"MT\"", domainCountry, func(f *frame) string { return f.ev.Country }),
		{
			name: "lang", kind: kindString, domain: domainLanguage, often: 0.05,
			doc: "the most probable language, \"und\" when there is none",
			getString: func(f *frame) (string, bool) {
				if len(f.ev.Languages) == 0 {
					return "und", true
				}
				return f.ev.Languages[0].Code, true
			},
		},
		{
			name: "facets", kind: kindStrings, domain: domainFacet, often: 0.02,
			doc:        "what qualifies the labels: target_minor, synthetic, speaker_at_risk, known_hash, protected_characteristic:disability …",
			getStrings: func(f *frame) []string { return facetCodes(f) },
		},
	}
	fields = append(fields, partyFields("actor", "the one who published the item", func(f *frame) *Party { return &f.ev.Actor })...)
	fields = append(fields, partyFields("target", "the one whom it is aimed at", func(f *frame) *Party { return &f.ev.Target })...)
	fields = append(fields, contextFields()...)
	fields = append(fields, contentFields()...)
	return append(fields, matchFields()...)
}

func partyFields(who, doc string, get func(*frame) *Party) []*field {
	p := who + "."
	return []*field{
		textField(p+"id", doc, anyText, func(f *frame) string { return get(f).ID }),
		intField(p+"age_days", "age of the account in days", func(f *frame) Opt[int] { return get(f).AgeDays }),
		intField(p+"age_min", "age of the person in years, at least", func(f *frame) Opt[int] { return get(f).AgeMin }),
		intField(p+"age_max", "age of the person in years, at most", func(f *frame) Opt[int] { return get(f).AgeMax }),
		intField(p+"followers", "number of followers", func(f *frame) Opt[int] { return get(f).Followers }),
		intField(p+"items", "items published before this one", func(f *frame) Opt[int] { return get(f).Items }),
		intField(p+"strikes", "sanctions on record", func(f *frame) Opt[int] { return get(f).Strikes }),
		intField(p+"reports", "open reports against the party", func(f *frame) Opt[int] { return get(f).Reports }),
		boolField(p+"verified", "identity checked by the platform", func(f *frame) Opt[bool] { return get(f).Verified }),
		boolField(p+"anonymous", "not recognisable to the other side", func(f *frame) Opt[bool] { return get(f).Anonymous }),
		floatField(p+"trust", "the platform's own estimate, 0 to 1", func(f *frame) Opt[float64] { return get(f).Trust }),
		textField(p+"country", "where the party lives, ISO 3166-1", domainCountry, func(f *frame) string { return get(f).Country }),
		listField(p+"roles", "roles on the platform: member, moderator, teacher …", anyText, func(f *frame) []string { return get(f).Roles }),
	}
}

func contextFields() []*field {
	return []*field{
		boolField("relation.follows", "the actor follows the target", func(f *frame) Opt[bool] { return f.ev.Relation.Follows }),
		boolField("relation.followed_by", "the target follows the actor", func(f *frame) Opt[bool] { return f.ev.Relation.FollowedBy }),
		boolField("relation.blocked", "the target had blocked the actor", func(f *frame) Opt[bool] { return f.ev.Relation.Blocked }),
		boolField("relation.reported", "the target had reported the actor", func(f *frame) Opt[bool] { return f.ev.Relation.Reported }),
		intField("relation.mutuals", "contacts in common", func(f *frame) Opt[int] { return f.ev.Relation.Mutuals }),
		floatField("relation.overlap", "overlap of their neighbourhoods, 0 to 1", func(f *frame) Opt[float64] { return f.ev.Relation.Overlap }),
		intField("relation.items", "items exchanged before, both ways", func(f *frame) Opt[int] { return f.ev.Relation.Items }),
		textField("thread.id", "the conversation", anyText, func(f *frame) string { return f.ev.Thread.ID }),
		intField("thread.items", "items in it before this one", func(f *frame) Opt[int] { return f.ev.Thread.Items }),
		intField("thread.participants", "people in it", func(f *frame) Opt[int] { return f.ev.Thread.Participants }),
		boolField("thread.public", "anybody can read it", func(f *frame) Opt[bool] { return f.ev.Thread.Public }),
		intField("audience.age_min", "age of the youngest who can see the item, in years", func(f *frame) Opt[int] { return f.ev.Audience.AgeMin }),
		intField("audience.age_max", "age of the oldest", func(f *frame) Opt[int] { return f.ev.Audience.AgeMax }),
		intField("audience.size", "how many can see it", func(f *frame) Opt[int] { return f.ev.Audience.Size }),
	}
}

func contentFields() []*field {
	return []*field{
		intField("text.length", "characters", func(f *frame) Opt[int] { return f.ev.Text.Length }),
		intField("text.words", "words", func(f *frame) Opt[int] { return f.ev.Text.Words }),
		intField("text.mentions", "people mentioned", func(f *frame) Opt[int] { return f.ev.Text.Mentions }),
		intField("text.links", "links", func(f *frame) Opt[int] { return f.ev.Text.Links }),
		floatField("text.capitals", "share of capitals among the letters, 0 to 1", func(f *frame) Opt[float64] { return f.ev.Text.Capitals }),
		floatField("text.disguise", "share of the tokens that had to be unmasked, 0 to 1", func(f *frame) Opt[float64] { return f.ev.Text.Disguise }),
		boolField("text.addressed", "speaks to somebody", func(f *frame) Opt[bool] { return f.ev.Text.Addressed }),
		boolField("text.quoted", "what scores is a quotation, or counter-speech", func(f *frame) Opt[bool] { return f.ev.Text.Quoted }),
		listField("text.hosts", "hosts of the links, lower case", anyText, func(f *frame) []string { return f.ev.Text.Hosts }),
		listField("text.terms", "the platform's own terms that were found", anyText, func(f *frame) []string { return f.ev.Text.Terms }),
		intField("media.count", "pictures", func(f *frame) Opt[int] { return f.ev.Media.Count }),
		intField("media.quality", "0 to 100, of the best hash", func(f *frame) Opt[int] { return f.ev.Media.Quality }),
		boolField("media.synthetic", "made or altered by a machine", func(f *frame) Opt[bool] { return f.ev.Media.Synthetic }),
		boolField("media.marked", "bears a mark that says so", func(f *frame) Opt[bool] { return f.ev.Media.Marked }),
	}
}

// matchFields read the match that a comprehension stands at.
func matchFields() []*field {
	str := func(name, doc string, d domain, get func(*Match) string) *field {
		return &field{
			name: "match[]." + name, kind: kindString, domain: d, doc: doc, often: 0.005,
			getString: func(f *frame) (string, bool) { return get(f.match), true },
		}
	}
	num := func(name, doc string, get func(*Match) int) *field {
		return &field{
			name: "match[]." + name, kind: kindInt, doc: doc,
			getInt: func(f *frame) (int64, bool) { return int64(get(f.match)), true },
		}
	}
	return []*field{
		str("list", "name of the list", domainHashList, func(m *Match) string { return m.List }),
		str("version", "edition of the list", anyText, func(m *Match) string { return m.Version }),
		str("entry", "name of the entry within the list", anyText, func(m *Match) string { return m.Entry }),
		str("label", "the list's label for the entry", domainLabel, func(m *Match) string { return m.Label.String() }),
		num("distance", "differing bits, 0 for equality", func(m *Match) int { return m.Distance }),
		num("quality", "0 to 100, how much detail the hash had to work on", func(m *Match) int { return m.Quality }),
		{
			name: "match[].exact", kind: kindBool, doc: "the very same bytes",
			getBool: func(f *frame) (bool, bool) { return f.match.Exact, true },
		},
		{
			name: "match[].disputed", kind: kindBool, doc: "the list itself marks the entry as disputed",
			getBool: func(f *frame) (bool, bool) { return f.match.Disputed, true },
		},
		str("variant", "how the item was turned or cut to match", anyText, func(m *Match) string { return m.Variant }),
	}
}
