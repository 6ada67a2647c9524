package main

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// read takes the features of all rows, as the library will see them.
func (d *data) read(bits int) error {
	lex, err := lexicon.Default()
	if err != nil {
		return err
	}
	model, err := identify.New(identify.Options{})
	if err != nil {
		return err
	}
	const workers = 2
	done := make(chan struct{})
	for w := range workers {
		go func() {
			var t fold.Text
			var in classify.Input
			var res classify.Result
			for i := w; i < len(d.rows); i += workers {
				r := &d.rows[i]
				fold.Fold(&t, r.text)
				in.Source, in.Text = r.text, &t
				in.Languages = model.Identify(in.Languages[:0], r.text)
				in.Candidate = candidates(in.Languages)
				in.Matches = lex.Append(in.Matches[:0], &t, in.Candidate)
				r.features = res.Features(nil, &in)
				for j := range r.features {
					r.features[j] >>= 32 - bits
				}
				r.norm = float32(1 / math.Sqrt(float64(max(1, len(r.features)))))
				slices.Sort(r.features)
			}
			done <- struct{}{}
		}()
	}
	for range workers {
		<-done
	}
	return nil
}

// rarity returns the weight of each feature: the rarer, the more it says.
func rarity(d *data, bits int) []float32 {
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
			if f != last {
				df[f]++
			}
			last = f
		}
	}
	for i, c := range df {
		if c > 0 {
			df[i] = float32(math.Pow(math.Log((1+n)/(1+float64(c)))/4, env("IDF", 0.5)))
			switch part := uint32(i) << (32 - bits); {
			case part >= termsFrom:
				df[i] *= float32(env("TERMS", 2))
			case part >= 0x80000000:
				df[i] *= float32(env("WORDS", 2))
			}
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
	n, pos  int
	scores  []float32 // of the rows: of training rows, by a head that has not seen them
	slope   float64
	shift   [32]float64 // by language
	learnt  map[langs.Language]bool
}

// termsFrom is the first hash of features of terms and surface.
const termsFrom = 0xF0000000

// example is a row as one head sees it.
type example struct {
	row   *row
	y     float32
	cost  float64
	q     float64 // squared norm, plus the term of the squared hinge
	alpha float64
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

// learn trains a head on all training rows but those of a fold, by dual coordinate descent (Hsieh et al. 2008).
func learn(d *data, number int, idf []float32, o *options, without int) *trainedHead {
	h := &heads[number]
	t := &trainedHead{head: h, weights: make([]float32, len(idf)), learnt: map[langs.Language]bool{}}
	cells := make([]cell, len(idf))
	for i, s := range idf {
		if uint32(i)<<(32-o.bits) >= termsFrom || !h.terms {
			cells[i].s2 = s * s
		}
	}
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
		e := example{row: r, y: -1, cost: h.cost * o.cost * weight}
		if weight >= 0.5 && !strings.HasPrefix(d.sets[r.set].name, neutralSet) {
			t.learnt[r.lang] = true
		}
		if y {
			e.y = 1
			t.pos++
		}
		var sum float64
		for j := 0; j < len(r.features); {
			k := j
			for k < len(r.features) && r.features[k] == r.features[j] {
				k++
			}
			sum += float64(k-j) * float64(k-j) * float64(cells[r.features[j]].s2)
			j = k
		}
		e.q = sum*float64(r.norm*r.norm) + 1/(2*e.cost)
		ex = append(ex, e)
	}
	t.n = len(ex)
	rng := rand.New(rand.NewPCG(7, uint64(number)))
	order := rng.Perm(len(ex))
	for range o.epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			e := &ex[i]
			var dot float32
			for _, f := range e.row.features {
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
			for _, f := range e.row.features {
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
		sum += int(t.bytes[f])
	}
	return float64(float32(sum) * t.step * r.norm)
}

// candidates is what package text does without declared languages.
func candidates(guesses []identify.Guess) lexicon.Languages {
	var set lexicon.Languages
	n := 0
	for _, g := range guesses {
		if g.Language.IsEU() && g.Probability >= 0.03 && n < 3 {
			set |= lexicon.Of(g.Language)
			n++
		}
	}
	if set == 0 {
		return lexicon.Every
	}
	return set | lexicon.Of(langs.Undetermined)
}

func env(name string, def float64) float64 {
	if v, err := strconv.ParseFloat(os.Getenv(name), 64); err == nil {
		return v
	}
	return def
}
