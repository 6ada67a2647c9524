package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

const hashDoc = `Prints one line a picture: PDQ hash, quality and path, separated by tabs. A file
that cannot be hashed gets a line "error", what is wrong, path; the rest goes on
and the exit code is 1. Front ends: full (full resolution, as HMA), stretch512
(as the C++ tool), fast (luma decoded at reduced size).`

func hashCommand() command {
	return command{name: "hash", args: "FILE...", summary: "PDQ hash and quality of pictures", run: runHash}
}

// hashRow is one picture in the JSON form of the report.
type hashRow struct {
	Hash    string `json:"hash,omitempty"`
	Quality int    `json:"quality"`
	Path    string `json:"path"`
	Error   string `json:"error,omitempty"`
}

type hashReport struct {
	Front  string    `json:"front"`
	Rows   []hashRow `json:"rows"`
	Failed int       `json:"failed"`
}

func runHash(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("hash", "FILE...", hashDoc)
	name := fs.String("front", "full", "front end: full, stretch512 or fast")
	if err := parse(fs, args); err != nil {
		return err
	}
	front, err := pdq.ParseFront(*name)
	if err != nil {
		return fmt.Errorf("%w: %w", errUsage, err)
	}
	if fs.NArg() == 0 {
		return fmt.Errorf("%w: no files, want one or more pictures", errUsage)
	}
	report := hashReport{Front: front.String(), Rows: make([]hashRow, 0, fs.NArg())}
	var h pdq.Hasher
	for _, path := range fs.Args() {
		res, err := hashFile(ctx, &h, front, path)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		row := hashRow{Path: path}
		if err != nil {
			report.Failed++
			row.Error = err.Error()
			fmt.Fprintf(out, "error\t%v\t%s\n", err, path)
		} else {
			row.Hash, row.Quality = res.Hash.String(), res.Quality
			fmt.Fprintf(out, "%s\t%d\t%s\n", row.Hash, row.Quality, path)
		}
		report.Rows = append(report.Rows, row)
	}
	if *asJSON {
		if err := printJSON(out, report); err != nil {
			return err
		}
	}
	if report.Failed > 0 {
		return fmt.Errorf("%w: %d of %d files not hashed", errHash, report.Failed, len(report.Rows))
	}
	return nil
}

var errHash = errors.New("some files failed")

// hashFile hashes a file with the decoder that goes with the front end.
func hashFile(ctx context.Context, h *pdq.Hasher, front pdq.Front, path string) (pdq.Result, error) {
	data, err := readFile(path)
	if err != nil {
		return pdq.Result{}, err
	}
	var p *hashing.Picture
	if front == pdq.Fast {
		p, err = decode.Luma(ctx, data, decode.Limits{})
	} else {
		p, err = decode.Image(ctx, data, decode.Limits{})
	}
	if err != nil {
		return pdq.Result{}, err
	}
	return h.Hash(front, p)
}

// readFile reads a file, but not more of it than decode takes.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, decode.DefaultBytes+1))
}
