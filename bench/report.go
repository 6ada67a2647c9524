package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
)

// errUsage is wrapped by errors about the words of a call; bench then exits
// with 2.
var errUsage = errors.New("wrong usage")

// newFlags returns the flag set of a command, with -json defined and a usage
// text of its own. Flag errors are returned by Parse, wrapping errUsage through
// parse.
func newFlags(name, args, doc string) (*flag.FlagSet, *bool) {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	asJSON := fs.Bool("json", false, "print the figures as one JSON object on the last line")
	fs.Usage = func() {
		fmt.Fprintf(fs.Output(), "usage: go run ./bench %s [flags] %s\n\n%s\n\nflags:\n", name, args, doc)
		fs.PrintDefaults()
	}
	return fs, asJSON
}

// parse parses the words of a call; its error wraps errUsage, or is
// flag.ErrHelp when help was asked for.
func parse(fs *flag.FlagSet, args []string) error {
	err := fs.Parse(args)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return err
	}
	return fmt.Errorf("%w: %w", errUsage, err)
}

// printJSON writes v as one line.
func printJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}
