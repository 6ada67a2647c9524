package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
)

const indexDoc = `Searches an index of N random hashes and a linear scan of the same hashes, in
one run, on one thread. Half of the queries are random, half are planted: hashes
of the index with 0 to the threshold of their bits changed. The time
of a query is a mean over all of them, each taken from the fastest of several
rounds; recall is the share of what the linear scan finds that the
index finds too, over all queries that both were asked. us_batch8 is the time of
one batch of the eight orientations of a picture; open_ms and us_mapped are measured on the saved file
(with -file).`

func indexCommand() command {
	return command{name: "index", summary: "exact search within a threshold, beside a linear scan", run: runIndex}
}

// indexFigures is what bench index reports.
type indexFigures struct {
	N         int     `json:"n"`
	USQuery   float64 `json:"us_query"`
	USLinear  float64 `json:"us_linear"`
	Recall    float64 `json:"recall"`
	BytesHash float64 `json:"bytes_hash"`
	BuildS    float64 `json:"build_s"`
	Threshold int     `json:"threshold"`
	Profile   string  `json:"profile"`
	Queries   int     `json:"queries"`
	Ratio     float64 `json:"ratio"` // us_linear / us_query
	USBatch8  float64 `json:"us_batch8"`
	Wrong     int     `json:"wrong"` // queries whose matches were not those of the scan
	OpenMS    float64 `json:"open_ms,omitempty"`
	USMapped  float64 `json:"us_mapped,omitempty"`
}

type indexBench struct {
	n, queries, threshold, rounds, linear int
	seed                                  uint64
	profile                               index.Profile
	file                                  bool

	entries []index.Entry[hashing.Hash256]
	hs      []hashing.Hash256
	forms   []hashing.Hash256 // eight orientations of each of some queries
}

func runIndex(ctx context.Context, args []string, out io.Writer) error {
	fs, asJSON := newFlags("index", "", indexDoc)
	b := indexBench{}
	fs.IntVar(&b.n, "n", 1_000_000, "number of hashes")
	fs.IntVar(&b.queries, "queries", 1000, "number of queries")
	fs.IntVar(&b.threshold, "threshold", 31, "greatest distance of a match, 0 to 64")
	fs.IntVar(&b.rounds, "rounds", 15, "how often all queries are asked")
	fs.IntVar(&b.linear, "linear", 0, "number of queries of the linear scan; 0 means what takes some seconds")
	fs.Uint64Var(&b.seed, "seed", 1, "seed of the hashes")
	profile := fs.String("profile", "fast", "fast or compact")
	fs.BoolVar(&b.file, "file", false, "save, map and search the file too")
	if err := parse(fs, args); err != nil {
		return err
	}
	switch *profile {
	case "fast":
	case "compact":
		b.profile = index.Compact
	default:
		return fmt.Errorf("%w: profile %q, want fast or compact", errUsage, *profile)
	}
	if b.n < 1 || b.queries < 1 || b.rounds < 1 || b.threshold < 0 || b.threshold > index.MaxThreshold {
		return fmt.Errorf("%w: want n, queries and rounds of at least 1, threshold 0 to %d", errUsage, index.MaxThreshold)
	}
	f, err := b.measure(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d hashes, %s: query %.1f us, linear %.1f us (%.0f times), batch of 8 %.1f us, recall %.4f, %.0f B/hash, built in %.2f s\n",
		f.N, f.Profile, f.USQuery, f.USLinear, f.Ratio, f.USBatch8, f.Recall, f.BytesHash, f.BuildS)
	if b.file {
		fmt.Fprintf(out, "mapped file: opened in %.2f ms, query %.1f us\n", f.OpenMS, f.USMapped)
	}
	if *asJSON {
		return printJSON(out, f)
	}
	return nil
}

// plant makes the hashes and the queries.
func (b *indexBench) plant() {
	rng := rand.New(rand.NewPCG(b.seed, uint64(b.n)))
	b.entries = make([]index.Entry[hashing.Hash256], b.n)
	for i := range b.entries {
		b.entries[i] = index.Entry[hashing.Hash256]{ID: uint64(i), Hash: randomHash256(rng)}
	}
	b.hs = make([]hashing.Hash256, b.queries)
	for i := range b.hs {
		b.hs[i] = randomHash256(rng)
		if i%2 == 1 {
			continue
		}
		b.hs[i] = b.entries[rng.IntN(b.n)].Hash
		for _, bit := range rng.Perm(256)[:rng.IntN(b.threshold+1)] {
			b.hs[i][bit/64] ^= 1 << (bit % 64)
		}
	}
	for _, h := range b.hs[:max(1, b.queries/8)] {
		forms := orientations(rng, h)
		b.forms = append(b.forms, forms[:]...)
	}
}

// orientations returns what PDQ makes of a picture with hash h when it is mirrored
// and turned: rows and columns change places, and every other row or column
// changes sign. As the median moves, some bits differ from that: on photographs
// none in two thirds of the rows, and one in most of the others.
func orientations(rng *rand.Rand, h hashing.Hash256) [8]hashing.Hash256 {
	var out [8]hashing.Hash256
	for form := range out {
		for i := range 16 {
			for j := range 16 {
				row, col := i, j
				if form&4 != 0 {
					row, col = j, i
				}
				bit := h[row/4] >> (63 - (row%4*16 + col)) & 1
				if form&1 != 0 {
					bit ^= uint64(i & 1)
				}
				if form&2 != 0 {
					bit ^= uint64(j & 1)
				}
				if rng.IntN(40) == 0 && form > 0 {
					bit ^= 1
				}
				out[form][i/4] |= bit << (63 - (i%4*16 + j))
			}
		}
	}
	return out
}

func randomHash256(rng *rand.Rand) hashing.Hash256 {
	return hashing.Hash256{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64()}
}

func (b *indexBench) measure(ctx context.Context) (indexFigures, error) {
	b.plant()
	f := indexFigures{N: b.n, Threshold: b.threshold, Profile: b.profile.String(), Queries: b.queries}
	start := time.Now()
	x, err := index.New(b.entries, index.Options{Profile: b.profile, Threshold: b.threshold})
	if err != nil {
		return f, err
	}
	f.BuildS = time.Since(start).Seconds()
	f.BytesHash = float64(x.Bytes()) / float64(b.n)
	if err := b.compare(ctx, x, &f); err != nil {
		return f, err
	}
	if f.USQuery, err = b.time(ctx, x, b.hs, 1); err != nil {
		return f, err
	}
	if f.USBatch8, err = b.time(ctx, x, b.forms, 8); err != nil {
		return f, err
	}
	f.USBatch8 *= 8
	f.Ratio = f.USLinear / f.USQuery
	if b.file {
		return f, b.measureFile(ctx, x, &f)
	}
	return f, nil
}

// timedQueries is how many queries are timed at once: so few that another
// process seldom comes between.
const timedQueries = 32

// time returns the microseconds that a query takes, asked in batches: the mean
// over all queries, each with the least time of its group in any round.
func (b *indexBench) time(ctx context.Context, x *index.Index[hashing.Hash256], hs []hashing.Hash256, batch int) (float64, error) {
	groups := slices.Collect(slices.Chunk(hs, timedQueries))
	least := make([]time.Duration, len(groups))
	var dst []index.Match
	for range b.rounds {
		for i, group := range groups {
			start := time.Now()
			for part := range slices.Chunk(group, batch) {
				var err error
				if dst, err = x.SearchBatch(dst[:0], part, b.threshold); err != nil {
					return 0, err
				}
			}
			if spent := time.Since(start); least[i] == 0 || spent < least[i] {
				least[i] = spent
			}
		}
		if ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
	var total time.Duration
	for _, d := range least {
		total += d
	}
	return total.Seconds() * 1e6 / float64(len(hs)), nil
}

// compare asks the linear scan and the index the same queries.
func (b *indexBench) compare(ctx context.Context, x *index.Index[hashing.Hash256], f *indexFigures) error {
	n := b.linear
	if n <= 0 {
		n = max(20, 500_000_000/b.n) // some three seconds, each being scanned three times
	}
	n = min(n, b.queries)
	found, expected := 0, 0
	var spent time.Duration
	var want, got []index.Match
	for _, h := range b.hs[:n] {
		least := time.Duration(1 << 62)
		for range 3 {
			start := time.Now()
			want = b.scan(want[:0], h)
			least = min(least, time.Since(start))
		}
		spent += least
		var err error
		if got, err = x.Search(got[:0], h, b.threshold); err != nil {
			return err
		}
		expected += len(want)
		for _, m := range want {
			if slices.Contains(got, m) {
				found++
			}
		}
		if !slices.Equal(got, want) {
			f.Wrong++
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	f.Recall = 1
	if expected > 0 {
		f.Recall = float64(found) / float64(expected)
	}
	f.USLinear = spent.Seconds() * 1e6 / float64(n)
	return nil
}

// scan is the linear scan: it compares every hash.
func (b *indexBench) scan(dst []index.Match, h hashing.Hash256) []index.Match {
	for i := range b.entries {
		if d := h.Distance(b.entries[i].Hash); d <= b.threshold {
			dst = append(dst, index.Match{ID: b.entries[i].ID, Distance: d})
		}
	}
	slices.SortFunc(dst, func(a, b index.Match) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.ID, b.ID))
	})
	return dst
}

// measureFile saves the index and searches the mapped file.
func (b *indexBench) measureFile(ctx context.Context, x *index.Index[hashing.Hash256], f *indexFigures) error {
	dir, err := os.MkdirTemp("", "vigil-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "list.idx")
	if err := x.Save(path); err != nil {
		return err
	}
	start := time.Now()
	m, err := index.Open[hashing.Hash256](path)
	if err != nil {
		return err
	}
	f.OpenMS = time.Since(start).Seconds() * 1e3
	defer m.Close()
	f.USMapped, err = b.time(ctx, m, b.hs, 1)
	return err
}
