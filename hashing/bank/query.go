package bank

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
	"github.com/vigil-moderation/vigil/hashing/list"
)

// Query is what is known of the content that is looked up.
type Query struct {
	// Digests of its bytes, from [Digests].
	Digests []list.Digest
	// Hashes are PDQ hashes: of the picture, or of several variants of it.
	Hashes []hashing.Hash256
	// Qualities of the hashes, 0 to 100, in the same order; without them every
	// hash is looked up.
	Qualities []int
	// Threshold is the greatest distance of a match; 0 means DefaultThreshold,
	// and a negative one that hashes must be equal.
	Threshold int
	// Quality is the least quality of a hash that is looked up; 0 means
	// DefaultQuality, and a negative one that all are.
	Quality int
	// Limit is the greatest number of matches, the surest first; 0 means all.
	// A list that holds the same hash a million times needs one.
	Limit int
}

// Match is an entry of a bank that the content was found to be.
type Match struct {
	Bank     string
	Version  uint64      // of the bank that was asked
	Entry    *list.Entry // shared: must not be changed
	Label    harm.Label  // of the entry, or else of the bank
	Kind     list.Kind   // of the hash that matched
	Exact    bool        // a digest matched: the bytes are the same
	Distance int         // of the hashes; 0 for digests
	Query    int         // position in Query.Digests or Query.Hashes
}

// Query appends the matches to dst: those of digests first, then those of hashes
// by distance. An entry appears once for each kind of hash, with its nearest
// hash. Disputed entries are among the matches, withdrawn ones never. The error
// is about a threshold out of range, or wraps [index.ErrDamaged].
func (b *Bank) Query(dst []Match, q Query) ([]Match, error) {
	s := b.state.Load()
	start := len(dst)
	for i, d := range q.Digests {
		s.byDigest(d, func(e *list.Entry) {
			dst = append(dst, b.match(s, e, Match{Kind: d.Kind, Exact: true, Query: i}))
		})
	}
	slices.SortFunc(dst[start:], func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(a.Entry.ID, b.Entry.ID), cmp.Compare(a.Query, b.Query))
	})
	hashesAt := len(dst)
	threshold, quality := orDefault(q.Threshold, DefaultThreshold), orDefault(q.Quality, DefaultQuality)
	for from := 0; from < len(q.Hashes); from++ {
		to := from
		for to < len(q.Hashes) && (to >= len(q.Qualities) || q.Qualities[to] >= quality) {
			to++
		}
		var err error
		if dst, err = b.search(dst, s, q.Hashes[from:to], from, threshold); err != nil {
			return dst[:start], fmt.Errorf("bank %s: %w", b.opts.Name, err)
		}
		from = to
	}
	dst = nearest(dst, hashesAt)
	if q.Limit > 0 && len(dst) > start+q.Limit {
		dst = dst[:start+q.Limit]
	}
	return dst, nil
}

// scratch holds the room for what indexes find.
var scratch = sync.Pool{New: func() any { return new([]index.Match) }}

// search appends the matches of hashes, the first of which is number first in
// the query.
func (b *Bank) search(dst []Match, s *state, hashes []hashing.Hash256, first, threshold int) ([]Match, error) {
	buf, _ := scratch.Get().(*[]index.Match)
	defer scratch.Put(buf)
	found, err := s.index.SearchBatch((*buf)[:0], hashes, threshold)
	if err != nil {
		return dst, err
	}
	if cap(found) <= 1<<16 { // what a poisoned list brings is not kept
		*buf = found
	}
	for _, m := range found {
		if e := s.entry(m.ID); e != nil {
			dst = append(dst, b.match(s, e, Match{Kind: list.PDQ, Distance: m.Distance, Query: first + m.Query}))
		}
	}
	return dst, nil
}

func (b *Bank) match(s *state, e *list.Entry, m Match) Match {
	m.Bank, m.Version, m.Entry, m.Label = b.opts.Name, s.version, e, e.Label
	if m.Label == harm.None {
		m.Label = b.opts.Label
	}
	return m
}

// nearest orders the matches from start on by distance, entry and query, and
// keeps the first of each entry.
func nearest(dst []Match, start int) []Match {
	part := dst[start:]
	slices.SortFunc(part, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Entry.ID, b.Entry.ID), cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Query, b.Query))
	})
	part = slices.CompactFunc(part, func(a, b Match) bool { return a.Entry == b.Entry })
	slices.SortFunc(part, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Entry.ID, b.Entry.ID))
	})
	return dst[:start+len(part)]
}

// orDefault reads an option in which 0 stands for a default and a negative
// value for 0.
func orDefault(v, def int) int {
	switch {
	case v == 0:
		return def
	case v < 0:
		return 0
	}
	return v
}
