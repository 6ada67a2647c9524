package detect

import (
	"bytes"
	"strings"
	"sync"

	"github.com/cespare/xxhash/v2"

	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
	"github.com/vigil-moderation/vigil/langs/text"
)

// hostileLabels are the labels that make an act an attack on somebody.
var hostileLabels = [...]harm.Label{
	harm.BullyingInsult, harm.BullyingExclusion, harm.BullyingRumour, harm.BullyingOutingShaming, harm.BullyingPileOn,
	harm.Doxxing, harm.Impersonation, harm.ThreatViolence, harm.ThreatSexual, harm.HateIncitement, harm.HateSlur,
	harm.SexualExtortion, harm.SexualNCII, harm.SexualDeepfake, harm.SexualUnsolicited, harm.SelfharmEncouragement,
}

// makeAct reduces the look to what is remembered over time.
func (l *look) makeAct(limit int) {
	item := l.item
	l.act = behaviour.Act{
		Item: item.ID, Time: item.Time, Actor: item.Actor.ID, Target: item.Target.ID, Thread: item.Thread.ID, Text: item.Text,
	}
	a := &l.act
	for i := range l.signals {
		l.weighSignal(a, &l.signals[i])
	}
	if item.Text != "" && len(item.Text) <= limit { // else it was not read
		l.readStance(a)
	}
	l.readContent(a)
	r := &item.Relation
	a.Blocked, _ = r.Blocked.Get()
	a.Reported, _ = r.Reported.Get()
	follows, _ := r.Follows.Get()
	followed, _ := r.FollowedBy.Get()
	a.Friends = follows && followed
	if actor, ok := item.Actor.Followers.Get(); ok {
		if target, ok := item.Target.Followers.Get(); ok {
			a.Reach = float64(actor) / float64(max(target, 1))
		}
	}
	a.ActorAge, a.TargetAge = age(item.Actor.AgeMin.Get()), age(item.Target.AgeMin.Get())
	if a.ActorAge == 0 {
		a.ActorAge = age(item.Actor.AgeMax.Get())
	}
	if a.TargetAge == 0 {
		a.TargetAge = age(item.Target.AgeMax.Get())
	}
}

func age(years int, known bool) int {
	if !known {
		return 0
	}
	return years
}

// weighSignal adds what a signal says about the act.
func (l *look) weighSignal(a *behaviour.Act, s *Signal) {
	for _, label := range hostileLabels {
		if s.Label == label {
			a.Aggression = max(a.Aggression, s.Score)
		}
	}
	switch s.Label {
	case harm.BullyingExclusion:
		a.Exclusion = max(a.Exclusion, s.Score)
	case harm.Stalking:
		a.Stalking = max(a.Stalking, s.Score)
	case harm.BullyingOutingShaming, harm.BullyingRumour, harm.SexualNCII, harm.SexualDeepfake, harm.Doxxing:
		a.Outing = max(a.Outing, s.Score)
	case harm.MinorsGrooming:
		if s.Detector != "text" && s.Score >= classify.Threshold {
			a.Cues |= behaviour.CueOther
		}
	}
}

// readStance reads from the terms of the text which side it takes.
func (l *look) readStance(a *behaviour.Act) {
	var senses uint64
	for i := range l.reading.Matches {
		m := &l.reading.Matches[i]
		senses |= 1 << m.Entry.Sense
		if m.Entry.Label == harm.MinorsGrooming && m.Certainty() >= 0.5 {
			a.Cues |= l.parts.cue(m.Entry)
		}
	}
	has := func(s lexicon.Sense) bool { return senses>>s&1 != 0 }
	a.Second = l.reading.Facts.Addressed
	a.Third = has(lexicon.Third)
	if has(lexicon.Affirm) {
		a.Warmth += 0.5
	}
	if laughs(&l.reading.Text) {
		a.Warmth += 0.5
	}
	self := has(lexicon.Self)
	a.Self = self || strings.ContainsAny(l.item.Text, "?;")
	if has(lexicon.Counter) {
		switch {
		case self && !a.Third:
			a.Distress = 0.7
		case a.Third && !self:
			a.Support = 0.8
		default:
			a.Objection = 0.6
		}
	}
	switch {
	case has(lexicon.Report) && self:
		a.Distress = max(a.Distress, 0.8)
	case has(lexicon.Report):
		a.Objection = max(a.Objection, 0.5) // many languages hold the person in the verb
	}
	switch {
	case has(lexicon.Help) && self && !a.Third && !a.Second:
		a.Distress = max(a.Distress, 0.6)
	case has(lexicon.Help):
		a.Support = max(a.Support, 0.6)
	}
	if a.Second {
		for _, h := range hints {
			if has(h.sense) {
				a.Hints |= h.cue
			}
		}
	}
}

// hints are neutral senses that, said to somebody, may be part of a trajectory.
var hints = [...]struct {
	sense lexicon.Sense
	cue   behaviour.Cues
}{
	{lexicon.Age, behaviour.CueAge}, {lexicon.Secret, behaviour.CueSecrecy}, {lexicon.Contact, behaviour.CueChannel},
}

// conducts say which kind of conduct a term of grooming is, by the neutral terms
// that it and its other forms hold; the first kind with the most of them wins.
var conducts = [...]struct {
	sense lexicon.Sense
	cue   behaviour.Cues
}{
	{lexicon.Secret, behaviour.CueSecrecy},
	{lexicon.Picture, behaviour.CuePicture},
	{lexicon.Money, behaviour.CueGift},
	{lexicon.Contact, behaviour.CueChannel},
	{lexicon.Age, behaviour.CueAge},
	{lexicon.Place, behaviour.CueMeeting},
	{lexicon.Affirm, behaviour.CueFlattery},
}

// channels are names that are the same in every language.
var channels = [...]string{"snap", "telegram", "whatsapp", "discord", "kik", "priv"}

// conductCache remembers the kinds of conduct of a lexicon's terms.
type conductCache struct{ known sync.Map }

// cue returns the kind of conduct of a term of grooming.
func (p *parts) cue(e *lexicon.Entry) behaviour.Cues {
	if c, ok := p.conducts.known.Load(e); ok {
		return c.(behaviour.Cues)
	}
	var reading text.Reading
	p.text.Read(&reading, strings.ReplaceAll(strings.ReplaceAll(e.Term, " … ", " "), "|", ". "), e.Language)
	var count [lexicon.NumSenses]int
	for i := range reading.Matches {
		count[reading.Matches[i].Entry.Sense]++
	}
	for _, channel := range channels {
		count[lexicon.Contact] += strings.Count(e.Term, channel)
	}
	best, most := behaviour.CueOther<<(xxhash.Sum64String(e.Term)%4), 0
	for _, c := range conducts {
		if count[c.sense] > most {
			best, most = c.cue, count[c.sense]
		}
	}
	p.conducts.known.Store(e, best)
	return best
}

// laughter is how laughter is written, as the beginning of a folded word.
var laughter = [...]string{
	"haha", "ahah", "hehe", "eheh", "hihi", "jaja", "jeje", "xd", "lol", "mdr", "ptdr", "lmao", "rofl", "хаха", "ахах", "χαχα",
}

const laughing = "😂🤣😆😅😄😁😊😍🥰😘❤💕🙈"

func laughs(t *fold.Text) bool {
	for i := range t.Tokens {
		if t.Tokens[i].Flags&fold.Emoji != 0 {
			span := t.Tokens[i].Span()
			for _, r := range t.Source()[span.Start:span.End] {
				if strings.ContainsRune(laughing, r) {
					return true
				}
			}
		}
		w := t.Word(i)
		for _, h := range laughter {
			if len(w) >= len(h) && string(w[:len(h)]) == h && (len(h) > 3 || len(w) <= len(h)+1) {
				return true
			}
		}
	}
	return false
}

// readContent says what the item shares, if it is something that can be shared
// again: a known medium, a file, or a text that says ill of somebody.
func (l *look) readContent(a *behaviour.Act) {
	for i := range l.event.Matches {
		m := &l.event.Matches[i]
		a.Content = xxhash.Sum64String(m.List)*31 + xxhash.Sum64String(m.Entry) | 1
		return
	}
	if len(l.item.Pictures) > 0 && len(l.item.Pictures[0].Data) > 0 {
		a.Content = xxhash.Sum64(l.item.Pictures[0].Data) | 1
		return
	}
	// Short insults are common property: many who use one do not share anything.
	const leastWords = 6
	if a.Outing == 0 || l.reading.Facts.Words < leastWords {
		return
	}
	t := &l.reading.Text
	var h uint64
	for i := range t.Tokens {
		if w := bytes.TrimSpace(t.Word(i)); len(w) > 0 {
			h = (h ^ fold.Hash(w)) * 0x9e3779b97f4a7c15
		}
	}
	a.Content = h | 1
}

// observe weighs the item in the light of those before it and remembers it.
func (l *look) observe(tracker *behaviour.Tracker) {
	tracker.Observe(&l.outcome, &l.act)
	o := &l.outcome
	if o.Bullying >= classify.Threshold && l.act.Aggression < classify.Threshold {
		l.signals = append(l.signals, Signal{
			Label: harm.BullyingInsult, Score: o.Bullying, Detector: "behaviour", Session: true,
			Evidence: []Evidence{{Kind: EvidenceItems, Note: "in a thread whose participants attack " + o.Target}},
		})
	}
	for _, f := range o.Findings {
		l.signals = append(l.signals, Signal{
			Label: f.Label, Score: f.Score, Detector: "behaviour", Session: true,
			Evidence: []Evidence{{Kind: EvidenceItems, Items: f.Items, Note: f.Reason}},
		})
	}
}
