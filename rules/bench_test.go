package rules_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/internal/ruleset"
	"github.com/vigil-moderation/vigil/rules"
)

func seeded(t testing.TB, n int, opts rules.Options) (*rules.Policy, []rules.Event) {
	t.Helper()
	events := make([]rules.Event, 2000)
	for i, raw := range ruleset.Events(ruleset.Seed, len(events)) {
		require.NoError(t, json.Unmarshal(raw, &events[i]))
	}
	opts.Sample = events[:200]
	p, err := rules.Load(ruleset.Policy(ruleset.Seed, n), opts)
	require.NoError(t, err)
	return p, events
}

func BenchmarkEvaluate(b *testing.B) {
	for _, n := range []int{200, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p, events := seeded(b, n, rules.Options{})
			var sc rules.Scratch
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				p.Evaluate(&events[i%len(events)], &sc)
				i++
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	file := ruleset.Policy(ruleset.Seed, 200)
	b.ReportAllocs()
	for b.Loop() {
		_, err := rules.Load(file, rules.Options{})
		require.NoError(b, err)
	}
}
