// Command train makes the model of package classify. It runs from the root of the
// repository:
//
//	go run ./langs/train [-sets DIR] [-neutral DIR] [-corpus DIR] [-frames DIR] [-prose DIR]
//
// and depends on its inputs and flags alone. Inputs that are missing are skipped
// with a note; langs/data/SOURCES.md names their origins and licences.
//
// Method: every text is read as the library reads it (folded, its languages
// identified, terms of their lexicons found) and turned into hashed features by
// package classify. Each head is a linear support vector machine with squared
// hinge loss, trained by coordinate descent in the dual; features are weighted by
// their rarity and by how unevenly they fall on the classes. Training rows are scored
// by heads that were trained without their fold of four; from these scores come the
// slopes by which heads of families make a verdict together, what follows the labelled
// sets of each language, and, for each language, the shift that puts the best threshold
// at 0.5, or a stricter one where too many harmless sentences would be flagged. Weights
// are rounded to bytes. Held-out rows are read only to report.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

// options are the settings of a run.
type options struct {
	sets, neutral, corpus, frames, prose, suite string
	out, card                                   string
	bits                                        int
	epochs                                      int
	cost                                        float64
	perLanguage, fillings                       int
}

func main() {
	var o options
	flag.StringVar(&o.sets, "sets", "../shared/data/text/train", "folder of labelled sets, <set>.<lang>.tsv")
	flag.StringVar(&o.neutral, "neutral", "../shared/data/text/neutral", "folder of sentences")
	flag.StringVar(&o.corpus, "corpus", "langs/data/corpus", "folder of our own messages, <lang>.tsv")
	flag.StringVar(&o.frames, "frames", "langs/data/frames", "folder of our own sentence frames, <lang>.tsv")
	flag.IntVar(&o.fillings, "fillings", 8, "texts made of each frame")
	flag.StringVar(&o.prose, "prose", "langs/data/prose", "folder of our own sentences, <lang>.txt")
	flag.StringVar(&o.suite, "suite", "langs/data/suite", "folder of the functional suite, <lang>.tsv; only examined")
	flag.StringVar(&o.out, "o", "langs/classify/model.bin", "file to write")
	flag.StringVar(&o.card, "card", "langs/classify/MODEL.md", "model card to write")
	flag.IntVar(&o.bits, "bits", 19, "binary logarithm of the number of weights of a head")
	flag.Float64Var(&o.cost, "cost", 1, "factor of the cost of errors")
	flag.IntVar(&o.epochs, "epochs", 12, "passes over the data")
	flag.IntVar(&o.perLanguage, "sentences", 7000, "harmless sentences of each language")
	flag.Parse()
	if err := run(&o); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func run(o *options) error {
	start := time.Now()
	note := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%6.1fs "+format+"\n", append([]any{time.Since(start).Seconds()}, args...)...)
	}
	d, err := load(o, note)
	if err != nil {
		return err
	}
	note("%d rows", len(d.rows))
	d.addOwn()
	if err := d.read(o.bits); err != nil {
		return err
	}
	note("features taken")
	idf := map[int][]float32{}
	for i := range heads {
		if bits := tableBits(o, i/lanes); idf[bits] == nil {
			idf[bits] = rarity(d, o, bits)
		}
	}
	trained := make([]*trainedHead, len(heads))
	work := make(chan int)
	done := make(chan struct{})
	for range workers {
		go func() {
			for i := range work {
				trained[i] = train(d, i, idf[tableBits(o, i/lanes)], o)
				note("head %s: %d rows, %d positive", heads[i].name, trained[i].n, trained[i].pos)
			}
			done <- struct{}{}
		}()
	}
	for i := range heads {
		work <- i
	}
	close(work)
	for range workers {
		<-done
	}
	verdict, sets := calibrate(d, trained)
	report(os.Stdout, d, trained, verdict)
	model, size, err := write(o, trained, verdict, sets)
	if err != nil {
		return err
	}
	outcomes, err := evaluate(d, model)
	if err != nil {
		return err
	}
	note("written %s, %d bytes", model.Name(), size)
	return d.card(o, model, size, trained, outcomes)
}
