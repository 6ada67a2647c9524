package index

import (
	"fmt"
	"runtime"
)

// SearchBatch is [Index.Search] for several hashes at once, such as the eight
// orientations of a picture. Matches are ordered by query, distance and id.
func (x *Index[H]) SearchBatch(dst []Match, hs []H, threshold int) ([]Match, error) {
	if threshold < 0 || threshold > MaxThreshold {
		return dst, fmt.Errorf("index: threshold %d, want 0 to %d", threshold, MaxThreshold)
	}
	s := x.state.Load()
	defer runtime.KeepAlive(s)
	if s.closed {
		return dst, errClosed
	}
	start := len(dst)
	var err error
	if s.mapped() {
		err = guard(func() error {
			dst, err = searchAll(s, dst, hs, threshold)
			return err
		})
	} else {
		dst, err = searchAll(s, dst, hs, threshold)
	}
	if err != nil {
		return dst[:start], err
	}
	sortMatches(dst[start:])
	return dst, nil
}

// mapped reports whether part of the index lies in a file.
func (s *state) mapped() bool {
	for i := range s.layers {
		if s.layers[i].file != nil {
			return true
		}
	}
	return false
}

// searchAll appends the matches of all hashes.
func searchAll[H Hash](s *state, dst []Match, hs []H, threshold int) ([]Match, error) {
	for first := 0; first < len(hs); first += maxGroup {
		k := seeker{first: first, threshold: threshold, dst: dst}
		for _, h := range hs[first:min(first+maxGroup, len(hs))] {
			k.group[k.nq] = toWords(h)
			k.nq++
		}
		for j := range s.layers {
			k.s, k.dead, k.sketched = s.layers[j].segment, s.layers[j].dead, 0
			if !k.run() {
				return dst, k.err
			}
		}
		dst = k.dst
		for i := range k.nq {
			for j := range s.tail {
				if d := k.group[i].distance(&s.tail[j].h); d <= threshold {
					dst = append(dst, Match{ID: s.tail[j].id, Distance: d, Query: first + i})
				}
			}
		}
	}
	return dst, nil
}
