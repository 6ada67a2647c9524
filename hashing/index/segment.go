package index

import (
	"encoding/binary"
)

// segment is an immutable index of distinct hashes in ascending order. All its
// numbers are little-endian bytes, in memory as in a file, so that a file can be
// searched where it lies.
type segment struct {
	layout
	n       int     // distinct hashes
	pairs   int     // pairs of hash and id
	idSize  int     // 4 or 8 bytes
	hashes  section // n × width words
	groups  section // (n+1) × uint32: first pair of each hash; empty if each has one
	ids     section // pairs × idSize
	starts  [maxChunks]section
	members [maxChunks]section // none for chunk 0, whose members are the hashes
	tables  *[25]masks
	plans   [MaxThreshold + 1]plan
	file    *file // nil for a segment in memory
}

// section is one array of a segment.
type section struct {
	b   []byte
	off int // in the file
}

// finish makes what is derived from the layout and the number of hashes.
func (s *segment) finish() {
	s.tables = maskTables(&s.layout)
	for d := range s.plans {
		s.plans[d] = makePlan(&s.layout, s.n, d, s.tables)
	}
}

// bytes returns the memory that the segment takes.
func (s *segment) bytes() int {
	total := len(s.hashes.b) + len(s.groups.b) + len(s.ids.b)
	for i := range s.chunks {
		total += len(s.starts[i].b) + len(s.members[i].b)
	}
	return total
}

// sections returns all arrays in the order in which they lie in a file.
func (s *segment) sections() []*section {
	all := []*section{&s.hashes, &s.groups, &s.ids}
	for i := range s.chunks {
		all = append(all, &s.starts[i], &s.members[i])
	}
	return all
}

func u32(b []byte, i int) uint32 { return binary.LittleEndian.Uint32(b[4*i:]) }

// hash returns the hash in a slot, which must be less than n.
func (s *segment) hash(slot int) (w words) {
	if s.width == 1 {
		w[0] = binary.LittleEndian.Uint64(s.hashes.b[8*slot:])
		return w
	}
	b := s.hashes.b[32*slot : 32*slot+32 : 32*slot+32]
	w[0], w[1] = binary.LittleEndian.Uint64(b), binary.LittleEndian.Uint64(b[8:])
	w[2], w[3] = binary.LittleEndian.Uint64(b[16:]), binary.LittleEndian.Uint64(b[24:])
	return w
}

// group returns the pairs of a slot.
func (s *segment) group(slot int) (from, to int, err error) {
	if len(s.groups.b) == 0 {
		return slot, slot + 1, nil
	}
	if err := s.touch(&s.groups, 4*slot, 4*slot+8); err != nil {
		return 0, 0, err
	}
	from, to = int(u32(s.groups.b, slot)), int(u32(s.groups.b, slot+1))
	if from > to || to > s.pairs {
		return 0, 0, s.inconsistent("group")
	}
	return from, to, nil
}

// id returns the id of a pair.
func (s *segment) id(pair int) uint64 {
	if s.idSize == 4 {
		return uint64(u32(s.ids.b, pair))
	}
	return binary.LittleEndian.Uint64(s.ids.b[8*pair:])
}
