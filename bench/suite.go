package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/vigil-moderation/vigil/detect/harm"
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
	e, err := newExaminer(*misses, out)
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := e.file(ctx, path); err != nil {
			return err
		}
	}
	rows := e.rows()
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

// examiner scores cases.
type examiner struct {
	reader  *text.Reader
	reading text.Reading
	labels  [harm.NumLabels]bool // that flag a message
	misses  int
	out     io.Writer

	languages []string
	scored    map[string][]scored // by language and by check
	all       []scored
}

func newExaminer(misses int, out io.Writer) (*examiner, error) {
	labels, err := labelSet("any")
	if err != nil {
		return nil, err
	}
	reader, err := text.New(text.Options{})
	return &examiner{reader: reader, labels: labels, misses: misses, out: out, scored: map[string][]scored{}}, err
}

func (e *examiner) file(ctx context.Context, path string) error {
	cases, err := corpus.Load(path, corpus.ParseSuite)
	if err != nil {
		return err
	}
	lang := strings.TrimSuffix(filepath.Base(path), ".tsv")
	e.languages = append(e.languages, lang)
	wrong := 0
	for i := range cases {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &cases[i]
		row := e.score(c)
		if row.got != row.want && wrong < e.misses {
			wrong++
			fmt.Fprintf(e.out, "%s\t%s\twant %v\tscore %.2f\t%s\n", c.ID, c.Check, row.want, row.score, c.Text)
		}
		e.scored[lang] = append(e.scored[lang], row)
		e.scored[c.Check] = append(e.scored[c.Check], row)
		e.all = append(e.all, row)
	}
	return nil
}

func (e *examiner) score(c *corpus.Case) scored {
	e.reader.Read(&e.reading, c.Text)
	row := scored{want: corpus.Harmful(c.Labels)}
	for _, s := range e.reading.Scores {
		if e.labels[s.Label] {
			row.score = max(row.score, s.Value)
		}
	}
	row.got = row.score >= classify.Threshold
	return row
}

// rows are the figures of every language, of every check, and of all cases.
func (e *examiner) rows() []suiteRow {
	var rows []suiteRow
	for _, name := range slices.Concat(e.languages, corpus.Checks) {
		if cases := e.scored[name]; len(cases) > 0 {
			rows = append(rows, suiteRow{name, measure(cases)})
		}
	}
	return append(rows, suiteRow{"all", measure(e.all)})
}
