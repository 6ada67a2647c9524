package behaviour

// maxMembers is how many participants of a thread are told apart; those who
// come later are not remembered.
const maxMembers = 32

// recentSpeakers is how many of the newest acts of a thread are known by their
// actor.
const recentSpeakers = 6

// thread remembers the participants of one conversation and who stands where.
type thread struct {
	newest  int32
	acts    uint32
	hitAt   uint32                // number of the newest attack among the acts
	hit     uint8                 // slot of its target plus one
	recent  [recentSpeakers]uint8 // slots of the newest actors plus one, the newest first
	members []member
}

// member is one participant. Sets of members are bits by slot.
type member struct {
	id       string
	acts     uint32
	given    float32 // aggression dealt out
	opened   float32 // of it, against those who had done nothing to him
	received float32 // aggression that he suffered, answers and defences discounted
	distress float32
	support  float32 // he spoke up for others
	backed   float32 // others spoke up for him
	warmth   float32 // he laughed, or said kind words
	sided    float32 // he laughed or talked along right after others were attacked
	named    float32 // others called him by name
	pleaded  float32 // he spoke of himself or asked, and attacked nobody, right after an attack
	by       uint32  // who attacked him
	at       uint32  // whom he attacked
}

// Newest implements [Record].
func (t *thread) Newest() int64 { return int64(t.newest) }

func (t *thread) code(c *coder) {
	c.i32(&t.newest)
	c.u32(&t.acts)
	c.u32(&t.hitAt)
	c.u8(&t.hit)
	c.bytes(t.recent[:])
	n := uint32(len(t.members))
	c.u32(&n)
	if n > maxMembers {
		c.bad = true
		return
	}
	if c.reading {
		t.members = make([]member, n)
		if uint32(t.hit) > n {
			t.hit, c.bad = 0, true
		}
		for i, r := range t.recent {
			if uint32(r) > n {
				t.recent[i], c.bad = 0, true
			}
		}
	}
	for i := range t.members {
		m := &t.members[i]
		c.text(&m.id)
		c.u32(&m.acts)
		for _, v := range []*float32{&m.given, &m.opened, &m.received, &m.distress, &m.support, &m.backed, &m.warmth, &m.sided, &m.named, &m.pleaded} {
			c.f32(v)
		}
		c.u32(&m.by)
		c.u32(&m.at)
	}
}

// AppendTo implements [Record].
func (t *thread) AppendTo(b []byte) []byte {
	c := coder{b: b}
	t.code(&c)
	return c.b
}

// Parse implements [Record].
func (t *thread) Parse(b []byte) []byte {
	c := coder{b: b, reading: true}
	t.code(&c)
	return c.rest()
}

// slot returns the place of a participant, -1 if there is no more room.
func (t *thread) slot(id string) int {
	for i := range t.members {
		if t.members[i].id == id {
			return i
		}
	}
	if len(t.members) == maxMembers {
		return -1
	}
	t.members = append(t.members, member{id: id})
	return len(t.members) - 1
}

// suffering says how much a participant is the one who is harassed.
func (t *thread) suffering(i int) float64 {
	m := &t.members[i]
	received, given := float64(m.received), float64(m.given+m.opened)
	s := (received + 0.35*float64(ones(m.by)) + 0.3*min(float64(m.named), 3) + 0.3*min(float64(m.pleaded), 4)) * (received + 0.3) / (received + given + 0.3)
	return s + 0.8*min(float64(m.distress), 3) + 0.5*min(float64(m.backed), 3) - 0.3*float64(m.support)
}

// focus returns who is harassed in the thread and how sure that is, in [0,1];
// -1 if nobody is.
func (t *thread) focus() (int, float64) {
	best, first, second := -1, 0.0, 0.0
	for i := range t.members {
		switch s := t.suffering(i); {
		case s > first:
			best, first, second = i, s, first
		case s > second:
			second = s
		}
	}
	if best < 0 || t.members[best].received+t.members[best].distress < 0.4 {
		return -1, 0
	}
	return best, (first - second) / (first + 1)
}

// aggressor reports whether a participant attacks without having been attacked,
// or more than he was.
func (t *thread) aggressor(i int) bool {
	m := &t.members[i]
	return m.opened >= 0.5 && m.given > m.received
}

// against says how far a participant stands with those who attack another: he
// attacks him, or laughs when he is attacked.
func (t *thread) against(i, focus int) float64 {
	m := &t.members[i]
	if m.support >= 0.5 && float64(m.opened) < hostileFrom {
		return 0
	}
	role := 0.9 * float64(m.sided)
	if m.at>>focus&1 != 0 {
		role += float64(m.opened)
	}
	return min(1, role/0.8)
}

// spoke notes who spoke last.
func (t *thread) spoke(actor int) {
	if int(t.recent[0]) == actor+1 {
		return
	}
	copy(t.recent[1:], t.recent[:recentSpeakers-1])
	t.recent[0] = uint8(actor + 1)
}

// stance is what an act means within its thread.
type stance struct {
	target   int     // slot, -1 if unknown
	sure     float64 // of the target
	weight   float64 // share of the aggression that counts, answers and defences discounted
	bullying float64
	likely   [maxMembers]float32 // how likely each participant is the target
}

// hear takes in an act and says what it means. What it says rests on the acts
// before, and on this act's words.
func (t *thread) hear(a *Act, at int64) stance {
	t.newest = max(t.newest, minuteOf(at))
	actor := t.slot(a.Actor)
	if actor < 0 {
		return stance{target: -1, weight: 1, bullying: a.Aggression}
	}
	s := t.judge(actor, a)
	t.count(actor, &s, a)
	t.spoke(actor)
	return s
}

// judge says what an act means by what is known of the thread.
func (t *thread) judge(actor int, a *Act) stance {
	s := stance{target: -1}
	a.object(t.members[actor].received >= hostileFrom)
	if a.Target != "" {
		if target := t.slot(a.Target); target >= 0 {
			s.aim(target, 1)
		}
	} else if a.Aggression >= softFrom || a.Support > 0 || a.Distress > 0 || a.Cues|a.Hints != 0 || len(t.members) == 2 {
		t.infer(&s, actor, a)
	} else if f, _ := t.focus(); f >= 0 && f != actor && t.against(actor, f) > 0 {
		t.infer(&s, actor, a)
	}
	s.bullying, s.weight = t.weigh(actor, &s, a)
	return s
}

// count adds the act to what is known of its actor and target.
func (t *thread) count(actor int, s *stance, a *Act) {
	m := &t.members[actor]
	t.acts++
	m.acts++
	if t.hit > 0 && t.acts-t.hitAt <= 3 && a.Aggression < softFrom && a.Support == 0 {
		t.afterAttack(actor, a)
	}
	if a.Target == "" {
		if n := t.named(actor, a.Text); n >= 0 {
			t.members[n].named++
		}
	}
	m.distress += float32(a.Distress)
	m.support += float32(a.Support)
	m.warmth += float32(a.Warmth)
	if s.target < 0 || s.target == actor {
		return
	}
	c := &t.members[s.target]
	if a.Support > 0 && a.Aggression < softFrom {
		if f, _ := t.focus(); f >= 0 && f != actor {
			t.members[f].backed += float32(a.Support)
		}
		return
	}
	if a.Aggression < softFrom {
		return
	}
	amount := float32(a.Aggression * s.sure)
	if s.weight == defence {
		m.given += amount * defence
	} else {
		m.given += amount
	}
	if m.by>>s.target&1 == 0 && s.weight == 1 {
		m.opened += amount
	}
	for i := range t.members {
		t.members[i].received += s.likely[i] * float32(a.Aggression*s.weight)
	}
	if s.weight == 1 {
		t.hitAt, t.hit = t.acts, uint8(s.target+1)
	}
	if s.sure > 0.4 {
		m.at |= 1 << s.target
		if s.weight > 0.5 {
			c.by |= 1 << actor
		}
	}
}

// heat says how far the thread is against its focus: little where another
// suffers as much, where he gives as good as he gets, or laughs along.
func (t *thread) heat(focus int, sure float64) float64 {
	m := &t.members[focus]
	laughs := min(1, float64(m.warmth)/(float64(m.received)+0.1))
	even := min(1, max(0, float64(m.given)/(float64(m.received)+0.1)-0.3)/0.6)
	return min(1, float64(m.received)/2.5) * min(1, 2*sure) * (1 - 0.8*laughs) * (1 - 0.8*even)
}

// softFrom is the aggression from which an act counts within its thread, by its
// amount.
const softFrom = 0.15

// afterAttack notes how a participant takes an attack that has just been made.
func (t *thread) afterAttack(actor int, a *Act) {
	m := &t.members[actor]
	switch {
	case int(t.hit) != actor+1 && a.Warmth > 0:
		m.sided += float32(a.Warmth)
	case int(t.hit) != actor+1 && a.Third && !a.Self && a.Distress == 0:
		m.sided += 0.3
	case a.Self || a.Distress > 0:
		m.pleaded++
	}
}

// What an act counts that is no attack of its own accord.
const (
	answer  = 0.4 // to one who attacked before
	defence = 0.3 // against one who attacks others
)

// weigh returns how far the act is an attack in its context, and what share of
// its aggression counts as such.
func (t *thread) weigh(actor int, s *stance, a *Act) (bullying, weight float64) {
	m := &t.members[actor]
	focus, sure := t.focus()
	weight = 1
	switch {
	case s.target < 0:
	case m.by>>s.target&1 != 0 && m.opened < t.members[s.target].opened:
		weight = answer
	case s.target != focus && (focus < 0 || m.at>>focus&1 == 0) && !t.aggressor(actor) &&
		(t.aggressor(s.target) || m.support >= 0.5 && t.members[s.target].opened > 0):
		weight = defence
	}
	if weight < 1 || actor == focus {
		// Even an answer can be an attack, if its words are strong.
		return a.Aggression * min(1, max(0.5, 5*a.Aggression-4)), weight
	}
	bullying = a.Aggression
	if focus < 0 || focus == actor {
		return bullying, weight
	}
	heat := t.heat(focus, sure)
	aimed := s.target == focus
	if bullying >= 0.15 && aimed {
		bullying = 1 - (1-bullying)*(1-0.5*heat)
	}
	// One who attacks the focus goes on attacking in words that no lexicon
	// holds: mockery, orders, irony.
	if role := t.against(actor, focus); role > 0 && aimed && a.Support < 0.3 {
		b := 0.4
		if a.Second || a.Third {
			b += 0.18
		}
		if a.Warmth > 0 {
			b += 0.18 // he laughs while another suffers
		}
		b *= heat * role
		bullying = 1 - (1-bullying)*(1-b)
	}
	return bullying, weight
}
