package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
	"github.com/vigil-moderation/vigil/langs/identify/lingua"
)

const lidDoc = `Identifies the language of each text. FILE has the columns lang, class (word,
pair, sent, noisy-…, tweet), text, source. Rows in an official language are
right when the first official language of the ranking is theirs; they are
wrongly rejected when "other" comes first. Rows in other languages are rejected
when "other" comes first; Bosnian, and Serbian in Latin script, may also be taken
for Croatian. All figures but the times are % and averaged over languages; times
are the best of three passes.`

func lidCommand() command {
	return command{name: "lid", args: "FILE.tsv…", summary: "accuracy and speed of language identification", run: runLid}
}

// lidRow is one labelled text.
type lidRow struct {
	lang, class, text string
	want              langs.Language
}

// macro reports whether the row is of the macro-language that Croatian stands
// for, under another name.
func (r *lidRow) macro() bool {
	return r.lang == "bs" || r.lang == "sr" && !strings.ContainsFunc(r.text, func(c rune) bool { return unicode.Is(unicode.Cyrillic, c) })
}

// lidFigures is the report on one identifier; shares are in %.
type lidFigures struct {
	Word       float64            `json:"word"`
	Pair       float64            `json:"pair"`
	Sent       float64            `json:"sent"`
	Noisy      float64            `json:"noisy"`
	Tweet      float64            `json:"tweet"`
	MtSent     float64            `json:"mt_sent"`
	GaSent     float64            `json:"ga_sent"`
	NsWord     float64            `json:"ns_word"`
	NsSent     float64            `json:"ns_sent"`
	Rejected   map[string]float64 `json:"rejected"`
	Wrongly    map[string]float64 `json:"wrongly_rejected"`
	Top3       map[string]float64 `json:"top3"`
	Languages  []lidLanguage      `json:"languages"`
	Neighbours []lidLanguage      `json:"neighbours"`
	Lingua     *lidFigures        `json:"lingua,omitempty"`
}

// lidLanguage is the share of right answers in one language, by class.
type lidLanguage struct {
	Lang   string             `json:"lang"`
	Rows   int                `json:"rows"`
	Shares map[string]float64 `json:"shares"`
}

func runLid(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("lid", "FILE.tsv…", lidDoc)
	vs := fs.String("vs", "", "peer to run on the same rows: lingua")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() == 0 || (*vs != "" && *vs != "lingua") {
		return fmt.Errorf("%w: want at least one file, and -vs lingua or nothing", errUsage)
	}
	rows, err := readLidRows(fs.Args())
	if err != nil {
		return err
	}
	m, err := identify.New(identify.Options{})
	if err != nil {
		return err
	}
	figures := measureLid(ctx, m, m, rows, 3)
	printLid(out, "vigil", figures)
	if *vs == "lingua" {
		closed, err := lingua.New(lingua.Options{OfficialOnly: true})
		if err != nil {
			return err
		}
		open, err := lingua.New(lingua.Options{})
		if err != nil {
			return err
		}
		figures.Lingua = measureLid(ctx, closed, open, rows, 2)
		printLid(out, "lingua-go", figures.Lingua)
		fmt.Fprintf(out, "\nvigil is %.0f times as fast on words, %.0f times on sentences\n",
			figures.Lingua.NsWord/figures.NsWord, figures.Lingua.NsSent/figures.NsSent)
	}
	if *asJSON {
		return printJSON(out, figures)
	}
	return ctx.Err()
}

// readLidRows reads the files; classes "noisy-…" become "noisy".
func readLidRows(paths []string) ([]lidRow, error) {
	var rows []lidRow
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for line := 1; sc.Scan(); line++ {
			cols := strings.Split(sc.Text(), "\t")
			if len(cols) < 3 {
				return nil, fmt.Errorf("%s:%d: %d columns, want lang, class, text", path, line, len(cols))
			}
			if line == 1 && cols[0] == "lang" {
				continue
			}
			want, err := langs.Parse(cols[0])
			if err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, line, err)
			}
			class, _, _ := strings.Cut(cols[1], "-")
			rows = append(rows, lidRow{cols[0], class, cols[2], want})
		}
		if err := sc.Err(); err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("%s: no rows", strings.Join(paths, " "))
	}
	return rows, nil
}

// lidCount counts the rows of one language and class.
type lidCount struct{ rows, right, top3, rejected int }

// measureLid asks closed for the official language and open whether to reject;
// they may be the same.
func measureLid(ctx context.Context, closed, open identify.Identifier, rows []lidRow, passes int) *lidFigures {
	counts := make(map[string]map[string]*lidCount) // class, language
	var guesses []identify.Guess
	for _, r := range rows {
		if ctx.Err() != nil {
			break
		}
		if counts[r.class] == nil {
			counts[r.class] = make(map[string]*lidCount)
		}
		c := counts[r.class][r.lang]
		if c == nil {
			c = new(lidCount)
			counts[r.class][r.lang] = c
		}
		c.rows++
		guesses = open.Identify(guesses[:0], r.text)
		if first := guesses[0].Language; first == langs.Other || first == langs.Croatian && r.macro() {
			c.rejected++
		}
		if !r.want.IsEU() || r.lang == "bs" {
			continue
		}
		if closed != open {
			guesses = closed.Identify(guesses[:0], r.text)
		}
		switch official := slices.IndexFunc(guesses, func(g identify.Guess) bool { return g.Language.IsEU() }); {
		case official >= 0 && guesses[official].Language == r.want:
			c.right++
			c.top3++
		case slices.ContainsFunc(guesses[:min(3, len(guesses))], func(g identify.Guess) bool { return g.Language == r.want }):
			c.top3++
		}
	}
	f := summarizeLid(counts)
	f.NsWord = timeLid(ctx, closed, rows, "word", passes)
	f.NsSent = timeLid(ctx, closed, rows, "sent", passes)
	return f
}

// timeLid returns the ns a text of one class, the best of some passes.
func timeLid(ctx context.Context, m identify.Identifier, rows []lidRow, class string, passes int) float64 {
	var texts []string
	for _, r := range rows {
		if r.class == class && r.want.IsEU() {
			texts = append(texts, r.text)
		}
	}
	if len(texts) == 0 {
		return 0
	}
	best := time.Duration(1<<63 - 1)
	guesses := make([]identify.Guess, 0, langs.NumLanguages)
	for range passes {
		start := time.Now()
		for _, text := range texts {
			if ctx.Err() != nil {
				return 0
			}
			guesses = m.Identify(guesses[:0], text)
		}
		best = min(best, time.Since(start))
	}
	return float64(best.Nanoseconds()) / float64(len(texts))
}

// summarizeLid averages the counts over languages.
func summarizeLid(counts map[string]map[string]*lidCount) *lidFigures {
	f := &lidFigures{Rejected: map[string]float64{}, Wrongly: map[string]float64{}, Top3: map[string]float64{}}
	official, others := map[string]*lidLanguage{}, map[string]*lidLanguage{}
	for class, byLang := range counts {
		var right, top3, wrongly, rejected, nOfficial, nOther float64
		for lang, c := range byLang {
			want, _ := langs.Parse(lang)
			share := func(n int) float64 { return 100 * float64(n) / float64(c.rows) }
			if !want.IsEU() || lang == "bs" {
				rejected, nOther = rejected+share(c.rejected), nOther+1
				enterLid(others, lang, class, c.rows, share(c.rejected))
				continue
			}
			right, top3, wrongly = right+share(c.right), top3+share(c.top3), wrongly+share(c.rejected)
			nOfficial++
			enterLid(official, lang, class, c.rows, share(c.right))
			switch {
			case class == "sent" && lang == "mt":
				f.MtSent = share(c.right)
			case class == "sent" && lang == "ga":
				f.GaSent = share(c.right)
			}
		}
		if nOther > 0 {
			f.Rejected[class] = rejected / nOther
		}
		if nOfficial == 0 {
			continue
		}
		f.Top3[class], f.Wrongly[class] = top3/nOfficial, wrongly/nOfficial
		switch class {
		case "word":
			f.Word = right / nOfficial
		case "pair":
			f.Pair = right / nOfficial
		case "sent":
			f.Sent = right / nOfficial
		case "noisy":
			f.Noisy = right / nOfficial
		case "tweet":
			f.Tweet = right / nOfficial
		}
	}
	f.Languages, f.Neighbours = sortedLid(official), sortedLid(others)
	return f
}

func enterLid(all map[string]*lidLanguage, lang, class string, rows int, share float64) {
	l := all[lang]
	if l == nil {
		l = &lidLanguage{Lang: lang, Shares: map[string]float64{}}
		all[lang] = l
	}
	l.Rows += rows
	l.Shares[class] = share
}

func sortedLid(all map[string]*lidLanguage) []lidLanguage {
	sorted := make([]lidLanguage, 0, len(all))
	for _, l := range all {
		sorted = append(sorted, *l)
	}
	slices.SortFunc(sorted, func(a, b lidLanguage) int { return strings.Compare(a.Lang, b.Lang) })
	return sorted
}

// printLid writes the tables of one identifier.
func printLid(out io.Writer, name string, f *lidFigures) {
	classes := []string{"word", "pair", "sent", "noisy", "tweet"}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	row := func(head string, shares map[string]float64) {
		fmt.Fprint(w, head)
		for _, class := range classes {
			if share, ok := shares[class]; ok {
				fmt.Fprintf(w, "\t%.1f", share)
			} else {
				fmt.Fprint(w, "\t-")
			}
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\n%s, %%\t%s\n", name, strings.Join(classes, "\t"))
	if len(f.Languages) > 0 {
		for _, l := range f.Languages {
			row(l.Lang, l.Shares)
		}
		row("mean", map[string]float64{"word": f.Word, "pair": f.Pair, "sent": f.Sent, "noisy": f.Noisy, "tweet": f.Tweet})
		row("in first three", f.Top3)
		row("wrongly rejected", f.Wrongly)
		fmt.Fprintf(w, "ns a text\t%.0f\t-\t%.0f\n", f.NsWord, f.NsSent)
	}
	if len(f.Neighbours) > 0 {
		fmt.Fprintln(w, "rejected:")
		for _, l := range f.Neighbours {
			row(l.Lang, l.Shares)
		}
		row("mean", f.Rejected)
	}
}
