package main

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/internal/corpus"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

const (
	// least is how often a word must stand in the texts to be listed.
	least = 2
	// longest bounds the bytes of a word.
	longest = 40
	// harmTimes is how many times a word of messages counts, which are closer to
	// what is read than sentences are.
	harmTimes = 4
)

// count is how often a word stands in texts of each language.
type count struct {
	all        int
	byLanguage [langs.NumLanguages]int32
}

// language returns the one in which the word stands most often.
func (n *count) language() langs.Language {
	best := langs.Undetermined
	for l, times := range n.byLanguage {
		if times > n.byLanguage[best] {
			best = langs.Language(l)
		}
	}
	return best
}

// counter counts folded words.
type counter struct {
	counts map[string]*count
	text   fold.Text
}

func (c *counter) add(text string, l langs.Language, times int) {
	const other = fold.Number | fold.Emoji | fold.URL | fold.Mention
	fold.Fold(&c.text, text)
	for i := range c.text.Tokens {
		if c.text.Tokens[i].Flags&other != 0 {
			continue
		}
		w := c.text.Word(i)
		if len(w) > longest {
			continue
		}
		n := c.counts[string(w)]
		if n == nil {
			n = new(count)
			c.counts[string(w)] = n
		}
		n.all += times
		n.byLanguage[l] += int32(times)
	}
}

// signs takes what marks forms in lexicons out of their terms.
var signs = strings.NewReplacer("*", " ", "|", " ")

// file adds a column of a file, or whole lines when the column is negative.
func (c *counter) file(path string, l langs.Language, column, times int) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		cols := []string{sc.Text()}
		if column >= 0 {
			cols = strings.Split(sc.Text(), "\t")
		}
		at := max(column, 0)
		if at >= len(cols) || cols[0] == "id" || len(cols) == 6 && strings.HasPrefix(cols[4], "test") {
			continue
		}
		c.add(signs.Replace(cols[at]), l, times)
	}
	return sc.Err()
}

// ours adds our messages and sentence frames of a language.
func (c *counter) ours(l langs.Language) error {
	messages, err := corpus.Load("langs/data/corpus/"+l.String()+".tsv", corpus.Messages)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for i := range messages {
		c.add(messages[i].Text, l, harmTimes)
	}
	frames, err := corpus.Load("langs/data/frames/"+l.String()+".tsv", corpus.ParseFrames)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for text := range frames.Texts() {
		c.add(text, l, harmTimes)
	}
	return nil
}

// listWords writes the words, the most frequent first, each with its count and
// the language in which it is most frequent.
func listWords(shared, out string) error {
	c := counter{counts: map[string]*count{}}
	for _, l := range langs.All() {
		for _, f := range []struct {
			path   string
			column int
			times  int
		}{
			{filepath.Join(shared, "neutral", l.String()+".commonvoice2021.txt"), -1, 1},
			{filepath.Join(shared, "neutral", l.String()+".udhr.txt"), -1, 1},
			{"langs/data/words/" + l.String() + ".txt", -1, 1},
			{"langs/data/lexicon/" + l.String() + ".tsv", 0, harmTimes},
			{"langs/data/prose/" + l.String() + ".txt", -1, 1},
		} {
			if err := c.file(f.path, l, f.column, f.times); err != nil && !os.IsNotExist(err) {
				return err
			}
		}
		if err := c.ours(l); err != nil {
			return err
		}
	}
	sets, err := filepath.Glob(filepath.Join(shared, "train", "*.tsv"))
	if err != nil {
		return err
	}
	for _, path := range sets {
		tag := strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(path, ".tsv")), ".")
		l, err := langs.Parse(tag)
		if err != nil {
			return err
		}
		if err := c.file(path, l, 5, harmTimes); err != nil {
			return err
		}
	}
	words := slices.Collect(maps.Keys(c.counts))
	words = slices.DeleteFunc(words, func(w string) bool { return c.counts[w].all < least })
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(c.counts[b].all, c.counts[a].all), cmp.Compare(a, b))
	})
	var b strings.Builder
	for _, w := range words {
		fmt.Fprintf(&b, "%s\t%d\t%s\n", w, c.counts[w].all, c.counts[w].language())
	}
	return os.WriteFile(out, []byte(b.String()), 0o644)
}
