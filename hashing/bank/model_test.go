package bank_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/list"
)

// world makes entries from few ids, hashes and digests, so that they meet.
type world struct {
	rng     *rand.Rand
	hashes  []hashing.Hash256
	digests []list.Digest
}

func newWorld(seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, seed))}
	for range 200 {
		w.hashes = append(w.hashes, randomHash(w.rng))
		d := bank.Digests(fmt.Append(nil, w.rng.Uint64()))
		w.digests = append(w.digests, d[w.rng.IntN(3)])
	}
	return w
}

func (w *world) entry() list.Entry {
	e := list.Entry{ID: fmt.Sprint("id", w.rng.IntN(300)), Status: list.Status(w.rng.IntN(3))}
	for range w.rng.IntN(3) {
		h := w.hashes[w.rng.IntN(len(w.hashes))]
		h[w.rng.IntN(4)] ^= 1 << w.rng.IntN(64)
		e.PDQ = append(e.PDQ, h)
	}
	for range w.rng.IntN(3) {
		e.Digests = append(e.Digests, w.digests[w.rng.IntN(len(w.digests))])
	}
	return e
}

// expect is what a bank with these entries must answer: "kind id distance".
func expect(entries map[string]list.Entry, q bank.Query) (out []string) {
	for _, e := range entries {
		if e.Status == list.Withdrawn {
			continue
		}
		least := 999
		for _, h := range q.Hashes {
			for _, known := range e.PDQ {
				least = min(least, h.Distance(known))
			}
		}
		if least <= 31 {
			out = append(out, fmt.Sprintf("pdq %s %d", e.ID, least))
		}
		for _, d := range q.Digests {
			if slices.Contains(e.Digests, d) {
				out = append(out, fmt.Sprintf("%v %s 0", d.Kind, e.ID))
			}
		}
	}
	slices.Sort(out)
	return out
}

func answers(t *testing.T, b *bank.Bank, q bank.Query) (out []string) {
	got, err := b.Query(nil, q)
	require.NoError(t, err)
	for _, m := range got {
		require.NotEqual(t, list.Withdrawn, m.Entry.Status)
		require.Equal(t, m.Kind != list.PDQ, m.Exact)
		out = append(out, fmt.Sprintf("%v %s %d", m.Kind, m.Entry.ID, m.Distance))
	}
	slices.Sort(out)
	return out
}

func TestBankAgainstModel(t *testing.T) {
	t.Parallel()
	w := newWorld(5)
	b, err := bank.New(bank.Options{})
	require.NoError(t, err)
	model := map[string]list.Entry{}
	for range 150 {
		var page []list.Entry
		for range w.rng.IntN(40) {
			e := w.entry()
			page = append(page, e)
			model[e.ID] = e
		}
		require.NoError(t, b.Apply(page))
		live := 0
		for id, e := range model {
			if e.Status != list.Withdrawn {
				live++
				require.Equal(t, e, *b.Entry(id))
			}
		}
		require.Equal(t, live, b.Len())
		for range 20 {
			q := bank.Query{
				Hashes:  []hashing.Hash256{w.hashes[w.rng.IntN(200)], w.hashes[w.rng.IntN(200)]},
				Digests: []list.Digest{w.digests[w.rng.IntN(200)]},
			}
			require.Equal(t, expect(model, q), answers(t, b, q))
		}
	}
}

func TestApplyTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(6)
	b, err := bank.New(bank.Options{})
	require.NoError(t, err)
	var page []list.Entry
	for range 100 {
		page = append(page, w.entry())
	}
	require.NoError(t, b.Apply(page))
	version, n := b.Version(), b.Len()
	require.NoError(t, b.Apply(page))
	require.Equal(t, version, b.Version())
	require.Equal(t, n, b.Len())
}

// TestPageIsSeenWhole swaps the hashes of two entries again and again: a query
// for both finds both each time, and never a third state.
func TestPageIsSeenWhole(t *testing.T) {
	t.Parallel()
	w := newWorld(7)
	x, y := w.hashes[0], w.hashes[1]
	b, err := bank.New(bank.Options{})
	require.NoError(t, err)
	pages := [2][]list.Entry{
		{{ID: "a", PDQ: []hashing.Hash256{x}}, {ID: "b", PDQ: []hashing.Hash256{y}}},
		{{ID: "b", PDQ: []hashing.Hash256{x}}, {ID: "a", PDQ: []hashing.Hash256{y}}},
	}
	require.NoError(t, b.Apply(pages[0]))
	done := make(chan error)
	go func() {
		var err error
		for i := 1; i < 200 && err == nil; i++ {
			err = b.Apply(pages[i%2])
		}
		done <- err
	}()
	for {
		select {
		case err := <-done:
			require.NoError(t, err)
			return
		default:
			got, err := b.Query(nil, bank.Query{Hashes: []hashing.Hash256{x, y}})
			require.NoError(t, err)
			require.Len(t, got, 2)
			require.NotEqual(t, got[0].Query, got[1].Query)
			require.Equal(t, got[0].Version, got[1].Version)
		}
	}
}

func TestSnapshotStays(t *testing.T) {
	t.Parallel()
	w := newWorld(8)
	b, err := bank.New(bank.Options{})
	require.NoError(t, err)
	e := list.Entry{ID: "a", PDQ: w.hashes[:1], Digests: w.digests[:1]}
	require.NoError(t, b.Apply([]list.Entry{e}))
	s := b.Snapshot()
	e.Status = list.Withdrawn
	require.NoError(t, b.Apply([]list.Entry{e}))
	q := bank.Query{Hashes: w.hashes[:1], Digests: w.digests[:1]}
	require.Empty(t, answers(t, b, q))
	require.Len(t, answers(t, s, q), 2)
	require.Equal(t, []uint64{1, 2}, []uint64{s.Version(), b.Version()})
}

// TestPoisonedBank holds one digest and one hash in a great many entries.
func TestPoisonedBank(t *testing.T) {
	t.Parallel()
	w := newWorld(9)
	b, err := bank.New(bank.Options{})
	require.NoError(t, err)
	var page []list.Entry
	for i := range 50_000 {
		page = append(page, list.Entry{ID: fmt.Sprint(i), Digests: w.digests[:1], PDQ: w.hashes[:1]})
	}
	require.NoError(t, b.Apply(page))
	got, err := b.Query(nil, bank.Query{Digests: w.digests[:1]})
	require.NoError(t, err)
	require.Len(t, got, 50_000)
	got, err = b.Query(nil, bank.Query{Digests: w.digests[1:2], Hashes: w.hashes[1:2]})
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestQualityThresholdAndLabels(t *testing.T) {
	t.Parallel()
	w := newWorld(10)
	b, err := bank.New(bank.Options{Name: "n", Label: harm.SexualNCII})
	require.NoError(t, err)
	far := w.hashes[0]
	far[0] ^= 1<<40 - 1
	require.NoError(t, b.Apply([]list.Entry{
		{ID: "a", PDQ: []hashing.Hash256{far}, Label: harm.MinorsCSAM},
		{ID: "b", PDQ: []hashing.Hash256{w.hashes[0], w.hashes[0]}},
	}))
	tests := []struct {
		name string
		q    bank.Query
		want string
	}{
		{"defaults", bank.Query{}, "b 0 sexual.ncii 0"},
		{"wide", bank.Query{Threshold: 40}, "b 0 sexual.ncii 0 a 40 minors.csam 0"},
		{"equal", bank.Query{Threshold: -1}, "b 0 sexual.ncii 0"},
		{"low quality", bank.Query{Qualities: []int{49}}, ""},
		{"own quality", bank.Query{Qualities: []int{49}, Quality: 40}, "b 0 sexual.ncii 0"},
		{"any quality", bank.Query{Qualities: []int{0}, Quality: -1}, "b 0 sexual.ncii 0"},
		{"second only", bank.Query{Qualities: []int{10, 90}, Hashes: []hashing.Hash256{w.hashes[5], w.hashes[0]}}, "b 0 sexual.ncii 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if tt.q.Hashes == nil {
				tt.q.Hashes = w.hashes[:1]
			}
			got, err := b.Query(nil, tt.q)
			require.NoError(t, err)
			var out []string
			for _, m := range got {
				out = append(out, fmt.Sprint(m.Entry.ID, " ", m.Distance, " ", m.Label, " ", m.Query))
			}
			require.Equal(t, tt.want, strings.Join(out, " "))
		})
	}
	_, err = b.Query(nil, bank.Query{Hashes: w.hashes[:1], Threshold: 65})
	require.ErrorContains(t, err, "threshold 65")
}

func TestQueryAllocatesNothing(t *testing.T) {
	w := newWorld(11)
	b, err := bank.New(bank.Options{})
	require.NoError(t, err)
	var page []list.Entry
	for i := range 3000 {
		page = append(page, w.entry())
		page[i].ID = fmt.Sprint(i)
	}
	require.NoError(t, b.Apply(page))
	dst := make([]bank.Match, 0, 256)
	stranger := bank.Query{Hashes: []hashing.Hash256{randomHash(w.rng)}, Digests: w.digests[:3]}
	stranger.Digests[0].Sum[0]++
	require.Zero(t, testing.AllocsPerRun(100, func() { dst, _ = b.Query(dst[:0], stranger) }))
}

func TestLoadReportsBrokenLists(t *testing.T) {
	t.Parallel()
	_, err := bank.Load(strings.NewReader("no,columns\n"), bank.Options{Name: "x", Format: list.CSV})
	require.ErrorContains(t, err, "bank: load x: list: csv header")
	_, err = bank.Load(strings.NewReader(""), bank.Options{Format: 77})
	require.Error(t, err)
}

func BenchmarkQuery(b *testing.B) {
	w := newWorld(12)
	bk, err := bank.New(bank.Options{})
	require.NoError(b, err)
	page := make([]list.Entry, 100_000)
	for i := range page {
		d := bank.Digests(fmt.Append(nil, i))
		page[i] = list.Entry{ID: fmt.Sprint(i), PDQ: []hashing.Hash256{randomHash(w.rng)}, Digests: d[:]}
	}
	require.NoError(b, bk.Apply(page))
	d := bank.Digests([]byte("stranger"))
	for _, tt := range []struct {
		name string
		q    bank.Query
	}{
		{"digests", bank.Query{Digests: d[:]}},
		{"hash", bank.Query{Hashes: w.hashes[:1]}},
	} {
		b.Run(tt.name+"/100000", func(b *testing.B) {
			b.ReportAllocs()
			var dst []bank.Match
			for b.Loop() {
				dst, _ = bk.Query(dst[:0], tt.q)
			}
		})
	}
}
