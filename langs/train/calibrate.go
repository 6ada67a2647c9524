package main

import (
	"math"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
)

// of returns the scores of the rows of a set and part that the head knows.
func (d *data) of(t *trainedHead, set, part int) []scored {
	var out []scored
	for i := range d.rows {
		r := &d.rows[i]
		if r.set != set || r.part != part {
			continue
		}
		want, weight := t.head.of(d.sets[set].name, r)
		if weight <= 0 {
			continue
		}
		out = append(out, scored{float64(t.scores[i]), want})
	}
	return out
}

// aboutGroups returns the scores of our training messages that are hateful, or speak of
// groups without harm: among them a hateful one is as likely as another, so that the best
// threshold does not depend on how rare hate is in our messages.
func (d *data) aboutGroups(t *trainedHead, set int) []scored {
	var out []scored
	for i := range d.rows {
		r := &d.rows[i]
		if r.set == set && r.part == partTrain && (r.hateful() || r.group && !r.harmful()) {
			out = append(out, scored{float64(t.scores[i]), r.hateful()})
		}
	}
	return out
}

const (
	// enough is how many messages of our own let a head speak in a language
	// without labelled sets.
	enough = 1000
	// silent is the shift of a head in languages in which it does not speak.
	silent = -1000
	// cleanShare is the share of the harmless sentences of a language that heads
	// for harm may flag together, and cleanEnough how many there have to be to choose
	// its thresholds by them alone.
	cleanShare  = 0.007
	cleanEnough = 2000
	// setShare is the share of the harmless rows of the labelled sets of a language
	// that the head learnt from our own messages may flag.
	setShare = 0.045
)

// harmWeight is how much the head for harm counts in the verdict beside the families.
// It sees what families share; they see what is harmful in one of them alone.
const harmWeight = 1.5

// neutralStep thins the harmless sentences out by which slopes are chosen.
const neutralStep = 3

// calibrate chooses slopes and shifts, and returns the verdict that the heads for harm
// make together, as a head, or nil without messages of our own, and the set models.
func calibrate(d *data, trained []*trainedHead) (*trainedHead, []*setModel) {
	verdict := d.verdict(trained)
	sets := d.setModels(trained)
	speaking := []*trainedHead{}
	if verdict != nil {
		speaking = append(speaking, verdict)
	}
	thresholds := map[*trainedHead]*[32]float64{} // by language, NaN where a head is silent
	for _, t := range trained {
		switch {
		case t.head.name == hateful:
			speaking = append(speaking, t)
		case t.head.within, t.head.name == swearing:
			t.slope, _ = logistic(d.calibrating(t))
			speaking = append(speaking, t)
		case t.head.sets: // is heard through the set models
			t.slope, _ = logistic(d.calibrating(t))
		}
	}
	for _, m := range sets {
		speaking = append(speaking, m.trainedHead)
	}
	for _, t := range speaking {
		thresholds[t] = d.thresholds(t)
	}
	sentences := map[langs.Language]int{}
	for _, l := range langs.All() {
		sentences[l] = d.tighten(thresholds, speaking, l)
	}
	for _, t := range speaking {
		if t == verdict || t.head.name == hateful {
			pool(thresholds[t], sentences)
		}
		for l := range t.shift {
			t.shift[l] = silent
			if at := thresholds[t][l]; !math.IsNaN(at) {
				t.shift[l] = -at * t.slope
			}
		}
	}
	return verdict, sets
}

// verdict joins what the head for harm and those of families say of every row.
func (d *data) verdict(trained []*trainedHead) *trainedHead {
	v := &trainedHead{scores: make([]float32, len(d.rows))}
	odds := make([]float64, len(d.rows))
	for _, t := range trained {
		switch {
		case t.head.family:
			rows := d.calibrating(t)
			if len(rows) == 0 {
				return nil
			}
			t.slope, t.bias = logistic(rows)
			for i, z := range t.scores {
				odds[i] += math.Exp(t.slope*float64(z) + t.bias)
			}
		case t.head.name == "harm":
			v.head = &head{name: "verdict", of: t.head.of}
			t.slope = harmWeight
			for i, z := range t.scores {
				v.scores[i] = harmWeight * z
			}
		}
	}
	for i := range v.scores {
		v.scores[i] += float32(math.Log(odds[i]))
	}
	v.slope, _ = logistic(d.calibrating(v))
	return v
}

// calibrating returns the rows by which the slope of a head is chosen: those of labelled
// sets for heads that follow them, else our own messages and, for families, the harmless
// sentences.
func (d *data) calibrating(t *trainedHead) []scored {
	var all []scored
	for s := range d.sets {
		name := d.sets[s].name
		switch {
		case strings.HasPrefix(name, frameSet):
		case strings.HasPrefix(name, neutralSet):
			if t.head.family {
				for i, r := range d.of(t, s, partTrain) {
					if i%neutralStep == 0 {
						all = append(all, r)
					}
				}
			}
		case strings.HasPrefix(name, ownSet), t.head.sets, t.head.within:
			all = append(all, d.of(t, s, partTrain)...)
		}
	}
	return all
}

// thresholds returns the best threshold of a head by language.
func (d *data) thresholds(t *trainedHead) *[32]float64 {
	var found, rowsOf [32]float64 // thresholds of sets, weighed by their rows
	var harmless [32][]float64    // rows of labelled sets
	var all []scored
	for s := range d.sets {
		name := d.sets[s].name
		if strings.HasPrefix(name, neutralSet) || strings.HasPrefix(name, frameSet) {
			continue
		}
		var rows []scored
		if t.head.name == hateful && strings.HasPrefix(name, ownSet) {
			rows = d.aboutGroups(t, s)
		} else {
			rows = d.of(t, s, partTrain)
		}
		if len(rows) == 0 || t.head.sets && !t.counted[name] {
			continue
		}
		all = append(all, rows...)
		l := langOf(name)
		switch own := strings.HasPrefix(name, ownSet); {
		case t.head.within, own && d.sets[s].rows < enough:
		case own, t.head.sets:
			at, _ := best(rows)
			n := float64(len(rows))
			found[l] += at * n
			rowsOf[l] += n
		default:
			for _, r := range rows {
				if !r.want {
					harmless[l] = append(harmless[l], r.z)
				}
			}
		}
	}
	out := new([32]float64)
	whole := math.NaN() // no data: the head is silent
	if t.head.within && len(all) > 0 {
		whole, _ = best(all)
	}
	for l := range out {
		out[l] = whole
		if rowsOf[l] == 0 {
			continue
		}
		out[l] = found[l] / rowsOf[l]
		if rows := harmless[l]; len(rows) > 0 {
			slices.Sort(rows)
			out[l] = max(out[l], quantile(rows, 1-setShare))
		}
	}
	return out
}

func quantile(sorted []float64, q float64) float64 {
	return sorted[int(q*float64(len(sorted)-1))] + 1e-6
}

func langOf(set string) langs.Language {
	l, _ := langs.Parse(set[strings.LastIndexByte(set, '.')+1:])
	return l
}

// logistic fits a logistic curve by Newton's method and returns its slope and bias.
// Without rows the slope is 1.
func logistic(rows []scored) (slope, bias float64) {
	a, b := 1.0, 0.0
	for range 50 {
		var ga, gb, haa, hab, hbb float64
		for _, r := range rows {
			p := 1 / (1 + math.Exp(-(a*r.z + b)))
			y := 0.0
			if r.want {
				y = 1
			}
			ga += (p - y) * r.z
			gb += p - y
			w := p * (1 - p)
			haa += w * r.z * r.z
			hab += w * r.z
			hbb += w
		}
		haa += 1e-3
		hbb += 1e-3
		det := haa*hbb - hab*hab
		a -= (hbb*ga - hab*gb) / det
		b -= (haa*gb - hab*ga) / det
	}
	return min(max(a, 0.5), 20), b
}
