package main

import "math"

// calibrate finds the heat that makes the probabilities of held-out text fit
// best: scores are multiplied with damp(n)·(heat[0] + heat[1]·ln(1+n/12)), where
// n is the number of rows. It returns the heat and the mean loss with it.
func (m *model) calibrate(s *sampler, draws int) (best [2]float32, least float64) {
	type sample struct {
		z     [lanes]float32
		n     int
		class int
	}
	s.held = true
	var samples []sample
	var slots []uint32
	var class int
	for range draws {
		class, slots = s.draw(slots[:0])
		if rows := m.find(nil, slots); len(rows) > 0 {
			samples = append(samples, sample{m.scores(rows), len(rows), class})
		}
	}
	if len(samples) == 0 {
		return [2]float32{1, 0}, 0
	}
	least = math.Inf(1)
	for first := float32(0.5); first < 3; first += 0.1 {
		for second := float32(-0.4); second < 0.21; second += 0.05 {
			loss := 0.0
			for _, x := range samples {
				d := damp(x.n)
				z := x.z
				softmax(&z, m.n, d*max(0.1, first-second*2*float32(math.Log(float64(d)))))
				loss -= math.Log(float64(max(z[x.class], 1e-9)))
			}
			if loss /= float64(len(samples)); loss < least {
				least, best = loss, [2]float32{first, second}
			}
		}
	}
	return best, least
}
