package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/text"
)

const cleanDoc = `Reads clean text, one sentence a line, and reports the share that is flagged at
the shipped threshold: for each language (what the file name says before its first
dot) the share with any harm label, then that of each label that occurs. Low
figures mean little for a language in which nothing is found: see text for recall.`

func cleanCommand() command {
	return command{name: "clean", args: "FILE.txt…", summary: "share of clean text that is flagged", run: runClean}
}

// cleanRow is the share of the sentences of a language that a label flags;
// label "any" is any harm label.
type cleanRow struct {
	Lang  string  `json:"lang"`
	Label string  `json:"label"`
	N     int     `json:"n"`
	Share float64 `json:"share"`
}

// cleanCount counts the sentences of one language.
type cleanCount struct {
	n, any int
	labels [harm.NumLabels]int
}

func runClean(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("clean", "FILE.txt…", cleanDoc)
	show := fs.Int("show", 0, "print so many flagged sentences of each file")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return fmt.Errorf("%w: no files, want one or more text files", errUsage)
	}
	reader, err := text.New(text.Options{})
	if err != nil {
		return err
	}
	counts := map[string]*cleanCount{}
	for _, path := range fs.Args() {
		lang, _, _ := strings.Cut(filepath.Base(path), ".")
		if counts[lang] == nil {
			counts[lang] = new(cleanCount)
		}
		if err := countClean(ctx, reader, path, counts[lang], *show, out); err != nil {
			return err
		}
	}
	var rows []cleanRow
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "lang\tsentences\tany harm\tby label")
	for _, lang := range sortedKeys(counts) {
		c := counts[lang]
		rows = append(rows, cleanRow{lang, "any", c.n, ratio(c.any, c.n)})
		var parts []string
		for _, l := range harm.All() {
			if c.labels[l] > 0 {
				rows = append(rows, cleanRow{lang, l.String(), c.n, ratio(c.labels[l], c.n)})
				parts = append(parts, fmt.Sprintf("%s %.2f%%", l, 100*ratio(c.labels[l], c.n)))
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%.2f%%\t%s\n", lang, c.n, 100*ratio(c.any, c.n), strings.Join(parts, ", "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if *asJSON {
		return printJSON(out, struct {
			Rows []cleanRow `json:"rows"`
		}{rows})
	}
	return nil
}

func countClean(ctx context.Context, reader *text.Reader, path string, c *cleanCount, show int, out io.Writer) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	var reading text.Reading
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		if strings.TrimSpace(sc.Text()) == "" {
			continue
		}
		reader.Read(&reading, sc.Text())
		c.n++
		any := false
		for _, s := range reading.Scores {
			if s.Value < classify.Threshold {
				continue
			}
			c.labels[s.Label]++
			any = any || s.Label.IsHarm()
			if s.Label.IsHarm() && show > 0 {
				show--
				fmt.Fprintf(out, "%s\t%s %.2f %v\t%s\n", filepath.Base(path), s.Label, s.Value, terms(s.Evidence), sc.Text())
			}
		}
		if any {
			c.any++
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return sc.Err()
}

func terms(evidence []classify.Evidence) []string {
	var list []string
	for _, e := range evidence {
		list = append(list, e.Term)
	}
	return list
}
