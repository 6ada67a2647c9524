// Command corpus checks the training corpus that Vigil's authors wrote,
// langs/data/corpus/<lang>.tsv: its form, its balance, duplicates, leakage
// between the splits, and that each message is in the language of its file. It
// prints a table, every fault, and exits with 1 if there is one.
//
//	go run ./langs/gen/corpus [-dir langs/data/corpus]
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
	dir := flag.String("dir", "langs/data/corpus", "folder of the corpus")
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

// run checks every file of the folder and returns the number of faults.
func run(dir string, out io.Writer) (int, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
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
	fmt.Fprintln(w, "lang\trows\theld %\tharmless %\tin pairs %\tlabels\tother language %\t")
	var faults []string
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".tsv")
		lang, err := langs.Parse(name)
		if err != nil || !lang.IsEU() {
			return 0, fmt.Errorf("%s: %q is no official language", path, name)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return 0, err
		}
		c := checker{path: path, lang: lang, model: model}
		c.file(string(data))
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%.1f\t%d\t%.2f\t\n", name, c.rows, c.percent(c.held), c.percent(c.harmless),
			c.percent(c.paired), len(c.labels), c.percent(c.foreign))
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
