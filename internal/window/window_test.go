package window_test

import (
	"encoding/binary"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/vigil-moderation/vigil/internal/window"
)

const (
	minute = int64(60_000)
	hour   = 60 * minute
)

func TestRing(t *testing.T) {
	t.Parallel()
	var r window.Ring
	require.Zero(t, r.Sum(0, hour))
	require.True(t, r.Add(0, hour, 2))
	require.True(t, r.Add(30*minute, hour, 3))
	require.EqualValues(t, 5, r.Sum(59*minute, hour))
	require.EqualValues(t, 3, r.Sum(60*minute, hour), "the first hop has left")
	require.EqualValues(t, 2, r.Sum(29*minute, hour), "a reading looks back only")
	require.True(t, r.Add(31*minute-20*minute, hour, 1), "late, but within the window")
	require.EqualValues(t, 6, r.Sum(30*minute, hour))
	require.False(t, r.Add(-31*minute, hour, 1), "too late")
	require.True(t, r.Add(100*hour, hour, 1))
	require.EqualValues(t, 1, r.Sum(100*hour, hour))
	require.Zero(t, r.Sum(103*hour, hour))
}

func TestRingBefore1970(t *testing.T) {
	t.Parallel()
	var r window.Ring
	require.True(t, r.Add(-10*minute, hour, 1))
	require.True(t, r.Add(-1, hour, 1))
	require.True(t, r.Add(1, hour, 1))
	require.EqualValues(t, 3, r.Sum(2, hour))
}

// TestRingAgainstLog holds the ring against an exact log: it may see up to a
// hop less than the window, never more.
func TestRingAgainstLog(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		var r window.Ring
		var sums window.SumRing
		var log []int64
		at := int64(0)
		for range 500 {
			at += rng.Int64N(10 * minute)
			log = append(log, at)
			require.True(t, r.Add(at, hour, 1))
			require.True(t, sums.Add(at, hour, 1))
			var least, most uint64
			for _, x := range log {
				if x > at-hour+5*minute {
					least++
				}
				if x > at-hour {
					most++
				}
			}
			got := r.Sum(at, hour)
			require.GreaterOrEqual(t, got, least)
			require.LessOrEqual(t, got, most)
			require.InDelta(t, got, sums.Sum(at, hour), 0)
		}
	}
}

func TestDecay(t *testing.T) {
	t.Parallel()
	var d window.Decay
	require.True(t, d.Add(0, hour, 8))
	require.InDelta(t, 4, d.Value(hour, hour), 1e-9)
	require.True(t, d.Add(2*hour, hour, 1))
	require.InDelta(t, 3, d.Value(2*hour, hour), 1e-9)
	require.True(t, d.Add(hour, hour, 2), "late")
	require.InDelta(t, 4, d.Value(2*hour, hour), 1e-9)
	require.InDelta(t, 4, d.Value(0, hour), 1e-9, "no look into the past")
}

func TestDistinct(t *testing.T) {
	t.Parallel()
	var d window.Distinct
	for i := range uint64(64) {
		for range 3 {
			require.True(t, d.Add(int64(i)*minute/2, hour, i*0x9e3779b97f4a7c15))
		}
	}
	require.EqualValues(t, 64, d.Count(32*minute, hour))
	require.EqualValues(t, 64-10, d.Count(60*minute, hour), "the first hop has left")
	require.False(t, d.Add(-hour, hour, 1))
}

func TestDistinctMany(t *testing.T) {
	t.Parallel()
	for _, n := range []int{65, 500, 5000, 10_000} {
		rng := rand.New(rand.NewPCG(uint64(n), 1))
		var d window.Distinct
		for range n {
			d.Add(rng.Int64N(50*minute), hour, rng.Uint64())
		}
		require.InEpsilon(t, n, d.Count(50*minute, hour), 0.08)
		d.Add(3*hour, hour, 1)
		require.EqualValues(t, 1, d.Count(3*hour, hour))
	}
}

// TestDistinctSlides holds the linear count against an exact one as time goes
// on.
func TestDistinctSlides(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 1))
	var d window.Distinct
	seen := map[uint64]int64{}
	for i := range int64(20_000) {
		at := i * minute / 20
		m := rng.Uint64N(2000)
		d.Add(at, hour, m*0x9e3779b97f4a7c15)
		seen[m] = at / (hour / 12)
		if i%500 != 499 {
			continue
		}
		exact := 0
		for _, hop := range seen {
			if hop > at/(hour/12)-12 {
				exact++
			}
		}
		require.InEpsilon(t, exact, d.Count(at, hour), 0.06)
	}
}

func add(at int64) func(*window.Ring) bool {
	return func(r *window.Ring) bool { return r.Add(at, hour, 1) }
}

func TestStore(t *testing.T) {
	t.Parallel()
	s := window.NewStore[window.Ring](1000)
	for i := range uint64(5000) {
		s.Update(i*0x9e3779b97f4a7c15, add(int64(i)*minute))
	}
	st := s.Stats()
	require.LessOrEqual(t, st.Keys, 1024)
	require.EqualValues(t, 5000, st.Evicted+uint64(st.Keys))
	var sum uint64
	last := uint64(4999)
	last *= 0x9e3779b97f4a7c15
	require.True(t, s.View(last, func(r *window.Ring) { sum = r.Sum(4999*minute, hour) }))
	require.EqualValues(t, 1, sum)
	require.False(t, s.View(77, func(*window.Ring) {}))
	s.Update(last, add(0))
	require.EqualValues(t, 1, s.Stats().Late)
}

func TestSnapshot(t *testing.T) {
	t.Parallel()
	s := window.NewStore[window.Distinct](500)
	rng := rand.New(rand.NewPCG(5, 1))
	for range 5000 {
		key, at, m := rng.Uint64N(300), rng.Int64N(hour), rng.Uint64()
		if key < 3 {
			key = 0
		}
		s.Update(key, func(d *window.Distinct) bool { return d.Add(at, hour, m) })
	}
	for range 100 {
		m := rng.Uint64()
		s.Update(0, func(d *window.Distinct) bool { return d.Add(hour, hour, m) })
	}
	b := s.AppendSnapshot(nil)
	back := window.NewStore[window.Distinct](500)
	rest, err := back.Restore(append(b, "rest"...))
	require.NoError(t, err)
	require.Equal(t, "rest", string(rest))
	for key := range uint64(300) {
		var want, got uint64
		s.View(key, func(d *window.Distinct) { want = d.Count(hour, hour) })
		back.View(key, func(d *window.Distinct) { got = d.Count(hour, hour) })
		require.Equal(t, want, got)
	}
	require.Equal(t, b, back.AppendSnapshot(nil))
	for _, cut := range []int{0, 1, 4, 9, len(b) / 2, len(b) - 1} {
		_, err := back.Restore(b[:cut])
		require.Error(t, err)
	}
	require.Equal(t, b, back.AppendSnapshot(nil), "a bad snapshot changes nothing")
}

func FuzzRestore(f *testing.F) {
	s := window.NewStore[window.Distinct](10)
	s.Update(1, func(d *window.Distinct) bool { return d.Add(5, hour, 7) })
	f.Add(s.AppendSnapshot(nil))
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		s := window.NewStore[window.Distinct](10)
		if _, err := s.Restore(b); err != nil {
			return
		}
		s.Update(1, func(d *window.Distinct) bool { return d.Add(5, hour, 7) })
		s.View(1, func(d *window.Distinct) { d.Count(5, hour) })
		s.AppendSnapshot(nil)
	})
}

// TestBytesAKey bounds the memory of a full store of rings.
func TestBytesAKey(t *testing.T) {
	const keys = 1 << 16
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := window.NewStore[window.Ring](keys)
	for i := range uint64(keys) {
		s.Update(i*0x9e3779b97f4a7c15, add(0))
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, (after.HeapAlloc-before.HeapAlloc)/uint64(s.Stats().Keys), uint64(300))
	t.Logf("%d bytes a key", (after.HeapAlloc-before.HeapAlloc)/uint64(s.Stats().Keys))
	runtime.KeepAlive(s)
}

func BenchmarkUpdate(b *testing.B) {
	key := func(i uint64) uint64 {
		var k [8]byte
		binary.LittleEndian.PutUint64(k[:], i*0x9e3779b97f4a7c15)
		return binary.BigEndian.Uint64(k[:])
	}
	b.Run("ring", func(b *testing.B) {
		s := window.NewStore[window.Ring](1 << 17)
		b.ReportAllocs()
		i := uint64(0)
		for b.Loop() {
			i++
			at := int64(i) * 10
			s.Update(key(i*i%100_000), func(r *window.Ring) bool { return r.Add(at, hour, 1) })
		}
	})
	b.Run("distinct", func(b *testing.B) {
		s := window.NewStore[window.Distinct](1 << 17)
		b.ReportAllocs()
		i := uint64(0)
		for b.Loop() {
			i++
			at := int64(i) * 10
			s.Update(key(i*i%100_000), func(d *window.Distinct) bool { return d.Add(at, hour, i%7) })
		}
	})
	b.Run("decay", func(b *testing.B) {
		s := window.NewStore[window.Decay](1 << 17)
		b.ReportAllocs()
		i := uint64(0)
		for b.Loop() {
			i++
			at := int64(i) * 10
			s.Update(key(i*i%100_000), func(d *window.Decay) bool { return d.Add(at, hour, 0.5) })
		}
	})
}
