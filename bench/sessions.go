package main

import (
	"context"
	"fmt"
	"io"
	"math"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/behaviour/synthetic"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/rules"
)

const sessionsDoc = `Without -in: plays seeded synthetic conversations (made up: see package
detect/behaviour/synthetic) of each kind through the engine, all of them into one
memory, and reports what evidence over time finds. found: share of the bullies
that were found as repeated bullying; third_act: of these, share found at the
latest by the third attack; flagged_banter: share of banter and quarrels in which
anything of the family bullying was found over time (an insult that a heated thread
lifted is one message and does not count).

With -in: reads items as JSON lines (id, text, actor, target, thread, time: the
last three optional) and prints a JSON line for each thread: who is harassed, by
whom, the items that are attacks (looking back at the whole thread; with the score
at the time as live), and what was found over time. Items need not be sorted by
thread; where times are missing or equal, the order of the lines counts.`

func sessionsCommand() command {
	return command{name: "sessions", args: "[-in FILE.jsonl]", summary: "what is found over time: repetition, mobs, stalking, grooming", run: runSessions}
}

// sessionsReport holds shares in [0,1].
type sessionsReport struct {
	Found         float64 `json:"found"`
	FlaggedBanter float64 `json:"flagged_banter"`
	ThirdAct      float64 `json:"third_act"`

	FoundMob        float64 `json:"found_mob"`           // pile-on or repeated
	FoundUnwelcome  float64 `json:"found_unwelcome"`     // stalking
	FoundGrooming   float64 `json:"found_grooming"`      // minors.grooming
	FlaggedTeasing  float64 `json:"flagged_banter_only"` // banter alone
	FlaggedQuarrel  float64 `json:"flagged_quarrel"`     // quarrels alone
	FlaggedDefender float64 `json:"flagged_defender"`    // bullying by the one who defends
	FlaggedEveryday float64 `json:"flagged_everyday"`    // anything over time in everyday talk
	Harassed        float64 `json:"harassed"`            // of bullies and mobs in threads, the one harassed named
	GroupHarassed   float64 `json:"group_harassed"`      // of group chats without targets, the one harassed named
	GroupF1         float64 `json:"group_f1"`            // of their messages, as attacks or not
	Sessions        int     `json:"sessions"`            // of each kind
	Items           int     `json:"items"`               // in all

	ReviewHarassed float64 `json:"review_harassed"` // the same, looking back at the whole chat
	ReviewF1       float64 `json:"review_f1"`

	attacks, reviewed counts // messages of group chats
}

func runSessions(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("sessions", "", sessionsDoc)
	n := fs.Int("n", 300, "synthetic sessions of each kind")
	seed := fs.Uint64("seed", 0, "first seed; added to those that are held out unless -train")
	train := fs.Bool("train", false, "play the seeds that parameters were set on")
	bare := fs.Bool("bare", false, "take the targets away from items in threads")
	in := fs.String("in", "", "judge this file instead")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *in != "" {
		return sessionsOfFile(ctx, *in, out)
	}
	if *n < 1 {
		return fmt.Errorf("%w: -n %d, want 1 or more", errUsage, *n)
	}
	first := *seed
	if !*train {
		first += synthetic.HeldOut
	}
	report, err := playSessions(ctx, first, *n, *bare)
	if err != nil {
		return err
	}
	report.print(out)
	if *asJSON {
		return printJSON(out, report)
	}
	return nil
}

func (r *sessionsReport) print(out io.Writer) {
	fmt.Fprintf(out, "%d synthetic sessions of each kind, %d items\n", r.Sessions, r.Items)
	for _, row := range []struct {
		what  string
		share float64
	}{
		{"repeated bullying found", r.Found},
		{"  at the latest by the third attack", r.ThirdAct},
		{"mobs found", r.FoundMob},
		{"unwelcome contact found", r.FoundUnwelcome},
		{"grooming found", r.FoundGrooming},
		{"harassed person of a thread named", r.Harassed},
		{"  of a group without targets", r.GroupHarassed},
		{"  F1 of its attacks, a message", r.GroupF1},
		{"  looking back: harassed named", r.ReviewHarassed},
		{"  looking back: F1", r.ReviewF1},
		{"banter or quarrel flagged", r.FlaggedBanter},
		{"  banter", r.FlaggedTeasing},
		{"  quarrel", r.FlaggedQuarrel},
		{"defender flagged", r.FlaggedDefender},
		{"everyday talk flagged", r.FlaggedEveryday},
	} {
		fmt.Fprintf(out, "%-36s %6.1f %%\n", row.what, 100*row.share)
	}
}

// played is what was found in one session.
type played struct {
	repeated, pileOn, stalking, grooming bool
	bullying                             bool // anything of the family, over time
	any                                  bool
	byThird                              bool // bullying.repeated at the latest at the third attack
	defender                             bool // bullying over time by one who is no attacker
	harassed                             string
	attacks, reviewed                    counts
	reviewHarassed                       string
}

// playSessions plays n sessions of each kind into one tracker.
func playSessions(ctx context.Context, first uint64, n int, bare bool) (sessionsReport, error) {
	r := sessionsReport{Sessions: n}
	tracker, err := behaviour.New(behaviour.Options{})
	if err != nil {
		return r, err
	}
	engine, err := detect.New(detect.Options{Behaviour: tracker})
	if err != nil {
		return r, err
	}
	var threads, named float64
	one := 1 / float64(n)
	for i := range n {
		for kind := range synthetic.NumKinds {
			s := synthetic.Generate(first+uint64(i), kind)
			r.Items += len(s.Messages)
			p, err := playSession(ctx, engine, tracker, &s, bare)
			if err != nil {
				return r, err
			}
			r.add(kind, p, one)
			if kind == synthetic.Group {
				r.GroupHarassed += one * share(p.harassed == s.Harassed)
				r.ReviewHarassed += one * share(p.reviewHarassed == s.Harassed)
			}
			if (kind == synthetic.Bully || kind == synthetic.Mob) && s.Messages[0].Thread != "" {
				threads++
				named += share(p.harassed == s.Harassed)
			}
		}
	}
	r.Harassed = named / max(threads, 1)
	r.ThirdAct /= max(r.Found, one)
	r.GroupF1, r.ReviewF1 = r.attacks.f1(), r.reviewed.f1()
	r.FlaggedBanter = (r.FlaggedTeasing + r.FlaggedQuarrel) / 2
	r.round()
	return r, nil
}

// round drops the digits that adding up made.
func (r *sessionsReport) round() {
	for _, v := range [...]*float64{
		&r.Found, &r.FlaggedBanter, &r.ThirdAct, &r.FoundMob, &r.FoundUnwelcome, &r.FoundGrooming, &r.FlaggedTeasing,
		&r.FlaggedQuarrel, &r.FlaggedDefender, &r.FlaggedEveryday, &r.Harassed, &r.GroupHarassed, &r.GroupF1,
		&r.ReviewHarassed, &r.ReviewF1,
	} {
		*v = math.Round(*v*1e4) / 1e4
	}
}

// counts are messages that were rightly flagged, missed, or wrongly flagged.
type counts struct{ hit, missed, wrong int }

func (c *counts) add(o counts) {
	c.hit += o.hit
	c.missed += o.missed
	c.wrong += o.wrong
}

// count counts one message.
func (c *counts) count(flagged, attack bool) {
	switch {
	case flagged && attack:
		c.hit++
	case flagged:
		c.wrong++
	case attack:
		c.missed++
	}
}

func (c counts) f1() float64 {
	return 2 * float64(c.hit) / max(float64(2*c.hit+c.missed+c.wrong), 1)
}

func share(ok bool) float64 {
	if ok {
		return 1
	}
	return 0
}

func (r *sessionsReport) add(kind synthetic.Kind, p played, one float64) {
	switch kind {
	case synthetic.Everyday:
		r.FlaggedEveryday += one * share(p.any)
	case synthetic.Bully:
		r.Found += one * share(p.repeated)
		r.ThirdAct += one * share(p.byThird)
	case synthetic.Mob:
		r.FoundMob += one * share(p.pileOn || p.repeated)
	case synthetic.Banter:
		r.FlaggedTeasing += one * share(p.bullying)
	case synthetic.Defence:
		r.FlaggedDefender += one * share(p.defender)
	case synthetic.Unwelcome:
		r.FoundUnwelcome += one * share(p.stalking)
	case synthetic.Grooming:
		r.FoundGrooming += one * share(p.grooming)
	case synthetic.Group:
		r.attacks.add(p.attacks)
		r.reviewed.add(p.reviewed)
	case synthetic.Quarrel:
		r.FlaggedQuarrel += one * share(p.bullying)
	}
}

func playSession(ctx context.Context, engine *detect.Engine, tracker *behaviour.Tracker, s *synthetic.Session, bare bool) (played, error) {
	var p played
	var v detect.Verdict
	var items []detect.Item
	attacks := 0
	for i := range s.Messages {
		m := &s.Messages[i]
		item := detect.Item{
			ID: m.ID, Text: m.Text, Time: m.Time,
			Actor: rules.Party{ID: m.Actor}, Target: rules.Party{ID: m.Target}, Thread: rules.Thread{ID: m.Thread},
		}
		if bare && m.Thread != "" {
			item.Target.ID = ""
		}
		if err := engine.ScanInto(ctx, &v, &item); err != nil {
			return p, err
		}
		if m.Attack {
			attacks++
		}
		p.attacks.count(v.Bullying >= classify.Threshold, m.Attack)
		items = append(items, item)
		for _, f := range v.Signals {
			if f.Session && f.Score >= classify.Threshold {
				p.note(f.Label, attacks, s.Kind == synthetic.Defence && !m.Attack)
			}
		}
	}
	if id := s.Messages[0].Thread; id != "" {
		t, err := tracker.Thread(id)
		if err != nil {
			return p, err
		}
		p.harassed = t.Harassed
	}
	if s.Kind == synthetic.Group {
		r, err := engine.Review(ctx, items)
		if err != nil {
			return p, err
		}
		p.reviewHarassed = r.Harassed
		for i, item := range r.Items {
			p.reviewed.count(item.Bullying >= classify.Threshold, s.Messages[i].Attack)
		}
	}
	return p, nil
}

func (p *played) note(label harm.Label, attacks int, defender bool) {
	p.any = true
	switch label {
	case harm.BullyingRepeated:
		p.repeated = true
		p.byThird = p.byThird || attacks <= 3
	case harm.BullyingPileOn:
		p.pileOn = true
	case harm.Stalking:
		p.stalking = true
	case harm.MinorsGrooming:
		p.grooming = true
	}
	// An insult that the heat of its thread lifted is still one message, as are
	// the insults that count by themselves.
	if label.Family() == "bullying" && label != harm.BullyingInsult {
		p.bullying = true
		p.defender = p.defender || defender
	}
}
