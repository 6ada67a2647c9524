// Package lexicon finds the terms of lists in folded text: words, expressions
// of several words, expressions with gaps, inflected forms and compounds, in
// the 24 official languages of the European Union and in a platform's own
// lists.
//
//	var t fold.Text
//	fold.Fold(&t, "…")
//	lex, err := lexicon.Default()
//	matches := lex.Append(nil, &t, lexicon.Of(langs.German, langs.English))
//
// A [Match] says which [Entry] was found, where in the original text, and which
// folds were needed to find it. A match is a hint: entries flagged [Context]
// are everyday words that mean harm only beside others, and entries without a
// label are the grammar that the rest is read by.
//
// # A platform's own terms
//
// [New] compiles any entries in milliseconds; [Parse] reads them from a file. A
// compiled [Lexicon] is immutable and safe for concurrent use: to change terms,
// compile anew and swap the pointer. Match with several lexicons one after the
// other on the same folded text.
//
// # What counts as found
//
// Terms match whole words. A reading that needs more than the primary form of a
// word (missing diacritics, digits for letters, and so on) is dropped when the
// word as written is a word of the language; the near misses of a term stay
// silent.
package lexicon

import (
	"errors"
	"fmt"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// Options say how a lexicon is compiled. The zero value is right for whole
// words.
type Options struct {
	// Compounds lets every term of one word match inside longer words, as if it
	// was flagged [Compound].
	Compounds bool
	// Typos finds labelled terms of one word that are long enough with one letter
	// wrong, missing, too many or swapped, and written backwards. It takes about
	// ten times the memory of the words.
	Typos bool
}

// Lexicon is a compiled list of terms. It is immutable and safe for concurrent
// use.
type Lexicon struct {
	entries  []Entry
	patterns []pattern
	elements []element
	variants []variant
	arena    string
	data     *parsed // endings and everyday words
	opts     Options

	words         index // whole words, and all that is looked up as such
	stems         index // stems of inflecting words
	skeletons     index // what other readings of odd places are looked up in
	skeletonStems index
	typos         index // words with a letter taken out
	parts         index // words that compounds are made with, by their first four bytes
	minStem       int   // bytes of the shortest stem
	masks         masks
}

// Match is one term found in a text.
type Match struct {
	Entry *Entry     // do not modify
	Span  langs.Span // in the original text
	// First and Tokens say which tokens of the folded text it covers, gaps
	// included.
	First, Tokens int
	// Steps are the folds that the reading needed; see [fold.Steps.Certainty].
	Steps fold.Steps
	index uint32 // of the entry
}

// Certainty returns how sure the match is, in (0,1].
func (m *Match) Certainty() float64 { return m.Steps.Certainty() }

// Len returns the number of entries.
func (l *Lexicon) Len() int { return len(l.entries) }

// Entries returns the entries in the order of the lists. Do not modify them.
func (l *Lexicon) Entries() []Entry { return l.entries }

var errMany = errors.New("lexicon: more than 2^24 entries")

// New compiles entries. It reports every entry that cannot be compiled (for
// instance one without letters); the error is [errors.Join] of them.
func New(entries []Entry, opts Options) (*Lexicon, error) {
	src, err := source()
	if err != nil {
		return nil, err
	}
	return compile(entries, opts, src, nil)
}

// fault reports entry i.
func fault(i int, e *Entry, format string, args ...any) error {
	return fmt.Errorf("lexicon: entry %d %q: %w", i, e.Term, fmt.Errorf(format, args...))
}
