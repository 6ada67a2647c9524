package replay_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/rules"
	"github.com/vigil-moderation/vigil/rules/replay"
)

func load(t testing.TB, threshold float64, mode string) *rules.Policy {
	t.Helper()
	p, err := rules.Load(fmt.Appendf(nil, `
name: p
version: "%v"
counters: {seen: {key: actor.id, window: 1h}}
rules:
  - {id: insult, when: 'score["bullying.insult"] >= %v', action: hold, labels: bullying.insult, budget: 2/h, reason: 'score {score["bullying.insult"]}'}
  - {id: often, when: 'counter.seen >= 2', action: review, mode: %s, reason: x}
`, threshold, threshold, mode), rules.Options{})
	require.NoError(t, err)
	return p
}

const items = `{"id":"1","time":"2026-05-01T10:00:00Z","actor":{"id":"a"},"score":{"bullying.insult":0.9},"truth":["bullying.insult"]}
{"id":"2","time":"2026-05-01T10:01:00Z","actor":{"id":"a"},"score":{"bullying.insult":0.9},"truth":[]}

{"id":"3","time":"2026-05-01T10:02:00Z","actor":{"id":"a"},"score":{"bullying.insult":0.9}}
{"id":"4","time":"2026-05-01T10:03:00Z","actor":{"id":"a"},"score":{"bullying.insult":0.6},"truth":["bullying.insult"]}
`

func TestRun(t *testing.T) {
	t.Parallel()
	rep, err := replay.Run(load(t, 0.8, "live"), load(t, 0.5, "shadow"), replay.Read(strings.NewReader(items)), replay.Options{})
	require.NoError(t, err)
	require.Equal(t, 4, rep.Events)
	require.Equal(t, 3, rep.Judged)
	require.Equal(t, 4, rep.A.Flagged)
	require.Equal(t, &replay.OverlapRow{Rule: "insult", Both: 3, OnlyB: 1}, rep.Changes.Rules[0])
	require.Equal(t, 1, rep.A.Rules[0].Tripped)
	require.Equal(t, 2, rep.B.Rules[0].Tripped)
	require.Equal(t, 2, rep.A.Rules[1].Live)
	require.Equal(t, 2, rep.B.Rules[1].Shadow)
	require.Equal(t, rules.Some(0.5), rep.A.Rules[0].Precision)
	require.Equal(t, rules.Some(0.5), rep.A.Labels[0].Recall)
	require.Equal(t, rules.Some(1.0), rep.B.Labels[0].Recall)
	require.Equal(t, 0, rep.Changes.Changed, "review by another rule, and by a budget, are the same to the caller")
	raw, err := json.Marshal(rep)
	require.NoError(t, err)
	require.Contains(t, string(raw), `"only_b":1`)
}

func TestOnePolicy(t *testing.T) {
	t.Parallel()
	rep, err := replay.Run(load(t, 0.8, "off"), nil, replay.Read(strings.NewReader(items)), replay.Options{})
	require.NoError(t, err)
	require.Nil(t, rep.B)
	require.Equal(t, 3, rep.A.Flagged)
}

func TestReadErrors(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"{", `{"idd":1}`, `{"truth":["x"]}`, `{"truth":3}`, `3`} {
		_, err := replay.Run(load(t, 0.8, "off"), nil, replay.Read(strings.NewReader(items+bad)), replay.Options{})
		require.ErrorContains(t, err, "line 6", bad)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(items))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, err := range replay.Read(strings.NewReader(string(raw))) {
			if err != nil {
				return
			}
		}
	})
}

func ExampleRun() {
	policy := func(threshold string) *rules.Policy {
		p, err := rules.Load([]byte(`{name: insults, version: "`+threshold+`", rules: [{id: insult, when: 'score["bullying.insult"] >= `+threshold+`', action: hold, reason: insult}]}`), rules.Options{})
		if err != nil {
			panic(err)
		}
		return p
	}
	past := []*replay.Item{{Event: rules.Event{ID: "one"}}}
	past[0].Event.Score[harm.BullyingInsult] = 0.7
	items := func(yield func(*replay.Item, error) bool) {
		for item := range slices.Values(past) {
			if !yield(item, nil) {
				return
			}
		}
	}
	report, err := replay.Run(policy("0.8"), policy("0.6"), items, replay.Options{})
	if err != nil {
		panic(err)
	}
	if err := report.WriteTable(os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// 1 events, 0 judged
	//
	// A: insults 0.8, 0 flagged, 1 allow
	// rule    mode  live  shadow  tripped  precision
	// insult  live  0     0       0        -
	//
	// B: insults 0.6, 1 flagged, 1 hold
	// rule    mode  live  shadow  tripped  precision
	// insult  live  1     0       0        -
	//
	// 1 changed; flagged by both 0, only A 0, only B 1
	// rule    both  only A  only B
	// insult  0     0       1
	// one: allow -> hold
	//   A: nothing
	//   B: insult: insult
}
