// Package text reads a message in one pass: it folds it, says which languages
// it is in, finds the terms of their lexicons, and scores labels of harm.
//
//	r, err := text.New(text.Options{})
//	var reading text.Reading // reuse it: reading then allocates nothing
//	r.Read(&reading, "nobody wants you here")
//	for _, s := range reading.Scores {
//		fmt.Println(s.Label, s.Value)
//	}
package text

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// Options are the settings of a [Reader]. The zero value reads all 24 languages
// with Vigil's own lexicon and classifiers.
type Options struct {
	// Lexicon holds the terms; nil means Vigil's own.
	Lexicon *lexicon.Lexicon
	// Terms are the platform's own, looked for besides the lexicon in text of
	// every language; nil means none.
	Terms *lexicon.Lexicon
	// Identifier says which languages a text is in; nil means the model of
	// package identify.
	Identifier identify.Identifier
	// Classifiers are the platform's own, heard besides Vigil's.
	Classifiers []classify.Classifier
}

// Reader reads texts. It is immutable and safe for concurrent use.
type Reader struct {
	lexicon     *lexicon.Lexicon
	terms       *lexicon.Lexicon
	identifier  identify.Identifier
	classifiers []classify.Classifier
}

// New returns a reader. The first call loads the tables that all share.
func New(opts Options) (*Reader, error) {
	r := &Reader{lexicon: opts.Lexicon, terms: opts.Terms, identifier: opts.Identifier}
	// The tables are unpacked side by side.
	var loading sync.WaitGroup
	var lexiconErr, identifyErr error
	if r.lexicon == nil {
		loading.Go(func() { r.lexicon, lexiconErr = lexicon.Default() })
	}
	if r.identifier == nil {
		loading.Go(func() { r.identifier, identifyErr = identify.New(identify.Options{}) })
	}
	loading.Wait()
	if err := errors.Join(lexiconErr, identifyErr); err != nil {
		return nil, fmt.Errorf("text: %w", err)
	}
	model, err := classify.Default()
	if err != nil {
		return nil, fmt.Errorf("text: %w", err)
	}
	r.classifiers = append(r.classifiers, model)
	for i, c := range opts.Classifiers {
		if c == nil {
			return nil, fmt.Errorf("text: classifier %d is nil", i)
		}
		r.classifiers = append(r.classifiers, c)
	}
	return r, nil
}

// Reading is what was read in one text. Its contents last until it is used
// again. The zero value is ready for use; it must not be used by two goroutines
// at a time.
type Reading struct {
	Languages []identify.Guess // the most probable first
	Matches   []lexicon.Match  // terms, in the order of the text
	Scores    []classify.Score // in the order in which they were found
	Facts     Facts
	Text      fold.Text

	input  classify.Input
	result classify.Result
}

// Reset empties the reading.
func (d *Reading) Reset() {
	d.Languages, d.Matches, d.Scores = d.Languages[:0], d.Matches[:0], nil
	d.Facts.reset()
}

// shortlist says which languages' terms are looked for: those of at least
// minShare, at most maxLanguages, and the declared ones.
const (
	minShare     = 0.03
	maxLanguages = 3
)

// Read reads a text. Any string will do; bytes that are not UTF-8 are skipped,
// and spans are offsets into s as it is.
func (r *Reader) Read(dst *Reading, s string, declared ...langs.Language) {
	dst.Reset()
	fold.Fold(&dst.Text, s)
	dst.Languages = r.identifier.Identify(dst.Languages, s, declared...)
	candidates := candidates(dst.Languages, declared)
	dst.Matches = r.lexicon.Append(dst.Matches, &dst.Text, candidates|lexicon.Of(langs.English))
	if !candidates.Has(langs.English) {
		dst.Matches = slices.DeleteFunc(dst.Matches, singleEnglish)
	}
	if r.terms != nil {
		own := len(dst.Matches)
		dst.Matches = r.terms.Append(dst.Matches, &dst.Text, lexicon.Every)
		dst.Facts.own(dst.Matches[own:])
		sortMatches(dst.Matches)
	}
	dst.input = classify.Input{
		Source: s, Text: &dst.Text, Languages: dst.Languages, Matches: dst.Matches, Candidate: candidates,
	}
	dst.result.Reset()
	for _, c := range r.classifiers {
		c.Classify(&dst.result, &dst.input)
	}
	dst.Scores = dst.result.Scores
	dst.Facts.read(dst)
}

// singleEnglish reports whether a match is a single word of English. Young
// people put English phrases into every language, so these are always looked
// for; a single word may mean something else in the language around it.
func singleEnglish(m lexicon.Match) bool {
	return m.Entry.Language == langs.English && m.Tokens == 1
}

// candidates returns the languages whose terms are looked for. When nothing
// settles the language, that is all of them.
func candidates(guesses []identify.Guess, declared []langs.Language) lexicon.Languages {
	set := lexicon.Of(declared...)
	n := 0
	for _, g := range guesses {
		if g.Language.IsEU() && g.Probability >= minShare && n < maxLanguages {
			set |= lexicon.Of(g.Language)
			n++
		}
	}
	if set == 0 {
		return lexicon.Every
	}
	return set | lexicon.Of(langs.Undetermined)
}
