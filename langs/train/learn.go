package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// rarity returns how rare each feature is.
// Features have as many bits as o.bits; bits may be fewer.
func rarity(d *data, o *options, bits int) []float32 {
	coarse := o.bits - bits
	df := make([]float32, 1<<bits)
	n := 0.0
	for i := range d.rows {
		r := &d.rows[i]
		if r.part == partTest {
			continue
		}
		n++
		last := uint32(math.MaxUint32)
		for _, f := range r.features {
			f >>= coarse
			if f != last {
				df[f]++
			}
			last = f
		}
	}
	for i, c := range df {
		if c > 0 {
			df[i] = float32(math.Log((1+n)/(1+float64(c))) / 4)
		}
	}
	return df
}

// trainedHead is a head with what was learnt.
type trainedHead struct {
	head    *head
	weights []float32
	bytes   []int8
	step    float32 // what one step of bytes stands for
	coarse  int     // bits that its features have less
	n, pos  int
	scores  []float32 // of the rows: of training rows, by a head that has not seen them
	slope   float64
	bias    float64         // of the head of a family, in the verdict
	shift   [32]float64     // by language
	counted map[string]bool // labelled sets whose rows count fully
}

// The first hashes of features of words, of classes of words, and of terms and
// surface, as package classify has them.
const (
	wordsFrom   = 0x70000000
	classesFrom = 0xC0000000
	termsFrom   = 0xF0000000
)

// weight returns how much a feature counts for the head by its first hash and its
// rarity: the rarer, the more it says, and words say more than n-grams of
// characters. Chosen by cross-validation.
func (h *head) weight(part uint32, rarity float64) float64 {
	power, words := 0.7, 1.4
	if h.sets {
		power, words = 0.5, 2
	}
	w := math.Pow(rarity, power)
	switch {
	case part >= termsFrom:
		return 2 * w
	case part >= classesFrom && h.sets:
		return 0
	case part >= classesFrom:
		return w
	case part >= wordsFrom:
		return words * w
	}
	return w
}

// example is a row as one head sees it.
type example struct {
	row      *row
	features []uint32
	y        float32
	cost     float64
	q        float64 // squared norm, plus the term of the squared hinge
	alpha    float64
}

// cell holds a weight, and the square of the rarity of its feature.
type cell struct{ w, s2 float32 }

// train trains a head, and for each fold one without it, whose scores of the
// fold's rows serve to calibrate.
func train(d *data, number int, idf []float32, o *options) *trainedHead {
	out := make([]float32, len(d.rows))
	for fold := range folds {
		t := learn(d, number, idf, o, fold)
		t.quantise()
		for i := range d.rows {
			if r := &d.rows[i]; r.part == partTrain && r.fold == fold {
				out[i] = float32(t.score(r))
			}
		}
	}
	t := learn(d, number, idf, o, -1)
	t.quantise()
	for i := range d.rows {
		if r := &d.rows[i]; r.part == partTest {
			out[i] = float32(t.score(r))
		}
	}
	t.scores = out
	return t
}

// learn trains a head on all training rows but those of a fold, by coordinate
// descent in the dual (Hsieh et al. 2008).
func learn(d *data, number int, idf []float32, o *options, without int) *trainedHead {
	h := &heads[number]
	t := &trainedHead{head: h, weights: make([]float32, len(idf)), counted: map[string]bool{}}
	t.coarse = o.bits - tableBits(o, number/lanes)
	cells := make([]cell, len(idf))
	for i, s := range idf {
		if s > 0 {
			w := float32(h.weight(uint32(i)<<(32-o.bits+t.coarse), float64(s)))
			cells[i].s2 = w * w
		}
	}
	ex := t.examples(d, number, o, without)
	t.n = len(ex)
	h.ratio(ex, cells)
	for i := range ex {
		ex[i].q = ex[i].norm(cells)
	}
	rng := rand.New(rand.NewPCG(7, uint64(number)))
	order := rng.Perm(len(ex))
	for range o.epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			e := &ex[i]
			var dot float32
			for _, f := range e.features {
				dot += cells[f].w
			}
			z := float64(dot * e.row.norm)
			grad := float64(e.y)*z - 1 + e.alpha/(2*e.cost)
			alpha := max(e.alpha-grad/e.q, 0)
			if alpha == e.alpha {
				continue
			}
			step := float32(alpha-e.alpha) * e.y * e.row.norm
			e.alpha = alpha
			for _, f := range e.features {
				c := &cells[f]
				c.w += step * c.s2
			}
		}
	}
	for i := range cells {
		t.weights[i] = cells[i].w
	}
	return t
}

// examples returns the rows that teach the head, but those of a fold.
func (t *trainedHead) examples(d *data, number int, o *options, without int) []example {
	h := t.head
	var ex []example
	for i := range d.rows {
		r := &d.rows[i]
		if r.part != partTrain || r.fold == without {
			continue
		}
		y, weight := h.of(d.sets[r.set].name, r)
		if weight <= 0 {
			continue
		}
		e := example{row: r, features: r.features, y: -1, cost: h.cost * o.cost * weight}
		if t.coarse > 0 {
			e.features = slices.Clone(e.features)
			for j := range e.features {
				e.features[j] >>= t.coarse
			}
		}
		if s := d.sets[r.set].name; weight >= 0.5 && !strings.HasPrefix(s, neutralSet) && !ours(s) {
			t.counted[s] = true
		}
		if y {
			e.y = 1
			t.pos++
		}
		ex = append(ex, e)
	}
	return ex
}

// ratio weighs features by how unevenly they fall on the two classes (Wang and Manning
// 2012): less for heads that learn from our own messages, of which there are many.
func (h *head) ratio(ex []example, cells []cell) {
	plain, uneven := 0.5, 0.5
	if h.own {
		plain, uneven = 0.7, 0.15
	}
	counts := make([][2]float32, len(cells))
	var all [2]float64
	for i := range ex {
		e := &ex[i]
		class := 0
		if e.y > 0 {
			class = 1
		}
		last := uint32(math.MaxUint32)
		for _, f := range e.features {
			if f != last {
				counts[f][class] += float32(e.cost)
				all[class] += e.cost
			}
			last = f
		}
	}
	if all[0] == 0 || all[1] == 0 {
		return // nothing to tell apart
	}
	for f := range cells {
		if cells[f].s2 == 0 {
			continue
		}
		c := counts[f]
		r := math.Log((float64(c[1]) + 0.5) / (float64(c[0]) + 0.5) * (all[0] / all[1]))
		w := plain + uneven*math.Min(math.Abs(r), 4)
		cells[f].s2 *= float32(w * w)
	}
}

// norm returns the squared norm of a row, plus the term of the squared hinge.
func (e *example) norm(cells []cell) float64 {
	var sum float64
	for j := 0; j < len(e.features); {
		k := j
		for k < len(e.features) && e.features[k] == e.features[j] {
			k++
		}
		sum += float64(k-j) * float64(k-j) * float64(cells[e.features[j]].s2)
		j = k
	}
	return sum*float64(e.row.norm*e.row.norm) + 1/(2*e.cost)
}

// quantise rounds the weights to bytes. The few largest are cut.
func (t *trainedHead) quantise() {
	var sum float64
	n := 0
	for _, w := range t.weights {
		if w != 0 {
			sum += float64(w) * float64(w)
			n++
		}
	}
	t.step = float32(8*math.Sqrt(sum/float64(max(n, 1)))) / 127
	if t.step == 0 {
		t.step = 1
	}
	t.bytes = make([]int8, len(t.weights))
	for i, w := range t.weights {
		t.bytes[i] = int8(max(-127, min(127, math.Round(float64(w/t.step)))))
	}
}

// score returns what the head says of a row, before calibration.
func (t *trainedHead) score(r *row) float64 {
	var sum int
	for _, f := range r.features {
		sum += int(t.bytes[f>>t.coarse])
	}
	return float64(float32(sum) * t.step * r.norm)
}
