package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"
)

const allDoc = `Runs the commands on the data below -data, as far as it is there, and writes one
page with their reports, tables of their figures and plots.`

func allCommand() command {
	return command{name: "all", summary: "one page with all figures", run: runAll}
}

//go:embed page.html
var pageFS embed.FS

// page is the report.
type page struct {
	Go, Machine, Commit string
	Sections            []section
}

// section is one command's part of the report.
type section struct {
	Name, Call string
	Text       string // what the command printed
	Failed     string // why it did not run through
	Plots      []plot
}

// plot is a bar chart of figures that have one unit.
type plot struct {
	Title string
	Bars  []bar
}

type bar struct {
	Name  string
	Value float64
	Width float64 // of 100, for the longest bar of the plot
}

// Height of the chart in the units of its view box.
func (p plot) Height() int { return 18*len(p.Bars) + 4 }

// Y is where the i-th bar begins.
func (plot) Y(i int) int { return 18*i + 2 }

// inputs says what each command is called with, as patterns below the data
// folder.
var inputs = []struct {
	args  []string
	files []string
}{
	{[]string{"lid"}, []string{"lid/dev.tsv", "lid/dev_other.tsv"}},
	{[]string{"text", "-label", "offence"}, []string{"text/dev/*.tsv"}},
	{[]string{"clean"}, []string{"text/neutral/*.ud-*.txt"}},
	{[]string{"index", "-n", "1000000", "-queries", "1000", "-threshold", "31"}, nil},
	{[]string{"robust"}, []string{"images/photos"}},
	{[]string{"rules", "-n", "200"}, nil},
	{[]string{"sessions"}, nil},
	{[]string{"pipeline"}, nil},
}

func runAll(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("all", "", allDoc)
	target := fs.String("o", "report.html", "file to write")
	data := fs.String("data", "../shared/data", "folder of the data")
	if err := parse(fs, args); err != nil {
		return err
	}
	p := page{Go: runtime.Version(), Machine: fmt.Sprintf("%s/%s, %d processors", runtime.GOOS, runtime.GOARCH, runtime.NumCPU()), Commit: commit()}
	figures := map[string]json.RawMessage{}
	for _, in := range inputs {
		s, raw, err := runSection(ctx, in.args, in.files, *data)
		if err != nil {
			return err
		}
		if raw != nil {
			figures[s.Name] = raw
		}
		fmt.Fprintf(out, "%s: %s\n", s.Name, map[bool]string{true: "done", false: s.Failed}[s.Failed == ""])
		p.Sections = append(p.Sections, s)
	}
	var b bytes.Buffer
	tmpl, err := template.ParseFS(pageFS, "page.html")
	if err != nil {
		return err
	}
	if err := tmpl.Execute(&b, p); err != nil {
		return err
	}
	if err := os.WriteFile(*target, b.Bytes(), 0o644); err != nil {
		return err
	}
	fmt.Fprintln(out, "wrote", *target)
	if *asJSON {
		return printJSON(out, figures)
	}
	return nil
}

// runSection runs one command. Its error is that of the context; a command that
// fails is a section that says so.
func runSection(ctx context.Context, args, patterns []string, data string) (section, json.RawMessage, error) {
	s := section{Name: args[0]}
	words := append(slices.Clone(args[1:]), "-json")
	for _, pattern := range patterns {
		files, err := filepath.Glob(filepath.Join(data, pattern))
		if err != nil {
			return s, nil, err
		}
		words = append(words, files...)
		if len(files) == 0 {
			s.Failed = "no data: " + pattern
		}
	}
	s.Call = "go run ./bench " + strings.Join(append(slices.Clone(args), patterns...), " ")
	if s.Failed != "" {
		return s, nil, ctx.Err()
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		var b bytes.Buffer
		if err := c.run(ctx, words, &b); err != nil {
			s.Failed = err.Error()
			return s, nil, ctx.Err()
		}
		text, raw := splitReport(b.String())
		s.Text = text
		s.Plots = plots(raw)
		return s, raw, ctx.Err()
	}
	return s, nil, errors.Join(ctx.Err(), fmt.Errorf("no command %q", args[0]))
}

// splitReport parts the printed report from the JSON object on its last line.
func splitReport(report string) (text string, raw json.RawMessage) {
	report = strings.TrimRight(report, "\n")
	at := strings.LastIndexByte(report, '\n') + 1
	if last := report[at:]; json.Valid([]byte(last)) {
		return report[:at], json.RawMessage(last)
	}
	return report, nil
}

// plots draws what the figures hold: rows with a name and shares become one
// chart for each share.
func plots(raw json.RawMessage) []plot {
	var report struct {
		Rows []map[string]any `json:"rows"`
	}
	if json.Unmarshal(raw, &report) != nil || len(report.Rows) == 0 {
		return nil
	}
	charts := map[string]*plot{}
	for _, row := range report.Rows {
		name := rowName(row)
		for _, key := range slices.Sorted(maps.Keys(row)) {
			v, ok := row[key].(float64)
			if !ok || !slices.Contains(plotted, key) {
				continue
			}
			if charts[key] == nil {
				charts[key] = &plot{Title: key}
			}
			charts[key].Bars = append(charts[key].Bars, bar{Name: name, Value: v})
		}
	}
	var list []plot
	for _, key := range slices.Sorted(maps.Keys(charts)) {
		p := charts[key]
		longest := 0.0
		for _, b := range p.Bars {
			longest = max(longest, b.Value)
		}
		for i := range p.Bars {
			if longest > 0 {
				p.Bars[i].Width = 100 * p.Bars[i].Value / longest
			}
		}
		list = append(list, *p)
	}
	return list
}

// plotted are the figures that are drawn.
var plotted = []string{"macro_f1", "auc", "share", "ensemble", "as_is"}

func rowName(row map[string]any) string {
	var parts []string
	for _, key := range []string{"file", "lang", "label", "transform"} {
		if s, ok := row[key].(string); ok {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// commit is the revision that the program was built from, if that is known.
func commit() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				return s.Value
			}
		}
	}
	return "unknown, " + time.Now().UTC().Format(time.DateOnly)
}
