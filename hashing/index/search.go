package index

import "fmt"

// SearchBatch is [Index.Search] for several hashes at once, such as the eight
// orientations of a picture. Matches are ordered by query, distance and id.
func (x *Index[H]) SearchBatch(dst []Match, hs []H, threshold int) ([]Match, error) {
	if threshold < 0 || threshold > MaxThreshold {
		return dst, fmt.Errorf("index: threshold %d, want 0 to %d", threshold, MaxThreshold)
	}
	s := x.state.Load()
	start := len(dst)
	for i, h := range hs {
		q := toWords(h)
		for j := range s.tail {
			if d := q.distance(&s.tail[j].h); d <= threshold {
				dst = append(dst, Match{ID: s.tail[j].id, Distance: d, Query: i})
			}
		}
	}
	sortMatches(dst[start:])
	return dst, nil
}
