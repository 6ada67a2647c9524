package rules

import (
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// EventVersion is the edition of [Event] that this package reads. It grows when
// a field changes its meaning, not when one is added.
const EventVersion = 1

// An Event is all that a policy can know of one item. Its JSON names are the
// names that conditions use. A zero field is missing (strings, [Opt]) or empty
// (lists, scores); see the package documentation for how missing values count.
//
// An Event is read, never changed, by this package. It may be reused for the
// next item once the outcome is no longer needed.
type Event struct {
	Version int       `json:"v,omitzero"` // 0 stands for EventVersion
	ID      string    `json:"id,omitzero"`
	Time    time.Time `json:"time,omitzero"` // when it happened: the only clock that rules know
	Kind    string    `json:"kind,omitzero"` // message, post, comment, profile, image …
	Country string    `json:"country,omitzero"`

	// Score holds what the item itself shows, Cue what it hints at for labels
	// that need evidence over time, Session what the evidence over time shows.
	Score   Scores      `json:"score,omitzero"`
	Cue     Scores      `json:"cue,omitzero"`
	Session Scores      `json:"session,omitzero"`
	Facets  harm.Facets `json:"facets,omitzero"` // of all labels together; a list of codes in JSON

	Languages Languages `json:"languages,omitzero"` // most probable first
	Matches   []Match   `json:"match,omitzero"`     // with lists of known material

	Actor    Party    `json:"actor,omitzero"`
	Target   Party    `json:"target,omitzero"`
	Relation Relation `json:"relation,omitzero"` // of the actor to the target
	Thread   Thread   `json:"thread,omitzero"`
	Audience Audience `json:"audience,omitzero"`
	Text     Text     `json:"text,omitzero"`
	Media    Media    `json:"media,omitzero"`

	Counters   Counters   `json:"counter,omitzero"` // values that the caller has counted himself
	Attributes Attributes `json:"attr,omitzero"`    // the platform's own fields
}

// Scores holds one score in [0,1] for each label; the zero value holds none.
// In JSON it is an object of label codes.
type Scores [harm.NumLabels]float64

// A Language is a language code (ISO 639-1, "und" or "other") and the
// probability in [0,1] that the item is in it.
type Language struct {
	Code string
	P    float64
}

// Languages are sorted by falling probability. In JSON they are an object of
// codes and probabilities, or a single code.
type Languages []Language

// A Match is one entry of a list of known material that the item comes close
// to.
type Match struct {
	List     string     `json:"list"`
	Version  string     `json:"version,omitzero"` // of the list
	Entry    string     `json:"entry,omitzero"`   // the entry's name within the list
	Label    harm.Label `json:"label,omitzero"`
	Distance int        `json:"distance,omitzero"` // differing bits; 0 for the same hash or digest
	Quality  int        `json:"quality,omitzero"`  // 0 to 100, how much detail the hash had to work on
	Exact    bool       `json:"exact,omitzero"`    // the very same bytes
	Disputed bool       `json:"disputed,omitzero"` // the list itself marks the entry as disputed
	Variant  string     `json:"variant,omitzero"`  // how the item was turned or cut to match; "" as it is
}

// A Party is the actor or the target of an item.
type Party struct {
	ID        string       `json:"id,omitzero"`
	AgeDays   Opt[int]     `json:"age_days,omitzero"` // of the account
	AgeMin    Opt[int]     `json:"age_min,omitzero"`  // of the person, in years, at least
	AgeMax    Opt[int]     `json:"age_max,omitzero"`  // at most
	Followers Opt[int]     `json:"followers,omitzero"`
	Items     Opt[int]     `json:"items,omitzero"`   // published before this one
	Strikes   Opt[int]     `json:"strikes,omitzero"` // sanctions on record
	Reports   Opt[int]     `json:"reports,omitzero"` // open reports against the party
	Verified  Opt[bool]    `json:"verified,omitzero"`
	Anonymous Opt[bool]    `json:"anonymous,omitzero"`
	Trust     Opt[float64] `json:"trust,omitzero"` // the platform's own, in [0,1]
	Country   string       `json:"country,omitzero"`
	Roles     []string     `json:"roles,omitzero"` // member, moderator, teacher …
}

// Relation says how the actor stands to the target.
type Relation struct {
	Follows    Opt[bool]    `json:"follows,omitzero"`
	FollowedBy Opt[bool]    `json:"followed_by,omitzero"`
	Blocked    Opt[bool]    `json:"blocked,omitzero"`  // the target had blocked the actor
	Reported   Opt[bool]    `json:"reported,omitzero"` // the target had reported the actor
	Mutuals    Opt[int]     `json:"mutuals,omitzero"`  // contacts in common
	Overlap    Opt[float64] `json:"overlap,omitzero"`  // of their neighbourhoods, in [0,1]
	Items      Opt[int]     `json:"items,omitzero"`    // exchanged before, both ways
}

// Thread is the conversation that the item is part of.
type Thread struct {
	ID           string    `json:"id,omitzero"`
	Items        Opt[int]  `json:"items,omitzero"` // before this one
	Participants Opt[int]  `json:"participants,omitzero"`
	Public       Opt[bool] `json:"public,omitzero"`
}

// Audience is who can see the item.
type Audience struct {
	AgeMin Opt[int] `json:"age_min,omitzero"` // age of the youngest, in years
	AgeMax Opt[int] `json:"age_max,omitzero"` // age of the oldest
	Size   Opt[int] `json:"size,omitzero"`
}

// Text holds facts about the item's text; rules never see the text itself.
type Text struct {
	Length    Opt[int]     `json:"length,omitzero"` // in characters
	Words     Opt[int]     `json:"words,omitzero"`
	Mentions  Opt[int]     `json:"mentions,omitzero"`
	Links     Opt[int]     `json:"links,omitzero"`
	Capitals  Opt[float64] `json:"capitals,omitzero"`  // share of the letters, in [0,1]
	Disguise  Opt[float64] `json:"disguise,omitzero"`  // share of the tokens that had to be unmasked, in [0,1]
	Addressed Opt[bool]    `json:"addressed,omitzero"` // speaks to somebody
	Quoted    Opt[bool]    `json:"quoted,omitzero"`    // what scores is a quotation, or counter-speech
	Hosts     []string     `json:"hosts,omitzero"`     // of links, lower case
	Terms     []string     `json:"terms,omitzero"`     // names of the platform's own terms that were found
}

// Media holds facts about the item's pictures.
type Media struct {
	Count     Opt[int]  `json:"count,omitzero"`
	Quality   Opt[int]  `json:"quality,omitzero"` // 0 to 100, of the best hash
	Synthetic Opt[bool] `json:"synthetic,omitzero"`
	Marked    Opt[bool] `json:"marked,omitzero"` // bears a mark or manifest that says so
}

// A Counter is a named figure that the caller has counted himself: it stands in
// for the reading of the policy's counter of that name.
type Counter struct {
	Name  string
	Value float64
}

// Counters are in JSON an object of names and figures.
type Counters []Counter

// An Attribute is a field of the platform's own. Value must be a bool, int,
// int64, float64, string or []string, as the policy declares it; any other
// value counts as missing.
type Attribute struct {
	Name  string
	Value any
}

// Attributes are in JSON an object. Keep them in the same order from event to
// event: it makes finding them cheap.
type Attributes []Attribute

// Limits on an event, which bound the cost of a condition. Of longer lists, the
// rest is not seen by rules; a longer text counts as missing.
const (
	MaxMatches = 64      // matches
	MaxList    = 256     // elements of any other list
	MaxText    = 4 << 10 // bytes of a text
)
