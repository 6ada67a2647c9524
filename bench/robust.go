package main

import (
	"context"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
)

const robustDoc = `Changes every picture below DIR in the ways that re-shared pictures are changed
(seeded; JPEG of quality 90 afterwards) and prints, for each change, the share
that is still found at distance <= -threshold and quality >= 50:
  as is      PDQ of the changed picture
  turned     and of its mirrored and turned forms
  ensemble   and of all variants of package variants
Then it counts false matches among all pairs of different pictures, the first as
the known one, the second as the query, and among random hashes.
With -edits it instead changes parts of the pictures and prints the share that
grid signatures find, how well the box fits, and the share of false alarms on
pictures that were changed as a whole only.`

func robustCommand() command {
	return command{name: "robust", args: "DIR", summary: "share of changed pictures that are still found", run: runRobust}
}

// robustRow is the figures of one change.
type robustRow struct {
	Transform string  `json:"transform"`
	N         int     `json:"n"`
	AsIs      float64 `json:"as_is"`
	Turned    float64 `json:"turned"`
	Ensemble  float64 `json:"ensemble"`
	By        string  `json:"by,omitempty"` // the kinds of variant that found it
}

type robustReport struct {
	Pictures     int            `json:"pictures"`
	Threshold    int            `json:"threshold"`
	Rows         []robustRow    `json:"rows"`
	Pairs        int            `json:"pairs"`
	FalseAsIs    float64        `json:"false_per_million_as_is"`
	FalseAll     float64        `json:"false_per_million_ensemble"`
	FalseKinds   map[string]int `json:"false_by_kind,omitempty"`
	RandomPairs  int            `json:"random_pairs"`
	RandomFalse  int            `json:"random_false"`
	Variants     float64        `json:"variants_mean"`
	MillisMedian float64        `json:"ms_ensemble_median"`
	MillisPlain  float64        `json:"ms_pdq_full_median"`
}

// known is one picture with what is known of it.
type known struct {
	path  string
	rgba  *image.RGBA
	plain pdq.Result
	own   []variants.Hashed
}

func runRobust(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("robust", "DIR", robustDoc)
	threshold := fs.Int("threshold", pdq.Threshold, "greatest distance of a match")
	side := fs.Int("side", 1024, "pictures are first made this long at most, in pixels")
	only := fs.String("only", "", "only changes whose name contains this")
	seed := fs.Uint64("seed", 1, "seed of the changes")
	editing := fs.Bool("edits", false, "measure local edits of the pictures instead, by grid signatures")
	if err := parse(fs, args); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return fmt.Errorf("%w: %d arguments, want a folder of pictures", errUsage, fs.NArg())
	}
	pictures, err := loadKnown(ctx, fs.Arg(0), *side)
	if err != nil {
		return err
	}
	if *editing {
		return runEdits(ctx, pictures, *seed, *asJSON, out)
	}
	report := robustReport{Pictures: len(pictures), Threshold: *threshold}
	fmt.Fprintf(out, "%d pictures of quality >= %d\n%-18s %6s %7s %9s  found by\n", len(pictures), pdq.MinQuality, "change", "as is", "turned", "ensemble")
	for _, t := range transforms() {
		if !strings.Contains(t.name, *only) {
			continue
		}
		row, err := measureTransform(ctx, t, pictures, *threshold, *seed)
		if err != nil {
			return err
		}
		report.Rows = append(report.Rows, row)
		fmt.Fprintf(out, "%-18s %5.1f%% %6.1f%% %8.1f%%  %s\n", row.Transform, 100*row.AsIs, 100*row.Turned, 100*row.Ensemble, row.By)
	}
	if err := measureFalse(pictures, &report); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nfalse matches per million unrelated pairs: as is %.1f, ensemble %.1f (%d pairs, by kind %v); random hashes: %d in %d\n",
		report.FalseAsIs, report.FalseAll, report.Pairs, report.FalseKinds, report.RandomFalse, report.RandomPairs)
	fmt.Fprintf(out, "time a picture: PDQ full %.2f ms, ensemble %.2f ms (median; %.0f variants)\n", report.MillisPlain, report.MillisMedian, report.Variants)
	if *asJSON {
		return printJSON(out, report)
	}
	return nil
}

// loadKnown reads every picture below dir whose hash has enough quality.
func loadKnown(ctx context.Context, dir string, side int) ([]known, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(paths)
	var pictures []known
	for _, path := range paths {
		switch strings.ToLower(filepath.Ext(path)) {
		case ".jpg", ".jpeg", ".png", ".gif", ".webp":
		default:
			continue
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		p, err := decode.Image(ctx, data, decode.Limits{})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		k := known{path: path, rgba: toRGBA(p)}
		if long := max(p.Width, p.Height); long > side {
			k.rgba = resized(k.rgba, float64(side)/float64(long))
		}
		if k.plain, err = pdq.Hash(pdq.Full, fromRGBA(k.rgba)); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if k.plain.Quality >= pdq.MinQuality {
			pictures = append(pictures, k)
		}
	}
	if len(pictures) == 0 {
		return nil, fmt.Errorf("%w: no picture of quality %d or more in %s", errUsage, pdq.MinQuality, dir)
	}
	return pictures, nil
}

// fromRGBA copies back what toRGBA made.
func fromRGBA(m *image.RGBA) *hashing.Picture {
	p := hashing.NewPicture(m.Bounds().Dx(), m.Bounds().Dy(), 3)
	for i := range p.Width * p.Height {
		copy(p.Pix[3*i:3*i+3], m.Pix[4*i:4*i+3])
	}
	return p
}

func measureTransform(ctx context.Context, t transform, pictures []known, threshold int, seed uint64) (robustRow, error) {
	row := robustRow{Transform: t.name, N: len(pictures)}
	var plain, turnedHits, all int
	var maker variants.Maker
	by := map[variants.Kind]int{}
	for i, k := range pictures {
		if err := ctx.Err(); err != nil {
			return row, err
		}
		p, err := compressed(ctx, t.do(k.rgba, rand.New(rand.NewPCG(seed, uint64(i)))), 90)
		if err != nil {
			return row, err
		}
		hashed, err := maker.Make(nil, p)
		if err != nil {
			return row, err
		}
		best := -1
		for _, h := range hashed {
			if h.Quality < pdq.MinQuality || h.Hash.Distance(k.plain.Hash) > threshold {
				continue
			}
			if best < 0 || h.Variant.Kind < variants.Kind(best) {
				best = int(h.Variant.Kind)
			}
		}
		if best < 0 {
			continue
		}
		all++
		by[variants.Kind(best)]++
		if variants.Kind(best) <= variants.Turned {
			turnedHits++
		}
		if variants.Kind(best) == variants.AsIs {
			plain++
		}
	}
	row.AsIs, row.Turned, row.Ensemble = ratio(plain, row.N), ratio(turnedHits, row.N), ratio(all, row.N)
	var parts []string
	for kind := variants.AsIs; kind <= variants.Uncovered; kind++ {
		if by[kind] > 0 {
			parts = append(parts, fmt.Sprintf("%s %d", kind, by[kind]))
		}
	}
	row.By = strings.Join(parts, ", ")
	return row, nil
}

// duplicate is the distance up to which two pictures of the folder are taken
// for one and the same, and their pair is left out. Unrelated photographs lie
// beyond 70.
const duplicate = 60

// measureFalse counts false matches and times the ensemble.
func measureFalse(pictures []known, report *robustReport) error {
	var maker variants.Maker
	var hasher pdq.Hasher
	var total, plain []float64
	count := 0
	for i := range pictures {
		p := fromRGBA(pictures[i].rgba)
		start := time.Now()
		if _, err := hasher.Hash(pdq.Full, p); err != nil {
			return err
		}
		plain = append(plain, time.Since(start).Seconds()*1e3)
		start = time.Now()
		hashed, err := maker.Make(nil, p)
		if err != nil {
			return err
		}
		total = append(total, time.Since(start).Seconds()*1e3)
		pictures[i].own = hashed
		count += len(hashed)
	}
	slices.Sort(total)
	slices.Sort(plain)
	report.MillisMedian, report.MillisPlain = total[len(total)/2], plain[len(plain)/2]
	report.Variants = float64(count) / float64(len(pictures))

	report.FalseKinds = map[string]int{}
	var falsePlain, falseAll int
	for i, a := range pictures {
		for j, b := range pictures {
			if i == j || a.plain.Hash.Distance(b.plain.Hash) <= duplicate {
				continue
			}
			report.Pairs++
			hit := false
			for _, h := range b.own {
				if h.Quality < pdq.MinQuality || h.Hash.Distance(a.plain.Hash) > report.Threshold {
					continue
				}
				if h.Variant.Kind == variants.AsIs {
					falsePlain++
				}
				if !hit {
					falseAll++
					report.FalseKinds[h.Variant.Kind.String()]++
				}
				hit = true
			}
		}
	}
	report.FalseAsIs = 1e6 * ratio(falsePlain, report.Pairs)
	report.FalseAll = 1e6 * ratio(falseAll, report.Pairs)
	randomFalse(pictures, report)
	return nil
}

// randomFalse looks up every variant among random hashes.
func randomFalse(pictures []known, report *robustReport) {
	const randoms = 2000
	rng := rand.New(rand.NewPCG(2, 3))
	for range randoms {
		r := hashing.Hash256{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64()}
		for _, k := range pictures {
			for _, h := range k.own {
				report.RandomPairs++
				if h.Hash.Distance(r) <= report.Threshold {
					report.RandomFalse++
				}
			}
		}
	}
}
