package index

import (
	"math"
	"math/bits"
)

// maxChunks bounds the number of chunks a hash is cut into.
const maxChunks = 16

// Costs in nanoseconds, waits for memory included, measured from 100 thousand to
// 10 million hashes on two cores of an EPYC (Zen 5) with 32 MB of cache. Only
// their ratios matter.
const (
	costProbe  = 60.0 // to find a bucket and to start reading it
	costSketch = 3.0  // to pass by a member with its sketch
	costRef    = 25.0 // to fetch a member's hash and compare it
)

// costLinear is the cost of a hash in a linear scan.
func costLinear(width int) float64 {
	if width == 1 {
		return 0.6
	}
	return 2.0
}

// layout is how hashes are cut: chunk i takes the bits from off[i] to off[i+1],
// and its key is the first key[i] of them.
type layout struct {
	width  int // words in a hash, 1 or 4
	sketch bool
	chunks int
	off    [maxChunks + 1]int
	key    [maxChunks]int
}

// makeLayout cuts hashes into so many chunks with keys of at most maxKey bits.
func makeLayout(width, chunks, maxKey int, sketch bool) layout {
	l := layout{width: width, chunks: chunks, sketch: sketch}
	for i := 1; i <= chunks; i++ {
		l.off[i] = 64 * width * i / chunks
		l.key[i-1] = min(maxKey, l.off[i]-l.off[i-1])
	}
	return l
}

// chooseLayout finds the cut that makes searches with the threshold cheapest,
// within the memory that the profile allows.
func chooseLayout(width, n, threshold int, p Profile) layout {
	sketch := p == Fast
	perBucket := 1 // members in a bucket, at the least: their offsets cost memory
	if sketch {
		perBucket = 4
	}
	maxKey := min(max(bits.Len(uint(n/perBucket))-1, 4), 24)
	if sketch {
		maxKey = min(maxKey, 16)
	}
	var best layout
	cost := -1.0
	for chunks := 2; chunks <= maxChunks; chunks++ {
		if 64*width/chunks < 4 {
			break
		}
		l := makeLayout(width, chunks, maxKey, sketch)
		for l.bytes(n) > limitBytes(p) && l.shrink() {
		}
		pl := makePlan(&l, n, threshold, maskTables(&l))
		if cost < 0 || pl.cost < cost {
			best, cost = l, pl.cost
		}
	}
	return best
}

// limitBytes is the memory a hash may take, a little under what the profiles
// promise.
func limitBytes(p Profile) float64 {
	if p == Compact {
		return 127
	}
	return 297
}

// bytes returns the memory that a hash takes, with an id of eight bytes.
func (l *layout) bytes(n int) float64 {
	total := 8*l.width + 8 + (l.chunks-1)*memberSize(l.sketch)
	starts := 0
	for _, k := range l.key[:l.chunks] {
		starts += 4 << k
	}
	return float64(total) + float64(starts)/float64(max(n, 1))
}

// shrink takes one bit off the longest keys; it reports whether it could.
func (l *layout) shrink() bool {
	longest := 0
	for _, k := range l.key[:l.chunks] {
		longest = max(longest, k)
	}
	for i := range l.key[:l.chunks] {
		if l.key[i] == longest && longest > 4 {
			l.key[i]--
		}
	}
	return longest > 4
}

// memberSize is the size of a member of a bucket.
func memberSize(sketch bool) int {
	if sketch {
		return 16
	}
	return 4
}

// maskTables returns the masks for each length of key in l.
func maskTables(l *layout) *[25]masks {
	var t [25]masks
	for _, k := range l.key[:l.chunks] {
		if t[k].m == nil {
			t[k] = makeMasks(k)
		}
	}
	return &t
}

// plan says how to search for one threshold.
type plan struct {
	linear bool // read every hash
	probes int
	cost   float64
	radius [maxChunks]int8 // -1: leave the chunk alone
}

// makePlan chooses the radii: of all that keep sum(radius+1) = threshold+1, those
// with the least expected cost among n random hashes. As each step of a radius
// costs more than the one before, taking the cheapest step again and again is
// the best.
func makePlan(l *layout, n, threshold int, tables *[25]masks) plan {
	p := plan{cost: float64(n) * costLinear(l.width)}
	limit := p.cost / 2
	pass := passSketch(l.width, threshold)
	for i := range p.radius {
		p.radius[i] = -1
	}
	cost := 0.0
	for range threshold + 1 {
		step, at := 0.0, -1
		for i := range l.chunks {
			c, ok := l.stepCost(i, int(p.radius[i])+1, n, pass, tables)
			if ok && (at < 0 || c < step) {
				step, at = c, i
			}
		}
		if at < 0 || cost+step > limit {
			p.linear = true
			return p
		}
		cost += step
		p.radius[at]++
	}
	for i := range l.chunks {
		if t := p.radius[i]; t >= 0 {
			p.probes += tables[l.key[i]].counts[t]
		}
	}
	p.cost = cost
	return p
}

// stepCost is the cost of widening the radius of chunk i to t; ok is false if it
// cannot be widened so far.
func (l *layout) stepCost(i, t, n int, pass float64, tables *[25]masks) (cost float64, ok bool) {
	k := l.key[i]
	counts := tables[k].counts
	if t >= len(counts) {
		return 0, false
	}
	probes := counts[t]
	if t > 0 {
		probes -= counts[t-1]
	}
	member := costRef
	switch {
	case i == 0:
		member = costLinear(l.width) // the hashes themselves, in order
	case l.sketch:
		member = costSketch + pass*costRef
	}
	return float64(probes) * (costProbe + member*float64(n)/float64(int(1)<<k)), true
}

// passSketch is the share of members that a sketch does not rule out: the chance
// that of so many fair coins at most threshold are heads. The sketch of a 256-bit
// hash has 96 bits, that of a 64-bit hash is the hash.
func passSketch(width, threshold int) float64 {
	n := 96
	if width == 1 {
		n = 64
	}
	p, sum := math.Pow(0.5, float64(n)), 0.0
	for i := range threshold + 1 {
		sum += p
		p *= float64(n-i) / float64(i+1)
	}
	return sum
}
