package index

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/vigil-moderation/vigil/hashing"
)

// words is a hash of either width; a 64-bit hash has only word 0.
type words [4]uint64

// pair is an entry, free of its type.
type pair struct {
	h  words
	id uint64
}

// toWords widens a hash.
func toWords[H Hash](h H) words {
	switch h := any(h).(type) {
	case hashing.Hash256:
		return words(h)
	case hashing.Hash64:
		return words{uint64(h)}
	}
	return words{}
}

// widthOf returns the number of words in a hash of type H: 1 or 4.
func widthOf[H Hash]() int {
	var h H
	if _, ok := any(h).(hashing.Hash64); ok {
		return 1
	}
	return 4
}

func (w *words) distance(o *words) int {
	return bits.OnesCount64(w[0]^o[0]) + bits.OnesCount64(w[1]^o[1]) +
		bits.OnesCount64(w[2]^o[2]) + bits.OnesCount64(w[3]^o[3])
}

func (w words) compare(o words) int {
	for i := range w {
		if w[i] != o[i] {
			return cmp.Compare(w[i], o[i])
		}
	}
	return 0
}

func comparePairs(a, b pair) int {
	if c := a.h.compare(b.h); c != 0 {
		return c
	}
	return cmp.Compare(a.id, b.id)
}

// sortPairs orders pairs by hash and id and drops repetitions, in place.
func sortPairs(pairs []pair) []pair {
	slices.SortFunc(pairs, comparePairs)
	return slices.Compact(pairs)
}

// sortMatches puts matches into the order that searches promise.
func sortMatches(m []Match) {
	slices.SortFunc(m, func(a, b Match) int {
		if a.Query != b.Query {
			return cmp.Compare(a.Query, b.Query)
		}
		if a.Distance != b.Distance {
			return cmp.Compare(a.Distance, b.Distance)
		}
		return cmp.Compare(a.ID, b.ID)
	})
}
