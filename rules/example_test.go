package rules_test

import (
	"fmt"
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/rules"
)

func Example() {
	policy, err := rules.Load([]byte(`
name: chat
version: "1"
counters:
  insults_1h: {key: [actor.id, target.id], window: 1h, where: 'score["bullying.insult"] >= 0.8'}
rules:
  - id: insult-repeated
    when: score["bullying.insult"] >= 0.6 && counter.insults_1h >= 2
    labels: bullying.repeated
    action: [hold, review]
    reason: insulted {target.id} {counter.insults_1h} times within the hour
    tests:
      - fires: {score: {bullying.insult: 0.6}, counter: {insults_1h: 2}}
      - silent: {score: {bullying.insult: 0.6}, counter: {insults_1h: 1}}
`), rules.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	state := rules.NewState(nil)
	var scratch rules.Scratch
	for minute := range 3 {
		ev := rules.Event{
			Time:  time.Date(2026, 5, 1, 10, minute, 0, 0, time.UTC),
			Actor: rules.Party{ID: "a"}, Target: rules.Party{ID: "b"},
		}
		ev.Score[harm.BullyingInsult] = 0.9
		outcome := state.Evaluate(policy, &ev, &scratch)
		fmt.Println(minute, outcome.Action, len(outcome.Fired))
		for _, f := range outcome.Fired {
			fmt.Println(f.Reason)
		}
	}
	// Output:
	// 0 allow 0
	// 1 allow 0
	// 2 hold 1
	// insulted b 2 times within the hour
}

func ExampleLoad() {
	_, err := rules.Load([]byte(`
version: "1"
rules:
  - id: insult
    when: score["bullying.insullt"] >= 0.8
    action: limitt
    reason: insult
`), rules.Options{File: "mine.yaml"})
	fmt.Println(err)
	// Output:
	// rules: policy with 2 problems, want none
	// mine.yaml:5:17: unknown label "bullying.insullt", want a code such as "bullying.insult" (did you mean "bullying.insult"?)
	// mine.yaml:6:13: action "limitt", want allow, label, help, limit, review, age_gate, hold, remove or escalate (did you mean "limit"?)
}
