// Package behaviour remembers who did what to whom, and finds what no single
// item can show: repeated bullying, many against one, exclusion, re-sharing of
// what humiliates, stalking, and grooming as a trajectory of conduct.
//
//	tracker, err := behaviour.New(behaviour.Options{})
//	var out behaviour.Outcome // reuse it
//	tracker.Observe(&out, &behaviour.Act{Item: "7", Time: t, Actor: "a", Target: "b", Aggression: 0.6})
//	for _, f := range out.Findings {
//		fmt.Println(f.Label, f.Score, f.Items, f.Reason)
//	}
//
// Package detect makes acts from items: set its option Behaviour.
//
// # What is weighed
//
// Repetition counts the attacks of one actor on one target in 7 and 30 days. It
// weighs more on several days, when it grows worse, when it goes on after the
// target said stop, blocked or reported, when the actor reaches far more people,
// or when others join in. It weighs less when the target attacks back (a quarrel
// between equals) or laughs along (banter): the laughter of the one who mocks
// excuses nothing. Who attacks an attacker in defence of somebody is no bully.
//
// Many against one are different hostile actors within an hour, above what is
// usual for the target. Grooming is how many different kinds of conduct one
// actor has shown towards one target in 30 days, at least one of them outright.
//
// # Threads
//
// In a conversation of several people items often name no target. The target is
// then inferred: who is called by name, who spoke last, whom the actor attacked
// before, and whom the others attack. [Tracker.Thread] names who is harassed, as
// far as is known by then; [Review] looks back at a conversation as a whole.
//
// # Time, order, memory
//
// Time is that of the acts, never of the clock, and outcomes depend only on the
// acts before: a replay gives the same answers. Windows are cut into hops
// (5 minutes of an hour, 2 hours of a day, days of a month), so they see between
// 11/12 of their length and all of it. Memory is bounded: see [NewStore].
package behaviour
