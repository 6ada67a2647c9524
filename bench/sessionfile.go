package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/rules"
)

// sessionLine is one item of the input.
type sessionLine struct {
	ID     string    `json:"id"`
	Text   string    `json:"text"`
	Actor  string    `json:"actor"`
	Target string    `json:"target"`
	Thread string    `json:"thread"`
	Time   time.Time `json:"time"`
}

// sessionRow is one thread of the output.
type sessionRow struct {
	Thread    string           `json:"thread"`
	Items     int              `json:"items"`
	Harassed  string           `json:"harassed"` // empty: nobody
	Sure      float64          `json:"sure"`
	Bullies   []string         `json:"bullies"`
	Defenders []string         `json:"defenders"`
	Flagged   []sessionFlag    `json:"flagged"`
	Findings  []sessionFinding `json:"findings"`
	Scores    []sessionFlag    `json:"scores"` // of every item, for thresholds of one's own
}

type sessionFlag struct {
	ID     string  `json:"id"`
	Score  float64 `json:"score"` // looking back at the whole thread
	Live   float64 `json:"live"`  // when the item came
	Target string  `json:"target,omitzero"`
}

// sessionFinding is the highest score of one label against one target.
type sessionFinding struct {
	Label  harm.Label `json:"label"`
	Score  float64    `json:"score"`
	Items  []string   `json:"items"`
	Reason string     `json:"reason"`
}

// sessionsOfFile judges the threads of a file, in the order in which they begin.
func sessionsOfFile(ctx context.Context, path string, out io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	threads, err := readSessions(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	tracker, err := behaviour.New(behaviour.Options{})
	if err != nil {
		return err
	}
	engine, err := detect.New(detect.Options{Behaviour: tracker})
	if err != nil {
		return err
	}
	for _, lines := range threads {
		row, err := judgeThread(ctx, engine, lines)
		if err != nil {
			return err
		}
		if err := printJSON(out, row); err != nil {
			return err
		}
	}
	return nil
}

// readSessions returns the items by thread, in the order of the lines.
func readSessions(r io.Reader) ([][]sessionLine, error) {
	var threads [][]sessionLine
	at := map[string]int{}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 4<<20)
	for n := 1; scanner.Scan(); n++ {
		raw := bytes.TrimSpace(scanner.Bytes())
		if len(raw) == 0 {
			continue
		}
		var l sessionLine
		if err := json.Unmarshal(raw, &l); err != nil {
			return nil, fmt.Errorf("line %d: not an item: %w", n, err)
		}
		i, ok := at[l.Thread]
		if !ok {
			i = len(threads)
			at[l.Thread] = i
			threads = append(threads, nil)
		}
		threads[i] = append(threads[i], l)
	}
	return threads, scanner.Err()
}

// timesOf returns times that rise in the order of the lines: those given where
// they do, else half a minute after the one before.
func timesOf(lines []sessionLine) []time.Time {
	times := make([]time.Time, len(lines))
	last := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, l := range lines {
		if l.Time.After(last) {
			last = l.Time
		} else {
			last = last.Add(30 * time.Second)
		}
		times[i] = last
	}
	return times
}

func judgeThread(ctx context.Context, engine *detect.Engine, lines []sessionLine) (sessionRow, error) {
	id := lines[0].Thread
	row := sessionRow{Thread: id, Items: len(lines), Bullies: []string{}, Defenders: []string{}, Flagged: []sessionFlag{}, Findings: []sessionFinding{}}
	if id == "" {
		id = "(none)"
	}
	times := timesOf(lines)
	items := make([]detect.Item, len(lines))
	var v detect.Verdict
	for i, l := range lines {
		items[i] = detect.Item{
			ID: l.ID, Text: l.Text, Time: times[i],
			Actor: rules.Party{ID: l.Actor}, Target: rules.Party{ID: l.Target}, Thread: rules.Thread{ID: id},
		}
		if err := engine.ScanInto(ctx, &v, &items[i]); err != nil {
			return row, fmt.Errorf("item %q: %w", l.ID, err)
		}
		row.Scores = append(row.Scores, sessionFlag{ID: l.ID, Live: v.Bullying})
		row.addFindings(&v)
	}
	r, err := engine.Review(ctx, items)
	if err != nil {
		return row, err
	}
	for i, item := range r.Items {
		flag := &row.Scores[i]
		flag.Score, flag.Target = item.Bullying, item.Target
		if item.Bullying >= classify.Threshold {
			row.Flagged = append(row.Flagged, *flag)
		}
	}
	row.Harassed, row.Sure = r.Harassed, r.Sure
	row.Bullies = append(row.Bullies, r.Bullies...)
	row.Defenders = append(row.Defenders, r.Defenders...)
	return row, nil
}

func (r *sessionRow) addFindings(v *detect.Verdict) {
next:
	for _, s := range v.Signals {
		if !s.Session || len(s.Evidence) == 0 || s.Score < classify.Threshold || len(s.Evidence[0].Items) == 0 {
			continue
		}
		f := sessionFinding{Label: s.Label, Score: s.Score, Items: s.Evidence[0].Items, Reason: s.Evidence[0].Note}
		for i := range r.Findings {
			if r.Findings[i].Label == f.Label {
				if f.Score > r.Findings[i].Score {
					r.Findings[i] = f
				}
				continue next
			}
		}
		r.Findings = append(r.Findings, f)
	}
}
