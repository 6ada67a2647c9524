package identify

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify/internal/huff"
)

// tiny packs two equal sides with the rows of slots 3 and 40.
func tiny(t testing.TB) []byte {
	t.Helper()
	one := func(symbols ...byte) huff.Lengths {
		var counts [256]int
		for _, s := range symbols {
			counts[s]++
		}
		return huff.Measure(counts)
	}
	weights, kind, gaps := one(128, 131, 120, 128), one(2), one(3, 37)
	side := []byte{2, byte(langs.Maltese), 250, 6}
	side = binary.LittleEndian.AppendUint32(side, 2)
	for _, v := range []float32{0.5, 1, 0} {
		side = binary.LittleEndian.AppendUint32(side, math.Float32bits(v))
	}
	for i := range kinds + 2 {
		lengths := huff.Lengths{}
		switch i {
		case 2:
			lengths = weights
		case kinds:
			lengths = kind
		case kinds + 1:
			lengths = gaps
		}
		side = append(side, lengths[:]...)
	}
	var w huff.Writer
	require.NoError(t, w.Write(&gaps, 3, 37))
	for _, row := range [][]byte{{128, 131}, {120, 128}} {
		require.NoError(t, w.Write(&kind, 2))
		require.NoError(t, w.Write(&weights, row...))
	}
	w.Flush()
	side = binary.LittleEndian.AppendUint32(side, uint32(len(w.Data)))
	side = append(side, w.Data...)
	return append(append([]byte(magic), side...), side...)
}

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := parse(tiny(t))
	require.NoError(t, err)
	for _, side := range got.sides {
		require.Equal(t, []langs.Language{langs.Maltese, langs.Other}, side.classes)
		var found [3]uint32
		require.Equal(t, 2, side.find(found[:], []uint32{3 << side.shift, 5 << side.shift, 40<<side.shift | 1}))
		require.Equal(t, []uint32{0, 1}, found[:2])
		var s sums
		side.add(&s, []uint32{0, 1, 1})
		require.Equal(t, []int32{-16, 3}, s.score[:2])
		require.Equal(t, 3, s.n)
		require.InDelta(t, 0.5/math.Sqrt(1.25), side.scale(3), 1e-6)
		require.InDelta(t, side.scale(scaled-1), side.scale(scaled), 1e-3)
	}
}

func TestParseBroken(t *testing.T) {
	t.Parallel()
	whole := tiny(t)
	for cut := range whole {
		_, err := parse(whole[:cut])
		require.Error(t, err, "cut at %d", cut)
	}
	for _, at := range []int{0, len(magic), len(magic) + 3, len(magic) + 6} {
		broken := append([]byte(nil), whole...)
		broken[at] = 200
		_, err := parse(broken)
		require.Error(t, err, "byte %d changed", at)
	}
}

// TestExp compares the fast exponential with the exact one.
func TestExp(t *testing.T) {
	t.Parallel()
	for x := float32(0); x > -16; x -= 0.001 {
		want := math.Exp(float64(x))
		require.InEpsilon(t, want, exp(x), 2e-3, "%v", x)
	}
}

func TestModel(t *testing.T) {
	t.Parallel()
	require.Less(t, len(blob), 3<<20)
	m, err := load()
	require.NoError(t, err)
	bytes := 0
	for _, side := range m.sides {
		bytes += 8*len(side.present) + 4*len(side.before) + lanes*len(side.rows)
	}
	require.Less(t, bytes, 10_000_000)
}

func FuzzParse(f *testing.F) {
	whole := tiny(f)
	f.Add(whole)
	f.Add(whole[:len(whole)/2])
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := parse(data)
		if err != nil {
			return
		}
		full := &Model{tables: m}
		_ = full.Best("some words, тоже слова")
	})
}
