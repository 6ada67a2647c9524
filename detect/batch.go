package detect

import (
	"context"
	"iter"
	"sync"
)

// ScanBatch scans the items with bounded parallelism ([Options.Parallelism])
// and yields verdict and error of each, as [Engine.Scan] returns them, in the
// order of the items. A few more items than workers are held at a time, so the
// sequence of items may be endless. It is read in a goroutine of its own: when
// the loop over the verdicts ends early while the sequence waits for its next
// item, that goroutine ends with that item, and the loop does not wait for it.
//
// What one item shows is found in parallel; evidence over time and the policy
// are applied in order, so the verdicts are those of scanning one after the
// other. The workers end before the loop over the verdicts does. When ctx ends,
// the items that remain yield its error.
func (e *Engine) ScanBatch(ctx context.Context, items iter.Seq[Item]) iter.Seq2[Verdict, error] {
	return func(yield func(Verdict, error) bool) {
		b := &batch{engine: e, work: make(chan *job, e.parallelism), order: make(chan *job, e.parallelism), quit: make(chan struct{})}
		var wg sync.WaitGroup
		for range e.parallelism {
			wg.Go(b.run)
		}
		go b.feed(ctx, items)
		defer wg.Wait()
		defer close(b.quit)
		for j := range b.order {
			<-j.done
			var v Verdict
			err := e.judge(j.look, &v)
			e.release(j.look)
			if !yield(v, err) {
				return
			}
		}
	}
}

// batch is the state of one ScanBatch: jobs go to the workers through work and,
// in the order of the items, to the caller through order.
type batch struct {
	engine *Engine
	work   chan *job
	order  chan *job
	quit   chan struct{}
}

// job is one item on its way.
type job struct {
	ctx  context.Context
	item Item
	look *look
	done chan struct{}
}

func (b *batch) run() {
	for {
		select {
		case <-b.quit:
			return
		case j, ok := <-b.work:
			if !ok {
				return
			}
			j.look = b.engine.look(j.ctx, &j.item)
			close(j.done)
		}
	}
}

// feed hands out the items until they end or the caller stops listening.
func (b *batch) feed(ctx context.Context, items iter.Seq[Item]) {
	defer close(b.order)
	defer close(b.work)
	for item := range items {
		j := &job{ctx: ctx, item: item, done: make(chan struct{})}
		// Every job that the caller can see must reach a worker, so work comes
		// first.
		select {
		case b.work <- j:
		case <-b.quit:
			return
		}
		select {
		case b.order <- j:
		case <-b.quit:
			return
		}
	}
}
