package behaviour

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// Lengths in milliseconds.
const (
	minute = int64(60_000)
	hour   = 60 * minute
	day    = 24 * hour
)

// floor divides rounding down.
func floor(a, b int64) int64 {
	n := a / b
	if a%b < 0 {
		n--
	}
	return n
}

// minuteOf returns a time in whole minutes, kept within 32 bits.
func minuteOf(at int64) int32 {
	return int32(min(max(floor(at, minute), math.MinInt32+1), math.MaxInt32))
}

// hops is the number of parts that a window is cut into.
const hops = 12

// ring counts acts in the hops of a window, as window.Ring does, in 16 bytes:
// a hop counts to 255. head is the number of the newest hop.
type ring struct {
	head int32
	hops [hops]uint8
}

func slot(hop int32) int { return int((uint32(hop) ^ 1<<31) % hops) }

// add counts one act. It reports false for one that is too old.
func (r *ring) add(at, length int64) bool {
	hop := hopOf(at, length)
	switch {
	case *r == ring{} || int64(hop) >= int64(r.head)+hops:
		*r = ring{head: hop}
	case hop > r.head:
		for h := r.head + 1; h <= hop; h++ {
			r.hops[slot(h)] = 0
		}
		r.head = hop
	case int64(hop) <= int64(r.head)-hops:
		return false
	}
	if s := &r.hops[slot(hop)]; *s < math.MaxUint8 {
		*s++
	}
	return true
}

func hopOf(at, length int64) int32 {
	return int32(min(max(floor(at, length/hops), math.MinInt32+hops), math.MaxInt32-hops))
}

// sum returns how many acts the window that ends at a time holds.
func (r *ring) sum(at, length int64) int {
	now, n := hopOf(at, length), 0
	for h := max(now, r.head) - hops + 1; h <= min(now, r.head); h++ {
		n += int(r.hops[slot(h)])
	}
	return n
}

// daysKept is how many days a calendar looks back.
const daysKept = 30

// calendar counts acts by day (of UTC), to 255, for 30 days. base is the newest
// day.
type calendar struct {
	base int32
	days [daysKept]uint8
}

func dayOf(at int64) int32 {
	return int32(min(max(floor(at, day), math.MinInt32+daysKept), math.MaxInt32-daysKept))
}

func place(d int32) int { return int((uint32(d) ^ 1<<31) % daysKept) }

func (c *calendar) add(at int64) bool {
	d := dayOf(at)
	switch {
	case *c == calendar{} || int64(d) >= int64(c.base)+daysKept:
		*c = calendar{base: d}
	case d > c.base:
		for x := c.base + 1; x <= d; x++ {
			c.days[place(x)] = 0
		}
		c.base = d
	case int64(d) <= int64(c.base)-daysKept:
		return false
	}
	if s := &c.days[place(d)]; *s < math.MaxUint8 {
		*s++
	}
	return true
}

// sum returns how many acts the last n days hold, today included, and on how
// many of these days there was one.
func (c *calendar) sum(at int64, n int32) (acts, days int) {
	today := dayOf(at)
	last := min(today, c.base)
	i := place(last)
	for d := max(today-n, c.base-daysKept) + 1; d <= last; d++ {
		k := int(c.days[i])
		acts += k
		days += min(k, 1)
		if i--; i < 0 {
			i = daysKept - 1
		}
	}
	return acts, days
}

// attendance is a set of days, for 30 days. base is the newest, the lowest bit.
type attendance struct {
	base int32
	days uint32
}

// add notes a day. It reports false for one that is too long ago.
func (p *attendance) add(at int64) bool {
	d := dayOf(at)
	switch back := int64(d) - int64(p.base); {
	case p.days == 0 || back >= daysKept:
		*p = attendance{d, 1}
	case back >= 0:
		p.base, p.days = d, (p.days<<back|1)&(1<<daysKept-1)
	case back <= -daysKept:
		return false
	default:
		p.days |= 1 << -back
	}
	return true
}

// count returns on how many of the last 30 days there was something.
func (p *attendance) count(at int64) int {
	back := int64(dayOf(at)) - int64(p.base)
	switch {
	case back >= daysKept || back <= -daysKept:
		return 0
	case back >= 0:
		return ones(p.days << back & (1<<daysKept - 1))
	}
	return ones(p.days >> -back)
}

// fade is an amount that halves in every half-life.
type fade struct {
	value  float32
	minute int32 // of the newest amount
}

func (f *fade) add(at, halfLife int64, amount float64) {
	now := minuteOf(at)
	if now >= f.minute || f.value == 0 {
		f.value = float32(f.at(at, halfLife) + amount)
		f.minute = now
		return
	}
	f.value += float32(amount * math.Exp2(-float64(int64(f.minute)-int64(now))*float64(minute)/float64(halfLife)))
}

// at returns what is left at a time.
func (f *fade) at(at, halfLife int64) float64 {
	now := minuteOf(at)
	if f.value == 0 || now <= f.minute {
		return float64(f.value)
	}
	return float64(f.value) * math.Exp2(-float64(int64(now)-int64(f.minute))*float64(minute)/float64(halfLife))
}

// coder writes and reads the fields of a record one after the other: the same
// calls do both, so that the two cannot differ.
type coder struct {
	b       []byte
	reading bool
	bad     bool
}

func (c *coder) u32(v *uint32) {
	if !c.reading {
		c.b = binary.LittleEndian.AppendUint32(c.b, *v)
		return
	}
	if len(c.b) < 4 {
		c.bad = true
		return
	}
	*v = binary.LittleEndian.Uint32(c.b)
	c.b = c.b[4:]
}

func (c *coder) i32(v *int32) {
	u := uint32(*v)
	c.u32(&u)
	*v = int32(u)
}

// f32 reads only finite amounts that are not negative: no record holds others.
func (c *coder) f32(v *float32) {
	u := math.Float32bits(*v)
	c.u32(&u)
	*v = math.Float32frombits(u)
	if c.reading && !(*v >= 0 && *v <= math.MaxFloat32) {
		*v, c.bad = 0, true
	}
}

func (c *coder) u16(v *uint16) {
	u := uint32(*v)
	c.u32(&u)
	*v = uint16(u)
}

func (c *coder) u8(v *uint8) {
	b := [1]byte{*v}
	c.bytes(b[:])
	*v = b[0]
}

func (c *coder) bytes(p []byte) {
	if !c.reading {
		c.b = append(c.b, p...)
		return
	}
	if len(c.b) < len(p) {
		c.bad = true
		return
	}
	copy(p, c.b)
	c.b = c.b[len(p):]
}

func (c *coder) text(s *string) {
	n := uint32(len(*s))
	c.u32(&n)
	if !c.reading {
		c.b = append(c.b, *s...)
		return
	}
	if c.bad || uint64(n) > uint64(len(c.b)) {
		c.bad = true
		return
	}
	*s = string(c.b[:n])
	c.b = c.b[n:]
}

func (c *coder) ring(r *ring)         { c.i32(&r.head); c.bytes(r.hops[:]) }
func (c *coder) calendar(k *calendar) { c.i32(&k.base); c.bytes(k.days[:]) }
func (c *coder) attendance(p *attendance) {
	c.i32(&p.base)
	c.u32(&p.days)
	if p.days >= 1<<daysKept {
		p.days, c.bad = 0, true
	}
}

func (c *coder) fade(f *fade) { c.f32(&f.value); c.i32(&f.minute) }

// rest returns what is left after reading, nil if it was malformed.
func (c *coder) rest() []byte {
	if c.bad {
		return nil
	}
	if c.b == nil {
		return []byte{}
	}
	return c.b
}

func ones(set uint32) int { return bits.OnesCount32(set) }
