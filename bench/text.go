package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/text"
)

const textDoc = `Scores labelled texts and compares with their labels, at the shipped threshold.
FILE has the columns id, lang, set, label, category, text; label 1 is what the set
calls harmful. What counts as found is set by -label: a label ("bullying.insult"),
a family ("hate"), "offence" (insult, abuse or profanity), or "any" (any harm
label, or a speaker at risk). One row for each file and language.`

func textCommand() command {
	return command{name: "text", args: "-label L FILE.tsv…", summary: "quality of text labels on labelled sets", run: runText}
}

// textRow is the figures of one file and language.
type textRow struct {
	File string `json:"file"`
	Lang string `json:"lang"`
	quality
}

func runText(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("text", "FILE.tsv…", textDoc)
	what := fs.String("label", "any", "a label, a family, offence or any")
	declare := fs.Bool("declare", false, "tell the reader each row's language, as a channel would")
	split := fs.String("split", "", "only rows whose category holds this word, for instance test")
	misses := fs.Int("misses", 0, "print so many rows of each file that were judged wrongly")
	if err := parse(fs, args); err != nil {
		return err
	}
	labels, err := labelSet(*what)
	if err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return fmt.Errorf("%w: no files, want one or more TSV files", errUsage)
	}
	reader, err := text.New(text.Options{})
	if err != nil {
		return err
	}
	var rows []textRow
	for _, path := range fs.Args() {
		of := textScorer{reader: reader, labels: labels, declare: *declare, split: *split, misses: *misses, out: out}
		more, err := of.file(ctx, path)
		if err != nil {
			return err
		}
		rows = append(rows, more...)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "file\tlang\tn\tpos\taccuracy\tprecision\trecall\tF1\tmacro-F1\tAUC\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t%.3f\t\n", r.File, r.Lang, r.N, r.Pos,
			100*r.Accuracy, 100*r.Precision, 100*r.Recall, 100*r.F1, 100*r.MacroF1, r.AUC)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if *asJSON {
		return printJSON(out, struct {
			Label string    `json:"label"`
			Rows  []textRow `json:"rows"`
		}{*what, rows})
	}
	return nil
}

// offence are the labels that sets of offensive language call offensive.
var offence = []string{"bullying", "hate", "threat", "profanity", "sexual", "violence", "selfharm.encouragement"}

// labelSet reads the value of -label.
func labelSet(what string) ([harm.NumLabels]bool, error) {
	var set [harm.NumLabels]bool
	found := false
	for _, l := range harm.All() {
		switch what {
		case "any":
			set[l] = l.IsHarm() || l == harm.SelfharmDisclosure
		case "offence":
			set[l] = slices.Contains(offence, l.Family()) || slices.Contains(offence, l.String())
		default:
			set[l] = l.String() == what || l.Family() == what
		}
		found = found || set[l]
	}
	if !found {
		return set, fmt.Errorf("%w: -label %q, want a label, a family, offence or any", errUsage, what)
	}
	return set, nil
}

// textScorer scores the rows of files.
type textScorer struct {
	reader  *text.Reader
	labels  [harm.NumLabels]bool
	declare bool
	split   string
	misses  int
	out     io.Writer
}

func (s *textScorer) file(ctx context.Context, path string) ([]textRow, error) {
	byLang := map[string][]scored{}
	var reading text.Reading
	err := eachRow(path, 6, func(cols []string) error {
		if s.split != "" && !strings.Contains(cols[4], s.split) {
			return nil
		}
		var declared []langs.Language
		if s.declare {
			l, err := langs.Parse(cols[1])
			if err != nil {
				return err
			}
			declared = append(declared, l)
		}
		s.reader.Read(&reading, cols[5], declared...)
		row := scored{want: cols[3] == "1"}
		for _, score := range reading.Scores {
			if s.labels[score.Label] {
				row.score = max(row.score, score.Value)
			}
		}
		row.got = row.score >= classify.Threshold
		if row.got != row.want && s.misses > 0 {
			s.misses--
			fmt.Fprintf(s.out, "%s\twant %v\tscore %.2f\t%s\n", cols[0], row.want, row.score, cols[5])
		}
		byLang[cols[1]] = append(byLang[cols[1]], row)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	var rows []textRow
	for _, lang := range sortedKeys(byLang) {
		rows = append(rows, textRow{File: filepath.Base(path), Lang: lang, quality: measure(byLang[lang])})
	}
	return rows, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// eachRow calls do with the columns of every line of a TSV file but the header
// (a line whose first column is "id"). The last column may hold tabs.
func eachRow(path string, columns int, do func(cols []string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for line := 1; sc.Scan(); line++ {
		cols := strings.SplitN(sc.Text(), "\t", columns)
		if len(cols) != columns {
			return fmt.Errorf("%s:%d: %d columns, want %d", path, line, len(cols), columns)
		}
		if line == 1 && cols[0] == "id" {
			continue
		}
		if err := do(cols); err != nil {
			return fmt.Errorf("%s:%d: %w", path, line, err)
		}
	}
	return sc.Err()
}
