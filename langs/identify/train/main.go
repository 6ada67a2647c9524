// Command train makes the model of package identify. It runs from the root of
// the repository:
//
//	go run ./langs/identify/train [-npm DIR] [-neutral DIR] [-cache DIR]
//
// and needs about 1 GB of memory and 10 to 14 minutes of one core, two of
// them to draw words, which -cache saves the next time. The result
// depends on the inputs and flags alone.
//
// Inputs, of which those that are missing are skipped with a note:
//
//   - lingua-go's n-gram tables, in its module (see -lingua), from which words are
//     drawn;
//   - -neutral: sentences of Common Voice and of the Universal Declaration of
//     Human Rights, <lang>.commonvoice2021.txt and <lang>.udhr.txt;
//   - -own: our own words and sentences, langs/data/identify;
//   - -npm: a folder with the unpacked npm packages stopwords-iso 1.1.0 and
//     cldr-{annotations,localenames,dates,units}-full 48.2.0.
//
// langs/data/SOURCES.md names their origins and licences.
//
// Method: texts of one word to fourteen are drawn, balanced over the languages
// and with noise (diacritics stripped, letters repeated, English glued on). A
// softmax regression over hashed n-grams is trained by AdaGrad, cut to the rows
// that matter most, trained again, calibrated on held-out sentences, rounded to
// bytes and packed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// settings of one script's training.
type settings struct {
	classes []class
	bits    uint // of a slot
	draws   int  // training steps; a third as many after cutting
	keep    int  // rows of the model
}

func main() {
	var in inputs
	flag.StringVar(&in.neutral, "neutral", "../shared/data/text/neutral", "folder of sentences")
	flag.StringVar(&in.own, "own", "langs/data/identify", "folder of our own words and sentences")
	flag.StringVar(&in.lingua, "lingua", "", "folder of lingua-go's module (default: as the go command finds it)")
	flag.StringVar(&in.npm, "npm", "", "folder of unpacked npm packages")
	flag.StringVar(&in.cache, "cache", "", "folder to keep drawn words in, for the next run")
	flag.IntVar(&in.drawn, "drawn", 1_000_000, "words to draw from each of lingua-go's models")
	out := flag.String("o", "langs/identify/model.bin", "file to write")
	draws := flag.Int("draws", 16_000_000, "training steps for the Latin script")
	keep := flag.Int("keep", 180_000, "rows to keep for the Latin script")
	step := flag.Float64("step", 0.12, "step that weights are rounded to")
	flag.Parse()
	in.check()
	sides := []settings{
		{latinClasses(), 21, *draws, *keep},
		{cyrillicClasses(), 19, *draws / 8, *keep / 12},
	}
	raw := []byte(magic)
	for _, side := range sides {
		var err error
		if raw, err = in.run(raw, side, float32(*step)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := os.WriteFile(*out, raw, 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%s: %d bytes\n", *out, len(raw))
}

// check finds lingua-go and notes which inputs are missing.
func (in *inputs) check() {
	if in.lingua == "" {
		dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/pemistahl/lingua-go").Output()
		if err == nil {
			in.lingua = strings.TrimSpace(string(dir))
		}
	}
	for name, dir := range map[string]*string{"sentences": &in.neutral, "own words": &in.own, "lingua-go": &in.lingua, "npm packages": &in.npm} {
		if _, err := os.Stat(*dir); err != nil {
			fmt.Printf("note: no %s in %q, trained without\n", name, *dir)
			*dir = ""
		}
	}
}

// run trains one script and appends its table.
func (in *inputs) run(raw []byte, side settings, step float32) ([]byte, error) {
	start := time.Now()
	note := func(format string, args ...any) {
		fmt.Printf("%6.0fs  %s\n", time.Since(start).Seconds(), fmt.Sprintf(format, args...))
	}
	var all []*corpus
	var english *corpus
	for _, c := range side.classes {
		k, err := in.load(c)
		if err != nil {
			return nil, err
		}
		if k == nil {
			note("no words of %s, trained without", c.name)
			continue
		}
		if c.name == "en" {
			english = k
		}
		all = append(all, k)
	}
	if len(all) == 0 {
		return nil, errors.New("train: no words of any language, want at least one of the inputs")
	}
	note("%d classes read", len(all))
	m := admit(newSampler(all, english, 1), 1+side.draws/10, 6, side.bits)
	note("%d rows", len(m.rows))
	loss := m.train(newSampler(all, english, 2), side.draws, 0.6)
	note("trained, loss %.4f", loss)
	m.prune(side.keep)
	loss = m.train(newSampler(all, english, 3), side.draws/3, 0.3)
	note("trained again, loss %.4f", loss)
	m.center()
	m.quantise(step)
	heat, loss := m.calibrate(newSampler(all, english, 4), 40_000)
	note("calibrated to %.2f, loss of held-out text %.4f", heat, loss)
	return m.appendTable(raw, all, step, heat)
}
