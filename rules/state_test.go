package rules_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/rules"
)

var start = time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC)

func insult(actor, target string, after time.Duration) *rules.Event {
	ev := &rules.Event{ID: actor, Time: start.Add(after), Actor: rules.Party{ID: actor}, Target: rules.Party{ID: target}}
	ev.Score[harm.BullyingInsult] = 0.5
	return ev
}

func TestCounterKinds(t *testing.T) {
	t.Parallel()
	p := load(t, `
version: "1"
counters:
  items: {key: [actor.id, target.id], window: 1h}
  people: {count: distinct, of: actor.id, key: target.id, window: 1h}
  total: {count: sum, of: 'score["bullying.insult"] * 2.0', key: target.id, window: 1h}
  fading: {count: decay, of: 'score["bullying.insult"]', key: target.id, window: 1h}
  never: {key: actor.id, window: 1h, where: 'score["bullying.insult"] > 0.9'}
rules:
  - id: r
    when: counter.items >= 0 && counter.people >= 0 && counter.total >= 0 && counter.fading >= 0 && counter.never >= 0
    action: label
    reason: '{counter.items} {counter.people} {counter.total} {counter.fading} {counter.never}'
`)
	state := rules.NewState(nil)
	read := func(ev *rules.Event) string {
		o := state.Evaluate(p, ev, nil)
		require.Len(t, o.Fired, 1)
		return o.Fired[0].Reason
	}
	require.Equal(t, "0 0 0 0 0", read(insult("a", "z", 0)))
	require.Equal(t, "1 1 1 0.5 0", read(insult("a", "z", 0)))
	require.Equal(t, "0 1 2 1 0", read(insult("b", "z", 0)))
	require.Equal(t, "1 2 3 0.75 0", read(insult("b", "z", time.Hour-time.Millisecond)))
	require.Equal(t, "0 0 0 0 0", read(insult("a", "y", 0)))
	noTime := insult("a", "z", 0)
	noTime.Time = time.Time{}
	require.Empty(t, state.Evaluate(p, noTime, nil).Fired, "without a time no counter can be read")
	noKey := insult("a", "", 0)
	require.Empty(t, state.Evaluate(p, noKey, nil).Fired, "nor without a key")
}

func TestCountersSurviveAReload(t *testing.T) {
	t.Parallel()
	policy := func(threshold int, window string) *rules.Policy {
		return load(t, fmt.Sprintf("version: '1'\ncounters: {items: {key: actor.id, window: %s}}\nrules: [{id: r, when: 'counter.items >= %d', action: hold, reason: '{counter.items}'}]", window, threshold))
	}
	state := rules.NewState(nil)
	for i := range 3 {
		require.Empty(t, state.Evaluate(policy(5, "1h"), insult("a", "b", time.Duration(i)*time.Minute), nil).Fired)
	}
	require.Equal(t, "3", state.Evaluate(policy(2, "1h"), insult("a", "b", 4*time.Minute), nil).Fired[0].Reason)
	require.Empty(t, state.Evaluate(policy(1, "2h"), insult("a", "b", 5*time.Minute), nil).Fired, "another window is another counter")
}

func TestBudgetTripsIntoReview(t *testing.T) {
	t.Parallel()
	p := load(t, `
version: "1"
budgets: {remove: 3/h}
rules:
  - {id: own, when: 'actor.id == "own"', action: [hold, label, escalate], budget: 2/h, reason: x}
  - {id: all, when: 'actor.id == "all"', action: [remove, help], reason: x}
`)
	state := rules.NewState(nil)
	ask := func(actor string, after time.Duration) (string, bool) {
		o := state.Evaluate(p, insult(actor, "b", after), nil)
		require.Len(t, o.Fired, 1)
		require.Equal(t, o.Fired[0].Actions, o.Actions)
		return o.Actions.String(), o.Fired[0].Tripped
	}
	for i := range 3 {
		got, tripped := ask("own", time.Duration(i)*time.Minute)
		require.Equal(t, []string{"escalate+hold+label", "escalate+hold+label", "escalate+review"}[i], got)
		require.Equal(t, i == 2, tripped)
	}
	for i := range 4 {
		got, tripped := ask("all", time.Duration(i)*time.Minute)
		require.Equal(t, []string{"remove+help", "remove+help", "remove+help", "review+help"}[i], got)
		require.Equal(t, i == 3, tripped)
	}
	got, _ := ask("all", 2*time.Hour)
	require.Equal(t, "remove+help", got, "a new hour, a new budget")
}

// TestBudgetOfAnotherTime loads the same rule with a longer budget: what the
// shorter one has used does not count, and the new one bounds.
func TestBudgetOfAnotherTime(t *testing.T) {
	t.Parallel()
	state := rules.NewState(nil)
	for _, per := range []string{"1h", "7d"} {
		p := load(t, one("'true'", "    action: remove\n    budget: 1/"+per))
		for i := range 3 {
			o := state.Evaluate(p, insult("a", "b", time.Duration(i)*time.Minute), nil)
			require.Equal(t, i > 0, o.Fired[0].Tripped)
		}
	}
}

// TestReplayGivesTheSameAnswers evaluates events live and again from the start.
func TestReplayGivesTheSameAnswers(t *testing.T) {
	t.Parallel()
	p, events := seeded(t, 100, rules.Options{})
	run := func(n int) []string {
		state := rules.NewState(rules.NewMemory(50))
		var sc rules.Scratch
		var list []string
		for i := range n {
			ev := events[i]
			ev.Counters = nil
			list = append(list, fired(state.Evaluate(p, &ev, &sc)))
		}
		return list
	}
	all := run(len(events))
	require.Equal(t, all, run(len(events)))
	require.Equal(t, all[:700], run(700))
}

func TestMemorySnapshot(t *testing.T) {
	t.Parallel()
	p := load(t, "version: '1'\ncounters: {items: {key: actor.id, window: 1h}, people: {count: distinct, of: actor.id, key: target.id, window: 1h}}\n"+
		"rules: [{id: r, when: 'counter.items >= 0', action: hold, reason: '{counter.items} {counter.people}'}]")
	m := rules.NewMemory(0)
	state := rules.NewState(m)
	for i := range 10 {
		state.Evaluate(p, insult(fmt.Sprint(i%3), "b", 0), nil)
	}
	raw, err := m.MarshalBinary()
	require.NoError(t, err)
	back := new(rules.Memory)
	require.NoError(t, back.UnmarshalBinary(raw))
	require.Equal(t, m.Stats().Keys, back.Stats().Keys)
	ask := func(m *rules.Memory) string {
		return rules.NewState(m).Evaluate(p, insult("0", "b", time.Minute), nil).Fired[0].Reason
	}
	require.Equal(t, "4 3", ask(back))
	require.Equal(t, "4 3", ask(m))
	for _, i := range []int{0, 7, 8, 20, len(raw) - 1} {
		bad := append([]byte(nil), raw...)
		bad[i] ^= 1
		require.Error(t, back.UnmarshalBinary(bad))
	}
	require.Error(t, back.UnmarshalBinary(raw[:20]))
	require.Equal(t, "5 3", ask(back), "a bad snapshot changes nothing")
}
