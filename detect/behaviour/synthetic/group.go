package synthetic

// Roles of a group chat, by person.
const (
	harassed  = 0
	bully     = 1 // and 2
	follower  = 3 // laughs and joins in
	defender  = 4 // and 5
	bystander = 6
)

// groupChat: 1 and 2 attack 0, 3 follows them, 4 and 5 defend, 6 talks of other
// things. Who is meant must be told from the order and the words.
func (m *maker) groupChat() {
	m.group = true
	m.blame(harassed, bully, bully+1, follower)
	start := m.rng.Perm(len(m.people))
	for _, who := range start {
		m.say(who, -1, m.pick(m.p.everyday), false)
	}
	speakers := [...]int{
		harassed, harassed, harassed, harassed, bully, bully, bully, bully, bully + 1, bully + 1, bully + 1, follower, follower,
		defender, defender, defender + 1, bystander,
	}
	last := -1
	for range 20 + m.rng.IntN(40) {
		who := speakers[m.rng.IntN(len(speakers))]
		if who == last && m.rng.IntN(3) > 0 {
			continue
		}
		m.turn(who, last)
		last = who
	}
}

// turn lets one person of a group chat speak.
func (m *maker) turn(who, last int) {
	dice := m.rng.IntN(100)
	switch {
	case who == harassed && dice < 35:
		m.say(who, -1, m.pick(m.p.stop), false)
	case who == harassed && dice < 50:
		m.say(who, -1, m.pick(m.p.attacks), false)
	case who == harassed && dice < 85:
		m.say(who, -1, m.pick(m.p.plead), false)
	case (who == bully || who == bully+1) && dice < 60:
		m.say(who, -1, m.name(harassed, last, m.attack()), true)
	case (who == bully || who == bully+1 || who == follower) && dice < 85:
		m.say(who, -1, m.pick(m.p.mock), true)
	case who == follower:
		m.say(who, -1, m.pick(m.p.laughs), false)
	case (who == defender || who == defender+1) && dice < 50:
		m.say(who, -1, m.pick(m.p.defend), false)
	case (who == defender || who == defender+1) && dice < 75:
		m.say(who, -1, m.name(bully, last, m.pick(m.p.attacks)), false)
	default:
		m.say(who, -1, m.pick(m.p.everyday), false)
	}
}

// name puts the name of who is meant before one text in five, and more often if
// somebody else has just spoken.
func (m *maker) name(who, last int, text string) string {
	if n := m.rng.IntN(10); n < 1 || n < 4 && last != who {
		return m.people[who] + " " + text
	}
	return text
}
