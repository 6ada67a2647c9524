package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/corpus"
	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/identify"
)

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

// checker checks the files of one language.
type checker struct {
	path  string // of the file at hand
	lang  langs.Language
	model *identify.Model

	rows, held, harmless, paired, foreign int
	labels                                map[harm.Label]int
	ids                                   map[string]bool
	texts                                 map[string]string // bare text of messages to id
	pairs                                 map[string][]string
	frameCount, fillers, cases            int
	faults                                []string
}

func (c *checker) percent(n int) float64 { return 100 * float64(n) / float64(max(c.rows, 1)) }

func (c *checker) fault(line int, format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf("%s:%d: ", c.path, line)+fmt.Sprintf(format, args...))
}

// messages checks langs/data/corpus.
func (c *checker) messages(data string) {
	c.labels, c.ids = map[harm.Label]int{}, map[string]bool{}
	c.texts, c.pairs = map[string]string{}, map[string][]string{}
	for n, line := range corpus.Lines(data) {
		if n == 1 {
			if line != corpus.Header {
				c.fault(1, "header %q, want %q", line, corpus.Header)
			}
			continue
		}
		m, err := corpus.ParseMessage(line)
		if err != nil {
			c.fault(n, "%v", err)
			continue
		}
		c.message(n, &m)
	}
	c.whole()
}

func (c *checker) message(line int, m *corpus.Message) {
	c.rows++
	c.id(line, m.ID)
	if len(m.Labels) == 0 {
		c.harmless++
	}
	for _, l := range m.Labels {
		c.labels[l]++
		if l.Family() == "sexual" && m.Facets.Has(harm.TargetMinor) {
			c.fault(line, "label %s of a minor: no such message is written here", l)
		}
	}
	if m.Split == "held" {
		c.held++
	}
	if m.Pair != "" {
		c.paired++
		c.pairs[m.Pair] = append(c.pairs[m.Pair], m.Split)
	}
	c.text(line, m.Text)
	key := bare(m.Text)
	if other, ok := c.texts[key]; ok && key != "" {
		c.fault(line, "text of %s again: %q", other, m.Text)
	}
	c.texts[key] = m.ID
	if c.isForeign(m.Text) {
		c.foreign++
	}
}

func (c *checker) id(line int, id string) {
	if !strings.HasPrefix(id, c.lang.String()+"-") || c.ids[id] {
		c.fault(line, "id %q, want one of its own that starts with %q", id, c.lang.String()+"-")
	}
	c.ids[id] = true
}

// text checks any text of ours.
func (c *checker) text(line int, text string) {
	if strings.TrimSpace(text) == "" || !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) {
		c.fault(line, "text %q, want some, in UTF-8 and NFC", text)
	}
	if strings.Contains(strings.ReplaceAll(text, "@user", ""), "@") {
		c.fault(line, "a handle that is not @user: %q", text)
	}
}

// isForeign reports whether a text looks like one of another language.
func (c *checker) isForeign(text string) bool {
	best := c.model.Best(text)
	return best.Language != c.lang && best.Probability > 0.9 && strings.Count(text, " ") >= 3
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
}

// frames checks langs/data/frames.
func (c *checker) frames(data string) {
	f, err := corpus.ParseFrames(data)
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			c.faults = append(c.faults, c.path+": "+line)
		}
		return
	}
	for slot, fillers := range f.Slots {
		seen := map[string]bool{}
		for _, filler := range fillers {
			c.fillers++
			if seen[filler] {
				c.fault(1, "slot %s holds %q twice", slot, filler)
			}
			seen[filler] = true
		}
	}
	harmless, foreign, filled := 0, 0, 0
	lines := map[string]int{}
	for i := range f.All {
		frame := &f.All[i]
		c.frameCount++
		if other := lines[frame.Text]; other > 0 {
			c.fault(frame.Line, "the frame of line %d again", other)
		}
		lines[frame.Text] = frame.Line
		if len(frame.Labels) == 0 {
			harmless++
		}
		for _, text := range f.Fill(frame, 2) {
			filled++
			c.text(frame.Line, text)
			if c.isForeign(text) {
				foreign++
			}
		}
	}
	if share := 100 * float64(harmless) / float64(max(1, len(f.All))); share < minHarmless {
		c.fault(1, "%.1f %% harmless frames, want at least %.0f", share, minHarmless)
	}
	if share := 100 * float64(foreign) / float64(max(1, filled)); share > maxForeign {
		c.fault(1, "%.1f %% of the filled frames look like another language, want at most %.0f", share, maxForeign)
	}
}

// suite checks langs/data/suite, of which no case may be among the messages.
func (c *checker) suite(data string) {
	cases, err := corpus.ParseSuite(data)
	if err != nil {
		c.faults = append(c.faults, c.path+": "+err.Error())
		return
	}
	c.ids = map[string]bool{}
	pairs := map[string][2]int{}
	for i := range cases {
		k := &cases[i]
		c.cases++
		c.id(i+2, k.ID)
		c.text(i+2, k.Text)
		if id, ok := c.texts[bare(k.Text)]; ok {
			c.fault(i+2, "%s is message %s of the corpus", k.ID, id)
		}
		twins := pairs[k.Pair]
		if len(k.Labels) == 0 {
			twins[0]++
		} else {
			twins[1]++
		}
		pairs[k.Pair] = twins
	}
	for pair, twins := range pairs {
		if twins != [2]int{1, 1} {
			c.fault(1, "pair %s has %d harmless and %d harmful cases, want one each", pair, twins[0], twins[1])
		}
	}
}
