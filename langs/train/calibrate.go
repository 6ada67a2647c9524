package main

import (
	"math"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
)

// scored is a score with what was wanted.
type scored struct {
	z    float64
	want bool
}

// figures are the quality of a head on some rows at a threshold.
type figures struct {
	n, pos                int
	precision, recall, f1 float64
	macro                 float64
}

func measure(rows []scored, threshold float64) figures {
	var tp, fp, fn, tn float64
	for _, r := range rows {
		switch got := r.z >= threshold; {
		case got && r.want:
			tp++
		case got:
			fp++
		case r.want:
			fn++
		default:
			tn++
		}
	}
	ratio := func(a, b float64) float64 {
		if b == 0 {
			return 0
		}
		return a / b
	}
	f := figures{n: len(rows), pos: int(tp + fn), precision: ratio(tp, tp+fp), recall: ratio(tp, tp+fn)}
	f.f1 = ratio(2*tp, 2*tp+fp+fn)
	f.macro = (f.f1 + ratio(2*tn, 2*tn+fp+fn)) / 2
	return f
}

// of returns the scores of the rows of a set and part that the head knows.
func (d *data) of(t *trainedHead, number, set, part int) []scored {
	var out []scored
	for i := range d.rows {
		r := &d.rows[i]
		if r.set != set || r.part != part {
			continue
		}
		want, weight := heads[number].of(d.sets[set].name, r)
		if weight <= 0 {
			continue
		}
		out = append(out, scored{float64(t.scores[i]), want})
	}
	return out
}

// best returns the threshold with the highest quality: macro-F1, or F1 for sets
// in which the positive class is rare. Smoothed over neighbouring thresholds.
func best(rows []scored) (threshold, quality float64) {
	var at []float64
	for _, r := range rows {
		at = append(at, r.z)
	}
	slices.Sort(at)
	lo, hi := at[0], at[len(at)-1]
	const steps = 200
	var q [steps + 1]float64
	for i := range q {
		q[i] = measure(rows, lo+(hi-lo)*float64(i)/steps).macro
	}
	quality = -1
	for i := range q {
		sum, n := 0.0, 0
		for j := max(0, i-4); j <= min(steps, i+4); j++ {
			sum += q[j]
			n++
		}
		if sum/float64(n) > quality {
			quality, threshold = sum/float64(n), lo+(hi-lo)*float64(i)/steps
		}
	}
	return threshold, quality
}

const (
	// enough is how many messages of our own let a head speak in a language
	// without labelled sets.
	enough = 1000
	// silent is the shift of a head in languages in which it does not speak.
	silent = -1000
)

// calibrate chooses slope and shifts.
func calibrate(d *data, t *trainedHead, number int) {
	var all []scored
	var thresholds [32][]float64
	for s := range d.sets {
		rows := d.of(t, number, s, partTrain)
		if len(rows) == 0 || strings.HasPrefix(d.sets[s].name, neutralSet) {
			continue
		}
		all = append(all, rows...)
		if strings.HasPrefix(d.sets[s].name, ownSet) && d.sets[s].rows < enough {
			continue
		}
		l := langOf(d.sets[s].name)
		at, _ := best(rows)
		thresholds[l] = append(thresholds[l], at)
	}
	t.slope = slope(all)
	highest := -10.0
	for l := range thresholds {
		if len(thresholds[l]) == 0 {
			continue
		}
		sum := 0.0
		for _, x := range thresholds[l] {
			sum += x
		}
		at := sum / float64(len(thresholds[l]))
		highest = max(highest, at)
		if clean := d.clean(t, langs.Language(l)); len(clean) > 0 && !t.head.within {
			at = max(at, quantile(clean, 0.997))
		}
		t.shift[l] = -at * t.slope
	}
	for l := range thresholds {
		if len(thresholds[l]) > 0 && t.learnt[langs.Language(l)] {
			continue
		}
		if len(thresholds[l]) == 0 && !t.head.terms && !t.head.within {
			t.shift[l] = silent
			continue
		}
		at := max(highest, 0)
		if clean := d.clean(t, langs.Language(l)); len(clean) > 0 {
			at = max(at, quantile(clean, 0.999))
		}
		t.shift[l] = -at * t.slope
	}
}

// clean returns the scores of the harmless sentences of a language that tune.
func (d *data) clean(t *trainedHead, l langs.Language) []float64 {
	var out []float64
	for i := range d.rows {
		r := &d.rows[i]
		if r.part == partTrain && r.lang == l && strings.HasPrefix(d.sets[r.set].name, neutralSet) {
			out = append(out, float64(t.scores[i]))
		}
	}
	slices.Sort(out)
	return out
}

func quantile(sorted []float64, q float64) float64 {
	return sorted[int(q*float64(len(sorted)-1))] + 1e-6
}

func langOf(set string) langs.Language {
	l, _ := langs.Parse(set[strings.LastIndexByte(set, '.')+1:])
	return l
}

// slope fits a logistic curve by Newton's method and returns its slope.
func slope(rows []scored) float64 {
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
	return min(max(a, 0.5), 20)
}
