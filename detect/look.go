package detect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/gridsig"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
	"github.com/vigil-moderation/vigil/langs/text"
	"github.com/vigil-moderation/vigil/rules"
)

// look is one item on its way through the engine, with all the memory that this
// needs. Looks are pooled.
type look struct {
	parts *parts
	item  *Item

	reading text.Reading
	read    bool // the text was read
	maker   variants.Maker
	hasher  pdq.Hasher
	hashed  []variants.Hashed
	shown   []shown
	grids   gridsig.Comparer
	compare int // comparisons that are left for the picture
	query   bank.Query
	matches []bank.Match

	signals []Signal
	event   rules.Event
	scratch rules.Scratch
	errs    []error

	act     behaviour.Act
	outcome behaviour.Outcome
}

// look finds what the item shows by itself. It reads nothing that another item
// may change, so looks may be taken in any order.
func (e *Engine) look(ctx context.Context, item *Item) *look {
	l := e.looks.Get().(*look)
	l.parts, l.item = e.current.Load(), item
	l.signals, l.errs = l.signals[:0], nil
	l.startEvent()
	l.readText(e.options.Limits.Text)
	l.readPictures(ctx, &e.options)
	for _, d := range e.options.Detectors {
		if ctx.Err() != nil {
			break
		}
		l.ask(ctx, d)
	}
	if e.options.Behaviour != nil {
		l.makeAct(e.options.Limits.Text)
	}
	if err := ctx.Err(); err != nil {
		l.errs = append(l.errs, err)
	}
	return l
}

// ask hears a detector of the platform's own. What it returns beyond the signals
// that it was given counts, with an error or without; the others stay whatever
// it does, and its panic is its own failure.
func (l *look) ask(ctx context.Context, d Detector) {
	defer func() {
		if r := recover(); r != nil {
			l.fail("detector "+d.Name(), fmt.Errorf("panic: %v", r))
		}
	}()
	n := len(l.signals)
	got, err := d.Detect(ctx, l.signals[:n:n], l.item)
	if err != nil {
		l.fail("detector "+d.Name(), err)
	}
	if len(got) > n {
		l.signals = append(l.signals, got[n:]...)
	}
}

// release gives the look's memory back.
func (e *Engine) release(l *look) {
	l.parts, l.item, l.act = nil, nil, behaviour.Act{}
	e.looks.Put(l)
}

func (l *look) fail(part string, err error) {
	l.errs = append(l.errs, &PartError{Part: part, Err: err})
}

// judge applies to the look what depends on other items, evidence over time and
// the policy, and writes the verdict. Items must be judged in their order.
func (e *Engine) judge(l *look, v *Verdict) error {
	v.Target, v.Bullying = "", 0
	if e.options.Behaviour != nil {
		l.observe(e.options.Behaviour)
		v.Target, v.Bullying = l.outcome.Target, l.outcome.Bullying
	}
	l.fillEvent()
	outcome := e.options.State.Evaluate(l.parts.policy, &l.event, &l.scratch)
	slices.SortStableFunc(l.signals, func(a, b Signal) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Label, b.Label))
	})
	v.ID = l.item.ID
	v.Actions = outcome.Actions &^ rules.ActionsOf(rules.Allow) // the empty set says so
	v.Signals = append(v.Signals[:0], l.signals...)
	v.Languages = append(v.Languages[:0], l.reading.Languages...)
	v.Fired = append(v.Fired[:0], outcome.Fired...)
	v.Shadow = append(v.Shadow[:0], outcome.Shadow...)
	v.Policy = l.parts.policy.Name()
	v.PolicyVersion = l.parts.policy.Version()
	return errors.Join(l.errs...)
}

// readText reads the item's text, if it has one.
func (l *look) readText(limit int) {
	l.reading.Reset()
	l.read = false
	if l.item.Text == "" {
		return
	}
	if n := len(l.item.Text); n > limit {
		l.fail("text", fmt.Errorf("%d bytes, want at most %d", n, limit))
		return
	}
	l.read = true
	l.parts.text.Read(&l.reading, l.item.Text, l.item.Languages...)
	for _, s := range l.reading.Scores {
		if s.Value < minScore {
			continue
		}
		signal := Signal{Label: s.Label, Score: s.Value, Facets: s.Facets, Detector: "text", Cue: s.Label.Info().Evidence == harm.EvidenceSession}
		for _, ev := range s.Evidence {
			span := ev.Span
			kind := EvidencePhrase
			if ev.Term != "" {
				kind = EvidenceTerm
			}
			signal.Evidence = append(signal.Evidence, Evidence{
				Kind: kind, Span: &span, Term: ev.Term, Language: ev.Language, Certainty: ev.Certainty,
			})
		}
		l.signals = append(l.signals, signal)
	}
}

// minScore is the least score that makes a signal: what is below it is noise
// that no policy should read.
const minScore = 0.05
