package behaviour

import (
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Act is what happened, reduced to what is remembered or weighed: who did what
// to whom. Scores are in [0,1]; what is not counts as the nearest, what is no
// number as 0. Only Actor and Time are needed; the more of the
// rest is known, the more can be found.
type Act struct {
	Item   string    // the platform's own name of the item, given back as evidence
	Time   time.Time // when it happened; without it the act is not observed
	Actor  string
	Target string // at whom it is aimed; empty: inferred from the thread
	Thread string // the conversation

	Aggression float64 // insult, threat, humiliation, exclusion, hate …: the strongest of all
	Exclusion  float64 // how far it shuts the target out
	Stalking   float64 // surveillance, possessiveness, "I made another account"
	Outing     float64 // exposes or ridicules by means of private things or pictures
	Cues       Cues    // conduct as in grooming, stated outright
	Hints      Cues    // the same, but harmless in itself: asking for an age, naming a channel
	Support    float64 // speaks up for somebody, or against such conduct
	Distress   float64 // the actor says stop, tells what is done to him, or asks for help
	Objection  float64 // "stop", "that is not funny": for himself or for another, the words do not say
	Warmth     float64 // laughter and kind words
	Second     bool    // speaks to somebody: "you"
	Third      bool    // speaks of somebody: "she", "him"
	Self       bool    // speaks of himself, or asks

	// Text is looked through for the names of participants, to find whom the
	// act is aimed at. It is not kept.
	Text string
	// Content identifies what was shared: a hash of a picture, or of a text that
	// was folded. 0 means nothing that could be shared again.
	Content uint64

	// Reach is how many times more followers the actor has than the target; 0
	// means unknown.
	Reach    float64
	Blocked  bool // the target had blocked the actor
	Reported bool // the target had reported the actor
	Friends  bool // both follow each other

	ActorAge, TargetAge int // in years; 0 means unknown
}

// Cues is a set of kinds of conduct that grooming is made of.
type Cues uint16

// The kinds of conduct.
const (
	CueAge      Cues = 1 << iota // asks for the age, or makes little of it
	CueSecrecy                   // asks to tell nobody
	CueFlattery                  // flatters, sets apart from others
	CueChannel                   // moves to a private channel
	CuePicture                   // asks for pictures
	CueGift                      // offers gifts or money
	CueMeeting                   // asks to meet, or who is at home
	CueOther                     // any other; shift it left by 1 to 3 to tell more apart

	numCues = 11
)

var cueNames = [numCues]string{"age", "secrecy", "flattery", "channel", "picture", "gift", "meeting", "other", "another", "a third", "a fourth"}

// Outcome is what an act means in the light of those before it.
type Outcome struct {
	// Target is at whom the act is aimed, as given or as inferred; empty if that
	// cannot be told. Inferred says that it was not given.
	Target   string
	Inferred bool
	// Bullying in [0,1] is how far the act by itself is an attack, seen in its
	// thread: a mild insult weighs more when others attack the same person, less
	// when it answers an attack or defends somebody.
	Bullying float64
	// Findings rest on several acts, this one the last.
	Findings []Finding
}

// Finding is a kind of harm that several acts show together.
type Finding struct {
	Label  harm.Label
	Score  float64  // in [0,1]; at 0.5 it counts as found
	Target string   // who suffers it
	Items  []string // the items that it rests on, the oldest first, as far as they are remembered
	Reason string   // the facts, in English
}

// least is the score from which a finding is reported.
const least = 0.2

// hostileFrom is the aggression from which an act counts as hostile.
const hostileFrom = 0.3

// object takes an objection as the actor's own distress if he suffers, else as
// speaking up for another. It does so once.
func (a *Act) object(suffers bool) {
	if suffers {
		a.Distress = max(a.Distress, a.Objection)
	} else {
		a.Support = max(a.Support, a.Objection)
	}
	a.Objection = 0
}

// clamp brings the scores into [0,1].
func (a *Act) clamp() {
	for _, v := range [...]*float64{
		&a.Aggression, &a.Exclusion, &a.Stalking, &a.Outing, &a.Support, &a.Distress, &a.Objection, &a.Warmth,
	} {
		if !(*v > 0) {
			*v = 0
		}
		*v = min(*v, 1)
	}
	a.Cues &= 1<<numCues - 1
	a.Hints &= 1<<numCues - 1
}
