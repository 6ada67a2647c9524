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

// best returns the threshold with the highest macro-F1, smoothed over neighbouring
// thresholds.
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
	// cleanShare is the share of the harmless sentences of a language that heads
	// for harm may flag together, and cleanEnough how many there have to be: the
	// share falls with the number where there are less.
	cleanShare  = 0.009
	cleanEnough = 2000
	// setShare is the share of the harmless rows of the labelled sets of a language
	// that the head learnt from our own messages may flag.
	setShare = 0.06
)

// calibrate chooses slopes and shifts.
func calibrate(d *data, trained []*trainedHead) {
	thresholds := make([][]float64, len(trained)) // by head and language, NaN where it is silent
	for h, t := range trained {
		thresholds[h] = d.thresholds(t, h)
	}
	for _, l := range langs.All() {
		d.tighten(trained, thresholds, l)
	}
	for h, t := range trained {
		for l := range t.shift {
			t.shift[l] = silent
			if at := thresholds[h][l]; !math.IsNaN(at) {
				t.shift[l] = -at * t.slope
			}
		}
	}
}

// thresholds fits the slope of a head and returns the best threshold by language.
func (d *data) thresholds(t *trainedHead, number int) []float64 {
	var all []scored
	var found [32][]float64
	var harmless [32][]float64 // rows of labelled sets
	for s := range d.sets {
		name := d.sets[s].name
		rows := d.of(t, number, s, partTrain)
		if len(rows) == 0 || strings.HasPrefix(name, neutralSet) {
			continue
		}
		own, l := strings.HasPrefix(name, ownSet), langOf(name)
		if t.head.sets || t.head.within || own {
			all = append(all, rows...)
		} else {
			for _, r := range rows {
				if !r.want {
					harmless[l] = append(harmless[l], r.z)
				}
			}
			continue
		}
		if !t.head.within && (!own || d.sets[s].rows >= enough) {
			at, _ := best(rows)
			found[l] = append(found[l], at)
		}
	}
	out := make([]float64, len(found))
	if len(all) == 0 { // no data: the head is silent
		t.slope = 1
		for l := range out {
			out[l] = math.NaN()
		}
		return out
	}
	t.slope = slope(all)
	whole, _ := best(all)
	for l := range out {
		switch {
		case t.head.within:
			out[l] = whole
		case len(found[l]) == 0:
			out[l] = math.NaN()
		default:
			out[l] = mean(found[l])
			if rows := harmless[l]; len(rows) > 0 {
				slices.Sort(rows)
				out[l] = max(out[l], quantile(rows, 1-setShare))
			}
		}
	}
	return out
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// tighten raises the thresholds of a language as far as its harmless sentences
// ask for.
func (d *data) tighten(trained []*trainedHead, thresholds [][]float64, l langs.Language) {
	var rows []int // the harmless sentences that tune
	for i := range d.rows {
		if r := &d.rows[i]; r.part == partTrain && r.lang == l && strings.HasPrefix(d.sets[r.set].name, neutralSet) {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return
	}
	var heads []int
	var sorted [][]float64
	for h, t := range trained {
		if t.head.within || t.head.name == swearing || math.IsNaN(thresholds[h][l]) {
			continue
		}
		clean := make([]float64, len(rows))
		for i, row := range rows {
			clean[i] = float64(t.scores[row])
		}
		slices.Sort(clean)
		heads, sorted = append(heads, h), append(sorted, clean)
	}
	at := make([]float64, len(heads))
	flags := func(row int) bool {
		for i, h := range heads {
			if float64(trained[h].scores[row]) >= at[i] {
				return true
			}
		}
		return false
	}
	n := float64(len(rows))
	for share := 0.05; share > 1e-4; share *= 0.95 {
		for i, h := range heads {
			at[i] = max(thresholds[h][l], quantile(sorted[i], 1-share))
		}
		flagged := 0
		for _, row := range rows {
			if flags(row) {
				flagged++
			}
		}
		if float64(flagged) <= cleanShare*n*min(1, n/cleanEnough) {
			break
		}
	}
	for i, h := range heads {
		thresholds[h][l] = at[i]
	}
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
