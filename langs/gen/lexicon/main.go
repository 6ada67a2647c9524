// Command lexicon compiles the language data under langs/data into the blob
// that langs/lexicon embeds: the lists of terms of all languages without their
// glosses, the inflectional endings, the everyday words that win over terms, and
// which endings the stemmers of the languages allow each word. It is deterministic, needs no network,
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

	"github.com/blevesearch/bleve/v2/registry"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/internal/words"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("lexicon: ")
	data := flag.String("data", "langs/data", "folder of the language data")
	known := flag.String("known", "langs/lexicon/known.bin", "filter of known words")
	out := flag.String("o", "langs/lexicon/lexicon.bin", "file to write")
	flag.Parse()
	if err := run(*data, *known, *out); err != nil {
		log.Fatal(err)
	}
}

func run(data, known, out string) error {
	filter, err := os.ReadFile(known)
	if err != nil {
		return fmt.Errorf("read known words: %w", err)
	}
	g := &generator{data: data, known: words.Open(filter), cache: registry.NewCache()}
	var faults []error
	for _, l := range langs.All() {
		if err := g.language(l); err != nil {
			faults = append(faults, err)
		}
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		return err
	}
	for _, part := range []*bytes.Buffer{&g.head, &g.body} {
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
	log.Printf("%d entries, %d words inflected by rule, %d bytes", g.entries, g.inflected, packed.Len())
	return nil
}

// generator gathers the blob: where the data comes from, and the data.
type generator struct {
	data               string
	known              words.Filter
	cache              *registry.Cache
	head, body         bytes.Buffer
	entries, inflected int
}

// language adds the data of one language.
func (g *generator) language(l langs.Language) error {
	fmt.Fprintf(&g.body, "\x01%s\n", l)
	endings, err := g.copy("suffixes", l, '\x02', true)
	if err != nil {
		return err
	}
	if _, err := g.copy("words", l, '\x03', false); err != nil {
		return err
	}
	path := filepath.Join(g.data, "lexicon", l.String()+".tsv")
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read list: %w", err)
	}
	list, err := lexicon.Parse(filepath.Base(path), bytes.NewReader(raw), lexicon.Entry{Language: l})
	if err != nil {
		return err
	}
	if _, err := lexicon.New(list, lexicon.Options{}); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	stem, err := stemmer(l, g.cache)
	if err != nil {
		return err
	}
	f := newInflector(l, stem, endings, g.known, list)
	var rows strings.Builder
	for i := range list {
		e := &list[i]
		e.Gloss = f.inflections(e)
		g.inflected += len(strings.Fields(e.Gloss))
		fmt.Fprintln(&rows, row(e))
	}
	for _, set := range f.order {
		fmt.Fprintf(&g.body, "\x04%s\n", set)
	}
	g.body.WriteString(rows.String())
	g.entries += len(list)
	fmt.Fprintf(&g.head, "# lexicon/%s.tsv sha256 %.8x, %d entries\n", l, sha256.Sum256(raw), len(list))
	return nil
}

// row is the line of an entry in the blob.
func row(e *lexicon.Entry) string {
	label, target := "-", "-"
	if e.Label != harm.None {
		label = e.Label.String()
	}
	switch {
	case e.Person:
		target = "person"
	case e.Target != 0:
		target = e.Target.String()
	}
	return strings.TrimRight(strings.Join([]string{
		e.Term, label, fmt.Sprint(e.Severity), e.Sense.String(), target, e.Flags.String(), e.Gloss,
	}, "\t"), "\t")
}

// copy copies the words of a file of a folder, each line behind a mark, and
// returns them without repetitions.
func (g *generator) copy(folder string, l langs.Language, mark byte, must bool) ([]string, error) {
	raw, err := os.ReadFile(filepath.Join(g.data, folder, l.String()+".txt"))
	if errors.Is(err, os.ErrNotExist) && !must {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", folder, err)
	}
	var all []string
	seen := map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		fmt.Fprintf(&g.body, "%c%s\n", mark, line)
		for word := range strings.FieldsSeq(line) {
			if word = fold.String(word); !seen[word] {
				seen[word] = true
				all = append(all, word)
			}
		}
	}
	fmt.Fprintf(&g.head, "# %s/%s.txt sha256 %.8x\n", folder, l, sha256.Sum256(raw))
	return all, nil
}
