package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/corpus"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
)

// outcome is what the finished model says of a held-out row.
type outcome struct {
	offence, hate, any float64 // the most that a label of the kind has
	labels             [harm.NumLabels]float32
}

// offensive are the families and labels that sets of offensive language mean.
var offensive = []string{"bullying.", "hate.", "threat.", "profanity", "sexual.", "violence.", "selfharm.encouragement"}

// evaluate runs the finished model, with all that the library does, on the
// held-out rows.
func evaluate(d *data, m *classify.Model) ([]outcome, error) {
	var isOffence [harm.NumLabels]bool
	for _, l := range harm.All() {
		isOffence[l] = containsAny(l.String(), offensive)
	}
	out := make([]outcome, len(d.rows))
	err := d.each(func(r *reader, number int) {
		if d.rows[number].part != partTest {
			return
		}
		r.prepare(d.rows[number].text)
		r.result.Reset()
		m.Classify(&r.result, &r.in)
		o := &out[number]
		for _, s := range r.result.Scores {
			o.labels[s.Label] = float32(s.Value)
			if isOffence[s.Label] {
				o.offence = max(o.offence, s.Value)
			}
			if s.Label.Family() == "hate" {
				o.hate = max(o.hate, s.Value)
			}
			if counts(s.Label) {
				o.any = max(o.any, s.Value)
			}
		}
	})
	return out, err
}

// counts reports whether a label flags a text: one of harm, or of a speaker at risk.
func counts(l harm.Label) bool { return l.IsHarm() || l == harm.SelfharmDisclosure }

// quality is one line of the table of sets.
type quality struct {
	set, kind string
	figures
}

// bySet compares with the labels of the sets.
func bySet(d *data, outcomes []outcome) []quality {
	var table []quality
	whole := map[string][2][]scored{} // of our own messages: harm, hate
	for s := range d.sets {
		name := d.sets[s].name
		if strings.HasPrefix(name, neutralSet) {
			continue
		}
		var off, hateful, any []scored
		for i := range d.rows {
			r := &d.rows[i]
			if r.set != s || r.part != partTest {
				continue
			}
			if ours(name) {
				any = append(any, scored{outcomes[i].any, r.harmful()})
				hateful = append(hateful, scored{outcomes[i].hate, r.hateful()})
				continue
			}
			if want, weight := offence(name, r); weight > 0 {
				off = append(off, scored{outcomes[i].offence, want})
			}
			if want, weight := hate(name, r); weight > 0 {
				hateful = append(hateful, scored{outcomes[i].hate, want})
			}
		}
		if len(any) > 0 {
			table = append(table, quality{name, "harm", measure(any, classify.Threshold)})
			kind, _, _ := strings.Cut(name, ".")
			w := whole[kind]
			whole[kind] = [2][]scored{append(w[0], any...), append(w[1], hateful...)}
		}
		if len(off) > 0 {
			table = append(table, quality{name, "offence", measure(off, classify.Threshold)})
		}
		if len(hateful) > 0 {
			table = append(table, quality{name, "hate", measure(hateful, classify.Threshold)})
		}
	}
	for _, kind := range []string{ownSet, frameSet} {
		if w := whole[kind]; len(w[0]) > 0 {
			table = append(table, quality{kind, "harm", measure(w[0], classify.Threshold)}, quality{kind, "hate", measure(w[1], classify.Threshold)})
		}
	}
	return table
}

// byLabel compares with the labels of our own messages, over all languages.
func byLabel(d *data, outcomes []outcome) []quality {
	var table []quality
	for _, l := range harm.All() {
		var rows []scored
		for i := range d.rows {
			r := &d.rows[i]
			if r.part == partTest && strings.HasPrefix(d.sets[r.set].name, ownSet) {
				rows = append(rows, scored{float64(outcomes[i].labels[l]), r.has(l)})
			}
		}
		if f := measure(rows, classify.Threshold); f.pos > 0 {
			table = append(table, quality{"own", l.String(), f})
		}
	}
	return table
}

// cleanRow is the share of held-out harmless sentences of a language with a
// harm label.
type cleanRow struct {
	lang       langs.Language
	n, flagged int
}

func cleanFlags(d *data, outcomes []outcome) []cleanRow {
	var table []cleanRow
	for _, l := range langs.All() {
		row := cleanRow{lang: l}
		for i := range d.rows {
			r := &d.rows[i]
			if r.lang != l || r.part != partTest || !strings.HasPrefix(d.sets[r.set].name, neutralSet) {
				continue
			}
			row.n++
			if outcomes[i].any >= classify.Threshold {
				row.flagged++
			}
		}
		table = append(table, row)
	}
	return table
}

// twinRow says how held-out twins of a language are judged: messages of which much
// the same words are harmful in one and harmless in the other.
type twinRow struct {
	lang langs.Language
	figures
}

func twins(d *data, outcomes []outcome) []twinRow {
	var table []twinRow
	for _, l := range langs.All() {
		var rows []scored
		for i := range d.rows {
			if r := &d.rows[i]; r.lang == l && r.part == partTest && r.paired {
				rows = append(rows, scored{outcomes[i].any, r.harmful()})
			}
		}
		if len(rows) > 0 {
			table = append(table, twinRow{l, measure(rows, classify.Threshold)})
		}
	}
	return table
}

// stanceRow says how many held-out harmless messages of a stance are flagged.
type stanceRow struct {
	stance     string
	n, flagged int
}

func byStance(d *data, outcomes []outcome) []stanceRow {
	var table []stanceRow
	for _, stance := range corpus.Stances {
		row := stanceRow{stance: stance}
		for i := range d.rows {
			r := &d.rows[i]
			if strings.HasPrefix(d.sets[r.set].name, ownSet) && r.part == partTest && r.stance == stance && !r.harmful() {
				row.n++
				if outcomes[i].any >= classify.Threshold {
					row.flagged++
				}
			}
		}
		if row.n > 0 {
			table = append(table, row)
		}
	}
	return table
}

// examined is the result of the functional suite for a language or a check.
type examined struct {
	name string
	figures
}

// examine runs the finished model on the functional suite of a folder.
func examine(dir string, m *classify.Model) (byLang, byCheck []examined, err error) {
	var languages, checks []string
	rows := map[string][]scored{}
	r, err := newReader()
	if err != nil {
		return nil, nil, err
	}
	for _, l := range langs.All() {
		cases, err := corpus.Load(filepath.Join(dir, l.String()+".tsv"), corpus.ParseSuite)
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		languages = append(languages, l.String())
		for i := range cases {
			c := &cases[i]
			r.prepare(c.Text)
			r.result.Reset()
			m.Classify(&r.result, &r.in)
			s := scored{want: corpus.Harmful(c.Labels)}
			for _, score := range r.result.Scores {
				if counts(score.Label) {
					s.z = max(s.z, score.Value)
				}
			}
			for _, name := range []string{l.String(), c.Check, "all"} {
				rows[name] = append(rows[name], s)
			}
		}
	}
	for _, name := range corpus.Checks {
		if len(rows[name]) > 0 {
			checks = append(checks, name)
		}
	}
	table := func(names []string) (out []examined) {
		for _, name := range names {
			out = append(out, examined{name, measure(rows[name], classify.Threshold)})
		}
		return out
	}
	if len(languages) > 0 {
		checks = append(checks, "all")
	}
	return table(languages), table(checks), nil
}
