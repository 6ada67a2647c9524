package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
)

// report prints the quality of each head by itself on each set: cross-validated
// and held out, at the shipped threshold and at the best there is.
func report(w io.Writer, d *data, trained []*trainedHead, verdict *trainedHead) {
	if verdict != nil {
		trained = append(slices.Clone(trained), verdict)
	}
	for _, t := range trained {
		var own []scored
		for s := range d.sets {
			if strings.HasPrefix(d.sets[s].name, ownSet) {
				for _, r := range d.of(t, s, partTest) {
					own = append(own, scored{r.z*t.slope + t.shift[langOf(d.sets[s].name)], r.want})
				}
			}
			rows, tune := d.of(t, s, partTest), d.of(t, s, partTrain)
			if strings.HasPrefix(d.sets[s].name, frameSet) {
				continue
			}
			if len(rows) == 0 || len(tune) == 0 || strings.HasPrefix(d.sets[s].name, neutralSet) {
				continue
			}
			at := -t.shift[langOf(d.sets[s].name)] / t.slope
			_, crossed := best(tune)
			ideal, q := best(rows)
			f := measure(rows, at)
			fmt.Fprintf(w, "%-14s %-20s n %5d pos %5d P %5.1f R %5.1f F1 %5.1f macro-F1 %5.1f at %.2f; best %.1f at %.2f; cross-validated %.1f\n",
				t.head.name, d.sets[s].name, f.n, f.pos, 100*f.precision, 100*f.recall, 100*f.f1, 100*f.macro, at, 100*q, ideal, 100*crossed)
		}
		if len(own) > 0 {
			_, q := best(own)
			f := measure(own, 0)
			fmt.Fprintf(w, "%-14s own: n %d P %5.1f R %5.1f macro-F1 %5.1f; best %.1f; area under the curve %.3f\n",
				t.head.name, len(own), 100*f.precision, 100*f.recall, 100*f.macro, 100*q, area(own))
		}
	}
}

// area returns the area under the curve of true over false positives: how likely
// a wanted row scores higher than another.
func area(rows []scored) float64 {
	slices.SortFunc(rows, func(a, b scored) int { return cmp.Compare(a.z, b.z) })
	wanted, below, sum := 0.0, 0.0, 0.0
	for _, r := range rows {
		if r.want {
			wanted++
			sum += below
		} else {
			below++
		}
	}
	if wanted == 0 || below == 0 {
		return 0
	}
	return sum / (wanted * below)
}
