package index

import (
	"encoding/binary"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// parallel calls do(0) to do(n-1) from so many goroutines and waits for them.
func parallel(workers, n int, do func(i int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	wg.Wait()
}

// buildSegment makes a segment of pairs, which it sorts and may overwrite.
func buildSegment(pairs []pair, width int, opts Options) *segment {
	pairs = sortLarge(pairs, opts.Workers)
	s := &segment{pairs: len(pairs), idSize: 4}
	for i := range pairs {
		if i == 0 || pairs[i].h != pairs[i-1].h {
			s.n++
		}
		if pairs[i].id > math.MaxUint32 {
			s.idSize = 8
		}
	}
	s.layout = chooseLayout(width, s.n, opts.Threshold, opts.Profile)
	s.fillHashes(pairs)
	parallel(opts.Workers, s.chunks, s.fillChunk)
	s.finish()
	return s
}

// sortLarge sorts pairs by hash and id and drops repetitions: first by the top
// bits of the hash, then each part by itself.
func sortLarge(pairs []pair, workers int) []pair {
	const radix = 12
	if len(pairs) < 1<<14 {
		return sortPairs(pairs)
	}
	var ends [1<<radix + 1]int
	for i := range pairs {
		ends[pairs[i].h[0]>>(64-radix)+1]++
	}
	for i := range 1 << radix {
		ends[i+1] += ends[i]
	}
	at := ends
	out := make([]pair, len(pairs))
	for i := range pairs {
		k := pairs[i].h[0] >> (64 - radix)
		out[at[k]] = pairs[i]
		at[k]++
	}
	parallel(workers, 1<<radix, func(i int) {
		slices.SortFunc(out[ends[i]:ends[i+1]], comparePairs)
	})
	return slices.Compact(out)
}

// fillHashes writes the distinct hashes, their groups and ids.
func (s *segment) fillHashes(pairs []pair) {
	stride := 8 * s.width
	s.hashes.b = make([]byte, s.n*stride)
	s.ids.b = make([]byte, s.pairs*s.idSize)
	if s.n < s.pairs {
		s.groups.b = make([]byte, 4*(s.n+1))
		binary.LittleEndian.PutUint32(s.groups.b[4*s.n:], uint32(s.pairs))
	}
	slot := -1
	for i := range pairs {
		if i == 0 || pairs[i].h != pairs[i-1].h {
			slot++
			for j, w := range pairs[i].h[:s.width] {
				binary.LittleEndian.PutUint64(s.hashes.b[slot*stride+8*j:], w)
			}
			if len(s.groups.b) > 0 {
				binary.LittleEndian.PutUint32(s.groups.b[4*slot:], uint32(i))
			}
		}
		if s.idSize == 4 {
			binary.LittleEndian.PutUint32(s.ids.b[4*i:], uint32(pairs[i].id))
		} else {
			binary.LittleEndian.PutUint64(s.ids.b[8*i:], pairs[i].id)
		}
	}
}

// fillChunk sorts the slots into the buckets of chunk i.
func (s *segment) fillChunk(i int) {
	k := s.key[i]
	counts := make([]uint32, 1<<k+1)
	order := s.sortSlots(i, counts)
	for b := range 1 << k {
		counts[b+1] += counts[b]
	}
	s.starts[i].b = make([]byte, 4*len(counts))
	for b, v := range counts {
		binary.LittleEndian.PutUint32(s.starts[i].b[4*b:], v)
	}
	switch {
	case i == 0: // the hashes are in the order of their first bits
	case s.sketch:
		s.members[i].b = s.sketchMembers(i, counts)
	default:
		s.members[i].b = make([]byte, 4*s.n)
		for j, v := range order {
			binary.LittleEndian.PutUint32(s.members[i].b[4*j:], uint32(v))
		}
	}
}

// digit is the number of bits that sortSlots sorts by in one pass: few enough
// for the ends of all its outputs to stay in the first level of cache.
const digit = 12

// sortSlots counts the slots in each bucket b of chunk i into counts[b+1]. In a
// segment without sketches it also returns the slots in the order of their
// buckets, in the lower halves; the keys are many then, and writing each slot
// straight to its place would miss the cache each time.
func (s *segment) sortSlots(i int, counts []uint32) []uint64 {
	k := s.key[i]
	if s.sketch || i == 0 {
		for slot := range s.n {
			h := s.hash(slot)
			counts[s.bucket(&h, i)+1]++
		}
		return nil
	}
	a, b := make([]uint64, s.n), make([]uint64, s.n)
	for slot := range a {
		h := s.hash(slot)
		a[slot] = uint64(s.bucket(&h, i))<<32 | uint64(slot)
	}
	for shift := 32; shift < 32+k; shift += digit {
		var ends [1<<digit + 1]uint32
		for _, v := range a {
			ends[v>>shift&(1<<digit-1)+1]++
		}
		for d := range 1 << digit {
			ends[d+1] += ends[d]
		}
		for _, v := range a {
			d := v >> shift & (1<<digit - 1)
			b[ends[d]] = v
			ends[d]++
		}
		a, b = b, a
	}
	for _, v := range a {
		counts[v>>32+1]++
	}
	return a
}

// partBits is the number of leading bits of a bucket that sketchMembers sorts by
// in its first pass.
const partBits = 8

// sketchMembers writes the members of chunk i; next[b] is where bucket b starts,
// and is used up. It goes in two passes, first to the right part and then to the
// right bucket within it: one part fits the cache, and all buckets do not.
func (s *segment) sketchMembers(i int, next []uint32) []byte {
	shift := max(s.key[i]-partBits, 0)
	parts := 1 << (s.key[i] - shift)
	at := make([]uint32, parts+1)
	for p := range at {
		at[p] = next[p<<shift]
	}
	near, low := make([]byte, 16*s.n), make([]uint16, s.n)
	for slot := range s.n {
		h := s.hash(slot)
		b := s.bucket(&h, i)
		j := at[b>>shift]
		at[b>>shift]++
		lo, hi := s.sketchOf(&h, i)
		m := near[16*int(j) : 16*int(j)+16]
		binary.LittleEndian.PutUint64(m, lo)
		binary.LittleEndian.PutUint64(m[8:], hi|uint64(slot))
		low[j] = uint16(b & (1<<shift - 1))
	}
	members := make([]byte, 16*s.n)
	for p, end := range at[:parts] {
		from := 0
		if p > 0 {
			from = int(at[p-1])
		}
		for j := from; j < int(end); j++ {
			b := p<<shift | int(low[j])
			copy(members[16*int(next[b]):], near[16*j:16*j+16])
			next[b]++
		}
	}
	return members
}

// sketchOf returns the sketch that members of chunk i carry: of 256 bits the 96
// after the chunk, of 64 bits all. The lower half of hi is left to the slot.
func (l *layout) sketchOf(h *words, i int) (lo, hi uint64) {
	if l.width == 1 {
		return h[0], 0
	}
	return h.at(l.off[i+1], 64), h.at(l.off[i+1]+64, 32) << 32
}
