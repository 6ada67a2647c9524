package main

import (
	"fmt"
	"io"
	"strings"
)

// report prints the quality of each head by itself on each set: cross-validated
// and held out, at the shipped threshold and at the best there is.
func report(w io.Writer, d *data, trained []*trainedHead) {
	for h, t := range trained {
		for s := range d.sets {
			rows, tune := d.of(t, h, s, partTest), d.of(t, h, s, partTrain)
			if len(rows) == 0 || len(tune) == 0 || strings.HasPrefix(d.sets[s].name, neutralSet) {
				continue
			}
			at := -t.shift[langOf(d.sets[s].name)] / t.slope
			_, crossed := best(tune)
			ideal, q := best(rows)
			f := measure(rows, at)
			fmt.Fprintf(w, "%-14s %-20s n %5d pos %5d P %5.1f R %5.1f F1 %5.1f macro-F1 %5.1f at %.2f; best %.1f at %.2f; cross-validated %.1f\n",
				heads[h].name, d.sets[s].name, f.n, f.pos, 100*f.precision, 100*f.recall, 100*f.f1, 100*f.macro, at, 100*q, ideal, 100*crossed)
		}
	}
}
