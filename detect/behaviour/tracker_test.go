package behaviour_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/harm"
)

func tracker(t testing.TB, pairs int) *behaviour.Tracker {
	t.Helper()
	tr, err := behaviour.New(behaviour.Options{Store: behaviour.NewStore(pairs)})
	require.NoError(t, err)
	return tr
}

// randomActs are n acts among few people, in the order of time.
func randomActs(seed uint64, n int) []behaviour.Act {
	rng := rand.New(rand.NewPCG(seed, 1))
	at := start
	acts := make([]behaviour.Act, n)
	for i := range acts {
		at = at.Add(time.Duration(rng.IntN(7200)) * time.Second)
		a := behaviour.Act{
			Item: fmt.Sprint("i", i), Time: at,
			Actor: fmt.Sprint("p", rng.IntN(6)), Target: fmt.Sprint("p", rng.IntN(6)),
		}
		if rng.IntN(2) == 0 {
			a.Thread = fmt.Sprint("t", rng.IntN(3))
		}
		if a.Thread != "" && rng.IntN(2) == 0 {
			a.Target, a.Second = "", rng.IntN(2) == 0
			a.Text = "say p" + fmt.Sprint(rng.IntN(6))
		}
		switch rng.IntN(8) {
		case 0, 1, 2:
			a.Aggression = 0.3 + 0.7*rng.Float64()
		case 3:
			a.Distress = 0.7
		case 4:
			a.Support, a.Third = 0.8, true
		case 5:
			a.Warmth = 0.5
		case 6:
			a.Cues = behaviour.Cues(1 << rng.IntN(11))
		case 7:
			a.Aggression, a.Exclusion, a.Outing, a.Content = 0.6, 0.6, 0.6, 1+rng.Uint64N(3)
		}
		acts[i] = a
	}
	return acts
}

func observe(tr *behaviour.Tracker, acts []behaviour.Act) []string {
	var out behaviour.Outcome
	var said []string
	for i := range acts {
		tr.Observe(&out, &acts[i])
		said = append(said, fmt.Sprintf("%+v", out))
	}
	return said
}

// TestPrefix: replaying any prefix gives what the acts gave live.
func TestPrefix(t *testing.T) {
	t.Parallel()
	acts := randomActs(1, 600)
	live := observe(tracker(t, 1000), acts)
	for _, n := range []int{0, 1, 2, 17, 100, 311, 599, 600} {
		require.Equal(t, live[:n], append([]string{}, observe(tracker(t, 1000), acts[:n])...))
	}
}

// TestAgainstLog holds the counts of repetition against an exact log.
func TestAgainstLog(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 1))
	tr := tracker(t, 1000)
	type pair struct{ actor, target string }
	log := map[pair][]time.Time{}
	at := start
	var out behaviour.Outcome
	checked := 0
	for i := range 5000 {
		at = at.Add(time.Duration(rng.IntN(900)) * time.Second)
		p := pair{fmt.Sprint("a", rng.IntN(5)), fmt.Sprint("t", rng.IntN(5))}
		tr.Observe(&out, &behaviour.Act{Item: fmt.Sprint(i), Time: at, Actor: p.actor, Target: p.target, Aggression: 0.7})
		log[p] = append(log[p], at)
		if score(&out, harm.BullyingRepeated) == 0 {
			continue
		}
		var hourly, daily, week, month, days, back int
		_, err := fmt.Sscanf(out.Findings[0].Reason, "%d attacks in an hour, %d in a day, %d in 7 days, %d in 30, on %d of the last 7 days; %d back",
			&hourly, &daily, &week, &month, &days, &back)
		require.NoError(t, err)
		within := func(d time.Duration) int {
			n := 0
			for _, x := range log[p] {
				if at.Sub(x) < d {
					n++
				}
			}
			return n
		}
		day := 24 * time.Hour
		require.LessOrEqual(t, hourly, within(time.Hour))
		require.GreaterOrEqual(t, hourly, within(55*time.Minute))
		require.LessOrEqual(t, daily, within(day))
		require.GreaterOrEqual(t, daily, within(22*time.Hour))
		require.LessOrEqual(t, week, within(7*day))
		require.GreaterOrEqual(t, week, within(6*day))
		require.LessOrEqual(t, month, within(30*day))
		require.GreaterOrEqual(t, month, within(29*day))
		checked++
	}
	require.Greater(t, checked, 4000)
}

// TestLate: an act that comes late counts where it belongs, one that is too old
// is counted as late.
func TestLate(t *testing.T) {
	t.Parallel()
	tr := tracker(t, 1000)
	var out behaviour.Outcome
	act := func(hours int) {
		tr.Observe(&out, &behaviour.Act{Item: "x", Time: start.Add(time.Duration(hours) * time.Hour), Actor: "a", Target: "b", Aggression: 0.6})
	}
	act(72)
	act(24) // two days late
	act(73)
	require.Contains(t, out.Findings[0].Reason, "3 in 7 days")
	require.Zero(t, tr.Stats().Late)
	act(-40 * 24)
	require.EqualValues(t, 1, tr.Stats().Late)
	act(74)
	require.Contains(t, out.Findings[0].Reason, "4 in 7 days, 4 in 30")
}

func TestOrderWithoutTime(t *testing.T) {
	t.Parallel()
	tr := tracker(t, 1000)
	var out behaviour.Outcome
	for range 5 {
		tr.Observe(&out, &behaviour.Act{Item: "x", Actor: "a", Target: "b", Aggression: 0.6})
		require.Equal(t, "b", out.Target)
		require.Empty(t, out.Findings)
	}
	require.Zero(t, tr.Stats().Records, "nothing is remembered without a time")
	for i := range 3 { // at the same moment
		tr.Observe(&out, &behaviour.Act{Item: fmt.Sprint(i), Time: start, Actor: "a", Target: "b", Aggression: 0.6})
	}
	require.Greater(t, score(&out, harm.BullyingRepeated), 0.5)
}

func TestEviction(t *testing.T) {
	t.Parallel()
	tr := tracker(t, 256)
	var out behaviour.Outcome
	for i := range 5000 {
		tr.Observe(&out, &behaviour.Act{
			Item: fmt.Sprint(i), Time: start.Add(time.Duration(i) * time.Minute),
			Actor: fmt.Sprint("a", i), Target: fmt.Sprint("b", i), Thread: fmt.Sprint("t", i), Aggression: 0.6, Content: uint64(i + 1),
		})
	}
	st := tr.Stats()
	require.LessOrEqual(t, st.Records, 256+128+64+64+64)
	require.EqualValues(t, 4*5000, uint64(st.Records)+st.Evicted)
	for i := range 3 { // what is new is still remembered
		tr.Observe(&out, &behaviour.Act{Item: fmt.Sprint("n", i), Time: start.AddDate(0, 0, 4), Actor: "new", Target: "b", Aggression: 0.6})
	}
	require.Equal(t, []string{"n0", "n1", "n2"}, out.Findings[0].Items)
}

func TestManyParticipants(t *testing.T) {
	t.Parallel()
	tr := tracker(t, 1000)
	var out behaviour.Outcome
	for i := range 200 {
		tr.Observe(&out, &behaviour.Act{
			Item: fmt.Sprint(i), Time: start, Actor: fmt.Sprint("p", i), Thread: "t", Aggression: 0.6, Second: true,
		})
		require.GreaterOrEqual(t, out.Bullying, 0.0)
		require.LessOrEqual(t, out.Bullying, 1.0)
	}
	_, err := tr.Thread("t")
	require.NoError(t, err)
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	acts := randomActs(5, 400)
	live := tracker(t, 1000)
	want := observe(live, acts)
	saved := tracker(t, 1000)
	observe(saved, acts[:200])
	path := filepath.Join(t.TempDir(), "memory")
	require.NoError(t, saved.Save(path))
	require.NoError(t, saved.Save(path), "over the old file")
	back := tracker(t, 1000)
	require.NoError(t, back.Load(path))
	require.Equal(t, want[200:], observe(back, acts[200:]))
	require.Equal(t, live.Snapshot(), back.Snapshot())

	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "no temporary file is left")
	require.Error(t, back.Load(path+".missing"))
	require.Error(t, tracker(t, 5000).Load(path), "a store of another size")
	require.Error(t, live.Save(filepath.Join(path, "below a file")))
}

// TestDamage: no snapshot that was cut or changed is taken for whole, and a
// tracker that refuses one stays as it was.
func TestDamage(t *testing.T) {
	t.Parallel()
	tr := tracker(t, 64)
	observe(tr, randomActs(7, 60))
	b := tr.Snapshot()
	other := tracker(t, 64)
	before := other.Snapshot()
	for cut := range len(b) {
		require.Error(t, other.Restore(b[:cut]))
	}
	for i := 0; i < len(b); i += 3 {
		flipped := append([]byte{}, b...)
		flipped[i] ^= 1 << (i % 8)
		require.Error(t, other.Restore(flipped), "byte %d", i)
	}
	require.Equal(t, before, other.Snapshot())
	require.NoError(t, other.Restore(b))
}

func FuzzRecord(f *testing.F) {
	for kind := behaviour.KindPair; kind <= behaviour.KindThread; kind++ {
		f.Add(uint8(kind), behaviour.NewRecord(kind).AppendTo(nil))
		f.Add(uint8(kind), []byte(strings.Repeat("\x01\x00", 300)))
	}
	f.Fuzz(func(t *testing.T, kind uint8, b []byte) {
		r := behaviour.NewRecord(behaviour.Kind(kind))
		if r == nil {
			return
		}
		rest := r.Parse(b)
		if rest == nil {
			return
		}
		again := r.AppendTo(nil)
		require.LessOrEqual(t, len(again), len(b)-len(rest))
		s := behaviour.NewRecord(behaviour.Kind(kind))
		require.NotNil(t, s.Parse(again))
		require.Equal(t, again, s.AppendTo(nil))
	})
}

func FuzzObserve(f *testing.F) {
	f.Add(uint64(1), int64(0), "p1 said p2", 0.5)
	f.Add(uint64(2), int64(-1<<62), "\xff\xfe", -1.0)
	f.Add(uint64(3), int64(1<<62), "", 1e300)
	f.Fuzz(func(t *testing.T, seed uint64, at int64, text string, amount float64) {
		tr := tracker(t, 64)
		acts := randomActs(seed, 20)
		acts[7].Text, acts[7].Aggression, acts[7].Time = text, amount, time.UnixMilli(at)
		acts[11].Actor, acts[11].Warmth, acts[11].Distress = text, amount, amount
		observe(tr, acts)
		_, outcomes := behaviour.Review(acts)
		require.Len(t, outcomes, len(acts))
		require.NoError(t, tr.Restore(tr.Snapshot()))
	})
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	tr := tracker(t, 1000)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			observe(tr, randomActs(uint64(g), 200))
			tr.Snapshot()
			tr.Stats()
			_, _ = tr.Thread("t1")
		})
	}
	wg.Wait()
}

func TestAllocs(t *testing.T) {
	tr := tracker(t, 1000)
	var out behaviour.Outcome
	a := behaviour.Act{Item: "x", Time: start, Actor: "a", Target: "b", Thread: "t", Warmth: 0.5, Second: true}
	tr.Observe(&out, &a)
	require.Zero(t, testing.AllocsPerRun(100, func() { tr.Observe(&out, &a) }))
}

func TestReview(t *testing.T) {
	t.Parallel()
	act := func(actor string, a behaviour.Act) behaviour.Act {
		a.Actor = actor
		return a
	}
	you := behaviour.Act{Aggression: 0.45, Second: true}
	acts := []behaviour.Act{
		act("dora", behaviour.Act{}), act("victor", behaviour.Act{}), act("bert", you), act("carl", you),
		act("victor", behaviour.Act{Distress: 0.7}), act("bert", you), act("dora", behaviour.Act{Support: 0.8, Third: true}),
		act("carl", you), act("dora", behaviour.Act{Aggression: 0.6, Text: "carl, stop"}), act("bert", you), act("bert", you),
	}
	thread, outcomes := behaviour.Review(acts)
	require.Equal(t, "victor", thread.Harassed)
	require.ElementsMatch(t, []string{"bert", "carl"}, thread.Bullies)
	require.Greater(t, outcomes[2].Bullying, 0.5, "known only from what follows")
	require.Less(t, outcomes[8].Bullying, 0.5)
	_, none := behaviour.Review(nil)
	require.Empty(t, none)
}
