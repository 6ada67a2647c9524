package main

import (
	"bufio"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// corpus is what is known of one class.
type corpus struct {
	class
	sentences []string // real text
	held      []string // real text that is kept from training, to calibrate
	real      weighted // words of real text, p ~ count^0.5
	drawn     weighted // words drawn from lingua-go's tables, p ~ count^0.5
	running   weighted // the same words, p ~ count: for spans
	listed    weighted // words of our own lists, CLDR and stop lists, all alike
}

// weighted is a list of words with cumulative weights.
type weighted struct {
	words []string
	upTo  []float64
}

func newWeighted(counts map[string]int, power float64, least int) weighted {
	var w weighted
	words := make([]string, 0, len(counts))
	for word, n := range counts {
		if n >= least {
			words = append(words, word)
		}
	}
	slices.Sort(words)
	sum := 0.0
	for _, word := range words {
		sum += math.Pow(float64(counts[word]), power)
		w.words, w.upTo = append(w.words, word), append(w.upTo, sum)
	}
	return w
}

func (w *weighted) empty() bool { return len(w.words) == 0 }

func (w *weighted) pick(rng *rand.Rand) string {
	at := rng.Float64() * w.upTo[len(w.upTo)-1]
	return w.words[min(sort.SearchFloat64s(w.upTo, at), len(w.words)-1)]
}

// heldOut is one in how many sentences is held out.
const heldOut = 25

// inputs says where the inputs lie; those that are missing are skipped.
type inputs struct {
	neutral string // sentences: <lang>.commonvoice2021.txt, <lang>.udhr.txt
	own     string // our own words and sentences
	lingua  string // lingua-go's module
	npm     string // unpacked npm packages
	cache   string // words drawn earlier
	drawn   int    // words to draw from each of lingua-go's models
}

// load reads what there is of a class; nil if there is nothing.
func (in *inputs) load(c class) (*corpus, error) {
	k := &corpus{class: c}
	counts := make(map[string]int)
	for _, source := range []string{"commonvoice2021", "udhr"} {
		for i, line := range readLines(filepath.Join(in.neutral, c.name+"."+source+".txt")) {
			if i%heldOut == 0 {
				k.held = append(k.held, line)
			} else {
				k.sentences = append(k.sentences, line)
			}
		}
	}
	own := readLines(filepath.Join(in.own, c.name+".sentences.txt"))
	for range ownRepeat(len(k.sentences), len(own)) {
		k.sentences = append(k.sentences, own...)
	}
	for _, line := range k.sentences {
		for _, w := range fields(line) {
			counts[w]++
		}
	}
	k.real = newWeighted(counts, 0.5, 1)
	listed := make(map[string]int)
	for _, line := range readLines(filepath.Join(in.own, c.name+".words.txt")) {
		for _, w := range fields(line) {
			listed[w] = 2
		}
	}
	for _, line := range in.packaged(c) {
		for _, w := range fields(line) {
			listed[w] = max(1, listed[w])
		}
	}
	k.listed = newWeighted(listed, 1, 1)
	drawn, err := in.drawWords(c)
	if err != nil {
		return nil, err
	}
	k.drawn, k.running = newWeighted(drawn, 0.5, 2), newWeighted(drawn, 1, 1)
	if k.real.empty() && k.listed.empty() && k.drawn.empty() {
		return nil, nil
	}
	return k, nil
}

// ownRepeat says how often our own sentences are taken, so that they are about
// a fifth of the text.
func ownRepeat(others, own int) int {
	if own == 0 {
		return 0
	}
	return min(max(1, others/(4*own)), 8)
}

func (in *inputs) drawWords(c class) (map[string]int, error) {
	all := make(map[string]int)
	if in.lingua == "" {
		return all, nil
	}
	for _, code := range sortedKeys(c.tables) {
		words, err := in.drawnFrom(code)
		if err != nil {
			return nil, err
		}
		for w, n := range words {
			if c.name == "hr" && code == "sr" {
				w = serbianLatin.Replace(w)
			}
			all[w] += int(math.Ceil(float64(n) * c.tables[code]))
		}
	}
	return all, nil
}

// drawnFrom returns in.drawn words of one of lingua-go's models, from the cache
// if they are there.
func (in *inputs) drawnFrom(code string) (map[string]int, error) {
	file := filepath.Join(in.cache, fmt.Sprintf("%s.%d.txt", code, in.drawn))
	counts := make(map[string]int)
	if lines := readLines(file); in.cache != "" && len(lines) > 0 {
		for _, line := range lines {
			var n int
			word, count, _ := strings.Cut(line, " ")
			fmt.Sscan(count, &n)
			counts[word] = n
		}
		return counts, nil
	}
	chain, err := readChain(in.lingua, code)
	if err != nil {
		return nil, err
	}
	counts = chain.words(seeded(code), in.drawn)
	if in.cache != "" {
		var b strings.Builder
		words := make([]string, 0, len(counts))
		for w := range counts {
			words = append(words, w)
		}
		slices.Sort(words)
		for _, w := range words {
			fmt.Fprintf(&b, "%s %d\n", w, counts[w])
		}
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			return nil, err
		}
	}
	return counts, nil
}

// seeded returns the random numbers for one language.
func seeded(code string) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(code[0])<<8|uint64(code[1]), 7))
}

// fields returns the lower-case words of a line, without digits.
func fields(line string) []string {
	return strings.FieldsFunc(strings.ToLower(line), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) && r != '\'' && r != '’' && r != '-'
	})
}

// readLines returns the lines of a file that are neither empty nor comments;
// none if there is no such file.
func readLines(path string) []string {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	var lines []string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		if line := strings.TrimSpace(sc.Text()); line != "" && line[0] != '#' && utf8.ValidString(line) {
			lines = append(lines, line)
		}
	}
	return lines
}
