package main

import (
	"math"
	"slices"
)

// center takes the mean over the classes from each row, which changes no
// probability.
func (m *model) center() {
	for i := range m.rows {
		row := &m.rows[i]
		mean := float32(0)
		for _, v := range row[:m.n] {
			mean += v
		}
		mean /= float32(m.n)
		for j := range row {
			if j < m.n {
				row[j] -= mean
			} else {
				row[j] = 0
			}
		}
	}
}

// prune keeps the `keep` rows that matter most: by how far they move the scores
// and how often they are used.
func (m *model) prune(keep int) {
	m.center()
	if keep >= len(m.rows) {
		return
	}
	weight := make([]float64, len(m.rows))
	for i, row := range m.rows {
		for _, v := range row {
			weight[i] += float64(v) * float64(v)
		}
		weight[i] = math.Sqrt(weight[i]) * math.Pow(float64(m.uses[i]), 0.6)
	}
	sorted := slices.Clone(weight)
	slices.Sort(sorted)
	least := sorted[len(sorted)-keep]
	var next model
	next.n, next.bits, next.row = m.n, m.bits, m.row
	for slot, r := range m.row {
		if r < 0 {
			continue
		}
		if weight[r] < least || len(next.rows) == keep {
			m.row[slot] = -1
			continue
		}
		m.row[slot] = int32(len(next.rows))
		next.rows = append(next.rows, m.rows[r])
		next.uses = append(next.uses, m.uses[r])
	}
	next.sum = make([]float32, len(next.rows))
	for i := range next.sum {
		next.sum[i] = 1 // a fresh start, with moderate steps
	}
	*m = next
}
