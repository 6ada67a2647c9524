// Package synthetic makes up conversations from a seed, to test and measure what
// is found over time: a bully, a mob, friends who tease each other, somebody who
// is defended, unwelcome contact, grooming by conduct, a quarrel between equals,
// and everyday talk. Nobody said any of it.
//
// It is a test of the machinery (who, to whom, how often, in which order), not
// of the reading of texts: most attacks use expressions that the lexicons know.
// Figures on it say nothing of real conversations.
//
// Seeds below [HeldOut] are for setting parameters; those from it on are for
// reporting, and draw on expressions that the others never use besides those
// that they do.
package synthetic

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// HeldOut is the first seed whose conversations must not be used to set
// anything.
const HeldOut = 1 << 32

// Kind is what a session is about.
type Kind uint8

// The kinds of sessions.
const (
	Everyday  Kind = iota // nothing happens
	Bully                 // one attacks another again and again
	Mob                   // several attack one
	Banter                // friends tease each other
	Defence               // one attacks, another scolds him for it
	Unwelcome             // one writes again and again to one who has said stop or never answers
	Grooming              // a trajectory of conduct
	Quarrel               // two equals insult each other
	Group                 // a chat of seven in which two or three attack one and two defend him; no item names its target
	NumKinds
)

// String returns the name in lower case.
func (k Kind) String() string {
	names := [...]string{"everyday", "bully", "mob", "banter", "defence", "unwelcome", "grooming", "quarrel", "group"}
	if int(k) < len(names) {
		return names[k]
	}
	return fmt.Sprintf("synthetic.Kind(%d)", uint8(k))
}

// Message is one message of a session.
type Message struct {
	ID, Actor, Target, Thread, Text string
	Time                            time.Time
	Attack                          bool // an attack on the one who is harassed
}

// Session is one conversation, in the order of time.
type Session struct {
	Kind     Kind
	Language string // ISO 639-1
	Seed     uint64
	// Harassed is who suffers and Actors who make him; empty where nobody does.
	Harassed string
	Actors   []string
	Messages []Message
}

// Generate makes the session of a seed: the same seed, the same session.
func Generate(seed uint64, kind Kind) Session {
	rng := rand.New(rand.NewPCG(seed, uint64(kind)+1))
	l := &languages[rng.IntN(len(languages))]
	m := &maker{
		Session: Session{Kind: kind, Language: l.code, Seed: seed},
		rng:     rng, p: &l.phrases, held: seed >= HeldOut,
		at: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(rng.IntN(90*24)) * time.Hour),
	}
	for range 7 {
		m.people = append(m.people, fmt.Sprintf("p%d-%d-%d", seed, kind, len(m.people)))
	}
	m.group = rng.IntN(2) == 0
	plays := [NumKinds]func(){
		m.everyday, m.bully, m.mob, m.banter, m.defence, m.unwelcome, m.grooming, m.quarrel, m.groupChat,
	}
	if kind < NumKinds {
		plays[kind]()
	}
	return m.Session
}

// maker writes one session.
type maker struct {
	Session
	rng    *rand.Rand
	p      *phrases
	held   bool
	group  bool // in one thread, instead of to and fro
	at     time.Time
	people []string
}

// pick draws an expression. The last third of each list is kept for held-out
// seeds.
func (m *maker) pick(list []string) string {
	n := len(list)
	if !m.held && n > 2 {
		n -= n / 3
	}
	return list[m.rng.IntN(n)]
}

// pause lets time pass: mostly minutes, at times hours, seldom days.
func (m *maker) pause() {
	d := time.Duration(10+m.rng.IntN(600)) * time.Second
	switch m.rng.IntN(10) {
	case 0:
		d = time.Duration(1+m.rng.IntN(30)) * time.Hour
	case 1, 2:
		d *= 12
	}
	m.at = m.at.Add(d)
}

func (m *maker) say(actor, target int, text string, attack bool) {
	msg := Message{
		ID: fmt.Sprintf("%s-%d-%d", m.Kind, m.Seed, len(m.Messages)), Actor: m.people[actor],
		Text: text, Time: m.at, Attack: attack,
	}
	if target >= 0 {
		msg.Target = m.people[target]
	}
	if m.group {
		msg.Thread = fmt.Sprintf("thread-%d-%d", m.Seed, m.Kind)
	}
	m.Messages = append(m.Messages, msg)
	m.pause()
}

// talk adds n everyday messages among the first people.
func (m *maker) talk(n, people int) {
	for range n {
		a := m.rng.IntN(people)
		b := (a + 1 + m.rng.IntN(people-1)) % people
		m.say(a, b, m.pick(m.p.everyday), false)
	}
}

// attack returns the words of an attack.
func (m *maker) attack() string {
	if m.rng.IntN(3) == 0 {
		return m.pick(m.p.shuts)
	}
	text := m.pick(m.p.attacks)
	if m.rng.IntN(4) == 0 {
		text += " " + m.pick(m.p.laughs)
	}
	return text
}

func (m *maker) everyday() { m.talk(10+m.rng.IntN(20), 3) }

// blame says who suffers from whom.
func (m *maker) blame(harassed int, actors ...int) {
	m.Harassed = m.people[harassed]
	for _, a := range actors {
		m.Actors = append(m.Actors, m.people[a])
	}
	slices.Sort(m.Actors)
}

// bully: person 0 attacks person 1; 2 looks on.
func (m *maker) bully() {
	m.blame(1, 0)
	for range 3 + m.rng.IntN(6) {
		m.talk(m.rng.IntN(4), 3)
		m.say(0, 1, m.attack(), true)
		switch m.rng.IntN(5) {
		case 0:
			m.say(1, 0, m.pick(m.p.stop), false)
		case 1:
			m.say(1, 0, m.pick(m.p.everyday), false)
		}
	}
}

// mob: persons 1 to n attack person 0 within the hour.
func (m *maker) mob() {
	n := 3 + m.rng.IntN(4)
	m.talk(3+m.rng.IntN(6), 3)
	var actors []int
	for i := range n {
		actors = append(actors, 1+i)
	}
	m.blame(0, actors...)
	for range 1 + m.rng.IntN(2) {
		for _, a := range actors {
			m.at = m.Messages[len(m.Messages)-1].Time.Add(time.Duration(5+m.rng.IntN(240)) * time.Second)
			m.say(a, 0, m.attack(), true)
		}
	}
}

// banter: two friends tease and laugh, about equally often.
func (m *maker) banter() {
	who := m.rng.IntN(2)
	for range 6 + m.rng.IntN(10) {
		m.say(who, 1-who, m.pick(m.p.banter), false)
		m.say(1-who, who, m.pick(m.p.laughs), false)
		if m.rng.IntN(3) == 0 {
			m.say(1-who, who, m.pick(m.p.warm), false)
		}
		if m.rng.IntN(4) > 0 {
			who = 1 - who
		}
	}
}

// defence: person 0 attacks person 1 once or twice; person 2 scolds him, again
// and again.
func (m *maker) defence() {
	m.blame(1, 0)
	m.talk(4, 3)
	m.say(0, 1, m.attack(), true)
	m.say(1, 0, m.pick(m.p.stop), false)
	for range 3 + m.rng.IntN(3) {
		text := m.pick(m.p.defend)
		if m.rng.IntN(2) == 0 {
			text += ". " + m.pick(m.p.attacks)
		}
		m.say(2, 0, text, false)
	}
}

// unwelcome: person 0 writes to person 1, who said stop or never answers.
func (m *maker) unwelcome() {
	m.blame(1, 0)
	m.group = false
	if m.rng.IntN(2) == 0 {
		m.say(0, 1, m.pick(m.p.pester), false)
		m.say(1, 0, m.pick(m.p.stop), false)
		for range 4 + m.rng.IntN(8) {
			m.say(0, 1, m.pick(m.p.pester), true)
		}
		return
	}
	for range 20 + m.rng.IntN(20) {
		m.say(0, 1, m.pick(m.p.pester), true)
		m.at = m.at.Add(time.Duration(m.rng.IntN(12)) * time.Hour)
	}
}

// grooming: person 0 shows three to five kinds of conduct towards person 1,
// between everyday messages, over days.
func (m *maker) grooming() {
	m.blame(1, 0)
	m.group = false
	for _, kind := range m.rng.Perm(len(m.p.cues))[:3+m.rng.IntN(3)] {
		m.talk(1+m.rng.IntN(4), 2)
		m.say(0, 1, m.pick(m.p.cues[kind]), true)
		m.at = m.at.Add(time.Duration(m.rng.IntN(20)) * time.Hour)
	}
}

// quarrel: two equals insult each other by turns, at most twice in a row.
func (m *maker) quarrel() {
	m.talk(3, 3)
	who := m.rng.IntN(2)
	for range 3 + m.rng.IntN(8) {
		m.say(who, 1-who, m.pick(m.p.attacks), false)
		if n := len(m.Messages); m.rng.IntN(6) > 0 || m.Messages[n-2].Actor == m.people[who] {
			who = 1 - who
		}
	}
}
