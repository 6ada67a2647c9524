package main

import "slices"

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
	accuracy              float64
	spared                float64 // share of the harmless rows that are not flagged
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
	f.accuracy, f.spared = ratio(tp+tn, tp+tn+fp+fn), ratio(tn, tn+fp)
	return f
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
