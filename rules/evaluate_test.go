package rules_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/rules"
)

func load(t testing.TB, file string) *rules.Policy {
	t.Helper()
	p, err := rules.Load([]byte(file), rules.Options{})
	require.NoError(t, err)
	return p
}

func event(t testing.TB, raw string) *rules.Event {
	t.Helper()
	ev := new(rules.Event)
	require.NoError(t, json.Unmarshal([]byte(raw), ev))
	return ev
}

// one is a policy of one rule.
func one(when, more string) string {
	return fmt.Sprintf("version: '1'\nlists: {csam: {hashes: true}}\nrules:\n  - id: r\n    when: %s\n    reason: 'seen {lang}'\n%s", when, more)
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	p := load(t, `
version: "1"
rules:
  - {id: a, when: 'true', action: allow, reason: x}
  - {id: b, when: 'true', action: [label, help], labels: doxxing, reason: x}
  - {id: c, when: 'true', action: remove, labels: [doxxing, stalking], reason: x}
  - {id: d, when: 'true', action: review, reason: x}
`)
	o := p.Evaluate(&rules.Event{}, nil)
	require.Equal(t, rules.Remove, o.Action)
	require.Equal(t, "remove+review+help+label+allow", o.Actions.String())
	require.Equal(t, []harm.Label{harm.Doxxing, harm.Stalking}, o.Labels)
	require.Equal(t, 4, o.Evaluated)
	order := []rules.Action{rules.Allow, rules.Label, rules.Help, rules.Limit, rules.Review, rules.AgeGate, rules.Hold, rules.Remove, rules.Escalate}
	for i, a := range order {
		require.Equal(t, a, rules.ActionsOf(order[:i+1]...).First())
		parsed, err := rules.ParseAction(a.String())
		require.NoError(t, err)
		require.Equal(t, a, parsed)
	}
	require.Equal(t, rules.Allow, rules.Actions(0).First())
}

func TestModes(t *testing.T) {
	t.Parallel()
	for mode, want := range map[string]string{"live": "remove/", "shadow": "allow/r", "off": "allow/", "sample 100%": "remove/", "sample 0%": "allow/r"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			p := load(t, one("'true'", "    action: remove\n    mode: "+mode))
			o := p.Evaluate(&rules.Event{ID: "x"}, nil)
			var shadow strings.Builder
			for _, f := range o.Shadow {
				shadow.WriteString(f.ID)
			}
			require.Equal(t, want, o.Action.String()+"/"+shadow.String())
		})
	}
}

func TestSample(t *testing.T) {
	t.Parallel()
	live := map[string]bool{}
	last := 0
	for _, percent := range []int{0, 10, 30, 100} {
		p := load(t, one("'true'", fmt.Sprintf("    action: remove\n    mode: sample %d%%", percent)))
		n := 0
		for i := range 2000 {
			id := fmt.Sprint("item", i)
			got := p.Evaluate(&rules.Event{ID: id}, nil).Action == rules.Remove
			require.Equal(t, got, p.Evaluate(&rules.Event{ID: id}, nil).Action == rules.Remove)
			require.False(t, live[id] && !got, "a greater share holds a smaller one")
			if got {
				live[id] = true
				n++
			}
		}
		require.InDelta(t, 20*percent, n, 100)
		require.GreaterOrEqual(t, n, last)
		last = n
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	p := load(t, one("'true'", "    action: remove\n    expires: 2026-06-01"))
	at := func(s string) *rules.Outcome { return p.Evaluate(event(t, `{"time":"`+s+`"}`), nil) }
	require.Equal(t, rules.Remove, at("2026-05-31T23:59:59Z").Action)
	require.Equal(t, rules.Allow, at("2026-06-01T00:00:00Z").Action)
	require.Equal(t, rules.Remove, p.Evaluate(&rules.Event{}, nil).Action, "an event without time cannot be too late")
}

func TestMissing(t *testing.T) {
	t.Parallel()
	tests := []struct {
		when    string
		event   string
		fires   bool
		skipped int
	}{
		{"actor.age_days < 7", `{}`, false, 0}, // the index has ruled it out
		{"actor.age_days < 7 || lang == 'und'", `{}`, true, 0},
		{"actor.age_days < 7 && lang == 'und'", `{"actor":{"age_days":9}}`, false, 0},
		{"lang == 'und' && !(actor.age_days < 7)", `{}`, false, 1},
		{"lang == 'und' && actor.age_days != 7", `{}`, false, 1},
		{"lang == 'und' && country != 'MT'", `{}`, false, 1},
		{"lang == 'und' && country != 'MT'", `{"country":"IT"}`, true, 0},
		{"lang == 'und' && has(actor.age_days)", `{}`, false, 0},
		{"!has(actor.age_days)", `{}`, true, 0},
		{"lang == 'und' && match.all(m, m.distance < country.size())", `{"match":[{"list":"csam"}]}`, false, 1},
		{"score['doxxing'] == 0.0 && !('x' in text.hosts)", `{}`, true, 0},
	}
	for _, tt := range tests {
		t.Run(tt.when+tt.event, func(t *testing.T) {
			t.Parallel()
			p := load(t, one(`"`+tt.when+`"`, "    action: remove"))
			o := p.Evaluate(event(t, tt.event), nil)
			require.Equal(t, tt.fires, len(o.Fired) == 1)
			require.Equal(t, tt.skipped, o.Skipped)
		})
	}
}

func TestFiredTellsWhatItRestsOn(t *testing.T) {
	t.Parallel()
	p := load(t, `
name: p
version: "9"
lists: {csam: {hashes: true}, words: {values: [alpha], version: w3}}
counters: {seen: {key: actor.id, window: 1h}}
rules:
  - id: r
    when: known("csam") && counter.seen > 2 && kind in lists["words"]
    action: remove
    labels: minors.csam
    reason: '{policy}/{rule}/{labels}/{matches}/{counter.seen}/{score["doxxing"]}/{actor.age_days}/{facets}/{{}}/{time}/{actor.id == "x"}'
`)
	ev := event(t, `{"kind":"alpha","time":"2026-05-01T10:00:00Z","score":{"doxxing":0.123},"counter":{"seen":4},"facets":["synthetic","known_hash"],
		"match":[{"list":"csam","version":"7","distance":3,"quality":80},{"list":"other"}]}`)
	o := p.Evaluate(ev, nil).Clone()
	f, ok := o.Rule("r")
	require.True(t, ok)
	require.Equal(t, "p 9/r/minors.csam/csam@7 (distance 3, quality 80)/4/0.12/unknown/synthetic, known_hash/{}/2026-05-01T10:00:00Z/unknown", f.Reason)
	require.Equal(t, rules.Counters{{Name: "seen", Value: 4}}, f.Counters)
	require.Equal(t, []rules.ListUse{{Name: "words", Version: "w3"}, {Name: "csam", Version: "7"}}, f.Lists)
	why := p.Explain(ev, o)
	require.Len(t, why, 1)
	require.Len(t, why[0].Atoms, 3)
	require.Equal(t, rules.Atom{Text: "counter.seen > 2", Result: "true", Values: []rules.Value{{Name: "counter.seen", Value: "4"}}}, why[0].Atoms[1])
	require.Equal(t, `known("csam")`, why[0].Atoms[0].Text)
	raw, err := json.Marshal(o)
	require.NoError(t, err)
	require.Contains(t, string(raw), `"counters":{"seen":4}`)
}

func TestNoAllocationsWhenNothingFires(t *testing.T) {
	p, events := seeded(t, 200, rules.Options{})
	var sc rules.Scratch
	var quiet []*rules.Event
	for i := range events {
		if o := p.Evaluate(&events[i], &sc); len(o.Fired)+len(o.Shadow) == 0 {
			quiet = append(quiet, &events[i])
		}
	}
	require.NotEmpty(t, quiet)
	require.Zero(t, testing.AllocsPerRun(3, func() {
		for _, ev := range quiet {
			p.Evaluate(ev, &sc)
		}
	}))
}

func TestScratchServesManyPolicies(t *testing.T) {
	t.Parallel()
	a := load(t, "version: '1'\nattributes: {x: int}\ncounters: {c: {key: id, window: 1h}}\nrules: [{id: a, when: 'attr.x > 1 && counter.c > 1', action: hold, reason: x}]")
	b := load(t, "version: '2'\nattributes: {y: int, x: int}\nrules: [{id: b, when: 'attr.x > 1', action: limit, reason: x}]")
	ev := event(t, `{"attr":{"x":2,"y":0},"counter":{"c":2}}`)
	var sc rules.Scratch
	for range 3 {
		require.Equal(t, rules.Hold, a.Evaluate(ev, &sc).Action)
		require.Equal(t, rules.Limit, b.Evaluate(ev, &sc).Action)
	}
}

func TestConcurrentUse(t *testing.T) {
	t.Parallel()
	p, events := seeded(t, 50, rules.Options{})
	state := rules.NewState(rules.NewMemory(100))
	want := make([]string, len(events))
	for i := range events {
		want[i] = fired(p.Evaluate(&events[i], nil))
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var sc rules.Scratch
			for i := range events {
				if got := fired(p.Evaluate(&events[i], &sc)); got != want[i] {
					t.Errorf("event %d fires %s, want %s", i, got, want[i])
				}
				state.Evaluate(p, &events[i], &sc)
			}
		})
	}
	wg.Wait()
}

func TestPolicyTellsOfItself(t *testing.T) {
	t.Parallel()
	p := load(t, "name: n\nversion: '1'\ndoc: d\nlists: {csam: {hashes: true}}\ncounters: {b: {key: id, window: 1h}, a: {key: id, window: 1h}}\n"+
		"rules: [{id: r, when: 'counter.a > 1 && known(\"csam\")', action: hold, reason: x, owner: me, budget: 5/h, expires: 2027-01-01}]")
	require.Equal(t, "n 1 d", p.Name()+" "+p.Version()+" "+p.Doc())
	require.Equal(t, []string{"csam"}, p.HashLists())
	require.Equal(t, "a", p.Counters()[0].Name)
	r, ok := p.Rule("r")
	require.True(t, ok)
	require.Equal(t, "me", r.Owner)
	require.Equal(t, rules.Budget{Max: 5, Per: time.Hour}, r.Budget)
	_, ok = p.Rule("s")
	require.False(t, ok)
	_, err := rules.Load([]byte(one("known('csam')", "    action: hold")), rules.Options{HashLists: []string{"csan"}})
	require.ErrorContains(t, err, `did you mean "csan"?`)
	brought, err := rules.Load([]byte(one("lang in lists['mine']", "    action: hold")), rules.Options{Lists: map[string][]string{"mine": {"mt"}}})
	require.NoError(t, err)
	require.Equal(t, rules.Hold, brought.Evaluate(event(t, `{"languages":"mt"}`), nil).Action)
}

func TestEventJSON(t *testing.T) {
	t.Parallel()
	raw := `{"v":1,"id":"i","time":"2026-05-01T10:00:00Z","kind":"post","country":"MT","score":{"doxxing":0.5},"cue":{"stalking":0.25},` +
		`"session":{"bullying.repeated":1},"languages":{"en":0.25,"mt":0.75},"match":[{"list":"csam","version":"7","entry":"e","label":"minors.csam","distance":3,"quality":80,"exact":true,"variant":"r90"}],` +
		`"actor":{"id":"a","age_days":0,"verified":false,"trust":0.5,"roles":["member"]},"relation":{"blocked":true},"counter":{"a":1,"b":2.5},"attr":{"b":true,"f":0.5,"i":3,"l":["x"],"s":"y"},"facets":["target_minor","protected_characteristic:age"]}`
	ev := event(t, raw)
	require.Equal(t, "mt", ev.Languages[0].Code)
	out, err := json.Marshal(ev)
	require.NoError(t, err)
	require.JSONEq(t, raw, string(out))
	for _, bad := range []string{
		`{"v":2}`, `{"vv":1}`, `{"score":{"x":1}}`, `{"score":{"doxxing":1.5}}`, `{"facets":["x"]}`, `{"attr":{"x":{}}}`, `{"attr":{"x":null}}`,
		`{"attr":{"x":[1]}}`, `{"actor":{"age":1}}`, `{"languages":3}`, `{"match":[{"label":"x"}]}`, `[]`, `{"counter":{"x":"y"}}`,
	} {
		require.Error(t, json.Unmarshal([]byte(bad), new(rules.Event)), bad)
	}
}

func TestLongTextsAndLists(t *testing.T) {
	t.Parallel()
	p := load(t, one("lang == 'und' && !(actor.id == 'x')", "    action: remove"))
	ev := &rules.Event{Actor: rules.Party{ID: strings.Repeat("y", rules.MaxText+1)}}
	require.Equal(t, 1, p.Evaluate(ev, nil).Skipped)
	q := load(t, one("'\"last\" in text.hosts'", "    action: remove"))
	ev.Text.Hosts = append(make([]string, rules.MaxList), "last")
	require.Equal(t, rules.Allow, q.Evaluate(ev, nil).Action)
}
