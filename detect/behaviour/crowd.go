package behaviour

// crowd remembers who came together at one point: hostile actors against one
// target, those who shut one person out, those who share one content. The
// newest 16 are kept, one entry for each actor.
type crowd struct {
	newest int32
	n      int32
	usual  fade // actors that were new to the crowd of the hour, half-life a week: the target's own baseline
	since  int32
	score  float32 // of content: how far it exposes
	who    [crowdSize]comer
}

const crowdSize = 16

type comer struct {
	actor  uint32
	minute int32
	item   uint32
}

// Newest implements [Record].
func (c *crowd) Newest() int64 { return int64(c.newest) }

func (c *crowd) code(k *coder) {
	k.i32(&c.newest)
	k.i32(&c.n)
	if c.n < 0 || c.n > crowdSize {
		c.n, k.bad = 0, true
	}
	k.fade(&c.usual)
	k.i32(&c.since)
	k.f32(&c.score)
	for i := range c.n {
		k.u32(&c.who[i].actor)
		k.i32(&c.who[i].minute)
		k.u32(&c.who[i].item)
	}
}

// AppendTo implements [Record].
func (c *crowd) AppendTo(b []byte) []byte {
	k := coder{b: b}
	c.code(&k)
	return k.b
}

// Parse implements [Record].
func (c *crowd) Parse(b []byte) []byte {
	k := coder{b: b, reading: true}
	c.code(&k)
	return k.rest()
}

// add notes an actor. It reports whether he is new to the last hour. When the
// crowd is full, the one who came longest ago gives way.
func (c *crowd) add(actor uint32, at int64, item uint32) bool {
	now := minuteOf(at)
	if c.n == 0 {
		c.since = now
	}
	c.newest = max(c.newest, now)
	oldest := 0
	for i := range c.who[:c.n] {
		w := &c.who[i]
		if w.actor == actor {
			fresh := int64(now)-int64(w.minute) >= 60
			if now >= w.minute {
				w.minute, w.item = now, item
			}
			return fresh
		}
		if w.minute < c.who[oldest].minute {
			oldest = i
		}
	}
	if c.n < crowdSize {
		c.who[c.n] = comer{actor, now, item}
		c.n++
		return true
	}
	if c.who[oldest].minute <= now {
		c.who[oldest] = comer{actor, now, item}
	}
	return true
}

// within returns how many actors came in the last minutes, and their items, in
// the order of time.
func (c *crowd) within(dst []uint32, at int64, minutes int64) (int, []uint32) {
	now, n, from := int64(minuteOf(at)), 0, len(dst)
	var when [crowdSize]int32
	for _, w := range c.who[:c.n] {
		if age := now - int64(w.minute); age >= minutes || age < 0 {
			continue
		}
		dst = append(dst, w.item)
		i := n
		for ; i > 0 && when[i-1] > w.minute; i-- {
			when[i], dst[from+i] = when[i-1], dst[from+i-1]
		}
		when[i], dst[from+i] = w.minute, w.item
		n++
	}
	return n, dst
}
