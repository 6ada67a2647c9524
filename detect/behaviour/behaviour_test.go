package behaviour_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/harm"
)

var start = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func Example() {
	tracker, err := behaviour.New(behaviour.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var out behaviour.Outcome
	for i := range 3 {
		tracker.Observe(&out, &behaviour.Act{
			Item: fmt.Sprint("item ", i+1), Time: start.Add(time.Duration(i) * 24 * time.Hour),
			Actor: "a", Target: "b", Aggression: 0.6,
		})
	}
	for _, f := range out.Findings {
		fmt.Printf("%v %.2f %q\n%s\n", f.Label, f.Score, f.Items, f.Reason)
	}
	// Output:
	// bullying.repeated 0.71 ["item 1" "item 2" "item 3"]
	// 1 attacks in an hour, 1 in a day, 3 in 7 days, 3 in 30, on 3 of the last 7 days; 0 back
}

// scene plays acts a minute apart and returns the last outcome.
type scene struct {
	t       *testing.T
	tracker *behaviour.Tracker
	at      time.Time
	n       int
	out     behaviour.Outcome
}

func newScene(t *testing.T) *scene {
	t.Helper()
	tracker, err := behaviour.New(behaviour.Options{})
	require.NoError(t, err)
	return &scene{t: t, tracker: tracker, at: start}
}

func (s *scene) act(actor, target string, change func(*behaviour.Act)) *behaviour.Outcome {
	s.at = s.at.Add(time.Minute)
	s.n++
	a := behaviour.Act{Item: fmt.Sprint(s.n), Time: s.at, Actor: actor, Target: target}
	if change != nil {
		change(&a)
	}
	s.tracker.Observe(&s.out, &a)
	return &s.out
}

func hostile(a *behaviour.Act) { a.Aggression = 0.6 }

func score(o *behaviour.Outcome, label harm.Label) float64 {
	for _, f := range o.Findings {
		if f.Label == label {
			return f.Score
		}
	}
	return 0
}

func TestRepeated(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		play   func(s *scene)
		from   float64
		upTo   float64
		target string
	}{
		{name: "once", upTo: 0.29, play: func(s *scene) { s.act("a", "b", hostile) }},
		{name: "three", from: 0.5, upTo: 1, play: func(s *scene) {
			for range 3 {
				s.act("a", "b", hostile)
			}
		}},
		{name: "twice_after_stop", from: 0.5, upTo: 1, play: func(s *scene) {
			s.act("a", "b", hostile)
			s.act("b", "a", func(a *behaviour.Act) { a.Distress = 0.7 })
			s.act("a", "b", hostile)
		}},
		{name: "quarrel", upTo: 0.49, play: func(s *scene) {
			for range 6 {
				s.act("a", "b", hostile)
				s.act("b", "a", hostile)
			}
		}},
		{name: "banter", upTo: 0.49, play: func(s *scene) {
			for range 6 {
				s.act("b", "a", func(a *behaviour.Act) { a.Warmth = 0.5 })
				s.act("a", "b", func(a *behaviour.Act) { a.Aggression, a.Warmth = 0.6, 0.5 })
			}
		}},
		{name: "mocking_is_no_banter", from: 0.5, upTo: 1, play: func(s *scene) {
			for range 3 {
				s.act("a", "b", func(a *behaviour.Act) { a.Aggression, a.Warmth = 0.6, 0.5 })
			}
		}},
		{name: "defender", upTo: 0.3, play: func(s *scene) {
			for range 4 {
				s.act("a", "b", func(a *behaviour.Act) { a.Aggression, a.Support = 0.6, 0.8 })
			}
		}},
		{name: "forgotten", upTo: 0.3, play: func(s *scene) {
			for range 5 {
				s.act("a", "b", hostile)
			}
			s.at = s.at.AddDate(0, 0, 40)
			s.act("a", "b", hostile)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			tt.play(s)
			got := score(&s.out, harm.BullyingRepeated)
			require.GreaterOrEqual(t, got, tt.from)
			require.LessOrEqual(t, got, tt.upTo)
		})
	}
}

func TestPileOn(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.act("a", "v", hostile)
	require.Zero(t, score(s.act("b", "v", hostile), harm.BullyingPileOn))
	o := s.act("c", "v", hostile)
	require.Greater(t, score(o, harm.BullyingPileOn), 0.5)
	require.Equal(t, []string{"1", "2", "3"}, o.Findings[len(o.Findings)-1].Items)
}

func TestStalking(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	blocked := func(a *behaviour.Act) { a.Blocked = true }
	s.act("a", "b", blocked)
	s.act("a", "b", blocked)
	require.Greater(t, score(s.act("a", "b", blocked), harm.Stalking), 0.5)

	s = newScene(t)
	for range 20 {
		s.at = s.at.Add(6 * time.Hour)
		s.act("a", "b", nil)
	}
	require.Greater(t, score(&s.out, harm.Stalking), 0.5, "nobody answers")
	s.act("b", "a", nil)
	require.Zero(t, score(s.act("a", "b", nil), harm.Stalking), "somebody answered")
}

func TestGrooming(t *testing.T) {
	t.Parallel()
	cue := func(c behaviour.Cues) func(*behaviour.Act) { return func(a *behaviour.Act) { a.Cues = c } }
	s := newScene(t)
	require.Zero(t, score(s.act("a", "b", cue(behaviour.CueSecrecy)), harm.MinorsGrooming))
	require.Zero(t, score(s.act("a", "b", cue(behaviour.CueSecrecy)), harm.MinorsGrooming), "the same again")
	require.InDelta(t, 0.45, score(s.act("a", "b", cue(behaviour.CuePicture)), harm.MinorsGrooming), 0.01)
	o := s.act("a", "b", cue(behaviour.CueMeeting))
	require.InDelta(t, 0.72, score(o, harm.MinorsGrooming), 0.01)
	require.Equal(t, []string{"1", "3", "4"}, o.Findings[0].Items)
	require.Zero(t, score(s.act("a", "c", cue(behaviour.CueMeeting)), harm.MinorsGrooming), "towards another")
	s.at = s.at.AddDate(0, 0, 31)
	require.Zero(t, score(s.act("a", "b", cue(behaviour.CueGift)), harm.MinorsGrooming), "long ago")
}

func TestOutingAndExclusion(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	for _, actor := range []string{"a", "b", "c"} {
		s.act(actor, "", func(a *behaviour.Act) { a.Content, a.Outing = 77, 0.6 })
	}
	require.Greater(t, score(&s.out, harm.BullyingOutingShaming), 0.5)
	for _, actor := range []string{"a", "b"} {
		s.act(actor, "v", func(a *behaviour.Act) { a.Aggression, a.Exclusion = 0.6, 0.6 })
	}
	require.Greater(t, score(&s.out, harm.BullyingExclusion), 0.5)
}

func TestThread(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	say := func(actor string, change func(*behaviour.Act)) *behaviour.Outcome {
		return s.act(actor, "", func(a *behaviour.Act) {
			a.Thread = "t"
			if change != nil {
				change(a)
			}
		})
	}
	you := func(a *behaviour.Act) { a.Aggression, a.Second = 0.6, true }
	say("victor", nil)
	say("bert", you)
	say("victor", func(a *behaviour.Act) { a.Distress = 0.7 })
	say("carl", you)
	say("dora", func(a *behaviour.Act) { a.Support, a.Third = 0.8, true })
	say("bert", func(a *behaviour.Act) { a.Aggression, a.Third = 0.6, true })
	o := say("dora", func(a *behaviour.Act) { a.Aggression, a.Text = 0.6, "bert, that is enough" })
	require.Equal(t, "bert", o.Target)
	require.True(t, o.Inferred)
	require.Less(t, o.Bullying, 0.5, "a defence")
	o = say("carl", func(a *behaviour.Act) { a.Aggression, a.Third = 0.4, true })
	require.Equal(t, "victor", o.Target)
	require.Greater(t, o.Bullying, 0.5, "a mild word against one whom all attack")
	got, err := s.tracker.Thread("t")
	require.NoError(t, err)
	require.Equal(t, "victor", got.Harassed)
	require.Equal(t, []string{"bert", "carl"}, got.Bullies)
	require.Equal(t, []string{"dora"}, got.Defenders)
	_, err = s.tracker.Thread("another")
	require.Error(t, err)
}
