package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"time"

	"github.com/vigil-moderation/vigil/internal/ruleset"
	"github.com/vigil-moderation/vigil/rules"
)

// rulesReport holds the figures of the rules command.
type rulesReport struct {
	N          int     `json:"n"`
	NsEvent    float64 `json:"ns_event"`
	NsCEL      float64 `json:"ns_cel"`
	Ratio      float64 `json:"ratio"`
	Candidates float64 `json:"candidates"` // rules evaluated an event
	Allocs     float64 `json:"allocs"`     // for an event on which no rule fires
	Events     int     `json:"events"`
	Hits       int     `json:"hits"`
	LoadMs     float64 `json:"load_ms"`
}

func rulesCommand() command {
	return command{
		name: "rules", args: "", summary: "time an event against N seeded rules, beside plain CEL",
		run: runRules,
	}
}

const rulesDoc = `Loads a seeded policy of N rules made from ten templates over 44 fields, and
evaluates seeded events of which 6 % are hot: by the index and compiled
conditions, and by CEL's optimised programs for every rule. Both passes run in
turn; the least time of each few events counts; both must find the same hits. Of
many rules, CEL sees the first events only, and the ratio is over those. Rules and
events are synthetic; a policy with less selective rules gains less.`

func runRules(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("rules", "", rulesDoc)
	n := fs.Int("n", 200, "number of rules")
	count := fs.Int("events", 2000, "number of events")
	rounds := fs.Int("rounds", 5, "passes over the events")
	seed := fs.Uint64("seed", ruleset.Seed, "seed of rules and events")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *n < 1 || *count < 1 || *rounds < 1 {
		return fmt.Errorf("%w: -n, -events and -rounds are less than 1, want at least 1", errUsage)
	}
	rep, err := measureRules(ctx, *seed, *n, *count, *rounds)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d rules, %d events, %d hits, loaded in %.0f ms\n", rep.N, rep.Events, rep.Hits, rep.LoadMs)
	fmt.Fprintf(out, "index and closures  %10.0f ns/event, %.2f rules evaluated, %.2f allocs when nothing fires\n", rep.NsEvent, rep.Candidates, rep.Allocs)
	fmt.Fprintf(out, "CEL, every rule     %10.0f ns/event, %.1f times that\n", rep.NsCEL, rep.Ratio)
	if *asJSON {
		return printJSON(out, rep)
	}
	return nil
}

func measureRules(ctx context.Context, seed uint64, n, count, rounds int) (*rulesReport, error) {
	events, err := seededEvents(seed, count)
	if err != nil {
		return nil, err
	}
	sample, err := seededEvents(seed+1, 500)
	if err != nil {
		return nil, err
	}
	file := ruleset.Policy(seed, n)
	start := time.Now()
	indexed, err := rules.Load(file, rules.Options{Sample: sample})
	if err != nil {
		return nil, err
	}
	rep := &rulesReport{N: n, Events: count, LoadMs: float64(time.Since(start).Microseconds()) / 1000}
	plain, err := rules.Load(file, rules.Options{Plain: true})
	if err != nil {
		return nil, err
	}
	rep.count(indexed, events)
	var sc rules.Scratch
	// Many rules make CEL slow: it sees no more events than it takes.
	celEvents := events[:min(count, max(50, 400_000/n))]
	if err := rep.agree(indexed, plain, celEvents); err != nil {
		return nil, err
	}
	var fast, slow []float64
	size := max(1, 10_000/n)
	chunks, celChunks := slices.Collect(slices.Chunk(events, size)), slices.Collect(slices.Chunk(celEvents, size))
	for range rounds {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for range 5 {
			fast = leastChunks(fast, chunks, func(ev *rules.Event) { indexed.Evaluate(ev, &sc) })
		}
		slow = leastChunks(slow, celChunks, func(ev *rules.Event) { plain.Evaluate(ev, &sc) })
	}
	rep.NsEvent, rep.NsCEL = sum(fast)/float64(count), sum(slow)/float64(len(celEvents))
	rep.Ratio = sum(slow) / sum(fast[:len(slow)])
	return rep, nil
}

func seededEvents(seed uint64, n int) ([]rules.Event, error) {
	events := make([]rules.Event, n)
	for i, raw := range ruleset.Events(seed, n) {
		if err := json.Unmarshal(raw, &events[i]); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// agree compares what both policies find.
func (rep *rulesReport) agree(indexed, plain *rules.Policy, events []rules.Event) error {
	var a, b rules.Scratch
	ids := func(o *rules.Outcome) []string {
		var list []string
		for _, f := range o.Fired {
			list = append(list, f.ID)
		}
		return list
	}
	for i := range events {
		fast, slow := indexed.Evaluate(&events[i], &a), plain.Evaluate(&events[i], &b)
		if !slices.Equal(ids(fast), ids(slow)) {
			return fmt.Errorf("event %d: index finds %v, CEL finds %v", i, ids(fast), ids(slow))
		}
	}
	return nil
}

// count counts hits, candidates, and allocations when nothing fires.
func (rep *rulesReport) count(indexed *rules.Policy, events []rules.Event) {
	var a rules.Scratch
	var quiet []*rules.Event
	evaluated := 0
	for i := range events {
		o := indexed.Evaluate(&events[i], &a)
		rep.Hits += len(o.Fired)
		evaluated += o.Evaluated
		if len(o.Fired) == 0 {
			quiet = append(quiet, &events[i])
		}
	}
	rep.Candidates = float64(evaluated) / float64(len(events))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for _, ev := range quiet {
		indexed.Evaluate(ev, &a)
	}
	runtime.ReadMemStats(&after)
	if len(quiet) > 0 {
		// Whole ones: the runtime itself allocates now and then.
		rep.Allocs = float64((after.Mallocs - before.Mallocs) / uint64(len(quiet)))
	}
}

// leastChunks times f on each chunk of the events, and returns for each chunk
// the least time in nanoseconds so far. Chunks are short, so that some passes
// over them go undisturbed on a busy machine.
func leastChunks(best []float64, chunks [][]rules.Event, f func(*rules.Event)) []float64 {
	for at, part := range chunks {
		if at == len(best) {
			best = append(best, math.Inf(1))
		}
		start := time.Now()
		for i := range part {
			f(&part[i])
		}
		best[at] = min(best[at], float64(time.Since(start).Nanoseconds()))
	}
	return best
}

func sum(list []float64) float64 {
	var total float64
	for _, v := range list {
		total += v
	}
	return total
}
