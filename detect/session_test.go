package detect_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/behaviour/synthetic"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/text"
	"github.com/vigil-moderation/vigil/rules"
)

var firstOfMay = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)

func remembering(t testing.TB, opts detect.Options) *detect.Engine {
	t.Helper()
	var err error
	opts.Behaviour, err = behaviour.New(behaviour.Options{})
	require.NoError(t, err)
	e, err := detect.New(opts)
	require.NoError(t, err)
	return e
}

func sessionScore(v *detect.Verdict, label harm.Label) (float64, []string) {
	for _, s := range v.Signals {
		if s.Label == label && s.Session {
			return s.Score, s.Evidence[0].Items
		}
	}
	return 0, nil
}

// TestOverTime follows sentinel insults from the text to the policy.
func TestOverTime(t *testing.T) {
	t.Parallel()
	policy, err := rules.Load([]byte(`
name: over-time
version: "1"
rules:
  - id: repeated
    when: session["bullying.repeated"] >= 0.5
    labels: bullying.repeated
    action: review
    reason: again and again
`), rules.Options{File: "over-time.yaml"})
	require.NoError(t, err)
	e := remembering(t, detect.Options{Policy: policy, Text: text.Options{Lexicon: sentinelLexicon(t)}})
	item := detect.Item{
		Text: "you zorblax", Time: firstOfMay, Languages: []langs.Language{langs.English},
		Actor: rules.Party{ID: "a"}, Target: rules.Party{ID: "b"},
	}
	var v detect.Verdict
	for i := range 3 {
		item.ID, item.Time = fmt.Sprint(i), item.Time.Add(time.Hour)
		require.Empty(t, v.Fired)
		v, err = e.Scan(context.Background(), item)
		require.NoError(t, err)
	}
	score, items := sessionScore(&v, harm.BullyingRepeated)
	require.Greater(t, score, 0.5)
	require.Equal(t, []string{"0", "1", "2"}, items)
	require.Equal(t, "b", v.Target)
	require.Len(t, v.Fired, 1)

	item.Time = time.Time{}
	v, err = e.Scan(context.Background(), item)
	require.NoError(t, err)
	score, _ = sessionScore(&v, harm.BullyingRepeated)
	require.Zero(t, score, "without a time the item stands for itself")
}

// sessionItems are the messages of synthetic sessions, in the order of time.
func sessionItems(n uint64, kinds ...synthetic.Kind) []detect.Item {
	var items []detect.Item
	for seed := range n {
		for _, kind := range kinds {
			for _, m := range synthetic.Generate(seed, kind).Messages {
				items = append(items, detect.Item{
					ID: m.ID, Text: m.Text, Time: m.Time,
					Actor: rules.Party{ID: m.Actor}, Target: rules.Party{ID: m.Target}, Thread: rules.Thread{ID: m.Thread},
				})
			}
		}
	}
	slices.SortStableFunc(items, func(a, b detect.Item) int { return a.Time.Compare(b.Time) })
	return items
}

// TestReplay: a batch in parallel, and a prefix of it, give what scanning one
// item after the other gave.
func TestReplay(t *testing.T) {
	t.Parallel()
	items := sessionItems(3, synthetic.Bully, synthetic.Banter, synthetic.Mob, synthetic.Grooming, synthetic.Group)
	var want []detect.Verdict
	live := remembering(t, detect.Options{})
	for _, item := range items {
		v, err := live.Scan(context.Background(), item)
		require.NoError(t, err)
		want = append(want, v)
	}
	for _, n := range []int{len(items), len(items) / 2, 7} {
		i := 0
		for v, err := range remembering(t, detect.Options{Parallelism: 4}).ScanBatch(context.Background(), slices.Values(items[:n])) {
			require.NoError(t, err)
			require.Equal(t, want[i], v)
			i++
		}
		require.Equal(t, n, i)
	}
}

func TestReviewNamesTheHarassed(t *testing.T) {
	t.Parallel()
	const chats = 30
	named := 0
	for seed := range uint64(chats) {
		s := synthetic.Generate(seed, synthetic.Group)
		var items []detect.Item
		for _, m := range s.Messages {
			items = append(items, detect.Item{ID: m.ID, Text: m.Text, Actor: rules.Party{ID: m.Actor}})
		}
		r, err := engine(t).Review(context.Background(), items)
		require.NoError(t, err)
		require.Len(t, r.Items, len(items))
		if r.Harassed == s.Harassed {
			named++
		}
	}
	require.GreaterOrEqual(t, named, chats*4/5)
}
