package behaviour

import "math"

// pull is how strongly an act of the actor draws towards each candidate.
func (t *thread) pull(actor, candidate int, a *Act, focus int, sure float64) float64 {
	m, c := &t.members[actor], &t.members[candidate]
	score := 0.0
	for back, r := range t.recent {
		if int(r) == candidate+1 {
			w := 1.2 / float64(back+1)
			switch {
			case a.Second:
				w *= 1.4
			default:
				w *= 0.5
			}
			score += w
			break
		}
	}
	score += 0.3*min(float64(c.named), 3) + 0.2*min(float64(c.pleaded), 3) - 0.4*min(float64(c.warmth), 1)
	if candidate == focus {
		score += 1.2 * (0.5 + sure)
		if a.Third && !a.Second {
			score += 0.5
		}
	}
	if m.at>>candidate&1 != 0 {
		score += 0.8 // whom he attacked before
	}
	if m.by>>candidate&1 != 0 {
		score += 0.6 // who attacked him
	}
	if focus >= 0 && focus != actor && focus != candidate && m.at>>focus&1 != 0 && c.at>>focus&1 != 0 {
		score -= 1 // both attack the same person
	}
	if t.aggressor(candidate) && m.by>>candidate&1 == 0 && m.support < 0.5 {
		score -= 0.7 // hardly anybody turns against an attacker but those attacked and those who defend
	}
	if m.support > 0.5 && focus >= 0 && candidate != focus && t.aggressor(candidate) {
		score += 0.8 // who defends turns against those who attack
	}
	return score
}

// infer says at whom the act is aimed: how likely each participant is, who is the
// likeliest (-1 if that cannot be told), and how sure that is.
func (t *thread) infer(s *stance, actor int, a *Act) {
	if len(t.members) == 2 {
		s.aim(1-actor, 1)
		return
	}
	if named := t.named(actor, a.Text); named >= 0 {
		s.aim(named, 0.9)
		return
	}
	focus, sure := t.focus()
	best, first, total := -1, 0.0, 0.0
	for i := range t.members {
		if i == actor {
			continue
		}
		p := math.Exp(1.5 * t.pull(actor, i, a, focus, sure))
		total += p
		s.likely[i] = float32(p)
		if p > first {
			best, first = i, p
		}
	}
	if best < 0 {
		return
	}
	s.target, s.sure = best, first/total
	for i := range t.members {
		s.likely[i] /= float32(total)
	}
}

// aim sets the target.
func (s *stance) aim(target int, sure float64) {
	s.target, s.sure = target, sure
	s.likely[target] = float32(sure)
}
