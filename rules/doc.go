// Package rules turns what detectors have found into what is to be done: a
// policy, written in YAML with conditions in CEL, is checked when it is loaded
// and applied to events.
//
//	policy, err := rules.Load(file, rules.Options{File: "minors.yaml"})
//	…
//	state := rules.NewState(nil)  // counters and budgets, in memory
//	var scratch rules.Scratch     // one for each goroutine
//	outcome := state.Evaluate(policy, &event, &scratch)
//	if outcome.Actions.Has(rules.Remove) { … }
package rules
