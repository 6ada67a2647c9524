package pdq

import "github.com/vigil-moderation/vigil/hashing"

// filter blurs a picture by two passes of a box filter along both axes and
// takes 64x64 samples of it, as the reference does, but in one sweep: four rows
// at a time go through luma, rows, columns, rows again and columns again, and
// only what the samples need is computed in the last two. Nothing as large as
// the picture is stored.
//
// Exactness rests on the order of the sums. A box filter keeps a running sum
// along a line: it adds the value that enters the window, subtracts the one
// that leaves it, and divides by the number within. Lines do not depend on each
// other, so they may be interleaved, which hides the latency of the additions;
// within a line each step is done as the reference does it. Division by a power
// of two is multiplication by its inverse, without a change of rounding.
//
// Steps are counted from 0: step t adds value t while there is one, subtracts
// value t-window once there is one, and yields the mean for value t-ahead.
type filter struct {
	x, y line
	luma [][lanes]float32 // by column
	out  [][lanes]float32 // means along columns, by column
	// ring holds the last means along rows, a column together, as the sums along
	// columns need them again once they leave the window. slots is a multiple of
	// lanes; behind each column's slots its first ones are repeated, so that any
	// lanes rows in sequence lie together.
	ring          []float32
	slots, stride int
	sums          []float32 // of the window along columns, by column
	last          samples
	at            []int32 // stretched: where the pixel for a column begins in its row
}

// lanes is how many rows go through the filter at a time.
const lanes = 4

// line describes the box filter along one side.
type line struct {
	n      int // values on a line
	window int
	ahead  int     // values of the window after its own
	scale  float32 // 1/window if that is exact, else 0
}

// window is the length of the box filter along a side.
func window(side int) int { return (side + 2*gridSide - 1) / (2 * gridSide) }

// sample is the position along a side of the sample with the given number.
func sample(i, side int) int { return (2*i + 1) * side / (2 * gridSide) }

func newLine(n int) line {
	l := line{n: n, window: window(n)}
	l.ahead = (l.window+2)/2 - 1
	if l.window&(l.window-1) == 0 {
		l.scale = 1 / float32(l.window)
	}
	return l
}

// steps is the number of steps along a line.
func (l *line) steps() int { return l.n + l.ahead }

// count is the number of values in the window after a step.
func (l *line) count(step int) float32 {
	return float32(min(step+1, l.n) - max(0, step+1-l.window))
}

// run fills the grid with samples of p, which is stretched to w and h first.
func (f *filter) run(p *hashing.Picture, w, h int, grid *[gridSide][gridSide]float32) {
	f.reset(w, h)
	f.last.reset(f.y, grid)
	if w != p.Width {
		f.at = grow(f.at, w)
		for x := range f.at {
			f.at[x] = int32(x * p.Width / w * p.Channels)
		}
	}
	for t := 0; t < f.y.steps(); t += lanes {
		for k := range min(lanes, f.y.n-t) {
			y := t + k
			if h != p.Height {
				y = y * p.Height / h
			}
			row := p.Pix[y*p.Stride:]
			if w != p.Width {
				lumas().stretched(f.luma, k, row, f.at, p.Channels)
			} else {
				lumas().plain(f.luma, k, row, p.Channels)
			}
		}
		if t < f.y.n {
			f.alongRows(t % f.slots)
		}
		if first, rows := f.alongColumns(t); rows > 0 {
			f.last.add(f.out, &f.x, first, rows)
		}
	}
}

func (f *filter) reset(w, h int) {
	f.x, f.y = newLine(w), newLine(h)
	f.luma, f.out = grow(f.luma, w), grow(f.out, w)
	f.slots = (f.y.window + 2*lanes - 1) / lanes * lanes
	f.stride = f.slots + lanes
	f.ring = grow(f.ring, w*f.stride)
	f.sums = grow(f.sums, w)
	clear(f.sums)
}

// alongRows writes the means along four rows of luma to the ring, at the given
// slot and those after it.
func (f *filter) alongRows(slot int) {
	l := f.x
	var s0, s1, s2, s3 float32
	to := f.ring[slot:]
	step := 0
	emit := func() {
		n := l.count(step)
		*(*[lanes]float32)(to) = [lanes]float32{s0 / n, s1 / n, s2 / n, s3 / n}
		to = to[min(f.stride, len(to)):]
	}
	for ; step < l.window; step++ {
		v := &f.luma[step]
		s0, s1, s2, s3 = s0+v[0], s1+v[1], s2+v[2], s3+v[3]
		if step >= l.ahead {
			emit()
		}
	}
	enter, leave := f.luma[l.window:], f.luma[:l.n-l.window]
	n, scale, stride := float32(l.window), l.scale, f.stride
	at := slot + (l.window-l.ahead)*stride
	for i := range leave {
		a, b := &enter[i], &leave[i]
		s0 += a[0]
		s1 += a[1]
		s2 += a[2]
		s3 += a[3]
		s0 -= b[0]
		s1 -= b[1]
		s2 -= b[2]
		s3 -= b[3]
		to := (*[lanes]float32)(f.ring[at:])
		if scale != 0 {
			*to = [lanes]float32{s0 * scale, s1 * scale, s2 * scale, s3 * scale}
		} else {
			*to = [lanes]float32{s0 / n, s1 / n, s2 / n, s3 / n}
		}
		at += stride
	}
	to = f.ring[min(at, len(f.ring)):]
	for step = l.n; step < l.steps(); step++ {
		v := &f.luma[step-l.window]
		s0, s1, s2, s3 = s0-v[0], s1-v[1], s2-v[2], s3-v[3]
		emit()
	}
	if slot == 0 {
		for at := 0; at < len(f.ring); at += f.stride {
			*(*[lanes]float32)(f.ring[at+f.slots:]) = *(*[lanes]float32)(f.ring[at:])
		}
	}
}

// alongColumns does four steps along all columns, from step t on. It writes the
// means to out and returns which row the first lane is and how many there are.
func (f *filter) alongColumns(t int) (first, rows int) {
	l := f.y
	if t >= l.window && t+lanes <= l.n {
		f.fourSteps(t%f.slots, (t-l.window)%f.slots)
		return t - l.ahead, lanes
	}
	for step := t; step < min(t+lanes, l.steps()); step++ {
		if step < l.n {
			f.addSlot(step % f.slots)
		}
		if step >= l.window {
			f.subtractSlot((step - l.window) % f.slots)
		}
		if step >= l.ahead {
			n := l.count(step)
			for x, s := range f.sums {
				f.out[x][rows] = s / n
			}
			rows++
		}
	}
	return max(0, t-l.ahead), rows
}

func (f *filter) addSlot(slot int) {
	for x := range f.sums {
		f.sums[x] += f.ring[x*f.stride+slot]
	}
}

func (f *filter) subtractSlot(slot int) {
	for x := range f.sums {
		f.sums[x] -= f.ring[x*f.stride+slot]
	}
}

// fourSteps adds four slots and subtracts four.
func (f *filter) fourSteps(enter, leave int) {
	sums, ring, stride := f.sums, f.ring, f.stride
	out := f.out[:len(sums)]
	n, scale := float32(f.y.window), f.y.scale
	for x, s := range sums {
		a, b := (*[lanes]float32)(ring[enter:]), (*[lanes]float32)(ring[leave:])
		s += a[0]
		s -= b[0]
		o0 := s
		s += a[1]
		s -= b[1]
		o1 := s
		s += a[2]
		s -= b[2]
		o2 := s
		s += a[3]
		s -= b[3]
		sums[x] = s
		if scale != 0 {
			out[x] = [lanes]float32{o0 * scale, o1 * scale, o2 * scale, s * scale}
		} else {
			out[x] = [lanes]float32{o0 / n, o1 / n, o2 / n, s / n}
		}
		enter += stride
		leave += stride
	}
}
