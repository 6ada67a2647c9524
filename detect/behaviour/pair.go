package behaviour

// pair is what is remembered of one actor's acts towards one target.
type pair struct {
	newest   int32 // minute of the newest act
	hourly   ring
	daily    ring
	hostile  calendar // hostile acts, or hints of grooming, by day
	contact  calendar // acts of any kind
	fast     fade     // severity, half-life an hour
	slow     fade     // severity, half-life a week
	warmth   fade     // half-life a week
	distress fade     // shown by the actor towards the target, half-life a week
	stop     int32    // minute of the last block, report or distress of the target; 0 if none
	after    uint16   // contacts after it
	stalking uint16   // cues of stalking
	cues     Cues
	hints    Cues
	cueItems [numCues]uint32
	cueAt    int32     // minute of the newest cue
	items    [8]uint32 // the newest hostile acts
	at       uint32    // how many there were
}

const (
	fastHalf = hour
	slowHalf = 7 * day
)

// Newest implements [Record].
func (p *pair) Newest() int64 { return int64(p.newest) }

func (p *pair) code(c *coder) {
	c.i32(&p.newest)
	c.ring(&p.hourly)
	c.ring(&p.daily)
	c.calendar(&p.hostile)
	c.calendar(&p.contact)
	c.fade(&p.fast)
	c.fade(&p.slow)
	c.fade(&p.warmth)
	c.fade(&p.distress)
	c.i32(&p.stop)
	c.u16(&p.after)
	c.u16(&p.stalking)
	c.u16((*uint16)(&p.cues))
	c.u16((*uint16)(&p.hints))
	for i := range p.cueItems {
		c.u32(&p.cueItems[i])
	}
	c.i32(&p.cueAt)
	for i := range p.items {
		c.u32(&p.items[i])
	}
	c.u32(&p.at)
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
	p.items[p.at%uint32(len(p.items))] = item
	p.at++
}

// seen returns the items of the newest hostile acts, the oldest first.
func (p *pair) seen(dst []uint32) []uint32 {
	n := min(p.at, uint32(len(p.items)))
	for i := p.at - n; i < p.at; i++ {
		dst = append(dst, p.items[i%uint32(len(p.items))])
	}
	return dst
}
