package main

import (
	"fmt"
	"io"
	"strings"
)

// report prints the quality of each head on the held-out rows of each set.
func report(w io.Writer, d *data, trained []*trainedHead) {
	for h, t := range trained {
		for s := range d.sets {
			rows := d.of(t, h, s, partTest)
			if len(rows) == 0 || strings.HasPrefix(d.sets[s].name, neutralSet) {
				continue
			}
			l := langOf(d.sets[s].name)
			at := -t.shift[l] / t.slope
			f := measure(rows, at)
			ideal, q := best(rows)
			if tune := d.of(t, h, s, partTrain); len(tune) > 0 {
				_, q2 := best(tune)
				fmt.Fprintf(w, "tune %-11s %-22s %.1f test %.1f\n", heads[h].name, d.sets[s].name, 100*q2, 100*q)
			}
			fmt.Fprintf(w, "%-11s %-22s n %5d pos %5d P %.1f R %.1f F1 %.1f macro %.1f (best %.1f at %.2f, shipped %.2f)\n", heads[h].name, d.sets[s].name,
				f.n, f.pos, 100*f.precision, 100*f.recall, 100*f.f1, 100*f.macro, 100*q, ideal, at)
		}
	}
}
