package detect_test

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect"
)

func numbered(n int) iter.Seq[detect.Item] {
	return func(yield func(detect.Item) bool) {
		for i := range n {
			text := "a quiet afternoon by the river"
			if i%3 == 0 {
				text = "nobody wants you here"
			}
			if !yield(detect.Item{ID: fmt.Sprint(i), Text: text}) {
				return
			}
		}
	}
}

func TestScanBatchKeepsOrder(t *testing.T) {
	t.Parallel()
	e, err := detect.New(detect.Options{Parallelism: 7})
	require.NoError(t, err)
	next := 0
	for v, err := range e.ScanBatch(context.Background(), numbered(500)) {
		require.NoError(t, err)
		require.Equal(t, fmt.Sprint(next), v.ID)
		one, err := e.Scan(context.Background(), detect.Item{ID: v.ID, Text: map[bool]string{true: "nobody wants you here", false: "a quiet afternoon by the river"}[next%3 == 0]})
		require.NoError(t, err)
		require.Equal(t, one, v)
		next++
	}
	require.Equal(t, 500, next)
}

func TestScanBatchStops(t *testing.T) {
	t.Parallel()
	e := engine(t)
	var pulled atomic.Int64
	endless := func(yield func(detect.Item) bool) {
		for yield(detect.Item{ID: fmt.Sprint(pulled.Load()), Text: "hello"}) {
			pulled.Add(1)
		}
	}
	n := 0
	for range e.ScanBatch(context.Background(), endless) {
		if n++; n == 10 {
			break
		}
	}
	require.Less(t, pulled.Load(), int64(200), "the loop ended, and so does the reading of items")
}

// TestScanBatchStopsWhileItemsWait: a loop that ends early does not wait for a
// sequence that waits for its next item.
func TestScanBatchStopsWhileItemsWait(t *testing.T) {
	t.Parallel()
	more := make(chan detect.Item, 1)
	more <- detect.Item{ID: "1", Text: "hello"}
	defer close(more)
	waiting := func(yield func(detect.Item) bool) {
		for item := range more {
			if !yield(item) {
				return
			}
		}
	}
	for v := range engine(t).ScanBatch(context.Background(), waiting) {
		require.Equal(t, "1", v.ID)
		break
	}
}

func TestScanBatchCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	seen, failed := 0, 0
	for _, err := range engine(t).ScanBatch(ctx, numbered(50)) {
		if seen++; seen == 5 {
			cancel()
		}
		if err != nil {
			require.ErrorIs(t, err, context.Canceled)
			failed++
		}
	}
	require.Equal(t, 50, seen)
	require.Positive(t, failed)
}
