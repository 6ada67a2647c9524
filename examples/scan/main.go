// Command scan judges items: JSON lines in on standard input, verdicts as JSON
// lines out, in the same order.
//
//	{"id":"1","text":"…","images":["photo.jpg"],"actor":"a","target":"b","thread":"t",
//	 "time":"2026-05-01T12:00:00Z","country":"MT","audience_age":"13-17"}
//
// All fields but id are optional. A line that is no item, a file that cannot be
// read and a picture that cannot be decoded each give a line with "error" (and
// the verdict on the rest of the item, if there is a rest); the others go on.
//
//	-policy minors|general|hotline|FILE.yaml
//	-list NAME=LABEL=FILE   a list of known hashes, may be repeated: CSV if the
//	                        file is called .csv, otherwise a hash a line
//	-images DIR             where relative paths of images start
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/behaviour"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/list"
	"github.com/vigil-moderation/vigil/rules"
	"github.com/vigil-moderation/vigil/rules/policies"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "scan:", err)
			os.Exit(1)
		}
	}
}

// run scans all of in and writes to out. Its error is about the settings or the
// streams; what is wrong with a line is written to out.
func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	fs := flag.NewFlagSet("scan", flag.ContinueOnError)
	policyName := fs.String("policy", "minors", "minors, general, hotline, or a file")
	images := fs.String("images", ".", "where relative paths of images start")
	var opts detect.Options
	fs.Func("list", "NAME=LABEL=FILE, a list of known hashes; may be repeated", func(s string) error {
		b, err := loadBank(s)
		opts.Banks = append(opts.Banks, b)
		return err
	})
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() > 0 {
		return fmt.Errorf("unexpected argument %q: items come on standard input", fs.Arg(0))
	}
	var err error
	if opts.Policy, err = loadPolicy(*policyName); err != nil {
		return err
	}
	if opts.Behaviour, err = behaviour.New(behaviour.Options{}); err != nil {
		return err
	}
	engine, err := detect.New(opts)
	if err != nil {
		return err
	}
	return scan(ctx, engine, reader{in: in, images: *images}, out)
}

// scan keeps the lines that became no item beside the engine's order.
func scan(ctx context.Context, engine *detect.Engine, r reader, out io.Writer) error {
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	lines := make(chan line, 64) // in the order of the input
	items := func(yield func(detect.Item) bool) {
		defer close(lines)
		for l := range r.lines() {
			select {
			case lines <- l:
			case <-ctx.Done():
				return
			}
			if !yield(l.item) {
				return
			}
		}
	}
	var broken error
	for verdict, err := range engine.ScanBatch(ctx, items) {
		l := <-lines
		if l.broken {
			broken = l.err
		}
		if err := enc.Encode(result(l, verdict, err)); err != nil {
			return err
		}
		if len(lines) == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
	return errors.Join(ctx.Err(), broken, w.Flush())
}

// output is one line of output.
type output struct {
	Error string `json:"error,omitempty"`
	Line  int    `json:"line,omitempty"` // of the input, with an error
	*detect.Verdict
}

func result(l line, v detect.Verdict, err error) output {
	var o output
	if err = errors.Join(l.err, err); err != nil {
		o.Error, o.Line = strings.ReplaceAll(err.Error(), "\n", "; "), l.number
	}
	if !l.bad {
		o.Verdict = &v
	}
	return o
}

func loadPolicy(name string) (*rules.Policy, error) {
	if filepath.Ext(name) == "" {
		return policies.Load(name)
	}
	file, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return rules.Load(file, rules.Options{File: name})
}

func loadBank(setting string) (*bank.Bank, error) {
	parts := strings.SplitN(setting, "=", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("%q, want NAME=LABEL=FILE", setting)
	}
	label, err := harm.Parse(parts[1])
	if err != nil {
		return nil, err
	}
	f, err := os.Open(parts[2])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	opts := bank.Options{Name: parts[0], Label: label, Format: list.Lines}
	if strings.HasSuffix(parts[2], ".csv") {
		opts.Format = list.CSV
	}
	opts.List.Problem = func(p list.Problem) { fmt.Fprintf(os.Stderr, "scan: %s: %v\n", parts[2], p) }
	return bank.Load(f, opts)
}
