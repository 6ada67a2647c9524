package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/identify"
)

// header is the first line of a file.
const header = "id\tlabels\tfacets\ttarget\tstance\tregister\tpair\tsplit\ttext"

// Bounds of a balanced file.
const (
	minHarmless = 45.0 // percent of the rows
	minHeld     = 8.0
	maxHeld     = 25.0
	// maxForeign is the percent of rows that may be taken for another
	// language: chats hold names, abbreviations and English.
	maxForeign = 8.0
	maxPair    = 8 // rows that share a pair
)

var (
	targets   = []string{"you", "third", "group", "thing", "self", "none"}
	stances   = []string{"assert", "negate", "quote", "counter", "report", "joke"}
	registers = []string{"chat", "comment", "game", "post", "dm", "news", "forum"}
	splits    = []string{"train", "held"}
)

// checker checks one file.
type checker struct {
	path  string
	lang  langs.Language
	model *identify.Model

	rows, held, harmless, paired, foreign int
	labels                                map[string]int
	ids                                   map[string]bool
	texts                                 map[string]string // folded text to id
	pairs                                 map[string][]string
	faults                                []string
}

func (c *checker) percent(n int) float64 { return 100 * float64(n) / float64(max(c.rows, 1)) }

func (c *checker) fault(line int, format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf("%s:%d: ", c.path, line)+fmt.Sprintf(format, args...))
}

func (c *checker) file(data string) {
	c.labels, c.ids = map[string]int{}, map[string]bool{}
	c.texts, c.pairs = map[string]string{}, map[string][]string{}
	lines := strings.Split(strings.TrimSuffix(data, "\n"), "\n")
	if lines[0] != header {
		c.fault(1, "header %q, want %q", lines[0], header)
	}
	for i, line := range lines[1:] {
		cols := strings.Split(line, "\t")
		if len(cols) != 9 {
			c.fault(i+2, "%d columns, want 9", len(cols))
			continue
		}
		c.row(i+2, cols)
	}
	c.whole()
}

func (c *checker) row(line int, cols []string) {
	c.rows++
	id, labels, facets, pair, split, text := cols[0], cols[1], cols[2], cols[6], cols[7], cols[8]
	if !strings.HasPrefix(id, c.lang.String()+"-") || c.ids[id] {
		c.fault(line, "id %q, want one of its own that starts with %q", id, c.lang.String()+"-")
	}
	c.ids[id] = true
	if labels == "-" {
		c.harmless++
	} else {
		for label := range strings.SplitSeq(labels, ",") {
			if _, err := harm.Parse(label); err != nil {
				c.fault(line, "%v", err)
			}
			c.labels[label]++
		}
	}
	if _, err := harm.ParseFacets(facets); err != nil {
		c.fault(line, "%v", err)
	}
	if strings.Contains(labels, "sexual") && strings.Contains(facets, "target_minor") {
		c.fault(line, "labels %s of a minor: no such message is written here", labels)
	}
	for _, field := range []struct {
		name, value string
		allowed     []string
	}{{"target", cols[3], targets}, {"stance", cols[4], stances}, {"register", cols[5], registers}, {"split", split, splits}} {
		if !slices.Contains(field.allowed, field.value) {
			c.fault(line, "%s %q, want one of %s", field.name, field.value, strings.Join(field.allowed, " "))
		}
	}
	if split == "held" {
		c.held++
	}
	if pair != "-" {
		c.paired++
		c.pairs[pair] = append(c.pairs[pair], split)
	}
	c.text(line, id, text)
}

// text checks the message itself.
func (c *checker) text(line int, id, text string) {
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) {
		c.fault(line, "text %q, want some, in UTF-8 and NFC", text)
	}
	key := bare(text)
	if other, ok := c.texts[key]; ok && key != "" {
		c.fault(line, "text of %s again: %q", other, text)
	}
	c.texts[key] = id
	if strings.Contains(strings.ReplaceAll(text, "@user", ""), "@") {
		c.fault(line, "a handle that is not @user: %q", text)
	}
	best := c.model.Best(text)
	if best.Language != c.lang && best.Probability > 0.9 && strings.Count(text, " ") >= 3 {
		c.foreign++
	}
}

// bare is the folded text without anything but letters and digits: two texts of
// the same bare form are one.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, fold.String(text))
}

// whole checks what only the whole file shows.
func (c *checker) whole() {
	if p := c.percent(c.harmless); p < minHarmless {
		c.fault(1, "%.1f %% harmless rows, want at least %.0f", p, minHarmless)
	}
	if p := c.percent(c.held); p < minHeld || p > maxHeld {
		c.fault(1, "%.1f %% of the rows held out, want %.0f to %.0f", p, minHeld, maxHeld)
	}
	if p := c.percent(c.foreign); p > maxForeign {
		c.fault(1, "%.1f %% of the rows look like another language, want at most %.0f", p, maxForeign)
	}
	for pair, splits := range c.pairs {
		if len(splits) < 2 || len(splits) > maxPair {
			c.fault(1, "pair %s has %d rows, want 2 to %d", pair, len(splits), maxPair)
		}
		if slices.Contains(splits, "train") && slices.Contains(splits, "held") {
			c.fault(1, "pair %s stands in both splits", pair)
		}
	}
	slices.Sort(c.faults)
}
