package behaviour

import (
	"errors"
	"sync"

	"github.com/cespare/xxhash/v2"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Options are the settings of a [Tracker]. The zero value is right for one
// process.
type Options struct {
	// Store keeps the records; nil means [NewStore] of the default size.
	Store Store
}

// Tracker remembers who did what to whom, and finds what only several acts
// together show. It is safe for concurrent use; acts are taken in one after the
// other.
type Tracker struct {
	mu    sync.Mutex
	store Store
	late  uint64
	visit visit
}

// visit is one act on its way through the records. Its functions are made once,
// so that observing allocates nothing.
type visit struct {
	act    *Act
	given  *Act // as the caller has it
	copied Act
	at     int64
	item   uint32
	stance stance
	target string
	back   pair  // the target's acts towards the actor
	known  bool  // whether there are any
	now    pair  // the actor's acts towards the target, this one included
	hits   crowd // hostile actors against the target
	shut   crowd
	shares crowd
	late   bool
	numbers,
	scratch []uint32
	onThread, onBack, onPair, onTarget, onShut, onContent func(Record)
}

// New returns an empty tracker.
func New(opts Options) (*Tracker, error) {
	t := &Tracker{store: opts.Store}
	if t.store == nil {
		t.store = NewStore(0)
	}
	v := &t.visit
	v.onThread, v.onBack, v.onPair = v.hearThread, v.readBack, v.countPair
	v.onTarget = func(r Record) { v.join(r.(*crowd), &v.hits, 0) }
	v.onShut = func(r Record) { v.join(r.(*crowd), &v.shut, 0) }
	v.onContent = func(r Record) { v.join(r.(*crowd), &v.shares, max(v.act.Outing, v.act.Aggression)) }
	return t, nil
}

func keyOf(kind Kind, a, b string) uint64 {
	h := xxhash.Sum64String(a) + uint64(kind)*0x9e3779b97f4a7c15
	if b != "" {
		h = (h^h>>29)*0xbf58476d1ce4e5b9 ^ xxhash.Sum64String(b)
	}
	return h
}

// sureFrom is how sure an inferred target must be for the act to be remembered
// against him.
const sureFrom = 0.35

// Observe takes in an act: it says what the act means in the light of those
// before it, and remembers it. What an act means never depends on later acts, so
// observing the same acts in the same order again gives the same outcomes.
//
// out is emptied first; its memory is used again. Acts should come in the order
// of their times. A late act counts where it belongs as long as the windows
// reach back so far, and is weighed as of its own time; older ones are left out
// of those windows and counted as [Stats.Late].
func (t *Tracker) Observe(out *Outcome, a *Act) {
	*out = Outcome{Target: a.Target, Bullying: min(max(a.Aggression, 0), 1), Findings: out.Findings[:0]}
	if a.Time.IsZero() || a.Actor == "" {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	v := &t.visit
	v.given, v.copied = a, *a
	v.copied.clamp()
	a = &v.copied
	v.act, v.at, v.item, v.late, v.target = a, a.Time.UnixMilli(), 0, false, a.Target
	v.stance = stance{target: -1, sure: 1, weight: 1, bullying: a.Aggression}
	if a.Thread != "" {
		t.store.Update(KindThread, keyOf(KindThread, a.Thread, ""), v.onThread)
		out.Bullying, out.Target = v.stance.bullying, v.target
		out.Inferred = a.Target == "" && v.target != ""
	}
	if a.Aggression >= hostileFrom || a.Cues|a.Hints != 0 || a.Stalking > 0 || a.Content != 0 {
		v.item = t.store.AddItem(a.Item)
	}
	if a.Content != 0 {
		t.content(out)
	}
	if v.target != "" && v.target != a.Actor && v.stance.sure >= sureFrom {
		t.aimed(out)
	}
	if v.late {
		t.late++
	}
	v.act, v.given, v.copied = nil, nil, Act{}
}

// aimed takes in an act whose target is known.
func (t *Tracker) aimed(out *Outcome) {
	v, a := &t.visit, t.visit.act
	v.back, v.known = pair{}, false
	t.store.View(KindPair, keyOf(KindPair, v.target, a.Actor), v.onBack)
	suffers, _ := v.back.hostile.sum(v.at, daysKept)
	a.object(suffers > 0 || a.Thread == "") // between two, "stop" is for oneself
	if a.Support >= 0.5 && v.stance.weight == 1 {
		v.stance.weight = defence
	}
	t.store.Update(KindPair, keyOf(KindPair, a.Actor, v.target), v.onPair)
	hostile := v.hostile()
	if hostile {
		t.store.Update(KindTarget, keyOf(KindTarget, v.target, ""), v.onTarget)
		t.find(out, harm.BullyingRepeated, (*visit).repeated)
		t.find(out, harm.BullyingPileOn, (*visit).pileOn)
	}
	if hostile && a.Exclusion >= hostileFrom {
		t.store.Update(KindShut, keyOf(KindShut, v.target, ""), v.onShut)
		t.find(out, harm.BullyingExclusion, (*visit).exclusion)
	}
	t.find(out, harm.Stalking, (*visit).stalked)
	if a.Cues|a.Hints != 0 {
		t.find(out, harm.MinorsGrooming, (*visit).groomed)
	}
}

// content takes in an act that shares something.
func (t *Tracker) content(out *Outcome) {
	t.store.Update(KindContent, t.visit.act.Content*0x9e3779b97f4a7c15+uint64(KindContent), t.visit.onContent)
	t.find(out, harm.BullyingOutingShaming, (*visit).reshared)
}

// find adds a finding if its score is high enough. score fills in the numbers of
// the items.
func (t *Tracker) find(out *Outcome, label harm.Label, score func(*visit) (float64, string)) {
	v := &t.visit
	v.numbers = v.numbers[:0]
	value, reason := score(v)
	if value < least {
		return
	}
	f := Finding{Label: label, Score: min(value, 1), Target: v.target, Reason: reason}
	for _, n := range v.numbers {
		if id, ok := t.store.Item(n); ok {
			f.Items = append(f.Items, id)
		}
	}
	out.Findings = append(out.Findings, f)
}

// hostile reports whether the act counts as an attack on its target.
func (v *visit) hostile() bool {
	return v.act.Aggression >= hostileFrom && v.stance.weight == 1
}

func (v *visit) hearThread(r Record) {
	t := r.(*thread)
	v.copied = *v.given // a store may call twice
	v.copied.clamp()
	v.stance = t.hear(v.act, v.at)
	if v.act.Target == "" && v.stance.target >= 0 && v.stance.sure >= sureFrom {
		v.target = t.members[v.stance.target].id
	} else {
		v.target = v.act.Target
	}
}

func (v *visit) readBack(r Record) { v.back, v.known = *r.(*pair), true }

// countPair counts the act towards its target.
func (v *visit) countPair(r Record) {
	p, a := r.(*pair), v.act
	now := minuteOf(v.at)
	p.newest = max(p.newest, now)
	if !p.present.add(v.at) {
		v.late = true
	}
	p.contacts.add(v.at, longHalf, 1)
	if a.Aggression >= hostileFrom && v.stance.weight > defence {
		// An answer counts too: it is what tells a quarrel from bullying.
		ok := p.hostile.add(v.at)
		p.hourly.add(v.at, hour)
		p.daily.add(v.at, day)
		v.late = v.late || !ok
		p.fast.add(v.at, fastHalf, a.Aggression)
		p.slow.add(v.at, slowHalf, a.Aggression)
		p.note(v.item)
	}
	if a.Warmth > 0 {
		p.warmth.add(v.at, slowHalf, a.Warmth)
	}
	switch {
	case a.Distress > 0:
		p.distress.add(v.at, slowHalf, a.Distress)
		if a.Distress >= 0.5 {
			p.stop = now
		}
	case a.Aggression < hostileFrom && p.stop != 0 && now > p.stop:
		p.stop = 0 // speaks to him again of his own accord
	}
	unwanted := v.stance.sure == 1 && (a.Blocked || a.Reported || v.back.stop != 0 && v.back.stop <= now)
	if unwanted && a.Distress == 0 && p.after < 1<<8-1 {
		p.after++
		if !v.hostile() {
			p.note(v.item)
		}
	} else if v.known && v.back.stop == 0 {
		p.after = 0
	}
	if a.Stalking >= hostileFrom && p.stalking < 1<<8-1 {
		p.stalking++
		if !v.hostile() {
			p.note(v.item)
		}
	}
	v.countCues(p, now)
	v.now = *p
}

func (v *visit) countCues(p *pair, now int32) {
	a := v.act
	if a.Cues|a.Hints == 0 {
		return
	}
	if int64(now)-int64(p.cueAt) > daysKept*day/minute {
		p.cues, p.hints, p.cueItems = 0, 0, [numCues]uint32{}
	}
	p.cueAt = max(p.cueAt, now)
	fresh := a.Cues&^p.cues | a.Hints&^(p.cues|p.hints)
	for i := range p.cueItems {
		if fresh>>i&1 != 0 {
			p.cueItems[i] = v.item
		}
	}
	p.cues |= a.Cues
	p.hints |= a.Hints
}

// join adds the actor to a crowd and keeps a copy as it then is.
func (v *visit) join(c, copyTo *crowd, score float64) {
	actor := uint32(xxhash.Sum64String(v.act.Actor))
	if c.add(actor, v.at, v.item) {
		c.usual.add(v.at, slowHalf, 1)
	}
	c.score = max(c.score, float32(score))
	*copyTo = *c
}

// Stats says how the tracker's store fares, and how many acts came too late for
// some window.
func (t *Tracker) Stats() Stats {
	t.mu.Lock()
	defer t.mu.Unlock()
	st := t.store.Stats()
	st.Late += t.late
	return st
}

var errNoThread = errors.New("behaviour: thread not remembered")

// Thread says who stands where in a thread that is remembered.
type Thread struct {
	// Harassed is the participant that the others are against; empty if there is
	// none. Sure in [0,1] is how far he stands out.
	Harassed string
	Sure     float64
	// Bullies attack others of their own accord, the worst first. Defenders
	// speak up for others.
	Bullies, Defenders []string
}

// Thread returns what is remembered of a thread.
func (t *Tracker) Thread(id string) (Thread, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var s Thread
	if !t.store.View(KindThread, keyOf(KindThread, id, ""), func(r Record) { s = r.(*thread).summary() }) {
		return s, errNoThread
	}
	return s, nil
}
