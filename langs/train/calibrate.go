package main

import (
	"cmp"
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

// pool moves the thresholds of languages with few harmless sentences towards the mean of
// the others, and those that are stricter than the mean half way: in some languages the
// sentences are of an unusual kind, and a threshold by them alone would find little.
func pool(thresholds *[32]float64, sentences map[langs.Language]int) {
	sum, n := 0.0, 0.0
	for _, l := range langs.All() {
		if at := thresholds[l]; sentences[l] >= cleanEnough && !math.IsNaN(at) {
			sum += at
			n++
		}
	}
	if n == 0 {
		return
	}
	for _, l := range langs.All() {
		if few := sentences[l]; few < cleanEnough {
			own := float64(few) / cleanEnough
			thresholds[l] = own*thresholds[l] + (1-own)*sum/n
		}
		if at := thresholds[l]; at > sum/n {
			thresholds[l] = (at + sum/n) / 2
		}
	}
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

// tighten raises the thresholds of a language until few enough of its harmless
// sentences are flagged: step by step that of the head which loses the least of what
// it finds for the sentences that it spares. It returns how many sentences there are.
func (d *data) tighten(thresholds map[*trainedHead]*[32]float64, speaking []*trainedHead, l langs.Language) int {
	var rows []int // the harmless sentences that tune
	for i := range d.rows {
		if r := &d.rows[i]; r.part == partTrain && r.lang == l && strings.HasPrefix(d.sets[r.set].name, neutralSet) {
			rows = append(rows, i)
		}
	}
	var heads []*tightened
	for _, t := range speaking {
		if t.head.within || t.head.name == swearing || math.IsNaN(thresholds[t][l]) {
			continue
		}
		h := &tightened{trainedHead: t, at: thresholds[t][l], found: d.found(t, l)}
		for i, row := range rows {
			if z := float64(t.scores[row]); z >= h.at {
				h.flagged = append(h.flagged, sentence{i, z})
			}
		}
		slices.SortFunc(h.flagged, func(a, b sentence) int { return cmp.Compare(a.z, b.z) })
		heads = append(heads, h)
	}
	allowed := int(cleanShare * float64(len(rows)))
	by := make([]int, len(rows)) // how many heads flag a sentence
	all := 0
	for _, h := range heads {
		for _, s := range h.flagged {
			if by[s.row]++; by[s.row] == 1 {
				all++
			}
		}
	}
	for all > allowed {
		var best *tightened
		least := math.Inf(1)
		for _, h := range heads {
			if spared, lost := h.next(by, 1+all/50); spared > 0 && lost/float64(spared) < least {
				best, least = h, lost/float64(spared)
			}
		}
		if best == nil { // what is left is flagged by several heads
			best = slices.MaxFunc(heads, func(a, b *tightened) int { return cmp.Compare(len(a.flagged), len(b.flagged)) })
		}
		all -= best.step(by, 1+all/50)
	}
	for _, h := range heads {
		thresholds[h.trainedHead][l] = h.at
	}
	return len(rows)
}

// sentence is a harmless sentence with its score.
type sentence struct {
	row int
	z   float64
}

// tightened is a head whose threshold is raised.
type tightened struct {
	*trainedHead
	at      float64
	flagged []sentence // at the threshold, in the order of their scores
	found   []float64  // scores of the harmful messages, sorted
}

// next returns how many sentences are spared, and which share of the harmful messages
// is lost, when the head lets go of enough sentences to spare so many.
func (h *tightened) next(by []int, want int) (spared int, lost float64) {
	k := 0
	for ; k < len(h.flagged) && spared < want; k++ {
		if by[h.flagged[k].row] == 1 {
			spared++
		}
	}
	if k == 0 || spared == 0 {
		return 0, 0
	}
	from, _ := slices.BinarySearch(h.found, h.at)
	to, _ := slices.BinarySearch(h.found, h.flagged[k-1].z+1e-6)
	return spared, float64(to-from) / float64(max(1, len(h.found)))
}

// step raises the threshold as next has reckoned and returns how many sentences it
// spares.
func (h *tightened) step(by []int, want int) (spared int) {
	k := 0
	for ; k < len(h.flagged) && spared < want; k++ {
		row := h.flagged[k].row
		if by[row]--; by[row] == 0 {
			spared++
		}
	}
	h.at = h.flagged[k-1].z + 1e-6
	h.flagged = h.flagged[k:]
	return spared
}

// found returns the scores of the harmful messages of a language by which the head's
// threshold was chosen, sorted.
func (d *data) found(t *trainedHead, l langs.Language) []float64 {
	var all []float64
	for s := range d.sets {
		name := d.sets[s].name
		if strings.HasPrefix(name, neutralSet) || langOf(name) != l || t.head.sets != t.counted[name] || !t.head.sets && !strings.HasPrefix(name, ownSet) {
			continue
		}
		for _, r := range d.of(t, s, partTrain) {
			if r.want {
				all = append(all, r.z)
			}
		}
	}
	slices.Sort(all)
	return all
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
