package detect

import (
	"context"
	"errors"

	"github.com/vigil-moderation/vigil/detect/behaviour"
)

// Review is a conversation seen as a whole.
type Review struct {
	behaviour.Thread
	// Items has one entry for each item, in their order.
	Items []ReviewedItem
}

// ReviewedItem is what an item means in its conversation.
type ReviewedItem struct {
	ID       string
	Target   string  // at whom it is aimed, as given or as inferred; may be empty
	Bullying float64 // how far it is an attack, in [0,1]; at 0.5 it counts as one
}

// Review looks back at the items of one conversation, in their order: who is
// harassed and by whom, and which items are attacks. All of it is known before
// the first item is weighed, which makes it surer than what [Engine.Scan] could
// say at the time. Nothing is remembered, no policy is applied, and times are not
// needed. The error joins those of the items, as Scan returns them.
func (e *Engine) Review(ctx context.Context, items []Item) (Review, error) {
	acts := make([]behaviour.Act, len(items))
	var errs []error
	for i := range items {
		l := e.look(ctx, &items[i])
		l.makeAct(e.options.Limits.Text)
		acts[i] = l.act
		errs = append(errs, l.errs...)
		e.release(l)
	}
	var r Review
	var outcomes []behaviour.Outcome
	r.Thread, outcomes = behaviour.Review(acts)
	for i, o := range outcomes {
		r.Items = append(r.Items, ReviewedItem{ID: items[i].ID, Target: o.Target, Bullying: o.Bullying})
	}
	return r, errors.Join(errs...)
}
