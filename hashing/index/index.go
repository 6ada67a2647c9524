// Package index finds, among millions of known hashes, all those within a
// threshold of a given one. The answer is exact: no neighbour is missed.
//
//	x, err := index.New(entries, index.Options{})   // []index.Entry[hashing.Hash256]
//	matches, err := x.Search(nil, hash, 31)         // by distance, then id
//	err = x.Apply(added, withdrawn)                 // while searches run
//	err = x.Save("list.idx")                        // one file
//	x, err = index.Open[hashing.Hash256]("list.idx") // mapped, not read
//
// # How it works
//
// A hash is cut into m chunks. If two hashes differ in at most d bits, and the
// radii t of the chunks satisfy sum(t+1) = d+1, then at least one chunk differs
// in at most its t bits (the generalised pigeonhole principle). So it is enough
// to look into the buckets of all keys within t of a chunk of the query. Every
// member of a bucket carries a sketch, 96 bits of the rest of its hash, which
// rules out all but some ten thousandths of the strangers without touching
// their hashes. Radii are chosen for each threshold; where that would cost more
// than reading every hash, every hash is read.
//
// # Bounds
//
// Equal hashes are held once, with all their ids. Before buckets are read their
// sizes are added up, and a search that would cost more than a linear scan
// becomes one: no list, however poisoned, makes a search slower than about one
// and a half linear scans, plus the matches that it returns.
//
// # Concurrency
//
// An [Index] may be used by many goroutines. Searches never wait: Apply and
// Merge prepare a new state and swap one pointer.
//
// # Damaged files
//
// Every byte of a file is under a checksum. Searches check a block when they
// first touch it and fail with an error that wraps [ErrDamaged]; [Index.Verify]
// checks all of them. A file that is being used must not be changed in place:
// write another and rename it.
package index

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/vigil-moderation/vigil/hashing"
)

// MaxThreshold is the greatest threshold that can be searched for.
const MaxThreshold = 64

// ErrDamaged is wrapped by the errors about files whose bytes are not those
// that were saved.
var ErrDamaged = errors.New("index: damaged file")

// errLarge says that an index would hold more than 2^31 pairs.
var errLarge = errors.New("index: more than 2^31 entries")

// errClosed says that an index is used after Close.
var errClosed = errors.New("index: closed")

// Hash is a type of hash that can be indexed.
type Hash interface {
	hashing.Hash64 | hashing.Hash256
}

// Entry is a hash with the id that matches name it by. Several entries may share
// an id, and several ids a hash; a pair that is given twice counts once.
type Entry[H Hash] struct {
	ID   uint64
	Hash H
}

// Match is an entry within the threshold.
type Match struct {
	ID       uint64
	Distance int // number of differing bits
	Query    int // position of the hash in the batch; 0 for a single search
}

// Profile says what an index trades for speed.
type Profile uint8

// The profiles, with their sizes for 256-bit hashes.
const (
	Fast    Profile = iota // buckets hold sketches: at most 300 bytes a hash
	Compact                // buckets hold references only: at most 130 bytes a hash
)

// String returns "fast" or "compact".
func (p Profile) String() string {
	if p == Compact {
		return "compact"
	}
	return "fast"
}

// Options are the settings of [New]. The zero value is right for PDQ.
type Options struct {
	// Threshold is the threshold that searches will mostly use: the buckets are
	// laid out for it. Any other threshold gives exact answers too, perhaps
	// slower. 0 means 31 for 256-bit hashes and 10 for 64-bit hashes.
	Threshold int
	// Profile is Fast or Compact.
	Profile Profile
	// Workers is the number of goroutines that New and Merge may use while they
	// run; 0 means GOMAXPROCS.
	Workers int
}

// Index answers which entries are within a threshold of a hash. It is made by
// [New] or [Open].
type Index[H Hash] struct {
	opts  Options
	write sync.Mutex // held by Apply, Merge and Close
	state atomic.Pointer[state]
}

// New builds an index of the entries; nil gives an empty one. It keeps no
// reference to the slice.
func New[H Hash](entries []Entry[H], opts Options) (*Index[H], error) {
	if opts.Threshold < 0 || opts.Threshold > MaxThreshold {
		return nil, fmt.Errorf("index: threshold %d, want 0 to %d", opts.Threshold, MaxThreshold)
	}
	if opts.Profile > Compact {
		return nil, fmt.Errorf("index: profile %d, want Fast or Compact", opts.Profile)
	}
	if opts.Threshold == 0 {
		opts.Threshold = defaultThreshold[H]()
	}
	x := &Index[H]{opts: opts}
	x.state.Store(&state{})
	if err := x.Apply(entries, nil); err != nil {
		return nil, err
	}
	return x, nil
}

// defaultThreshold returns the threshold that an index is laid out for.
func defaultThreshold[H Hash]() int {
	if widthOf[H]() == 1 {
		return 10
	}
	return 31
}

// Len returns the number of pairs of id and hash that searches can find.
func (x *Index[H]) Len() int { return x.state.Load().len() }

// Search appends to dst all entries whose distance to h is at most threshold,
// 0 to 64, ordered by distance and then by id, and returns the longer slice. It
// allocates nothing but room in dst. An id comes once for each of its hashes
// that is near. The error is about a threshold out of
// range, or wraps [ErrDamaged]; then dst is returned as it was given.
func (x *Index[H]) Search(dst []Match, h H, threshold int) ([]Match, error) {
	one := [1]H{h}
	return x.SearchBatch(dst, one[:], threshold)
}

// Bytes returns the memory that the index takes, in a file or outside of one.
func (x *Index[H]) Bytes() int {
	s := x.state.Load()
	const pairBytes, idBytes = 40, 16
	n := len(s.tail) * pairBytes
	for _, l := range s.layers {
		n += l.bytes() + len(l.dead)*idBytes
	}
	return n
}

// Clone returns an index with the same entries at no cost; changes to one do not
// show in the other.
func (x *Index[H]) Clone() *Index[H] {
	c := &Index[H]{opts: x.opts}
	c.state.Store(x.state.Load())
	return c
}
