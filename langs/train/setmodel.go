package main

import (
	"math"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
)

// setModel joins what heads say to what the labelled sets of each language call
// offence or hate: a set's offence is not that of another language's.
type setModel struct {
	*trainedHead // its head is the one that it rests on; scores are logits
	kind         string
	heads        []*trainedHead
	weights      [32][]float64 // by language, of heads and at last the bias; nil without a set
}

// ownInSets is how much our messages and the harmless sentences count together beside the
// sets of a language: sets of offensive language are of other texts than ours and call other
// things harmful, hate is much the same in both.
var ownInSets = map[string]float64{"offence": 0.1, "hate": 0.5}

// leastInSets is the least that they count together, in rows.
const leastInSets = 300

// setHeads are how many heads set models rest on: those of the first table, and those that
// follow sets in all languages together.
const setHeads = lanes + 3

// setModels trains the set models on scores of heads that have not seen the rows.
func (d *data) setModels(trained []*trainedHead) []*setModel {
	var all []*setModel
	for _, t := range trained {
		if t.head.name != "offence" && t.head.name != "hate" {
			continue
		}
		m := &setModel{kind: t.head.name, heads: trained[:setHeads]}
		m.trainedHead = &trainedHead{head: t.head, counted: t.counted, slope: 1, scores: make([]float32, len(d.rows))}
		for name := range t.counted {
			if l := langOf(name); m.weights[l] == nil {
				m.learn(d, l)
			}
		}
		all = append(all, m)
	}
	return all
}

// learn fits the weights of a language.
func (m *setModel) learn(d *data, l langs.Language) {
	var rows []weighted
	var ofSets, others float64
	for i := range d.rows {
		r := &d.rows[i]
		if r.lang != l || r.part != partTrain {
			continue
		}
		name := d.sets[r.set].name
		want, weight := m.head.of(name, r)
		switch {
		case strings.HasPrefix(name, ownSet):
			want, weight = r.harmful(), 1
			if m.kind == "hate" {
				want = r.hateful()
			}
			others += weight
		case strings.HasPrefix(name, neutralSet):
			weight *= 0.2
			others += weight
		case m.counted[name]:
			ofSets += weight
		default:
			continue
		}
		if weight > 0 {
			rows = append(rows, weighted{m.inputs(i), want, weight, m.counted[name]})
		}
	}
	for i := range rows {
		if !rows[i].ofSet {
			rows[i].weight *= max(ownInSets[m.kind]*ofSets, leastInSets) / others
		}
	}
	m.weights[l] = regress(rows, setHeads+1)
	for i := range d.rows {
		if d.rows[i].lang == l {
			z := 0.0
			for j, x := range m.inputs(i) {
				z += m.weights[l][j] * x
			}
			m.scores[i] = float32(z)
		}
	}
}

// inputs are what the heads say of a row, and 1.
func (m *setModel) inputs(row int) []float64 {
	x := make([]float64, 0, setHeads+1)
	for _, t := range m.heads {
		x = append(x, float64(t.scores[row]))
	}
	return append(x, 1)
}

// header describes the set models of all languages; their thresholds are in the bias.
func (m *setModel) header() []classify.SetHeader {
	var all []classify.SetHeader
	for _, l := range langs.All() {
		if m.weights[l] == nil {
			continue
		}
		h := classify.SetHeader{Kind: m.kind, Language: l.String(), Weights: map[string]float64{}, Bias: m.weights[l][setHeads] + m.shift[l]}
		for i, t := range m.heads {
			h.Weights[t.head.name] = m.weights[l][i]
		}
		all = append(all, h)
	}
	return all
}

// weighted is an example of a logistic regression.
type weighted struct {
	x      []float64
	want   bool
	weight float64
	ofSet  bool
}

// regress fits a logistic regression with a small ridge by Newton's method.
func regress(rows []weighted, n int) []float64 {
	const ridge = 1.0
	w := make([]float64, n)
	for range 25 {
		grad := make([]float64, n)
		hess := make([][]float64, n)
		for i := range hess {
			hess[i] = make([]float64, n)
			hess[i][i] = ridge
			grad[i] = -ridge * w[i]
		}
		for _, r := range rows {
			z := 0.0
			for i, x := range r.x {
				z += w[i] * x
			}
			p := 1 / (1 + math.Exp(-z))
			y := 0.0
			if r.want {
				y = 1
			}
			c := r.weight * p * (1 - p)
			for i, x := range r.x {
				grad[i] += r.weight * (y - p) * x
				for j := range i + 1 {
					hess[i][j] += c * x * r.x[j]
				}
			}
		}
		for i, s := range solve(hess, grad) {
			w[i] += s
		}
	}
	return w
}

// solve solves a positive definite system, of which the lower triangle is given, by
// Cholesky's decomposition in place.
func solve(a [][]float64, b []float64) []float64 {
	for i := range a {
		for j := range i + 1 {
			for k := range j {
				a[i][j] -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(a[i][i])
			} else {
				a[i][j] /= a[j][j]
			}
		}
	}
	x := slices.Clone(b)
	for i := range a {
		for k := range i {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	for i := len(a) - 1; i >= 0; i-- {
		for k := i + 1; k < len(a); k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}
