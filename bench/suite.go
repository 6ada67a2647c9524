package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/vigil-moderation/vigil/internal/corpus"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/text"
)

const suiteDoc = `Examines the text classifier with the functional suite: clear messages, each with a
twin that shares its important words and is judged otherwise. Nothing is trained on
the suite. A harmful message is right when any label of harm, or that of a speaker at
risk, reaches the shipped threshold; a harmless one when none does. Without files it
reads langs/data/suite.`

func suiteCommand() command {
	return command{name: "suite", args: "[FILE.tsv…]", summary: "functional suite of text, 24 languages", run: runSuite}
}

// suiteRow is the quality on the cases of a language or a check.
type suiteRow struct {
	Name string `json:"name"`
	quality
	Spared float64 `json:"spared"` // harmless cases that are not flagged
}

func runSuite(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("suite", "[FILE.tsv…]", suiteDoc)
	misses := fs.Int("misses", 0, "print so many cases of each file that were judged wrongly")
	if err := parse(fs, args); err != nil {
		return err
	}
	paths := fs.Args()
	if len(paths) == 0 {
		var err error
		if paths, err = filepath.Glob("langs/data/suite/*.tsv"); err != nil || len(paths) == 0 {
			return fmt.Errorf("%w: no files in langs/data/suite, run from the root of the repository or name some", errUsage)
		}
	}
	reader, err := text.New(text.Options{})
	if err != nil {
		return err
	}
	byLang, byCheck := map[string][]scored{}, map[string][]scored{}
	var all []scored
	var reading text.Reading
	any, err := labelSet("any")
	if err != nil {
		return err
	}
	for _, path := range paths {
		cases, err := corpus.Load(path, corpus.ParseSuite)
		if err != nil {
			return err
		}
		lang := strings.TrimSuffix(filepath.Base(path), ".tsv")
		wrong := 0
		for i := range cases {
			c := &cases[i]
			if err := ctx.Err(); err != nil {
				return err
			}
			reader.Read(&reading, c.Text)
			row := scored{want: corpus.Harmful(c.Labels)}
			for _, s := range reading.Scores {
				if any[s.Label] {
					row.score = max(row.score, s.Value)
				}
			}
			row.got = row.score >= classify.Threshold
			if row.got != row.want && wrong < *misses {
				wrong++
				fmt.Fprintf(out, "%s\t%s\twant %v\tscore %.2f\t%s\n", c.ID, c.Check, row.want, row.score, c.Text)
			}
			byLang[lang] = append(byLang[lang], row)
			byCheck[c.Check] = append(byCheck[c.Check], row)
			all = append(all, row)
		}
	}
	var rows []suiteRow
	for _, name := range sortedKeys(byLang) {
		rows = append(rows, newSuiteRow(name, byLang[name]))
	}
	for _, name := range corpus.Checks {
		if len(byCheck[name]) > 0 {
			rows = append(rows, newSuiteRow(name, byCheck[name]))
		}
	}
	rows = append(rows, newSuiteRow("all", all))
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "cases\tn\taccuracy\tharmful found\tharmless spared\tAUC\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%d\t%.1f\t%.1f\t%.1f\t%.3f\t\n", r.Name, r.N, 100*r.Accuracy, 100*r.Recall, 100*r.Spared, r.AUC)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if *asJSON {
		return printJSON(out, struct {
			Rows []suiteRow `json:"rows"`
		}{rows})
	}
	return nil
}

func newSuiteRow(name string, cases []scored) suiteRow {
	harmless := slices.DeleteFunc(slices.Clone(cases), func(c scored) bool { return c.want })
	spared := 0
	for _, c := range harmless {
		if !c.got {
			spared++
		}
	}
	return suiteRow{Name: name, quality: measure(cases), Spared: ratio(spared, len(harmless))}
}
