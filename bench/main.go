// Command bench measures Vigil: quality and speed, beside a named peer in the
// same run wherever there is one.
//
//	go run ./bench <command> [-json] [flags] [files]
//
// Each command explains itself with -h. With -json the last line printed is one
// JSON object that holds the figures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
)

// command is one thing that bench can measure.
type command struct {
	name    string
	args    string // the arguments after the flags, for the usage line
	summary string
	// run parses args (the words after the command's name) with its own flag
	// set, made by newFlags, and writes its report to out.
	run func(ctx context.Context, args []string, out io.Writer) error
}

// commands is filled in by one file a command, in the order of the usage text.
func commands() []command {
	return []command{
		lidCommand(),
		hashCommand(),
		indexCommand(),
		robustCommand(),
		rulesCommand(),
		textCommand(),
		suiteCommand(),
		cleanCommand(),
		sessionsCommand(),
		pipelineCommand(),
		allCommand(),
	}
}

// errUnavailable is wrapped by commands whose part of the library does not
// exist yet; bench then exits with 2.
var errUnavailable = errors.New("not available in this version")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run executes one command and returns the exit code: 0 done, 1 failed, 2 wrong
// usage or not available.
func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	if len(args) == 0 {
		usage(errOut)
		return 2
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, args[1:], out)
		switch {
		case err == nil, errors.Is(err, flag.ErrHelp):
			return 0
		case errors.Is(err, errUsage), errors.Is(err, errUnavailable):
			fmt.Fprintf(errOut, "bench %s: %v\n", c.name, err)
			return 2
		}
		fmt.Fprintf(errOut, "bench %s: %v\n", c.name, err)
		return 1
	}
	fmt.Fprintf(errOut, "bench: unknown command %q\n", args[0])
	usage(errOut)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: go run ./bench <command> [-json] [flags] [files]\n\ncommands:")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.summary)
	}
}
