// Package classify scores labels of harm: how likely is it that a text insults,
// threatens, excludes, grooms?
//
//	var r classify.Result
//	r.Reset()
//	classifier.Classify(&r, &classify.Input{Source: s, Text: &folded, Languages: guesses, Matches: matches})
//	for _, s := range r.Scores {
//		fmt.Println(s.Label, s.Value, s.Evidence)
//	}
//
// Package text prepares the input. A platform adds its own model as another
// [Classifier]; what several say of a label is combined as their noisy or.
package classify

import (
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// Classifier scores the labels of a text. Implementations must be safe for
// concurrent use, must not keep the input, and must not rely on valid UTF-8.
type Classifier interface {
	// Name identifies the classifier, with its version, in reports.
	Name() string
	// Classify adds its scores to r.
	Classify(r *Result, in *Input)
}

// Input is a text with what has been found in it.
type Input struct {
	Source    string // the original text
	Text      *fold.Text
	Languages []identify.Guess  // the most probable first
	Matches   []lexicon.Match   // terms, in the order of the text
	Candidate lexicon.Languages // languages whose terms were looked for
}

// Score is how likely a label is.
type Score struct {
	Label  harm.Label
	Facets harm.Facets
	// Value is a probability in [0,1]. At [Threshold] the shipped policies
	// start to act.
	Value float64
	// Evidence is what the score rests on, the weightiest first. It belongs to
	// the [Result].
	Evidence []Evidence
}

// Threshold is the value from which a label counts as found. Classifiers map
// their scores so that it is the same for every label and language.
const Threshold = 0.5

// Evidence is a place in the text that carried a score.
type Evidence struct {
	Span      langs.Span     // in the original text
	Term      string         // the expression as its list has it; empty for a classifier's own finding
	Language  langs.Language // whose list it is
	Certainty float64        // in (0,1], falls with each disguise that was undone
	Weight    float64        // what it added to the score, in [0,1]
}

// Result gathers the scores of one text. It is reused by Reset.
type Result struct {
	Scores   []Score
	evidence []Evidence
	index    [harm.NumLabels]uint8 // position in Scores, plus one
	grammar  grammar               // scratch of the classifiers
	features features
}

// Reset empties the result.
func (r *Result) Reset() {
	r.Scores, r.evidence = r.Scores[:0], r.evidence[:0]
	r.index = [harm.NumLabels]uint8{}
}

// maxEvidence bounds the evidence of one label: a text that repeats itself
// proves no more.
const maxEvidence = 8

// Add notes that the label has the given value, resting on the given evidence.
// Several additions to one label are combined as the probability that at least
// one of them is right. Labels that are undefined and values that are not
// positive are ignored.
func (r *Result) Add(label harm.Label, facets harm.Facets, value float64, evidence ...Evidence) {
	if label == harm.None || label >= harm.NumLabels || !(value > 0) {
		return
	}
	value = min(value, 1)
	at := int(r.index[label]) - 1
	if at < 0 {
		r.Scores = append(r.Scores, Score{Label: label})
		at = len(r.Scores) - 1
		r.index[label] = uint8(at + 1)
	}
	s := &r.Scores[at]
	s.Value = 1 - (1-s.Value)*(1-value)
	s.Facets |= facets
	for _, e := range evidence {
		if len(s.Evidence) >= maxEvidence {
			break
		}
		s.Evidence = r.extend(s.Evidence, e)
	}
}

// extend appends e to evidence within the arena of the result.
func (r *Result) extend(evidence []Evidence, e Evidence) []Evidence {
	n := len(evidence)
	if n > 0 && len(r.evidence) >= n && &r.evidence[len(r.evidence)-n] == &evidence[0] {
		r.evidence = append(r.evidence, e) // at the end of the arena: grow in place
	} else {
		r.evidence = append(r.evidence, evidence...)
		r.evidence = append(r.evidence, e)
	}
	return r.evidence[len(r.evidence)-n-1:]
}

// Value returns the value of a label, 0 if it has none.
func (r *Result) Value(label harm.Label) float64 {
	if label < harm.NumLabels && r.index[label] > 0 {
		return r.Scores[r.index[label]-1].Value
	}
	return 0
}
