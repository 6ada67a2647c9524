package rules_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/rules"
)

// FuzzLoad loads any bytes: no panic, and every refusal has a place.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/*/*/policy.yaml")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, name := range files {
		raw, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := rules.Load(raw, rules.Options{})
		if err == nil {
			p.Evaluate(&rules.Event{}, nil)
			return
		}
		var bad *rules.LoadError
		require.ErrorAs(t, err, &bad)
		require.NotEmpty(t, bad.Problems)
		for _, p := range bad.Problems {
			require.Positive(t, p.Line)
			require.Positive(t, p.Col)
		}
	})
}

// FuzzCondition holds the index and the closures against CEL on any condition
// and random events.
func FuzzCondition(f *testing.F) {
	g := grammar{rand.New(rand.NewPCG(1, 1))}
	for range 30 {
		f.Add(g.condition(2), uint64(1))
	}
	f.Fuzz(func(t *testing.T, when string, seed uint64) {
		quoted, err := json.Marshal(when)
		require.NoError(t, err)
		file := []byte(preamble + "rules: [{id: r, action: review, reason: random, when: " + string(quoted) + "}]")
		slow, err := rules.Load(file, rules.Options{Plain: true})
		if err != nil {
			return
		}
		fast, err := rules.Load(file, rules.Options{})
		require.NoError(t, err)
		g := grammar{rand.New(rand.NewPCG(seed, 1))}
		var a, b rules.Scratch
		var ev rules.Event
		for range 50 {
			g.event(&ev)
			require.Equal(t, fired(slow.Evaluate(&ev, &b)), fired(fast.Evaluate(&ev, &a)))
		}
	})
}

// FuzzEvent reads any bytes as an event: what is read is written and read again.
func FuzzEvent(f *testing.F) {
	f.Add([]byte(`{"id":"i","score":{"doxxing":0.5},"languages":"mt","facets":["synthetic"],"attr":{"x":[]},"counter":{"c":1},"actor":{"age_days":1}}`))
	f.Add([]byte(`{"time":"2026-05-01T10:00:00Z","match":[{"list":"a"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var ev rules.Event
		if json.Unmarshal(raw, &ev) != nil {
			return
		}
		once, err := json.Marshal(ev)
		require.NoError(t, err)
		var back rules.Event
		require.NoError(t, json.Unmarshal(once, &back))
		twice, err := json.Marshal(back)
		require.NoError(t, err)
		require.Equal(t, string(once), string(twice))
	})
}

// FuzzMemory reads any bytes as a snapshot of counters.
func FuzzMemory(f *testing.F) {
	m := rules.NewMemory(1)
	raw, err := m.MarshalBinary()
	require.NoError(f, err)
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if m := rules.NewMemory(1); m.UnmarshalBinary(raw) == nil {
			m.Stats()
		}
	})
}
