package main

import (
	"cmp"
	"slices"
)

// scored is one judged row: what the set says, what Vigil says at its shipped
// threshold, and the score for ranking.
type scored struct {
	want  bool
	got   bool
	score float64
}

// quality holds the figures of a two-class task, as fractions.
type quality struct {
	N         int     `json:"n"`
	Pos       int     `json:"pos"`
	Accuracy  float64 `json:"accuracy"`
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	MacroF1   float64 `json:"macro_f1"`
	AUC       float64 `json:"auc"`
	Spared    float64 `json:"spared"` // share of the negative rows that are not flagged
}

// measure computes the figures over rows. Ratios with an empty denominator are
// 0, and AUC is 0 when one class is missing.
func measure(rows []scored) quality {
	var tp, fp, fn, tn int
	for _, r := range rows {
		switch {
		case r.want && r.got:
			tp++
		case r.want:
			fn++
		case r.got:
			fp++
		default:
			tn++
		}
	}
	q := quality{
		N:         len(rows),
		Pos:       tp + fn,
		Accuracy:  ratio(tp+tn, len(rows)),
		Precision: ratio(tp, tp+fp),
		Recall:    ratio(tp, tp+fn),
		F1:        f1(tp, fp, fn),
		AUC:       auc(rows),
		Spared:    ratio(tn, tn+fp),
	}
	q.MacroF1 = (q.F1 + f1(tn, fn, fp)) / 2
	return q
}

func f1(tp, fp, fn int) float64 { return ratio(2*tp, 2*tp+fp+fn) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// auc is the share of (positive, negative) pairs that the score puts in the
// right order; ties count half (the Mann-Whitney statistic).
func auc(rows []scored) float64 {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b scored) int { return cmp.Compare(a.score, b.score) })
	var ranks float64 // of the positives
	var pos int
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j].score == sorted[i].score {
			j++
		}
		mean := float64(i+j+1) / 2 // of the ranks i+1 … j
		for _, r := range sorted[i:j] {
			if r.want {
				ranks += mean
				pos++
			}
		}
		i = j
	}
	neg := len(rows) - pos
	if pos == 0 || neg == 0 {
		return 0
	}
	return (ranks - float64(pos)*float64(pos+1)/2) / (float64(pos) * float64(neg))
}
