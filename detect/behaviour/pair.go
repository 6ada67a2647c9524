package behaviour

// pair is what is remembered of one actor's acts towards one target.
type pair struct {
	newest   int32 // minute of the newest act
	hourly   ring
	daily    ring
	hostile  calendar   // hostile acts, or hints of grooming, by day
	present  attendance // days with acts of any kind
	contacts fade       // acts of any kind, half-life 30 days
	fast     fade       // severity, half-life an hour
	slow     fade       // severity, half-life a week
	warmth   fade       // half-life a week
	distress fade       // shown by the actor towards the target, half-life a week
	stop     int32      // minute of the last block, report or distress of the target; 0 if none
	after    uint8      // contacts after it
	stalking uint8      // cues of stalking
	cues     Cues
	hints    Cues
	cueItems [numCues]uint32
	cueAt    int32     // minute of the newest cue
	items    [6]uint32 // the newest acts that counted against the actor
	next     uint8     // where the next goes
	held     uint8     // how many there are
}

const (
	fastHalf = hour
	slowHalf = 7 * day
	longHalf = 30 * day
)

// Newest implements [Record].
func (p *pair) Newest() int64 { return int64(p.newest) }

func (p *pair) code(c *coder) {
	c.i32(&p.newest)
	c.ring(&p.hourly)
	c.ring(&p.daily)
	c.calendar(&p.hostile)
	c.attendance(&p.present)
	c.fade(&p.contacts)
	c.fade(&p.fast)
	c.fade(&p.slow)
	c.fade(&p.warmth)
	c.fade(&p.distress)
	c.i32(&p.stop)
	c.u8(&p.after)
	c.u8(&p.stalking)
	c.u16((*uint16)(&p.cues))
	c.u16((*uint16)(&p.hints))
	for i := range p.cueItems {
		c.u32(&p.cueItems[i])
	}
	c.i32(&p.cueAt)
	for i := range p.items {
		c.u32(&p.items[i])
	}
	c.u8(&p.next)
	c.u8(&p.held)
	if int(p.next) >= len(p.items) || int(p.held) > len(p.items) {
		p.next, p.held, c.bad = 0, 0, true
	}
}

// AppendTo implements [Record].
func (p *pair) AppendTo(b []byte) []byte {
	c := coder{b: b}
	p.code(&c)
	return c.b
}

// Parse implements [Record].
func (p *pair) Parse(b []byte) []byte {
	c := coder{b: b, reading: true}
	p.code(&c)
	return c.rest()
}

// note remembers the item of a hostile act.
func (p *pair) note(item uint32) {
	p.items[p.next] = item
	p.next = (p.next + 1) % uint8(len(p.items))
	p.held = min(p.held+1, uint8(len(p.items)))
}

// seen returns the items of the newest hostile acts, the oldest first.
func (p *pair) seen(dst []uint32) []uint32 {
	const n = uint8(len(p.items))
	for i := range p.held {
		dst = append(dst, p.items[(p.next+n-p.held+i)%n])
	}
	return dst
}
