package index

import (
	"encoding/binary"
	"math/bits"
)

// span is a bucket to be read for one query.
type span struct {
	from, to uint32 // members
	chunk    uint8
	flips    uint8 // bits in which the key differs from that of the query
	query    uint8 // which of the queries of the seeker
}

const (
	// windowSpans is how many buckets are looked up before they are read: enough
	// for all fetches from memory to run beside each other.
	windowSpans = 320
	// maxGroup is how many queries are searched for together.
	maxGroup = 8
)

// seeker is one search, for some queries, in one segment.
type seeker struct {
	s         *segment
	group     [maxGroup]words
	nq        int // number of queries in group
	first     int // number of the first of them in the batch
	threshold int
	plan      *plan
	dead      map[uint64]struct{}
	dst       []Match
	err       error
	sketched  int               // the chunk that sketches is for
	sketches  [maxGroup]sketch  // what its members are compared with
	spans     [windowSpans]span // buckets to be read
	n         int               // number of spans
	budget    float64           // what may still be spent on buckets
	sink      byte
}

type sketch struct{ lo, hi uint64 }

// run appends the matches to k.dst. It returns false if there is an error.
func (k *seeker) run() bool {
	start := len(k.dst)
	k.plan = &k.s.plans[k.threshold]
	if !k.plan.linear {
		k.budget = float64(k.nq) * (float64(k.s.n)*costLinear(k.s.width)/2 + 1000)
		if k.probe() || k.err != nil {
			return k.err == nil
		}
		k.dst = k.dst[:start]
	}
	for j := range k.nq {
		if !k.linear(j, 0, k.s.n, -1) {
			return false
		}
	}
	return true
}

// probe reads the buckets. It returns false if there is an error, or if that
// becomes dearer than a linear scan; the matches are half done then.
func (k *seeker) probe() bool {
	s := k.s
	for i := range s.chunks {
		if k.plan.radius[i] < 0 {
			continue
		}
		table := &s.tables[s.key[i]]
		diffs := table.m
		var keys [maxGroup]uint32
		for j := range k.nq {
			keys[j] = uint32(k.group[j].at(s.off[i], s.key[i]))
		}
		if s.folded(i) {
			diffs = table.folded
			for j := range k.nq {
				keys[j] = fold(keys[j], s.key[i])
			}
		}
		first := 0
		for flips, end := range table.counts[:k.plan.radius[i]+1] {
			for _, diff := range diffs[first:end] {
				if k.n+k.nq > windowSpans && !k.flush() {
					return false
				}
				if !k.find(i, flips, diff, keys[:k.nq]) {
					return false
				}
			}
			first = end
		}
	}
	return k.flush()
}

// find adds the buckets of the keys that differ by diff from those of the
// queries. Queries with like keys have them side by side.
func (k *seeker) find(chunk, flips int, diff uint32, keys []uint32) bool {
	s := k.s
	starts := s.starts[chunk].b
	for j, key := range keys {
		b := int(key ^ diff)
		if s.file != nil {
			if k.err = s.touch(&s.starts[chunk], 4*b, 4*b+8); k.err != nil {
				return false
			}
		}
		two := starts[4*b : 4*b+8 : 4*b+8]
		from, to := binary.LittleEndian.Uint32(two), binary.LittleEndian.Uint32(two[4:])
		if from > to || int64(to) > int64(s.n) {
			k.err = s.inconsistent("bucket")
			return false
		}
		k.spans[k.n] = span{from, to, uint8(chunk), uint8(flips), uint8(j)}
		if from != to {
			k.n++
		}
	}
	return true
}

// flush reads the buckets that have been found, if they are worth it.
func (k *seeker) flush() bool {
	spans := k.spans[:k.n]
	k.n = 0
	if k.budget -= k.cost(spans); k.budget < 0 {
		return false
	}
	return k.read(spans)
}

// cost returns what it costs to read the spans, in nanoseconds.
func (k *seeker) cost(spans []span) float64 {
	var hashes, members uint64
	for i := range spans {
		c := uint64(spans[i].to - spans[i].from)
		if spans[i].chunk == 0 {
			hashes += c
		} else {
			members += c
		}
	}
	each := costRef
	if k.s.sketch {
		each = costSketch
	}
	return float64(hashes)*costLinear(k.s.width) + float64(members)*each
}

// fetchBytes is how much is loaded before it is read; it fits the second level of
// cache with room to spare.
const fetchBytes = 128 << 10

// fetch loads the buckets at the start of spans, as many as fit fetchBytes and at
// least one, so that the waits for memory overlap. It returns how many. What it
// loaded means nothing; it goes to k.sink lest the compiler drop the loads.
func (k *seeker) fetch(spans []span) int {
	each, room := 16, fetchBytes
	if !k.s.sketch {
		each, room = 4, fetchBytes/16 // each of four bytes brings a line of hashes
	}
	var sum byte
	total := 0
	for i := range spans {
		sp := &spans[i]
		b, size := k.s.members[sp.chunk&(maxChunks-1)].b, each
		if sp.chunk == 0 {
			b, size = k.s.hashes.b, 8*k.s.width
		}
		at, to := int(sp.from)*size, min(int(sp.to)*size, len(b))
		if total += to - at; total > room && i > 0 {
			k.sink = sum
			return i
		}
		for at &^= 63; at < to; at += 64 { // line by line, whatever the bucket begins in
			sum ^= b[at]
		}
	}
	k.sink = sum
	return len(spans)
}

// fetchHashes loads the hashes that the buckets refer to.
func (k *seeker) fetchHashes(spans []span) {
	s := k.s
	stride := 8 * s.width
	var sum byte
	for i := range spans {
		sp := &spans[i]
		b := s.members[sp.chunk&(maxChunks-1)].b
		for at, to := 4*int(sp.from), min(4*int(sp.to), len(b)); at+4 <= to; at += 4 {
			if slot := int(binary.LittleEndian.Uint32(b[at:])); slot < s.n {
				sum ^= s.hashes.b[slot*stride]
			}
		}
	}
	k.sink ^= sum
}

// read looks at all members of the spans.
func (k *seeker) read(spans []span) bool {
	ready := 0
	for i := range spans {
		if i == ready {
			ready += k.fetch(spans[i:])
			if !k.s.sketch {
				k.fetchHashes(spans[i:ready])
			}
		}
		sp := &spans[i]
		ok := true
		switch {
		case sp.chunk == 0:
			ok = k.linear(int(sp.query), int(sp.from), int(sp.to), 0)
		case k.s.sketch:
			ok = k.readSketches(sp)
		default:
			ok = k.readRefs(sp)
		}
		if !ok {
			return false
		}
	}
	return true
}

// readSketches reads a bucket whose members carry sketches.
func (k *seeker) readSketches(sp *span) bool {
	s, chunk := k.s, int(sp.chunk)
	if chunk != k.sketched {
		k.sketched = chunk
		for j := range k.nq {
			k.sketches[j].lo, k.sketches[j].hi = s.sketchOf(&k.group[j], chunk)
		}
	}
	from, to := 16*int(sp.from), 16*int(sp.to)
	if s.file != nil {
		if k.err = s.touch(&s.members[chunk], from, to); k.err != nil {
			return false
		}
	}
	limit := k.threshold
	if s.width == 4 {
		limit -= int(sp.flips) // the sketch has no bits of the chunk
	}
	want := k.sketches[sp.query&(maxGroup-1)]
	b := s.members[chunk].b[from:to]
	for {
		i := nextSketch(b, want.lo, want.hi, limit)
		if i < 0 {
			return true
		}
		if !k.verify(int(sp.query), int(binary.LittleEndian.Uint32(b[i+8:])), chunk) {
			return false
		}
		b = b[i+16:]
	}
}

// nextSketch returns the offset of the first member within the limit, or -1.
func nextSketch(b []byte, lo, hi uint64, limit int) int {
	for i := 0; i+16 <= len(b); i += 16 {
		m := b[i : i+16 : i+16]
		x := binary.LittleEndian.Uint64(m) ^ lo
		y := (binary.LittleEndian.Uint64(m[8:]) ^ hi) >> 32
		if bits.OnesCount64(x)+bits.OnesCount64(y) <= limit {
			return i
		}
	}
	return -1
}

// readRefs reads a bucket whose members only name slots.
func (k *seeker) readRefs(sp *span) bool {
	s, chunk := k.s, int(sp.chunk)
	if s.file != nil {
		if k.err = s.touch(&s.members[chunk], 4*int(sp.from), 4*int(sp.to)); k.err != nil {
			return false
		}
	}
	for b := s.members[chunk].b[4*int(sp.from) : 4*int(sp.to)]; len(b) >= 4; b = b[4:] {
		if !k.verify(int(sp.query), int(binary.LittleEndian.Uint32(b)), chunk) {
			return false
		}
	}
	return true
}

// linear compares query j with the hashes of the slots from..to one by one. With
// chunk 0 they are members of a bucket, with -1 the search reads everything.
func (k *seeker) linear(j, from, to, chunk int) bool {
	s := k.s
	if s.file != nil {
		size := 8 * s.width
		if k.err = s.touch(&s.hashes, from*size, to*size); k.err != nil {
			return false
		}
	}
	for from < to {
		i := s.nextHash(from, to, &k.group[j], k.threshold)
		if i < 0 {
			return true
		}
		if !k.emit(j, i, chunk) {
			return false
		}
		from = i + 1
	}
	return true
}

// nextHash returns the first slot within the threshold, or -1.
func (s *segment) nextHash(from, to int, q *words, threshold int) int {
	if s.width == 1 {
		q0 := q[0]
		b := s.hashes.b[8*from : 8*to]
		for i := 0; i+8 <= len(b); i += 8 {
			if bits.OnesCount64(binary.LittleEndian.Uint64(b[i:i+8])^q0) <= threshold {
				return from + i/8
			}
		}
		return -1
	}
	q0, q1, q2, q3 := q[0], q[1], q[2], q[3]
	b := s.hashes.b[32*from : 32*to]
	for i := 0; i+32 <= len(b); i += 32 {
		h := b[i : i+32 : i+32]
		d := bits.OnesCount64(binary.LittleEndian.Uint64(h)^q0) +
			bits.OnesCount64(binary.LittleEndian.Uint64(h[8:])^q1) +
			bits.OnesCount64(binary.LittleEndian.Uint64(h[16:])^q2) +
			bits.OnesCount64(binary.LittleEndian.Uint64(h[24:])^q3)
		if d <= threshold {
			return from + i/32
		}
	}
	return -1
}

// verify compares query j with the hash in a slot, and adds its entries if it is
// a match.
func (k *seeker) verify(j, slot, chunk int) bool {
	s := k.s
	if slot >= s.n || slot < 0 {
		k.err = s.inconsistent("member")
		return false
	}
	if s.file != nil {
		size := 8 * s.width
		if k.err = s.touch(&s.hashes, slot*size, (slot+1)*size); k.err != nil {
			return false
		}
	}
	h := s.hash(slot)
	if k.group[j].distance(&h) > k.threshold {
		return true
	}
	return k.emit(j, slot, chunk)
}

// emit adds the entries of a slot that is within the threshold of query j, unless
// the buckets of a chunk before this one hold it too.
func (k *seeker) emit(j, slot, chunk int) bool {
	s := k.s
	h := s.hash(slot)
	diff := h.xor(&k.group[j])
	for i := range chunk {
		if t := int(k.plan.radius[i]); t >= 0 && bits.OnesCount64(diff.at(s.off[i], s.key[i])) <= t {
			return true
		}
	}
	from, to, err := s.group(slot)
	if err == nil && s.file != nil {
		err = s.touch(&s.ids, from*s.idSize, to*s.idSize)
	}
	if err != nil {
		k.err = err
		return false
	}
	d := k.group[j].distance(&h)
	for ; from < to; from++ {
		id := s.id(from)
		if len(k.dead) > 0 {
			if _, gone := k.dead[id]; gone {
				continue
			}
		}
		k.dst = append(k.dst, Match{ID: id, Distance: d, Query: k.first + j})
	}
	return true
}
