package main

import (
	"math"
	"slices"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// reader prepares texts as package text does, without the built-in model.
type reader struct {
	lex    *lexicon.Lexicon
	model  *identify.Model
	folded fold.Text
	in     classify.Input
	result classify.Result
}

func newReader() (*reader, error) {
	lex, err := lexicon.Default()
	if err != nil {
		return nil, err
	}
	model, err := identify.New(identify.Options{})
	if err != nil {
		return nil, err
	}
	return &reader{lex: lex, model: model}, nil
}

// prepare fills r.in.
func (r *reader) prepare(text string) {
	fold.Fold(&r.folded, text)
	r.in.Source, r.in.Text = text, &r.folded
	r.in.Languages = r.model.Identify(r.in.Languages[:0], text)
	r.in.Candidate = candidates(r.in.Languages)
	r.in.Matches = r.lex.Append(r.in.Matches[:0], &r.folded, r.in.Candidate)
}

// candidates is what package text takes without declared languages.
func candidates(guesses []identify.Guess) lexicon.Languages {
	var set lexicon.Languages
	n := 0
	for _, g := range guesses {
		if g.Language.IsEU() && g.Probability >= 0.03 && n < 3 {
			set |= lexicon.Of(g.Language)
			n++
		}
	}
	if set == 0 {
		return lexicon.Every
	}
	return set | lexicon.Of(langs.Undetermined)
}

// workers is how many goroutines read and train.
const workers = 2

// each calls do with every row, in as many goroutines as there are workers.
func (d *data) each(do func(r *reader, number int)) error {
	done := make(chan error)
	for w := range workers {
		go func() {
			r, err := newReader()
			for i := w; err == nil && i < len(d.rows); i += workers {
				do(r, i)
			}
			done <- err
		}()
	}
	var err error
	for range workers {
		if e := <-done; e != nil {
			err = e
		}
	}
	return err
}

// read takes the features of all rows.
func (d *data) read(bits int) error {
	return d.each(func(r *reader, number int) {
		row := &d.rows[number]
		r.prepare(row.text)
		row.features = r.result.Features(nil, &r.in)
		for j := range row.features {
			row.features[j] >>= 32 - bits
		}
		row.norm = float32(1 / math.Sqrt(float64(max(1, len(row.features)))))
		slices.Sort(row.features)
	})
}
