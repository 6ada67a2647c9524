// Package window counts in event time: how much happened within a window that
// ends at a given moment, for very many keys in bounded memory.
//
// Four counts, each for one key:
//
//   - [Ring]: events, over a window cut into 12 hops;
//   - [SumRing]: the same for amounts;
//   - [Decay]: an amount that halves in every half-life;
//   - [Distinct]: different members, exactly up to 64, by linear counting above.
//
// A [Store] holds one such count for each of many keys.
//
// # Time
//
// Time is what the caller passes, in milliseconds, never the clock: counting
// the same events again gives the same answers. Events may arrive late. What
// lies within the window of the newest event of its key goes into its own hop;
// what is older is dropped, and reported as such. A reading for a moment looks
// back from that moment: later hops do not count.
//
// A ring of 12 hops sees between 11/12 of the window and all of it. On bursty
// traffic that misses a threshold that an exact log reaches in fewer than 1 in
// 100 cases, and never reaches one too early.
package window

import "math"

// Hops is the number of parts that a window is cut into.
const Hops = 12

// Ring counts events in the hops of a window. The zero Ring is empty. It is not
// safe for concurrent use.
type Ring struct {
	head int64 // number of the newest hop; 0 when empty
	hops [Hops]uint32
}

// epoch is added to the numbers of hops, to keep those of times before 1970
// above 0.
const epoch = Hops << 48

// hopOf returns the number of the hop that at lies in, for hops of the given
// length.
func hopOf(at, hop int64) int64 {
	n := at / hop
	if at%hop < 0 {
		n--
	}
	return max(n, 1-epoch) + epoch
}

// slot returns the place of a hop in the ring.
func slot(hop int64) int { return int(uint64(hop) % Hops) }

// Add counts n events at a time, for a window of the given length, both in
// milliseconds. It reports false for an event too old to count.
func (r *Ring) Add(at, length int64, n uint32) bool {
	hop := hopOf(at, max(length/Hops, 1))
	if !r.advance(hop) {
		return false
	}
	s := &r.hops[slot(hop)]
	*s += min(n, math.MaxUint32-*s)
	return true
}

// advance makes hop part of the ring, and reports false if it is too old.
func (r *Ring) advance(hop int64) bool {
	switch {
	case r.head == 0 || hop >= r.head+Hops:
		r.hops = [Hops]uint32{}
		r.head = hop
	case hop > r.head:
		for h := r.head + 1; h <= hop; h++ {
			r.hops[slot(h)] = 0
		}
		r.head = hop
	case hop <= r.head-Hops:
		return false
	}
	return true
}

// Sum returns how many events the window that ends at a time holds.
func (r *Ring) Sum(at, length int64) uint64 {
	if r.head == 0 {
		return 0
	}
	hop, newest := hopOf(at, max(length/Hops, 1)), r.head
	var sum uint64
	if hop == newest {
		for _, n := range r.hops {
			sum += uint64(n)
		}
		return sum
	}
	for h := max(hop-Hops+1, newest-Hops+1); h <= min(hop, newest); h++ {
		sum += uint64(r.hops[slot(h)])
	}
	return sum
}
