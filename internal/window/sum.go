package window

import (
	"encoding/binary"
	"math"
)

// SumRing adds up amounts in the hops of a window, as [Ring] counts. The zero
// SumRing is empty.
type SumRing struct {
	head int64
	hops [Hops]float32
}

// Add adds an amount at a time. It reports false for one too old to count, or
// not finite.
func (r *SumRing) Add(at, length int64, amount float64) bool {
	if math.IsNaN(amount) || math.IsInf(amount, 0) {
		return false
	}
	hop := hopOf(at, max(length/Hops, 1))
	switch {
	case r.head == 0 || hop >= r.head+Hops:
		r.hops = [Hops]float32{}
		r.head = hop
	case hop > r.head:
		for h := r.head + 1; h <= hop; h++ {
			r.hops[slot(h)] = 0
		}
		r.head = hop
	case hop <= r.head-Hops:
		return false
	}
	r.hops[slot(hop)] += float32(amount)
	return true
}

// Sum returns the sum over the window that ends at a time.
func (r *SumRing) Sum(at, length int64) float64 {
	if r.head == 0 {
		return 0
	}
	hop, newest := hopOf(at, max(length/Hops, 1)), r.head
	var sum float64
	for h := max(hop-Hops+1, newest-Hops+1); h <= min(hop, newest); h++ {
		sum += float64(r.hops[slot(h)])
	}
	return sum
}

// Decay is an amount that halves in every half-life. The zero Decay is 0.
type Decay struct {
	value float64
	at    int64
	used  bool
}

// Add adds an amount at a time; a late amount counts for what would be left of
// it by now. It reports false for an amount that is not finite.
func (d *Decay) Add(at, halfLife int64, amount float64) bool {
	if math.IsNaN(amount) || math.IsInf(amount, 0) {
		return false
	}
	switch {
	case !d.used:
		*d = Decay{amount, at, true}
	case at >= d.at:
		d.value = d.value*shrink(at-d.at, halfLife) + amount
		d.at = at
	default:
		d.value += amount * shrink(d.at-at, halfLife)
	}
	return true
}

// Value returns what is left at a time; for a time before the newest amount,
// what is left at that.
func (d *Decay) Value(at, halfLife int64) float64 {
	if !d.used || at <= d.at {
		return d.value
	}
	return d.value * shrink(at-d.at, halfLife)
}

// shrink returns what is left of 1 after a time.
func shrink(after, halfLife int64) float64 {
	return math.Exp2(-float64(after) / float64(max(halfLife, 1)))
}

// An Entry is a count as a [Store] keeps it: it can be written to bytes, and
// knows when it was last added to.
type Entry interface {
	// Newest returns a number that grows with the time of the last addition.
	Newest() int64
	// AppendTo appends the count, as bytes, and returns the extended slice.
	AppendTo(b []byte) []byte
	// Parse reads what AppendTo wrote and returns the rest; nil if malformed.
	Parse(b []byte) []byte
}

// Newest implements [Entry].
func (r *Ring) Newest() int64 { return r.head }

// Newest implements [Entry].
func (r *SumRing) Newest() int64 { return r.head }

// Newest implements [Entry].
func (d *Decay) Newest() int64 { return d.at }

// AppendTo implements [Entry].
func (r *Ring) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(r.head))
	for _, n := range r.hops {
		b = binary.LittleEndian.AppendUint32(b, n)
	}
	return b
}

// Parse implements [Entry].
func (r *Ring) Parse(b []byte) []byte {
	if len(b) < 8+4*Hops {
		return nil
	}
	r.head = int64(binary.LittleEndian.Uint64(b))
	for i := range r.hops {
		r.hops[i] = binary.LittleEndian.Uint32(b[8+4*i:])
	}
	return b[8+4*Hops:]
}

// AppendTo implements [Entry].
func (r *SumRing) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(r.head))
	for _, x := range r.hops {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

// Parse implements [Entry].
func (r *SumRing) Parse(b []byte) []byte {
	if len(b) < 8+4*Hops {
		return nil
	}
	r.head = int64(binary.LittleEndian.Uint64(b))
	for i := range r.hops {
		r.hops[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[8+4*i:]))
	}
	return b[8+4*Hops:]
}

// AppendTo implements [Entry].
func (d *Decay) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(d.value))
	return binary.LittleEndian.AppendUint64(b, uint64(d.at))
}

// Parse implements [Entry].
func (d *Decay) Parse(b []byte) []byte {
	if len(b) < 16 {
		return nil
	}
	*d = Decay{math.Float64frombits(binary.LittleEndian.Uint64(b)), int64(binary.LittleEndian.Uint64(b[8:])), true}
	return b[16:]
}
