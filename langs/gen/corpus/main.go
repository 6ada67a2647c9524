// Command corpus checks the texts that Vigil's authors wrote to train and examine the
// classifier, in langs/data: messages (corpus/<lang>.tsv), sentence frames
// (frames/<lang>.tsv) and the functional suite (suite/<lang>.tsv). It looks at their form,
// their balance, duplicates, leakage between what is trained on and what is held out or
// examined, and that each text is in the language of its file. It prints a table, every
// fault, and exits with 1 if there is one.
//
//	go run ./langs/gen/corpus [-dir langs/data]
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
)

func main() {
	dir := flag.String("dir", "langs/data", "folder that holds corpus, frames and suite")
	flag.Parse()
	faults, err := run(*dir, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
	if faults > 0 {
		os.Exit(1)
	}
}

// run checks every file below the folder and returns the number of faults.
func run(dir string, out io.Writer) (int, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "corpus", "*.tsv"))
	if err != nil {
		return 0, err
	}
	if len(paths) == 0 {
		return 0, fmt.Errorf("no corpus in %s", dir)
	}
	slices.Sort(paths)
	model, err := identify.New(identify.Options{})
	if err != nil {
		return 0, err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "lang\trows\theld %\tharmless %\tin pairs %\tlabels\tother language %\tframes\tfillers\tcases\t")
	var faults []string
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".tsv")
		lang, err := langs.Parse(name)
		if err != nil || !lang.IsEU() {
			return 0, fmt.Errorf("%s: %q is no official language", path, name)
		}
		c := checker{lang: lang, model: model}
		for _, part := range []struct {
			folder string
			check  func(string)
			must   bool
		}{{"corpus", c.messages, true}, {"frames", c.frames, false}, {"suite", c.suite, false}} {
			c.path = filepath.Join(dir, part.folder, name+".tsv")
			data, err := os.ReadFile(c.path)
			if os.IsNotExist(err) && !part.must {
				continue
			}
			if err != nil {
				return 0, err
			}
			part.check(string(data))
		}
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%.1f\t%d\t%.2f\t%d\t%d\t%d\t\n", name, c.rows, c.percent(c.held), c.percent(c.harmless),
			c.percent(c.paired), len(c.labels), c.percent(c.foreign), c.frameCount, c.fillers, c.cases)
		slices.Sort(c.faults)
		faults = append(faults, c.faults...)
	}
	if err := w.Flush(); err != nil {
		return 0, err
	}
	for _, f := range faults {
		fmt.Fprintln(out, f)
	}
	return len(faults), nil
}
