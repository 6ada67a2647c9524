package detect

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/langs/lexicon"
	"github.com/vigil-moderation/vigil/langs/text"
	"github.com/vigil-moderation/vigil/rules"
)

// Engine judges items. It is safe for concurrent use, and its policy, banks and
// lexicon can be exchanged while it works: an item is judged by those that were
// in place when its scan began, all of them, and never by a mixture.
type Engine struct {
	options     Options
	parallelism int
	current     atomic.Pointer[parts]
	swap        sync.Mutex // held by those who replace current
	looks       sync.Pool
}

// parts is what can be exchanged. It is never changed once it is current.
type parts struct {
	policy  *rules.Policy
	banks   []*bank.Bank
	text    *text.Reader
	options text.Options

	conducts *conductCache // of the terms that text finds
}

// New returns an engine. It loads the tables that every engine shares, so the
// first call takes longer than the next.
func New(opts Options) (*Engine, error) {
	var loading sync.WaitGroup
	var reader *text.Reader
	var textErr error
	loading.Go(func() { reader, textErr = text.New(opts.Text) })
	checked, err := opts.withDefaults() // compiles the default policy meanwhile
	loading.Wait()
	switch {
	case err != nil:
		return nil, err
	case textErr != nil:
		return nil, fmt.Errorf("detect: %w", textErr)
	}
	opts = checked
	opts.Detectors = slices.Clone(opts.Detectors)
	e := &Engine{options: opts, parallelism: opts.Parallelism}
	e.current.Store(&parts{policy: opts.Policy, banks: slices.Clone(opts.Banks), text: reader, options: opts.Text, conducts: new(conductCache)})
	e.looks.New = func() any { return new(look) }
	return e, nil
}

// Policy returns the policy that is in place.
func (e *Engine) Policy() *rules.Policy { return e.current.Load().policy }

// SetPolicy puts another policy in place. Counters and budgets go on.
func (e *Engine) SetPolicy(p *rules.Policy) error {
	if p == nil {
		return errors.New("detect: no policy, want one from rules.Load")
	}
	e.exchange(func(n *parts) { n.policy = p })
	return nil
}

// SetBanks puts other banks in place. To change the entries of a bank,
// [bank.Bank.Apply] suffices.
func (e *Engine) SetBanks(banks ...*bank.Bank) error {
	if err := checkBanks(banks); err != nil {
		return err
	}
	banks = slices.Clone(banks)
	e.exchange(func(n *parts) { n.banks = banks })
	return nil
}

// SetLexicon puts another lexicon in place; nil means Vigil's own.
func (e *Engine) SetLexicon(l *lexicon.Lexicon) error {
	e.swap.Lock()
	defer e.swap.Unlock()
	next := *e.current.Load()
	next.options.Lexicon = l
	reader, err := text.New(next.options)
	if err != nil {
		return fmt.Errorf("detect: %w", err)
	}
	next.text, next.conducts = reader, new(conductCache)
	e.current.Store(&next)
	return nil
}

func (e *Engine) exchange(change func(next *parts)) {
	e.swap.Lock()
	defer e.swap.Unlock()
	next := *e.current.Load()
	change(&next)
	e.current.Store(&next)
}

func checkBanks(banks []*bank.Bank) error {
	names := make(map[string]bool, len(banks))
	for i, b := range banks {
		switch {
		case b == nil:
			return fmt.Errorf("detect: bank %d is nil", i)
		case names[b.Name()]:
			return fmt.Errorf("detect: two banks named %q, want different names", b.Name())
		}
		names[b.Name()] = true
	}
	return nil
}

// Scan judges an item. What cannot be judged (a damaged picture, a text that is
// too long) is reported by the error, which joins one [*PartError] for each
// such part; the verdict then rests on the rest of the item and is as valid as
// that allows. When ctx ends, its error is returned with what was found so far.
//
// An item without [Item.Time] is judged for itself: nothing is counted, and
// nothing that was counted is seen.
func (e *Engine) Scan(ctx context.Context, item Item) (Verdict, error) {
	var v Verdict
	err := e.ScanInto(ctx, &v, &item)
	return v, err
}

// ScanInto is [Engine.Scan] into a verdict whose slices are used again. An item
// in which nothing is found then costs no allocation.
func (e *Engine) ScanInto(ctx context.Context, v *Verdict, item *Item) error {
	l := e.look(ctx, item)
	err := e.judge(l, v)
	e.release(l)
	return err
}
