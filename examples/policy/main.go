// Command policy checks, tests, explains, replays and compares policies.
//
//	policy check FILE…                    report every fault as file:line:col
//	policy test FILE…                     run the tests in the files
//	policy explain FILE [EVENT.json]      judge one event and say why
//	policy replay FILE EVENTS.jsonl       run past events through a policy
//	policy diff OLD NEW EVENTS.jsonl      compare two policies on past events
//
// A FILE may be the name of a policy that Vigil comes with: minors, general,
// hotline. explain reads standard input if no event is named; replay and diff
// take -json for the report as JSON. Exit code 1 means faults were found.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/vigil-moderation/vigil/rules"
	"github.com/vigil-moderation/vigil/rules/policies"
	"github.com/vigil-moderation/vigil/rules/replay"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

var errUsage = errors.New("usage: policy check|test|explain|replay|diff FILE… (see the top of main.go)")

// run executes one command and returns the exit code.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	err := errUsage
	if len(args) > 0 {
		flags := flag.NewFlagSet(args[0], flag.ContinueOnError)
		flags.SetOutput(errOut)
		asJSON := flags.Bool("json", false, "print the report as JSON")
		if flags.Parse(args[1:]) != nil {
			return 2
		}
		err = dispatch(args[0], flags.Args(), *asJSON, in, out)
	}
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		fmt.Fprintln(errOut, err)
		return 2
	}
	var bad *rules.LoadError
	if errors.As(err, &bad) {
		for _, p := range bad.Problems {
			fmt.Fprintln(errOut, p)
		}
		return 1
	}
	fmt.Fprintln(errOut, "policy:", err)
	return 1
}

func dispatch(command string, args []string, asJSON bool, in io.Reader, out io.Writer) error {
	switch {
	case (command == "check" || command == "test") && len(args) > 0:
		return check(args, command == "test", out)
	case command == "explain" && len(args) == 1:
		return explain(args[0], in, out)
	case command == "explain" && len(args) == 2:
		f, err := os.Open(args[1])
		if err != nil {
			return err
		}
		defer f.Close()
		return explain(args[0], f, out)
	case command == "replay" && len(args) == 2:
		return compare(args[0], "", args[1], asJSON, out)
	case command == "diff" && len(args) == 3:
		return compare(args[0], args[1], args[2], asJSON, out)
	}
	return errUsage
}

// load reads a policy from a file, or one of those that Vigil comes with.
func load(name string, skipTests bool) (*rules.Policy, error) {
	file, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) && !strings.ContainsAny(name, "./") {
		file, err = policies.FS.ReadFile(name + ".yaml")
	}
	if err != nil {
		return nil, err
	}
	return rules.Load(file, rules.Options{File: name, SkipTests: skipTests})
}

func check(names []string, test bool, out io.Writer) error {
	var all []rules.Problem
	for _, name := range names {
		p, err := load(name, !test)
		var bad *rules.LoadError
		if errors.As(err, &bad) {
			all = append(all, bad.Problems...)
			continue
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: %s %s, %d rules", name, p.Name(), p.Version(), len(p.Rules()))
		if test {
			fmt.Fprintf(out, ", %d tests passed", p.Tests())
		}
		fmt.Fprintln(out)
	}
	if len(all) > 0 {
		return &rules.LoadError{Problems: all}
	}
	return nil
}

func explain(name string, in io.Reader, out io.Writer) error {
	p, err := load(name, false)
	if err != nil {
		return err
	}
	var ev rules.Event
	if err := json.NewDecoder(in).Decode(&ev); err != nil {
		return err
	}
	o := p.Evaluate(&ev, nil)
	fmt.Fprintf(out, "action: %s (%s)\n", o.Action, o.Actions)
	for _, e := range p.Explain(&ev, o) {
		fmt.Fprintf(out, "\n%s: %s\n", e.Rule, e.Reason)
		for _, a := range e.Atoms {
			fmt.Fprintf(out, "  %-7s %s\n", a.Result, a.Text)
			for _, v := range a.Values {
				fmt.Fprintf(out, "            %s = %s\n", v.Name, v.Value)
			}
		}
	}
	return nil
}

func compare(oldName, newName, events string, asJSON bool, out io.Writer) error {
	a, err := load(oldName, false)
	if err != nil {
		return err
	}
	var b *rules.Policy
	if newName != "" {
		if b, err = load(newName, false); err != nil {
			return err
		}
	}
	f, err := os.Open(events)
	if err != nil {
		return err
	}
	defer f.Close()
	report, err := replay.Run(a, b, replay.Read(f), replay.Options{})
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(out).Encode(report)
	}
	return report.WriteTable(out)
}
