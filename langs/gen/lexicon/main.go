// Command lexicon compiles the language data under langs/data into the blob
// that langs/lexicon embeds: the lists of terms of all languages without their
// glosses, the inflectional endings, and the everyday words that win over terms. It is deterministic, needs no network,
// and reports every fault of every file.
//
//	go run ./langs/gen/lexicon -data langs/data -o langs/lexicon/lexicon.bin
package main

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("lexicon: ")
	data := flag.String("data", "langs/data", "folder of the language data")
	out := flag.String("o", "langs/lexicon/lexicon.bin", "file to write")
	flag.Parse()
	if err := run(*data, *out); err != nil {
		log.Fatal(err)
	}
}

func run(data, out string) error {
	var body, head bytes.Buffer
	var faults []error
	total := 0
	for _, l := range langs.All() {
		fmt.Fprintf(&body, "\x01%s\n", l)
		sum, err := endings(&body, filepath.Join(data, "suffixes", l.String()+".txt"))
		if err != nil {
			return err
		}
		fmt.Fprintf(&head, "# suffixes/%s.txt sha256 %.8x\n", l, sum)
		if err := everyday(&body, filepath.Join(data, "words", l.String()+".txt")); err != nil {
			return err
		}
		n, sum, err := entries(&body, l, filepath.Join(data, "lexicon", l.String()+".tsv"))
		if err != nil {
			faults = append(faults, err)
			continue
		}
		total += n
		fmt.Fprintf(&head, "# lexicon/%s.tsv sha256 %.8x, %d entries\n", l, sum, n)
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return err
	}
	for _, part := range []*bytes.Buffer{&head, &body} {
		if _, err := part.WriteTo(w); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(out, packed.Bytes(), 0o644); err != nil {
		return fmt.Errorf("write blob: %w", err)
	}
	log.Printf("%d entries, %d bytes", total, packed.Len())
	return nil
}

// endings copies the endings of a language.
func endings(body *bytes.Buffer, path string) (sum [32]byte, err error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return sum, fmt.Errorf("read endings: %w", err)
	}
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			fmt.Fprintf(body, "\x02%s\n", line)
		}
	}
	return sha256.Sum256(raw), nil
}

// everyday copies the everyday words of a language, if there are any.
func everyday(body *bytes.Buffer, path string) error {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read words: %w", err)
	}
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			fmt.Fprintf(body, "\x03%s\n", line)
		}
	}
	return nil
}

// entries copies the list of a language, once it is free of faults. A language
// without a list has no entries.
func entries(body *bytes.Buffer, l langs.Language, path string) (n int, sum [32]byte, err error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return 0, sum, nil
	}
	if err != nil {
		return 0, sum, fmt.Errorf("read list: %w", err)
	}
	list, err := lexicon.Parse(filepath.Base(path), bytes.NewReader(raw), lexicon.Entry{Language: l})
	if err != nil {
		return 0, sum, err
	}
	if _, err := lexicon.New(list, lexicon.Options{}); err != nil {
		return 0, sum, fmt.Errorf("%s: %w", path, err)
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "\t")
		body.WriteString(strings.Join(fields[:min(len(fields), 6)], "\t") + "\n")
	}
	return len(list), sha256.Sum256(raw), nil
}
