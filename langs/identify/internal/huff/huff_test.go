package huff_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/identify/internal/huff"
)

// pack packs src with its own best code.
func pack(t testing.TB, src []byte) (*huff.Table, []byte) {
	t.Helper()
	var counts [256]int
	for _, b := range src {
		counts[b]++
	}
	lengths := huff.Measure(counts)
	var w huff.Writer
	require.NoError(t, w.Write(&lengths, src...))
	w.Flush()
	table, err := huff.NewTable(&lengths)
	require.NoError(t, err)
	return table, w.Data
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	normal, flat := make([]byte, 100_000), make([]byte, 5000)
	for i := range normal {
		normal[i] = byte(128 + rng.NormFloat64()*5)
	}
	for i := range flat {
		flat[i] = byte(rng.IntN(256))
	}
	steep := []byte{}
	for i := range 20 { // longer codes than are allowed, without the limit
		for range 1 << i {
			steep = append(steep, byte(i))
		}
	}
	tests := []struct {
		name string
		src  []byte
		most float64 // bits a byte
	}{
		{"one", []byte{7}, 8},
		{"same", []byte{7, 7, 7, 7, 7, 7, 7, 7}, 1},
		{"normal", normal, 4.45},
		{"flat", flat, 8.1},
		{"steep", steep, 2.01},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			table, packed := pack(t, tt.src)
			require.LessOrEqual(t, 8*float64(len(packed))/float64(len(tt.src)), tt.most)
			r := huff.NewReader(packed)
			got := make([]byte, len(tt.src))
			for at := 0; at < len(got); at += 13 { // in pieces
				r.Read(got[at:min(at+13, len(got))], table)
			}
			require.NoError(t, r.Err())
			require.Equal(t, tt.src, got)
		})
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	table, packed := pack(t, []byte("a short text of some letters"))
	r := huff.NewReader(packed[:len(packed)/2])
	r.Read(make([]byte, 28), table)
	require.Error(t, r.Err())
	r.Read(make([]byte, 28), table)
	require.Error(t, r.Err())
	lengths := huff.Lengths{1, 1, 1}
	_, err := huff.NewTable(&lengths)
	require.Error(t, err)
	lengths = huff.Lengths{13}
	_, err = huff.NewTable(&lengths)
	require.Error(t, err)
	var w huff.Writer
	lengths = huff.Lengths{1}
	require.Error(t, w.Write(&lengths, 9))
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("seed"), []byte{0, 1, 2, 3})
	f.Add([]byte{}, []byte{})
	f.Add([]byte{255, 255, 255}, []byte{3, 3, 2, 1, 12, 12})
	f.Fuzz(func(t *testing.T, data, bits []byte) {
		var lengths huff.Lengths
		copy(lengths[:], bits)
		table, err := huff.NewTable(&lengths)
		if err != nil {
			return
		}
		r := huff.NewReader(data)
		r.Read(make([]byte, 1000), table)
		_ = r.Err()
	})
}
