package behaviour

// Review looks back at a conversation as a whole, as a person does who opens a
// chat that was reported: who stands where is known from all of it, so the first
// acts are understood as well as the last. It remembers nothing. Acts must be of
// one thread, in order; times are not needed. Outcomes hold no findings.
func Review(acts []Act) (Thread, []Outcome) {
	var known thread
	for i := range acts {
		a := acts[i]
		a.clamp()
		known.hear(&a, 0)
	}
	var outcomes []Outcome
	for round := range reviewRounds {
		next := thread{members: make([]member, len(known.members))}
		for i := range known.members {
			next.members[i].id = known.members[i].id
		}
		known.recent = [recentSpeakers]uint8{}
		for i := range acts {
			a := acts[i]
			a.clamp()
			s := stance{target: -1, weight: 1, bullying: a.Aggression}
			if actor := known.slot(a.Actor); actor >= 0 {
				s = known.judge(actor, &a)
				next.count(actor, &s, &a)
				known.spoke(actor)
			}
			if round < reviewRounds-1 {
				continue
			}
			o := Outcome{Target: a.Target, Bullying: s.bullying}
			if a.Target == "" && s.target >= 0 && s.sure >= sureFrom {
				o.Target, o.Inferred = known.members[s.target].id, true
			}
			outcomes = append(outcomes, o)
		}
		known = next
	}
	return known.summary(), outcomes
}

// reviewRounds is how often a review goes over the acts: each round knows from
// the one before who stands where.
const reviewRounds = 3
