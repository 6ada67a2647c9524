package main

import (
	"math"

	"github.com/vigil-moderation/vigil/langs/identify/internal/grams"
)

// model is a softmax regression over hashed features: the scores of a text are
// the sums of the rows of its features.
type model struct {
	row  []int32 // slot -> row, or -1
	rows [][lanes]float32
	sum  []float32 // squared gradients, a row
	uses []uint32  // how often each row was trained
	n    int       // classes in use
	bits uint      // of a slot
}

// admit makes a row for each slot that at least `least` of the draws have.
func admit(s *sampler, draws int, least uint32, bits uint) *model {
	counts := make([]uint32, 1<<bits)
	var slots []uint32
	for range draws {
		_, slots = s.draw(slots[:0])
		for _, slot := range slots {
			counts[slot>>(grams.SlotBits-bits)]++
		}
	}
	m := &model{row: make([]int32, 1<<bits), n: len(s.classes), bits: bits}
	n := int32(0)
	for slot, count := range counts {
		m.row[slot] = -1
		if count >= least {
			m.row[slot] = n
			n++
		}
	}
	m.rows, m.sum, m.uses = make([][lanes]float32, n), make([]float32, n), make([]uint32, n)
	return m
}

// damp is the factor that keeps the scores of long texts in bounds: their
// features are far from independent.
func damp(features int) float32 { return float32(1 / math.Sqrt(1+float64(features)/12)) }

// find turns slots into rows, leaving out those without.
func (m *model) find(dst []int32, slots []uint32) []int32 {
	for _, slot := range slots {
		if r := m.row[slot>>(grams.SlotBits-m.bits)]; r >= 0 {
			dst = append(dst, r)
		}
	}
	return dst
}

// scores adds the rows.
func (m *model) scores(rows []int32) (z [lanes]float32) {
	for _, r := range rows {
		row := &m.rows[r]
		for i := range z {
			z[i] += row[i]
		}
	}
	return z
}

// softmax turns scores into probabilities of the first n classes.
func softmax(z *[lanes]float32, n int, scale float32) {
	top := z[0]
	for _, v := range z[1:n] {
		top = max(top, v)
	}
	sum := float32(0)
	for i := range z {
		if i >= n {
			z[i] = 0
			continue
		}
		z[i] = float32(math.Exp(float64((z[i] - top) * scale)))
		sum += z[i]
	}
	for i := range z {
		z[i] /= sum
	}
}

// train runs `draws` steps of AdaGrad with a rate that falls to nothing, and
// returns the mean loss of the last tenth.
func (m *model) train(s *sampler, draws int, rate float32) float64 {
	var slots []uint32
	var rows []int32
	var class int
	loss, counted := 0.0, 0
	for i := range draws {
		class, slots = s.draw(slots[:0])
		rows = m.find(rows[:0], slots)
		if len(rows) == 0 {
			continue
		}
		scale := damp(len(rows))
		z := m.scores(rows)
		softmax(&z, m.n, scale)
		if i >= draws-draws/10 {
			loss -= math.Log(float64(max(z[class], 1e-9)))
			counted++
		}
		z[class]--
		square := float32(0)
		for j := range z {
			z[j] *= scale
			square += z[j] * z[j]
		}
		square /= 4
		if square < 1e-9 {
			continue
		}
		m.step(rows, &z, square, rate*(1-float32(i)/float32(draws)))
	}
	return loss / float64(max(counted, 1))
}

// step moves the rows against the gradient g.
func (m *model) step(rows []int32, g *[lanes]float32, square, rate float32) {
	for _, r := range rows {
		m.sum[r] += square
		m.uses[r]++
		by := rate / float32(math.Sqrt(float64(m.sum[r]+0.1)))
		row := &m.rows[r]
		for j := range row {
			row[j] -= by * g[j]
		}
	}
}
