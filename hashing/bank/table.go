package bank

import (
	"math/bits"

	"github.com/cespare/xxhash/v2"

	"github.com/vigil-moderation/vigil/hashing/list"
)

// table finds slots by the xxhash of a key. It does not hold the keys: who looks
// up compares them. It is filled once, by counting, so that a million equal keys
// cost no more than a million different ones.
type table struct {
	shift  int
	starts []uint32
	slots  []uint32
}

// makeTable makes a table of pairs of hash and slot.
func makeTable(hashes []uint64, slots []uint32) table {
	t := table{shift: 64 - max(bits.Len(uint(len(hashes))), 1)}
	t.starts = make([]uint32, 1<<(64-t.shift)+1)
	for _, h := range hashes {
		t.starts[h>>t.shift]++
	}
	sum := uint32(0)
	for i, n := range t.starts {
		sum += n
		t.starts[i] = sum
	}
	t.slots = make([]uint32, len(slots))
	for i := len(hashes) - 1; i >= 0; i-- { // backwards keeps the order of slots
		b := hashes[i] >> t.shift
		t.starts[b]--
		t.slots[t.starts[b]] = slots[i]
	}
	return t
}

// find returns the slots whose keys may have the hash.
func (t *table) find(hash uint64) []uint32 {
	if len(t.slots) == 0 {
		return nil
	}
	b := hash >> t.shift
	return t.slots[t.starts[b]:t.starts[b+1]]
}

func hashID(id string) uint64 { return xxhash.Sum64String(id) }

func hashDigest(d list.Digest) uint64 {
	return xxhash.Sum64(d.Sum[:]) + uint64(d.Kind)*0x9e3779b97f4a7c15
}
