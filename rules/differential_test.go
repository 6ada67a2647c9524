package rules_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/ruleset"
	"github.com/vigil-moderation/vigil/rules"
)

const preamble = `version: "1"
attributes: {price: double, invites: int, live: bool, channel: string, tags: list}
lists:
  known-a: {hashes: true}
  known-b: {hashes: true}
  words: [alpha, beta, gamma, delta, epsilon, zeta, eta, theta, iota, kappa]
thresholds: {low: 0.2, high: {default: 0.8, mt: 0.6, de: 0.9}}
counters:
  seen_1h: {key: actor.id, window: 1h}
  sum_1h: {key: actor.id, window: 1h, count: sum, of: 'score["doxxing"]'}
`

var (
	someLabels = strings.Fields("bullying.insult threat.violence doxxing stalking profanity hate.slur selfharm.disclosure")
	someWords  = strings.Fields("alpha beta gamma x.bet shop.win other MT DE mt de")
	someFacets = strings.Fields("target_minor synthetic protected_characteristic protected_characteristic:disability known_hash")
)

// grammar writes random conditions that are well typed.
type grammar struct{ *rand.Rand }

func (g grammar) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g grammar) condition(depth int) string {
	if depth > 0 {
		a, b := g.condition(depth-1), g.condition(depth-1)
		switch g.IntN(9) {
		case 0, 1, 2:
			return "(" + a + " && " + b + ")"
		case 3, 4:
			return "(" + a + " || " + b + ")"
		case 5:
			return "!(" + a + ")"
		case 6:
			return "(" + a + " ? " + b + " : " + g.condition(depth-1) + ")"
		case 7:
			return "(" + a + ") == (" + b + ")"
		}
	}
	return g.atom()
}

func (g grammar) atom() string {
	op := g.pick(">", ">=", "<", "<=", "==", "!=")
	order := g.pick(">", ">=", "<", "<=")
	switch g.IntN(20) {
	case 0, 1:
		return g.float() + " " + order + " " + g.float()
	case 2:
		return g.float() + " " + op + " " + fmt.Sprintf("%.1f", g.Float64())
	case 3:
		return g.int() + " " + op + " " + g.int()
	case 4:
		return g.int() + " " + order + " " + g.float()
	case 5:
		return fmt.Sprintf("%d %s %s", g.IntN(8), op, g.int())
	case 6:
		return g.text() + g.pick(" == ", " != ") + `"` + g.pick(someWords...) + `"`
	case 7:
		return g.text() + " in [" + g.words() + "]"
	case 8:
		return g.text() + ` in lists["words"]`
	case 9:
		return `"` + g.pick(someFacets...) + `" in facets`
	case 10:
		return `"` + g.pick(someWords...) + `" in ` + g.list()
	case 11:
		return g.text() + "." + g.pick("startsWith", "endsWith", "contains") + `("` + g.pick(".bet", ".win", "al", "x") + `")`
	case 12:
		return g.pick("actor.verified", "relation.blocked", "thread.public", "attr.live", "true", "false")
	case 13:
		return "has(" + g.pick("actor.verified", "actor.age_days", "country.x", "attr.price", "target.id", "text.hosts", "counter.seen_1h") + ")"
	case 14:
		return `known("` + g.pick("known-a", "known-b") + `")`
	case 15:
		return "match." + g.pick("exists", "all", "exists_one") + "(m, " + g.matchTest() + ")"
	case 16:
		return g.list() + "." + g.pick("exists", "all") + "(t, " + g.textTest("t") + ")"
	case 17:
		return "match.exists(m, " + g.matchTest() + g.pick(" && ", " || ") + g.list() + ".exists(t, t == m.list || " + g.textTest("t") + "))"
	case 18:
		return "time.getHours() < 12"
	}
	return g.text() + ` == ` + g.text()
}

func (g grammar) matchTest() string {
	a := g.pick(`m.list == "known-a"`, `m.distance <= 12`, `m.label == "doxxing"`, `m.exact`, `!m.exact`, `m.quality > actor.strikes`,
		`m.list in ["known-a", "known-b"]`, `m.variant.startsWith("r")`, `score["doxxing"] > 0.5`, `m.label != "stalking"`)
	if g.IntN(2) == 0 {
		return a
	}
	return a + g.pick(" && ", " || ") + g.matchTest()
}

func (g grammar) textTest(t string) string {
	return g.pick(t+` == "alpha"`, t+` in ["beta", "x.bet"]`, t+`.endsWith(".bet")`, t+` != "gamma"`, t+` in lists["words"]`,
		`actor.verified`, `!(`+t+` == "beta")`, `size(`+t+`) > 4`, t+` == actor.id`)
}

func (g grammar) words() string {
	var list []string
	for range 1 + g.IntN(10) {
		list = append(list, `"`+g.pick(someWords...)+`"`)
	}
	return strings.Join(list, ", ")
}

func (g grammar) float() string {
	leaf := func() string {
		name := g.pick("score", "cue", "session")
		return g.pick(name+`["`+g.pick(someLabels...)+`"]`, name+`["`+g.pick(someLabels...)+`"]`, `family["bullying"]`, `languages["mt"]`,
			"actor.trust", "relation.overlap", "attr.price", "counter.sum_1h", "threshold.low", "threshold.high", "0.5", "-0.25", "text.capitals")
	}
	switch g.IntN(7) {
	case 0:
		return "(" + leaf() + g.pick(" + ", " - ", " * ", " / ") + leaf() + ")"
	case 1:
		return "0.5 * " + leaf() + " + 0.3 * " + leaf() + " + " + leaf() + " * 0.2"
	case 2:
		return "-" + leaf()
	case 3:
		return "double(" + g.int() + ")"
	}
	return leaf()
}

func (g grammar) int() string {
	leaf := g.pick("actor.age_days", "target.followers", "audience.age_max", "thread.items", "counter.seen_1h", "attr.invites",
		"size(match)", "size(facets)", "text.hosts.size()", "size(actor.id)", "3", "int(actor.trust)")
	switch g.IntN(5) {
	case 0:
		return "(" + leaf + g.pick(" + ", " - ", " * ", " / ", " % ") + g.pick("2", "0", "actor.followers", "9223372036854775807") + ")"
	case 1:
		return "-" + leaf
	}
	return leaf
}

func (g grammar) text() string {
	return g.pick("lang", "country", "actor.id", "target.id", "kind", "attr.channel", "actor.country")
}

func (g grammar) list() string {
	return g.pick("facets", "text.hosts", "text.terms", "actor.roles", "attr.tags")
}

// policy writes n random rules. What the loader refuses (texts where a country
// is due, presence of what has none) is left out.
func (g grammar) policy(t testing.TB, n int) []byte {
	var b strings.Builder
	b.WriteString(preamble + "rules:\n")
	for i := 0; i < n; {
		rule := fmt.Sprintf("  - {id: r%d, action: review, reason: random, when: '%s'}\n", i, g.condition(g.IntN(4)))
		if _, err := rules.Load([]byte(preamble+"rules:\n"+rule), rules.Options{Plain: true}); err != nil {
			continue
		}
		b.WriteString(rule)
		i++
	}
	return []byte(b.String())
}

// maybe returns a known value two times of three.
func maybe[T any](g grammar, v T) rules.Opt[T] {
	if g.IntN(3) == 0 {
		return rules.Opt[T]{}
	}
	return rules.Some(v)
}

func (g grammar) score() float64 {
	switch g.IntN(40) {
	case 0:
		return math.NaN()
	case 1:
		return math.Inf(1)
	case 2:
		return -0.25
	}
	return float64(g.IntN(11)) / 10
}

// event fills ev at random.
func (g grammar) event(ev *rules.Event) {
	*ev = rules.Event{
		ID: "i", Kind: g.pick("", "x.bet", "post"), Country: g.pick("", "MT", "DE"), Time: time.Unix(int64(g.IntN(1e9)), 0),
		Actor:    rules.Party{ID: g.pick("", "alpha", "beta"), AgeDays: maybe(g, g.IntN(9)), Followers: maybe(g, g.IntN(5)), Verified: maybe(g, g.IntN(2) == 0), Trust: maybe(g, g.score()), Strikes: maybe(g, g.IntN(9))},
		Target:   rules.Party{ID: g.pick("", "gamma"), Followers: maybe(g, g.IntN(9))},
		Relation: rules.Relation{Blocked: maybe(g, g.IntN(2) == 0), Overlap: maybe(g, g.score())},
		Thread:   rules.Thread{Items: maybe(g, g.IntN(9)), Public: maybe(g, g.IntN(2) == 0)},
		Audience: rules.Audience{AgeMax: maybe(g, g.IntN(9))},
		Text:     rules.Text{Capitals: maybe(g, g.score())},
	}
	for range g.IntN(3) {
		l, _ := harm.Parse(g.pick(someLabels...))
		ev.Score[l], ev.Cue[l], ev.Session[l] = g.score(), g.score(), g.score()
	}
	if g.IntN(2) == 0 {
		ev.Facets = harm.Facets(1 << g.IntN(16))
		ev.Languages = rules.Languages{{Code: g.pick("mt", "de", "other"), P: g.score()}, {Code: "mt", P: 0.1}}
		ev.Text.Hosts = []string{g.pick(someWords...)}
		ev.Text.Terms = []string{g.pick(someWords...), "alpha"}
		ev.Counters = rules.Counters{{Name: "seen_1h", Value: float64(g.IntN(9))}, {Name: "sum_1h", Value: g.score()}}
	}
	for range g.IntN(3) {
		ev.Matches = append(ev.Matches, rules.Match{List: g.pick("known-a", "known-b", "z"), Distance: g.IntN(32), Quality: g.IntN(9), Exact: g.IntN(2) == 0, Variant: g.pick("", "r90"), Label: harm.Label(g.IntN(harm.NumLabels))})
	}
	for _, a := range []rules.Attribute{{"price", g.score()}, {"invites", g.IntN(9)}, {"live", true}, {"channel", g.pick(someWords...)}, {"tags", []string{"beta"}}, {"price", "no number"}, {"stray", 1}} {
		if g.IntN(3) == 0 {
			ev.Attributes = append(ev.Attributes, a)
		}
	}
}

func fired(o *rules.Outcome) string {
	var ids strings.Builder
	for _, f := range o.Fired {
		ids.WriteString(f.ID + " ")
	}
	return ids.String()
}

// TestIndexAgreesWithCEL holds the index and the closures against CEL's
// evaluator on a million random events (fewer in short mode).
func TestIndexAgreesWithCEL(t *testing.T) {
	t.Parallel()
	policies, events := 100, 10_000
	if testing.Short() {
		policies, events = 40, 250
	}
	fires := 0
	for seed := range policies {
		g := grammar{rand.New(rand.NewPCG(uint64(seed), 7))}
		file := g.policy(t, 12)
		fast, err := rules.Load(file, rules.Options{})
		require.NoError(t, err)
		slow, err := rules.Load(file, rules.Options{Plain: true})
		require.NoError(t, err)
		var a, b rules.Scratch
		var ev rules.Event
		for i := range events {
			g.event(&ev)
			x, y := fast.Evaluate(&ev, &a), slow.Evaluate(&ev, &b)
			if want, got := fired(y), fired(x); want != got {
				raw, _ := json.Marshal(ev)
				t.Fatalf("policy %d, event %d: index fires %s, CEL fires %s\n%s\n%s", seed, i, got, want, file, raw)
			}
			if x.Skipped > y.Skipped {
				findSkipped(t, file, &ev)
			}
			fires += len(x.Fired)
		}
	}
	require.Positive(t, fires)
	t.Logf("%d events, %d rules fired", policies*events, fires)
}

// TestSeededSetAgreesWithCEL does the same on the rules of the bench.
func TestSeededSetAgreesWithCEL(t *testing.T) {
	t.Parallel()
	file := ruleset.Policy(ruleset.Seed, 200)
	fast, err := rules.Load(file, rules.Options{})
	require.NoError(t, err)
	slow, err := rules.Load(file, rules.Options{Plain: true})
	require.NoError(t, err)
	var a, b rules.Scratch
	hits := 0
	for _, raw := range ruleset.Events(ruleset.Seed, 500) {
		var ev rules.Event
		require.NoError(t, json.Unmarshal(raw, &ev))
		require.Equal(t, fired(slow.Evaluate(&ev, &b)), fired(fast.Evaluate(&ev, &a)))
		hits += len(fast.Evaluate(&ev, &a).Fired)
	}
	require.Positive(t, hits)
}

// findSkipped names the rules that one side skips and the other does not.
func findSkipped(t *testing.T, file []byte, ev *rules.Event) {
	t.Helper()
	head, rest, _ := strings.Cut(string(file), "rules:\n")
	for line := range strings.Lines(rest) {
		one := []byte(head + "rules:\n" + line)
		fast, err := rules.Load(one, rules.Options{})
		require.NoError(t, err)
		slow, err := rules.Load(one, rules.Options{Plain: true})
		require.NoError(t, err)
		raw, _ := json.Marshal(ev)
		if a, b := fast.Evaluate(ev, nil).Skipped, slow.Evaluate(ev, nil).Skipped; a > b {
			t.Fatalf("index skips %d, CEL %d\n%s\n%s", a, b, line, raw)
		}
	}
}
