package fold

import (
	"fmt"
	"strings"
)

// Steps is the set of folds that a reading needed. The zero value means that
// the text says the word plainly, in whatever case.
type Steps uint32

// The folds. The first four are those of the character table.
const (
	Width      Steps = 1 << iota // full-width or half-width letters
	Compat                       // mathematical, enclosed, raised or small-capital letters
	_                            // a letter of no European alphabet; leads to Homoglyph
	_                            // a letter upside down; leads to UpsideDown
	Invisible                    // zero-width, tag, soft-hyphen, direction and control characters
	Marks                        // combining marks that make no letter
	Elongated                    // letters repeated
	Markup                       // HTML entities or tags within a word
	Diacritics                   // diacritics or strokes taken off, or missing
	Homoglyph                    // letters of another script that look alike
	Leet                         // digits or symbols for letters
	Joined                       // letters or pieces drawn apart, by signs, spaces or lines
	Masked                       // signs that stand for any letter
	Pictured                     // emoji between or instead of letters
	Reversed                     // read from right to left
	UpsideDown                   // read with the page turned
	Typo                         // one letter wrong, missing, too many or swapped
	Inside                       // part of a longer word
	Inflected                    // a form that the rules of the language make, not the list
	endOfSteps
)

// stepNames and stepFactors are indexed by bit number. The factors were set by
// hand: a step that makes chance readings likelier weighs more.
var (
	stepNames = [...]string{
		"width", "compat", "rare", "turned", "invisible", "marks", "elongated", "markup", "diacritics", "homoglyph",
		"leet", "joined", "masked", "pictured", "reversed", "upside-down", "typo", "inside", "inflected",
	}
	stepFactors = [...]float64{
		0.98, 0.97, 0.97, 0.97, 0.97, 0.95, 0.97, 0.97, 0.85, 0.92,
		0.88, 0.85, 0.75, 0.80, 0.70, 0.80, 0.65, 0.85, 0.99,
	}
)

// Certainty returns how sure a reading is: 1 for no steps, less for every step,
// always in (0,1].
func (s Steps) Certainty() float64 {
	c := 1.0
	for i, f := range stepFactors {
		if s&(1<<i) != 0 {
			c *= f
		}
	}
	return c
}

// Has reports whether s holds any step of other.
func (s Steps) Has(other Steps) bool { return s&other != 0 }

// String returns the names of the steps joined by "+", or "plain".
func (s Steps) String() string {
	if s == 0 {
		return "plain"
	}
	var names []string
	for i, name := range stepNames {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if s >= endOfSteps {
		names = append(names, fmt.Sprintf("fold.Steps(%#x)", uint32(s&^(endOfSteps-1))))
	}
	return strings.Join(names, "+")
}

// Flags says what kind of token it is and where it stands.
type Flags uint32

// The flags.
const (
	URL           Flags = 1 << iota // part of the host of a web address; the path is left out
	Mention                         // a handle after @, or part of a mail address
	Hashtag                         // a word of a hashtag; #CamelCase gives several
	Number                          // digits alone
	Caps                            // at least two letters, all capitals
	Title                           // begins with a capital, and is not all capitals
	Emoji                           // a pictograph or a flag
	Quoted                          // between quotation marks, or in a line that starts with >
	SentenceStart                   // first of a sentence, or of a line
	ClauseStart                     // first after a comma, colon, dash or bracket, or of a sentence
	Question                        // followed by a question mark
	Exclaim                         // followed by an exclamation mark
	Glued                           // no white space between this token and the one before
	LineStart                       // first of a line
	HasAlts                         // first token of an alternative
	single                          // one letter or digit
	inScript                        // the first of four: letters of Latin, Greek, Cyrillic, other script
)

// Has reports whether f holds any flag of g.
func (f Flags) Has(g Flags) bool { return f&g != 0 }
