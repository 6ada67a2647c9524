package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/pemistahl/lingua-go/serialization"
	"google.golang.org/protobuf/proto"
)

// chain draws words that have the n-gram statistics of one of lingua-go's
// models. Its tables hold, for n of 1 to 5, how often a letter follows n-1
// letters, counted inside words only. What is missing from the counts of the
// longer n-grams therefore ended a word, or began one: so the tables also say
// how words start and end, and which words of up to three letters there are.
type chain struct {
	begins []draw          // whole short words, and first four letters of longer ones
	next   map[string]step // the last four letters -> what may follow
}

type draw struct {
	text  string
	whole bool
	upTo  float64 // cumulative weight
}

type step struct {
	letters []rune
	upTo    []float64 // cumulative probability; what is left ends the word
}

// readTable returns P(last letter | letters before it) for each n-gram.
func readTable(dir, code, name string) (map[string]float64, error) {
	raw, err := os.ReadFile(filepath.Join(dir, "language-models", code, name+".pb.bin.zip"))
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, fmt.Errorf("train: %s of %s: %w", name, code, err)
	}
	f, err := z.File[0].Open()
	if err != nil {
		return nil, fmt.Errorf("train: %s of %s: %w", name, code, err)
	}
	defer f.Close()
	if raw, err = io.ReadAll(f); err != nil {
		return nil, fmt.Errorf("train: %s of %s: %w", name, code, err)
	}
	var m serialization.SerializableLanguageModel
	if err := proto.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("train: %s of %s: %w", name, code, err)
	}
	table := make(map[string]float64, m.TotalNgrams)
	for _, set := range m.NgramSets {
		for _, g := range set.Ngrams {
			table[g] = set.Probability
		}
	}
	return table, nil
}

// readChain reads lingua-go's model of one language.
func readChain(dir, code string) (*chain, error) {
	names := []string{"unigrams", "bigrams", "trigrams", "quadrigrams", "fivegrams"}
	share := make([]map[string]float64, 6) // share of all letters, by length
	share[0] = map[string]float64{"": 1}
	var follow map[string]float64
	for n := 1; n <= 5; n++ {
		table, err := readTable(dir, code, names[n-1])
		if err != nil {
			return nil, err
		}
		share[n] = make(map[string]float64, len(table))
		for g, p := range table {
			share[n][g] = p * share[n-1][cutLast(g)]
		}
		follow = table
	}
	c := &chain{next: follows(follow)}
	c.begins = begins(share)
	return c, nil
}

func cutLast(g string) string {
	r := []rune(g)
	return string(r[:len(r)-1])
}

func cutFirst(g string) string { return string([]rune(g)[1:]) }

// begins lists the short words and the starts of longer ones with their
// shares.
func begins(share []map[string]float64) []draw {
	var all []draw
	sum := 0.0
	add := func(g string, whole bool, weight float64) {
		if weight > 1e-12 {
			sum += weight
			all = append(all, draw{g, whole, sum})
		}
	}
	for n := 1; n <= 4; n++ {
		left, right, both := map[string]float64{}, map[string]float64{}, map[string]float64{}
		for g, v := range share[n+1] {
			left[cutFirst(g)] += v
			right[cutLast(g)] += v
		}
		if n <= 3 {
			for g, v := range share[n+2] {
				both[cutFirst(cutLast(g))] += v
			}
		}
		for _, g := range sortedKeys(share[n]) {
			v := share[n][g]
			if n == 4 {
				add(g, false, v-left[g])
			} else {
				add(g, true, v-left[g]-right[g]+both[g])
			}
		}
	}
	return all
}

// follows turns the five-grams into steps.
func follows(five map[string]float64) map[string]step {
	next := make(map[string]step)
	for _, g := range sortedKeys(five) {
		r := []rune(g)
		key := string(r[:4])
		s := next[key]
		sum := five[g]
		if len(s.upTo) > 0 {
			sum += s.upTo[len(s.upTo)-1]
		}
		s.letters, s.upTo = append(s.letters, r[4]), append(s.upTo, sum)
		next[key] = s
	}
	return next
}

func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// word draws one word, or "" when the draw ran away.
func (c *chain) word(rng *rand.Rand) string {
	at := rng.Float64() * c.begins[len(c.begins)-1].upTo
	b := c.begins[sort.Search(len(c.begins)-1, func(i int) bool { return c.begins[i].upTo > at })]
	if b.whole {
		return b.text
	}
	word := []rune(b.text)
	for {
		s := c.next[string(word[len(word)-4:])]
		p := rng.Float64()
		i := sort.SearchFloat64s(s.upTo, p)
		if i == len(s.letters) {
			return string(word)
		}
		if word = append(word, s.letters[i]); len(word) > 24 {
			return ""
		}
	}
}

// words draws n words and counts them.
func (c *chain) words(rng *rand.Rand, n int) map[string]int {
	counts := make(map[string]int)
	for range n {
		if w := c.word(rng); w != "" {
			counts[w]++
		}
	}
	return counts
}

// serbianLatin turns Serbian Cyrillic into its Latin letters.
var serbianLatin = strings.NewReplacer(
	"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "ђ", "đ", "е", "e", "ж", "ž", "з", "z", "и", "i",
	"ј", "j", "к", "k", "л", "l", "љ", "lj", "м", "m", "н", "n", "њ", "nj", "о", "o", "п", "p", "р", "r",
	"с", "s", "т", "t", "ћ", "ć", "у", "u", "ф", "f", "х", "h", "ц", "c", "ч", "č", "џ", "dž", "ш", "š",
)
