package detect

import (
	"time"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/rules"
)

// Item is the piece of content to judge, with what the platform knows about
// it. Only what is to be judged need be set: a text, pictures, or both.
type Item struct {
	ID       string    // the platform's own, given back in the verdict
	Kind     string    // message, post, comment, profile …, for the policy
	Text     string    // UTF-8; invalid bytes are skipped, spans stay true
	Pictures []Picture // judged in order
	Time     time.Time // when it happened; without it nothing is remembered over time
	Country  string    // ISO 3166-1 alpha-2

	// Languages are those that the channel declares. They break ties in short
	// text and never rule a language out.
	Languages []langs.Language

	Actor    rules.Party    // who did it
	Target   rules.Party    // at whom it is aimed
	Relation rules.Relation // of the actor to the target
	Thread   rules.Thread   // the conversation
	Audience rules.Audience // who can see it

	Attributes rules.Attributes // the platform's own fields, as the policy declares them
}

// Picture is the bytes of a picture file: JPEG, PNG, GIF or WebP.
type Picture struct {
	Name string // for errors and evidence: a path, a URL; may be empty
	Data []byte
}
