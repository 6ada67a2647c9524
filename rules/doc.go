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
//
// An [Event] is all that is known of one item; an [Outcome] says which actions
// the policy asks for, which rules fired, and why. The package returns; it never
// enforces, logs, or reads a clock. The page for those who write policies, with
// every variable, is rules/policies/README.md; policies to start from are in
// package policies; package replay runs past events through policies.
//
// # Loading
//
// [Load] parses the file, checks the type of every condition, bounds its cost,
// checks that labels, facets, lists, counters, thresholds and rules that are
// named exist, runs the tests in the file, and builds an index. Its error holds
// every fault as file:line:col with what was seen, what was wanted, and a hint
// for near misses. A [Policy] never changes: to reload, load another and swap
// the pointer; if loading fails, keep the old one. [State] outlives policies, so
// a reload forgets no count.
//
// # Missing values
//
// A value that the event does not have is neither true nor false: a condition
// that needs it is "missing", which skips the rule. The logic is Kleene's:
// false && missing is false, true || missing is true, !missing is missing. In an
// [Event], a zero [Opt], an empty text and a zero time are missing; scores,
// facets, languages, matches and lists never are: there, nothing is 0 or empty.
// A number that is NaN is missing, and so is a text of more than [MaxText]
// bytes. has(actor.age_days) asks whether a value is there.
//
// [Outcome.Skipped] counts the rules that were evaluated and skipped. A rule
// that the index rules out, as the one thing it must have is false or missing,
// is not evaluated and not counted.
//
// # Actions
//
// Every rule that fires asks for actions; the outcome holds all of them, and the
// one that outranks the rest: allow < label < help < limit < review < age_gate <
// hold < remove < escalate. A policy cannot ask for a sanction in a rule whose
// label stands for somebody at risk: it is refused when it is loaded.
//
// Rules in shadow fire apart from the rest and count for nothing. Rules in
// sample mode are live for a share of the items, chosen by a hash of rule and
// item, and shadow for the others. Once a budget is used up, label and sanctions
// become review until the window has moved on: something is always seen to.
//
// # Counters
//
// A policy declares counters with a key, a window and a condition; rules read
// them as counter.name. They count in event time, so that a replay gives the
// same answers, and are read before the event itself is counted, so that the
// order of rules cannot matter. A [CounterStore] keeps them; [NewMemory] makes
// one with bounded memory. The caller can bring a reading of its own in the
// event instead.
//
// # Speed
//
// Conditions become closures over the event; what has no closure is left to
// CEL's evaluator. From each checked condition the index takes what must hold
// for it to be true, chooses what holds least often, and files the rule there;
// an event then touches only the rules whose required atom holds. On the seeded
// rules of "go run ./bench rules" an event takes 0.3 µs with 200 rules and 4 µs
// with 5,000, against 46 µs and 13 ms for CEL evaluating every rule (one run on
// a busy 2-core machine; rely on the ratio), and no allocation if nothing fires.
// A policy whose rules name few rare things gains less.
package rules
