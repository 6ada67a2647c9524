package pdq

// samples is the second half of [filter]: the second pass along rows, which
// yields only the 64 columns that are sampled, and the second pass along
// columns, which yields only the 64 rows.
type samples struct {
	y    line
	step int // along columns
	next int // row of the grid
	row  [gridSide][lanes]float32
	ring [][gridSide]float32 // the last rows, as many as the window
	sums [gridSide]float32
	grid *[gridSide][gridSide]float32
}

func (s *samples) reset(y line, grid *[gridSide][gridSide]float32) {
	s.y, s.grid = y, grid
	s.step, s.next = 0, 0
	s.ring = grow(s.ring, y.window)
	s.sums = [gridSide]float32{}
}

// add takes the next rows, lanes of out, the first of which has the given
// number; it must be the one after the last row taken.
func (s *samples) add(out [][lanes]float32, x *line, first, rows int) {
	s.alongRows(out, x)
	for lane := range rows {
		s.push(lane, true)
	}
	if first+rows == s.y.n {
		for range s.y.ahead {
			s.push(0, false)
		}
	}
}

// alongRows fills row with the means along rows at the sampled columns.
func (s *samples) alongRows(out [][lanes]float32, l *line) {
	var s0, s1, s2, s3 float32
	step := 0
	for i := range s.row {
		end := sample(i, l.n) + l.ahead
		if to := min(end+1, l.window); step < to {
			for _, a := range out[step:to] {
				s0, s1, s2, s3 = s0+a[0], s1+a[1], s2+a[2], s3+a[3]
			}
			step = to
		}
		if to := min(end+1, l.n); step < to {
			enter, leave := out[step:to], out[step-l.window:to-l.window]
			for i := range enter {
				a, b := &enter[i], &leave[i]
				s0 += a[0]
				s1 += a[1]
				s2 += a[2]
				s3 += a[3]
				s0 -= b[0]
				s1 -= b[1]
				s2 -= b[2]
				s3 -= b[3]
			}
			step = to
		}
		for ; step <= end; step++ {
			b := &out[step-l.window]
			s0, s1, s2, s3 = s0-b[0], s1-b[1], s2-b[2], s3-b[3]
		}
		n := l.count(end)
		s.row[i] = [lanes]float32{s0 / n, s1 / n, s2 / n, s3 / n}
	}
}

// push does one step along the columns, with the row in the given lane or, past
// the last row, without one.
func (s *samples) push(lane int, row bool) {
	slot := &s.ring[s.step%len(s.ring)]
	leaves := s.step >= s.y.window
	for i := range s.sums {
		if row {
			s.sums[i] += s.row[i][lane]
		}
		if leaves {
			s.sums[i] -= slot[i]
		}
		slot[i] = s.row[i][lane]
	}
	for s.next < gridSide && sample(s.next, s.y.n) == s.step-s.y.ahead {
		n := s.y.count(s.step)
		for i, v := range s.sums {
			s.grid[s.next][i] = v / n
		}
		s.next++
	}
	s.step++
}
