package behaviour

import (
	"fmt"
	"math"
	"strings"
)

// grow is the score of n things of which one proves nothing and three prove
// enough: 0.10, 0.46, 0.68, 0.81, 0.88 for 1 to 5.
func grow(n float64) float64 {
	if n <= 0 {
		return 0
	}
	return max(0, 1-0.9*math.Pow(0.6, n-1))
}

// raise adds to a score by taking away a share of the doubt.
func raise(score, share float64) float64 { return 1 - (1-score)*(1-share) }

// What raises a score of repetition, as shares of the doubt.
const (
	byStop       = 0.15 // it goes on after the target said stop, blocked or reported
	byDays       = 0.10 // on three days or more
	byEscalation = 0.10 // and it grows worse
	byReach      = 0.10 // by one who reaches ten times as many
	byCrowd      = 0.10 // and others join in
)

// What lowers it.
const (
	quarrel = 0.65 // the target attacks at least two fifths as often
	banter  = 0.60 // the target laughs along
)

// repeated scores repetition by this actor against this target.
func (v *visit) repeated() (float64, string) {
	p, a := &v.now, v.act
	week, days := p.hostile.sum(v.at, 7)
	month, _ := p.hostile.sum(v.at, daysKept)
	n := float64(week) + 0.5*float64(month-week)
	score := grow(n)
	distress := v.back.distress.at(v.at, slowHalf)
	stopped := p.after > 0 || distress >= 0.5
	forth := max(float64(month), 1)
	back, _ := v.back.hostile.sum(v.at, daysKept)
	even := min(1, 2.5*float64(back)/forth)
	warm := min(1, 2*v.back.warmth.at(v.at, slowHalf)/forth)
	if stopped {
		even, warm = even*0.3, warm*0.2
	}
	score *= (1 - quarrel*even) * (1 - banter*warm)
	if month < 2 {
		return score, "one attack"
	}
	if stopped {
		score = raise(score, byStop)
	}
	if days >= 3 {
		score = raise(score, byDays)
	}
	mean := p.slow.at(v.at, slowHalf) / max(float64(week), 1)
	worse := week >= 3 && a.Aggression > 1.25*mean
	if worse {
		score = raise(score, byEscalation)
	}
	if a.Reach >= 10 {
		score = raise(score, byReach)
	}
	if others, _ := v.hits.within(nil, v.at, 24*60); others >= 3 && even < 0.5 {
		score = raise(score, byCrowd)
	}
	v.numbers = p.seen(v.numbers)
	if score < least {
		return score, ""
	}
	s := fmt.Sprintf("%d attacks in an hour, %d in a day, %d in 7 days, %d in 30, on %d of the last 7 days; %d back",
		p.hourly.sum(v.at, hour), p.daily.sum(v.at, day), week, month, days, back)
	if stopped {
		s += "; after the target asked to stop, blocked or reported"
	}
	if worse {
		s += "; growing worse"
	}
	if a.Reach >= 10 {
		s += "; by an actor of far greater reach"
	}
	return score, s
}

// pileOn scores how many attack the target at the same time, beyond what is
// usual for him.
func (v *visit) pileOn() (float64, string) {
	c := &v.hits
	var hourly int
	hourly, v.numbers = c.within(v.numbers, v.at, 60)
	daily, _ := c.within(v.scratch[:0], v.at, 24*60)
	// The baseline: arrivals an hour over the last weeks, without this hour's.
	before := max(0, c.usual.at(v.at, slowHalf)-float64(hourly))
	weeks := min(max(float64(minuteOf(v.at)-c.since)*float64(minute)/float64(7*day), 0.25), 1/math.Ln2)
	usual := before / (weeks * 7 * 24)
	n := float64(hourly)
	if wide := 0.6 * float64(daily); wide > n {
		n = wide
		_, v.numbers = c.within(v.numbers[:0], v.at, 24*60)
	}
	if hourly < 3 && daily < 5 {
		return 0, ""
	}
	score := grow(n - 2*usual)
	if score < least {
		return score, ""
	}
	return score, fmt.Sprintf("%d actors in an hour, %d in a day; usual for the target: %.1f an hour", hourly, daily, usual)
}

// exclusion scores how many shut the target out, or how often one does.
func (v *visit) exclusion() (float64, string) {
	var n int
	n, v.numbers = v.shut.within(v.numbers, v.at, 7*24*60)
	week, _ := v.now.hostile.sum(v.at, 7)
	score := grow(float64(n) + 0.25)
	if n < 2 {
		if week < 2 {
			return 0, ""
		}
		v.numbers = v.now.seen(v.numbers[:0])
		score = grow(0.8 * float64(week))
	}
	back, _ := v.back.hostile.sum(v.at, daysKept)
	if even := min(1, 2*float64(back)/max(float64(week), 1)); v.back.distress.at(v.at, slowHalf) < 0.5 {
		score *= 1 - quarrel*even
	}
	return score, fmt.Sprintf("%d actors shut the target out within 7 days", n)
}

// reshared scores how many share one content that exposes somebody.
func (v *visit) reshared() (float64, string) {
	c := &v.shares
	if c.score < hostileFrom {
		return 0, ""
	}
	var n int
	n, v.numbers = c.within(v.numbers, v.at, 7*24*60)
	if n < 3 {
		return 0, ""
	}
	return grow(float64(n)) * min(1, float64(c.score)+0.5), fmt.Sprintf("shared by %d actors within 7 days", n)
}

// burden is how many contacts without a reply are too many; those of 30 days ago
// count half.
const burden = 14

// stalked scores contact that the target does not want.
func (v *visit) stalked() (float64, string) {
	p := &v.now
	score, why := 0.0, ""
	if p.after > 0 && v.act.Distress == 0 {
		score = 1 - 0.75*math.Pow(0.7, float64(p.after))
		why = count(int(p.after), "contacts after the target asked to stop, blocked or reported")
	}
	if s := grow(1.2 * float64(p.stalking)); v.act.Stalking >= hostileFrom && p.stalking >= 2 && s > score {
		score, why = s, count(int(p.stalking), "acts of surveillance or possession")
	}
	if contacts := p.contacts.at(v.at, longHalf); contacts >= burden && v.stance.sure == 1 && !v.act.Friends &&
		p.present.count(v.at) >= 3 && (!v.known || v.back.present.count(v.at) == 0) {
		if s := 0.5 + 0.4*min(1, (contacts-burden)/30); s > score {
			score, why = s, count(int(contacts+0.5), "contacts without a reply")
		}
	}
	if score < least {
		return 0, ""
	}
	v.numbers = p.seen(v.numbers)
	return score, why
}

func count(n int, what string) string { return fmt.Sprintf("%d %s", n, what) }

// groomed scores the trajectory: how many kinds of conduct one actor has shown
// towards one target.
func (v *visit) groomed() (float64, string) {
	p, a := &v.now, v.act
	if p.cues == 0 || a.TargetAge >= 18 {
		return 0, ""
	}
	n := float64(ones(uint32(p.cues))) + min(1, 0.5*float64(ones(uint32(p.hints&^p.cues))))
	score := max(0, 1-0.55*math.Pow(0.51, n-2))
	if a.ActorAge > 0 && a.TargetAge > 0 {
		switch gap := a.ActorAge - a.TargetAge; {
		case gap <= 3 && gap >= -3:
			score *= 0.5
		case a.ActorAge >= 18 && score > 0:
			score = raise(score, 0.3)
		}
	}
	if score < least {
		return 0, ""
	}
	for i, item := range p.cueItems {
		if (p.cues|p.hints)>>i&1 != 0 {
			v.numbers = append(v.numbers, item)
		}
	}
	var names []string
	for i, name := range cueNames {
		if (p.cues|p.hints)>>i&1 != 0 {
			names = append(names, name)
		}
	}
	return score, "conduct within 30 days: " + strings.Join(names, ", ")
}

// summary says who stands where.
func (t *thread) summary() Thread {
	var s Thread
	focus, sure := t.focus()
	if focus >= 0 {
		s.Harassed, s.Sure = t.members[focus].id, sure
	}
	var rank []int
	for i := range t.members {
		m := &t.members[i]
		switch {
		case i == focus:
		case m.opened >= 0.5 && m.given > m.support && (focus < 0 || m.at>>focus&1 != 0 || t.aggressor(i)):
			rank = append(rank, i)
			for j := len(rank) - 1; j > 0 && t.members[rank[j]].given > t.members[rank[j-1]].given; j-- {
				rank[j], rank[j-1] = rank[j-1], rank[j]
			}
		case m.support >= 0.5:
			s.Defenders = append(s.Defenders, m.id)
		}
	}
	for _, i := range rank {
		s.Bullies = append(s.Bullies, t.members[i].id)
	}
	return s
}
