package window

import (
	"encoding/binary"
	"math"
)

const (
	exactMembers = 64   // kept one by one, up to here
	linearSlots  = 4096 // of the linear count above
	linearMarks  = 15   // values of a slot's mark; 0 is empty
)

// Distinct counts different members within a window: exactly up to 64, above by
// linear counting in 4,096 slots (2 KiB), whose error is about 2 % up to 10,000
// members. A member is a hash of it. Each member or slot keeps the newest hop
// in which it was seen, so members leave the window as time goes on; a late
// member never makes it older. The zero Distinct is empty.
type Distinct struct {
	head   int64
	exact  []member
	linear *[linearSlots / 2]uint8 // two marks a byte: hop modulo 15, plus 1
}

type member struct {
	hash uint32
	age  uint32 // the low bits of its newest hop
}

// Add notes a member at a time. It reports false for one too old to count.
func (d *Distinct) Add(at, length int64, hash uint64) bool {
	hop := hopOf(at, max(length/Hops, 1))
	switch {
	case d.head == 0 || hop >= d.head+Hops:
		*d = Distinct{head: hop, exact: d.exact[:0]}
	case hop > d.head:
		d.advance(d.head, hop)
	case hop <= d.head-Hops:
		return false
	}
	if d.linear != nil {
		d.mark(hash, hop)
		return true
	}
	short := uint32(hash ^ hash>>32)
	for i := range d.exact {
		if m := &d.exact[i]; m.hash == short {
			if int32(uint32(hop)-m.age) > 0 {
				m.age = uint32(hop)
			}
			return true
		}
	}
	if len(d.exact) == exactMembers {
		d.expire(d.head)
	}
	if len(d.exact) < exactMembers {
		d.exact = append(d.exact, member{short, uint32(hop)})
		return true
	}
	d.spill()
	d.mark(uint64(short), hop)
	return true
}

// advance moves the head and drops what has left the window.
func (d *Distinct) advance(newest, hop int64) {
	d.head = hop
	if d.linear == nil {
		return
	}
	var gone [linearMarks + 1]bool
	for h := newest + 1; h <= hop; h++ {
		gone[markOf(h-Hops)] = true
	}
	left := 0
	for i, pair := range d.linear {
		low, high := pair&15, pair>>4
		if gone[low] {
			low = 0
		}
		if gone[high] {
			high = 0
		}
		d.linear[i] = low | high<<4
		left += int(min(low, 1) + min(high, 1))
	}
	if left == 0 {
		d.linear = nil
	}
}

// expire drops the members that were last seen before the window.
func (d *Distinct) expire(newest int64) {
	kept := d.exact[:0]
	for _, m := range d.exact {
		if age := int32(uint32(newest) - m.age); age >= 0 && age < Hops {
			kept = append(kept, m)
		}
	}
	d.exact = kept
}

// spill goes over to linear counting.
func (d *Distinct) spill() {
	d.linear = new([linearSlots / 2]uint8)
	newest := d.head
	d.expire(newest)
	for _, m := range d.exact {
		d.mark(uint64(m.hash), newest-int64(uint32(newest)-m.age))
	}
	d.exact = nil
}

// markOf returns the mark of a hop: 1 to 15.
func markOf(hop int64) uint8 { return uint8(uint64(hop)%linearMarks) + 1 }

// mark notes a hash in its slot, unless that holds a newer hop.
func (d *Distinct) mark(hash uint64, hop int64) {
	short := uint32(hash ^ hash>>32)
	// Members that came one by one are known by 32 bits: mix those.
	at := uint64(short) * 0x9e3779b97f4a7c15 >> 52
	shift := at & 1 * 4
	pair := &d.linear[at/2]
	if old := *pair >> shift & 15; old != 0 {
		for h := d.head; h > hop; h-- {
			if markOf(h) == old {
				return
			}
		}
	}
	*pair = *pair&^(15<<shift) | markOf(hop)<<shift
}

// Count returns how many members the window that ends at a time holds.
func (d *Distinct) Count(at, length int64) uint64 {
	if d.head == 0 {
		return 0
	}
	hop, newest := hopOf(at, max(length/Hops, 1)), d.head
	if d.linear == nil {
		var n uint64
		for _, m := range d.exact {
			seen := newest - int64(int32(uint32(newest)-m.age))
			if seen > hop-Hops && seen <= hop {
				n++
			}
		}
		return n
	}
	var in [linearMarks + 1]bool
	for h := max(hop, newest) - Hops + 1; h <= min(hop, newest); h++ {
		in[markOf(h)] = true
	}
	filled := 0
	for _, pair := range d.linear {
		if in[pair&15] {
			filled++
		}
		if in[pair>>4] {
			filled++
		}
	}
	empty := max(linearSlots-filled, 1)
	return uint64(math.Round(-linearSlots * math.Log(float64(empty)/linearSlots)))
}

// Newest implements [Entry].
func (d *Distinct) Newest() int64 { return d.head }

// AppendTo implements [Entry].
func (d *Distinct) AppendTo(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(d.head))
	if d.linear != nil {
		return append(append(b, 255), d.linear[:]...)
	}
	b = append(b, byte(len(d.exact)))
	for _, m := range d.exact {
		b = binary.LittleEndian.AppendUint32(b, m.hash)
		b = binary.LittleEndian.AppendUint32(b, m.age)
	}
	return b
}

// Parse implements [Entry].
func (d *Distinct) Parse(b []byte) []byte {
	if len(b) < 9 {
		return nil
	}
	*d = Distinct{head: int64(binary.LittleEndian.Uint64(b))}
	n := int(b[8])
	b = b[9:]
	switch {
	case n == 255 && len(b) >= linearSlots/2:
		d.linear = new([linearSlots / 2]uint8)
		copy(d.linear[:], b)
		return b[linearSlots/2:]
	case n > exactMembers || len(b) < 8*n:
		return nil
	}
	for i := range n {
		d.exact = append(d.exact, member{binary.LittleEndian.Uint32(b[8*i:]), binary.LittleEndian.Uint32(b[8*i+4:])})
	}
	return b[8*n:]
}
