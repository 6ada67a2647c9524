package detect

import (
	"fmt"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing/gridsig"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/rules"
)

// Verdict is what the policy asks for and why. Vigil returns it; it never
// enforces. Its JSON form is stable.
type Verdict struct {
	ID string `json:"id,omitzero"`

	// Actions is the set that the policy asks for; [rules.Actions.First] is the
	// one that outranks the rest. The empty set means: nothing.
	Actions rules.Actions `json:"action"`

	Signals   []Signal         `json:"signals,omitempty"`   // the highest score first
	Languages []identify.Guess `json:"languages,omitempty"` // of the text, the most probable first
	Fired     []rules.Fired    `json:"fired,omitempty"`     // rules that hold, in the order of the policy
	Shadow    []rules.Fired    `json:"shadow,omitempty"`    // rules that hold but run in shadow or outside their sample

	// Target is at whom the item is aimed, as given or as inferred from its
	// thread, and Bullying in [0,1] how far it is an attack, seen in its thread.
	// Both need [Options.Behaviour].
	Target   string  `json:"target,omitzero"`
	Bullying float64 `json:"bullying,omitzero"`

	Policy        string `json:"policy,omitzero"` // name of the policy that judged
	PolicyVersion string `json:"policy_version,omitzero"`
}

// Score returns the highest score of the label, 0 if there is none. Cues do not
// count.
func (v *Verdict) Score(label harm.Label) float64 {
	var score float64
	for _, s := range v.Signals {
		if s.Label == label && !s.Cue {
			score = max(score, s.Score)
		}
	}
	return score
}

// Signal is one detector's output on one item.
type Signal struct {
	Label    harm.Label  `json:"label"`
	Score    float64     `json:"score"` // in [0,1]
	Facets   harm.Facets `json:"facets,omitzero"`
	Detector string      `json:"detector"` // who says so: "text", "known_media", "behaviour", or a platform's own

	// Cue marks a label that needs evidence over time, raised by one item: it
	// is a hint, and policies read it apart from scores.
	Cue bool `json:"cue,omitzero"`
	// Session marks a label that rests on evidence over time.
	Session bool `json:"session,omitzero"`

	Evidence []Evidence `json:"evidence,omitempty"`
}

// EvidenceKind says what a piece of evidence is.
type EvidenceKind string

// The kinds of evidence.
const (
	EvidenceTerm    EvidenceKind = "term"    // an expression of a lexicon stands in the text
	EvidencePhrase  EvidenceKind = "phrase"  // a stretch of text that carried the score of a classifier
	EvidencePicture EvidenceKind = "picture" // a picture is close to an entry of a bank
	EvidenceDigest  EvidenceKind = "digest"  // a file is, byte for byte, an entry of a bank
	EvidenceItems   EvidenceKind = "items"   // earlier items that a finding over time rests on
)

// Evidence is what justifies a signal, enough to show a reviewer. Which fields
// are set depends on Kind.
type Evidence struct {
	Kind EvidenceKind `json:"kind"`

	// Span is the place in the original text (term, phrase), as byte offsets.
	Span *langs.Span `json:"span,omitempty"`
	// Term is the expression as the lexicon has it; Language whose lexicon.
	Term     string         `json:"term,omitzero"`
	Language langs.Language `json:"language,omitzero"`
	// Certainty in (0,1] falls with each disguise that had to be undone to see
	// the term.
	Certainty float64 `json:"certainty,omitzero"`

	// Picture is the number of the picture, from 0, and Name its name.
	Picture int    `json:"picture,omitzero"`
	Name    string `json:"name,omitzero"`
	// Bank, Version and Entry name the known entry; Distance is the count of
	// differing bits; Quality says how much detail the hash had (0 to 100);
	// Variant names the disguise that was undone.
	Bank     string `json:"bank,omitzero"`
	Version  string `json:"version,omitzero"`
	Entry    string `json:"entry,omitzero"`
	Distance int    `json:"distance,omitzero"`
	Quality  int    `json:"quality,omitzero"`
	Variant  string `json:"variant,omitzero"`
	// Compared says that the entry carries a grid signature and that the
	// picture could be laid over it. Edited then says where the picture differs
	// from the known one, in pixels of the latter; nil means: nowhere.
	Compared bool         `json:"compared,omitzero"`
	Edited   *gridsig.Box `json:"edited,omitempty"`
	// Disputed says that the list itself marks the entry as disputed.
	Disputed bool `json:"disputed,omitzero"`

	// Items are the earlier items that a finding over time rests on.
	Items []string `json:"items,omitempty"`
	// Note says in words what no other field holds.
	Note string `json:"note,omitzero"`
}

// PartError says which part of an item could not be judged. The other parts
// were.
type PartError struct {
	Part string // "text" or "picture 0 (name)"
	Err  error
}

// Error names the part and the cause.
func (e *PartError) Error() string { return fmt.Sprintf("detect: %s: %v", e.Part, e.Err) }

// Unwrap returns the cause.
func (e *PartError) Unwrap() error { return e.Err }
