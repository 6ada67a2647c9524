package detect

import (
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/rules"
)

// startEvent empties the event for the next item.
func (l *look) startEvent() {
	matches, languages := l.event.Matches[:0], l.event.Languages[:0]
	l.event = rules.Event{
		ID: l.item.ID, Time: l.item.Time, Kind: l.item.Kind, Country: l.item.Country,
		Matches: matches, Languages: languages,
		Actor: l.item.Actor, Target: l.item.Target, Relation: l.item.Relation,
		Thread: l.item.Thread, Audience: l.item.Audience,
		Attributes: l.item.Attributes,
	}
}

// fillEvent writes what was found into the event that the policy sees.
func (l *look) fillEvent() {
	ev := &l.event
	for _, s := range l.signals {
		scores := &ev.Score
		switch {
		case s.Session:
			scores = &ev.Session
		case s.Cue:
			scores = &ev.Cue
		}
		if int(s.Label) < len(scores) {
			scores[s.Label] = max(scores[s.Label], s.Score)
		}
		ev.Facets |= s.Facets
	}
	for _, g := range l.reading.Languages {
		ev.Languages = append(ev.Languages, rules.Language{Code: g.Language.String(), P: g.Probability})
	}
	if l.item.Text == "" {
		return
	}
	ev.Text.Length = rules.Some(utf8.RuneCountInString(l.item.Text))
	if !l.read {
		return // too long: what was not read is missing, not 0
	}
	facts := &l.reading.Facts
	ev.Text.Words = rules.Some(facts.Words)
	ev.Text.Mentions = rules.Some(facts.Mentions)
	ev.Text.Links = rules.Some(facts.Links)
	ev.Text.Capitals = rules.Some(facts.Capitals)
	ev.Text.Disguise = rules.Some(facts.Disguise)
	ev.Text.Addressed = rules.Some(facts.Addressed)
	ev.Text.Quoted = rules.Some(facts.Quoted)
	ev.Text.Hosts = facts.Hosts
	ev.Text.Terms = facts.Terms
}
