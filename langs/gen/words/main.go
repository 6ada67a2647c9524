// Command words makes the filter of known words that langs/lexicon embeds, from
// sentences that are free to use (Common Voice 2021 prompts, CC0-1.0, and the
// Universal Declaration of Human Rights). The sentences are not part of the
// repository; the filter holds no text.
//
//	go run ./langs/gen/words -in ../shared/data/text/neutral -o langs/lexicon/known.bin
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/internal/words"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("words: ")
	in := flag.String("in", "../shared/data/text/neutral", "folder of <lang>.<source>.txt")
	out := flag.String("o", "langs/lexicon/known.bin", "file to write")
	flag.Parse()
	if err := run(*in, *out); err != nil {
		log.Fatal(err)
	}
}

func run(in, out string) error {
	sets := words.Sets{}
	for _, l := range langs.All() {
		sets[l] = map[uint64]struct{}{}
		for _, source := range []string{"commonvoice2021", "udhr"} {
			raw, err := os.ReadFile(filepath.Join(in, l.String()+"."+source+".txt"))
			if err != nil {
				return fmt.Errorf("read sentences: %w", err)
			}
			collect(sets[l], string(raw))
		}
	}
	blob, err := words.Encode(sets)
	if err != nil {
		return err
	}
	if err := os.WriteFile(out, blob, 0o644); err != nil {
		return fmt.Errorf("write filter: %w", err)
	}
	log.Printf("%d bytes", len(blob))
	return nil
}

// collect adds the words of text: no digits, no single letters, nothing that
// was repaired.
func collect(set map[uint64]struct{}, text string) {
	var t fold.Text
	fold.Fold(&t, text)
	const other = fold.Number | fold.Emoji | fold.URL | fold.Mention | fold.Hashtag
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		if tok.Flags&other == 0 && tok.Steps == 0 && tok.Len() > 1 {
			set[tok.Hash] = struct{}{}
		}
	}
}
