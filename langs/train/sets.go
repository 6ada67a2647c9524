package main

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/corpus"
	"github.com/vigil-moderation/vigil/langs"
)

// Parts of the data.
const (
	partTrain = iota
	partTest  // is only reported
)

// folds is how many parts the training rows are cut into to calibrate: each is
// scored by heads that were trained without it.
const folds = 4

// row is one text.
type row struct {
	lang     langs.Language
	set      int // in data.sets
	part     int
	fold     int // of cross-validation
	label    bool
	category string
	labels   []harm.Label // of our messages
	group    bool         // of our messages: about a group, or naming a protected characteristic
	paired   bool         // one of our messages that has a twin
	rare     float64      // how much one of our messages counts in the head of its family
	stance   string       // of our messages
	text     string
	features []uint32 // sorted
	norm     float32  // one over the root of the number of features
}

// set is one file.
type set struct {
	name     string
	digest   string
	rows     int
	official bool // its own test split is held out
}

type data struct {
	rows []row
	sets []set
}

// Names of sets begin with these when they are no labelled sets of others.
const (
	neutralSet = "neutral"
	proseSet   = neutralSet + ".prose." // sentences that we wrote
	ownSet     = "own"
	frameSet   = "frames" // sentence frames of ours, filled
)

func load(o *options, note func(string, ...any)) (*data, error) {
	d := new(data)
	for _, name := range labelled {
		path := filepath.Join(o.sets, name+".tsv")
		if err := d.labelled(name, path); err != nil {
			if os.IsNotExist(err) {
				note("no %s: skipped", path)
				continue
			}
			return nil, err
		}
	}
	for _, l := range langs.All() {
		if err := d.own(l, filepath.Join(o.corpus, l.String()+".tsv")); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		if err := d.frames(l, filepath.Join(o.frames, l.String()+".tsv"), o.fillings); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		prose := filepath.Join(o.prose, l.String()+".txt")
		if err := d.sentences(l, proseSet+l.String(), prose, o.perLanguage); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		for _, source := range []string{"commonvoice2021", "udhr"} {
			path := filepath.Join(o.neutral, fmt.Sprintf("%s.%s.txt", l, source))
			most := o.perLanguage
			if slices.Contains(d.languages(), l) {
				most *= 2
			}
			if err := d.sentences(l, neutralSet+"."+l.String()+"."+source, path, most); err != nil {
				if os.IsNotExist(err) {
					note("no %s: skipped", path)
					continue
				}
				return nil, err
			}
		}
	}
	return d, nil
}

// languages returns the languages of the labelled sets.
func (d *data) languages() []langs.Language {
	var all []langs.Language
	for i := range d.sets {
		if s := d.sets[i].name; !strings.HasPrefix(s, neutralSet) && !strings.HasPrefix(s, ownSet) {
			all = append(all, langOf(d.sets[i].name))
		}
	}
	return all
}

// lines calls do with every line of a file and returns its digest.
func lines(path string, do func(string) error) (string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	sc := bufio.NewScanner(strings.NewReader(string(content)))
	sc.Buffer(nil, 16<<20)
	for n := 1; sc.Scan(); n++ {
		if err := do(sc.Text()); err != nil {
			return "", fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return digest(content), sc.Err()
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64() ^ h.Sum64()>>32
}

// labelled reads a set: columns id, lang, set, label, category, text.
func (d *data) labelled(name, path string) error {
	s := set{name: name}
	at := len(d.rows)
	digest, err := lines(path, func(line string) error {
		cols := strings.SplitN(line, "\t", 6)
		if len(cols) != 6 {
			return fmt.Errorf("%d columns, want 6", len(cols))
		}
		if cols[0] == "id" {
			return nil
		}
		l, err := langs.Parse(cols[1])
		if err != nil {
			return err
		}
		r := row{lang: l, set: len(d.sets), label: cols[3] == "1", category: cols[4], text: cols[5]}
		if strings.HasPrefix(cols[4], "test") {
			s.official = true
			r.part = partTest
		}
		d.rows = append(d.rows, r)
		return nil
	})
	if err != nil {
		return err
	}
	for i := range d.rows[at:] {
		r := &d.rows[at+i]
		h := hash(r.text)
		if !s.official && h%5 == 0 {
			r.part = partTest
		}
		r.fold = int(h >> 8 % folds)
	}
	s.digest, s.rows = digest, len(d.rows)-at
	d.sets = append(d.sets, s)
	return nil
}

// own reads our messages of a language.
func (d *data) own(l langs.Language, path string) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	messages, err := corpus.Messages(string(content))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	number := len(d.sets)
	for i := range messages {
		m := &messages[i]
		r := row{lang: l, set: number, label: len(m.Labels) > 0, labels: m.Labels, paired: m.Pair != "", stance: m.Stance, text: m.Text}
		r.group = m.Target == "group" || m.Facets.Has(harm.ProtectedCharacteristic)
		if m.Split == "held" {
			r.part = partTest
		}
		key := m.Pair // twins stay together
		if key == "" {
			key = m.Text
		}
		r.fold = int(hash(key) >> 8 % folds)
		d.rows = append(d.rows, r)
	}
	d.sets = append(d.sets, set{name: ownSet + "." + l.String(), digest: digest(content), official: true, rows: len(messages)})
	return nil
}

// frames reads our sentence frames of a language and fills them. All fillings of a
// frame stay together; some frames are held out.
func (d *data) frames(l langs.Language, path string, fillings int) error {
	content, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	f, err := corpus.ParseFrames(string(content))
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	number, rows := len(d.sets), 0
	for i := range f.All {
		frame := &f.All[i]
		h := hash(frame.Text)
		for _, text := range f.Fill(frame, fillings) {
			r := row{lang: l, set: number, label: len(frame.Labels) > 0, labels: frame.Labels, stance: frame.Stance, text: text}
			if h%6 == 0 {
				r.part = partTest
			}
			r.fold = int(h >> 8 % folds)
			d.rows = append(d.rows, r)
			rows++
		}
	}
	d.sets = append(d.sets, set{name: frameSet + "." + l.String(), digest: digest(content), official: true, rows: rows})
	return nil
}

func digest(content []byte) string { return fmt.Sprintf("%x", sha256.Sum256(content))[:16] }

// sentences reads harmless sentences, one a line; a fifth is held out.
func (d *data) sentences(l langs.Language, name, path string, most int) error {
	s := set{name: name}
	taken := 0
	digest, err := lines(path, func(line string) error {
		h := hash(line)
		if line == "" || taken >= most {
			return nil
		}
		taken++
		r := row{lang: l, set: len(d.sets), text: line}
		if h%5 == 0 {
			r.part = partTest
		}
		r.fold = int(h >> 8 % folds)
		d.rows = append(d.rows, r)
		return nil
	})
	if err != nil {
		return err
	}
	s.digest, s.rows = digest, taken
	d.sets = append(d.sets, s)
	return nil
}
