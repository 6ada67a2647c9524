package behaviour_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/behaviour"
)

// BenchmarkObserve takes in acts among 20,000 pairs: one in ten an attack. An
// act without a thread reads one record and updates one; an attack updates
// three.
func BenchmarkObserve(b *testing.B) {
	for _, name := range []string{"pair", "thread"} {
		b.Run(name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 1))
			acts := make([]behaviour.Act, 1<<15)
			for i := range acts {
				n := rng.IntN(20_000)
				acts[i] = behaviour.Act{Item: fmt.Sprint(i), Actor: fmt.Sprint("a", n), Target: fmt.Sprint("b", n%7000)}
				if name == "thread" {
					acts[i].Thread = fmt.Sprint("t", n%500)
					acts[i].Actor, acts[i].Target = fmt.Sprint("a", n%2500), ""
				}
				if i%10 == 0 {
					acts[i].Aggression, acts[i].Second = 0.6, true
				}
			}
			tr := tracker(b, 1<<17)
			var out behaviour.Outcome
			at := start
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				a := &acts[i%len(acts)]
				at = at.Add(time.Second)
				a.Time = at
				tr.Observe(&out, a)
				i++
			}
		})
	}
}

// TestBytesAPair bounds the memory of a full store of pairs.
func TestBytesAPair(t *testing.T) {
	const pairs = 1 << 15
	acts := make([]behaviour.Act, pairs)
	for i := range acts {
		acts[i] = behaviour.Act{Time: start, Actor: fmt.Sprint("a", i), Target: fmt.Sprint("b", i)}
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	tr := tracker(t, pairs)
	var out behaviour.Outcome
	for i := range acts {
		tr.Observe(&out, &acts[i])
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	used := (after.HeapAlloc - before.HeapAlloc) / uint64(tr.Stats().Records)
	t.Logf("%d bytes a pair", used)
	require.LessOrEqual(t, used, uint64(380), "with what slices and maps keep in reserve")
	runtime.KeepAlive(tr)
	runtime.KeepAlive(acts)
}
