package identify

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"sync"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify/internal/grams"
	"github.com/vigil-moderation/vigil/langs/identify/internal/huff"
)

// blob is written by package train.
//
//go:embed model.bin
var blob []byte

// tables holds the weights of the two scripts in which more than one official
// or neighbouring language is written.
type tables struct {
	sides [2]table // Latin, Cyrillic
}

// table holds the rows of weights of one script. Slots without a row count
// nothing.
type table struct {
	classes []langs.Language // what each lane stands for
	shift   uint8            // from a slot to the bit of present
	present []uint64         // a bit a slot: whether it has a row
	before  []uint32         // rows of the slots before each word of present
	rows    [][lanes / 8]uint64
	step    float32    // the score that one step of a weight stands for
	heat    [2]float32 // calibration: see setScales
	scales  [scaled]float32
}

var load = sync.OnceValues(func() (*tables, error) {
	t, err := parse(blob)
	if err != nil {
		return nil, fmt.Errorf("identify: embedded model: %w", err)
	}
	return t, nil
})

const (
	magic = "vigil-lid-2\n"
	// kinds is how many codes the weights have.
	kinds = 8
)

var errShort = errors.New("cut short")

// parse reads what package train writes: the magic, and for each script the
// number of classes and their languages, the bits of a slot, the number of rows,
// three float32 (step, heat), the lengths of ten Huffman codes, and the length
// of the coded part. That holds the gaps between the slots of rows as uvarints,
// and for each row its kind, which says by which code it is written, and its
// weights, biased by 128.
func parse(data []byte) (*tables, error) {
	if !bytes.HasPrefix(data, []byte(magic)) {
		return nil, fmt.Errorf("begins with %.12q, want %q", data, magic)
	}
	data = data[len(magic):]
	var t tables
	for i := range t.sides {
		var err error
		if data, err = t.sides[i].parse(data); err != nil {
			return nil, err
		}
	}
	return &t, nil
}

// parse reads one script and returns the rest.
func (t *table) parse(raw []byte) ([]byte, error) {
	const fixed = 1 + 4 + 3*4 + (kinds+2)*256 + 4
	if len(raw) < 1 || len(raw) < 1+int(raw[0])+fixed {
		return nil, errShort
	}
	classes := int(raw[0])
	if classes == 0 || classes > lanes {
		return nil, fmt.Errorf("%d classes, want 1 to %d", classes, lanes)
	}
	for _, l := range raw[1 : 1+classes] {
		t.classes = append(t.classes, langs.Language(min(l, uint8(langs.Other))))
	}
	raw = raw[1+classes:]
	if raw[0] < 6 || raw[0] > grams.SlotBits {
		return nil, fmt.Errorf("slots of %d bits, want 6 to %d", raw[0], grams.SlotBits)
	}
	t.shift = grams.SlotBits - raw[0]
	slots := 1 << raw[0]
	n := int(binary.LittleEndian.Uint32(raw[1:]))
	t.step = math.Float32frombits(binary.LittleEndian.Uint32(raw[5:]))
	t.heat[0] = math.Float32frombits(binary.LittleEndian.Uint32(raw[9:]))
	t.heat[1] = math.Float32frombits(binary.LittleEndian.Uint32(raw[13:]))
	t.setScales()
	raw = raw[17:]
	if n < 0 || n > slots {
		return nil, fmt.Errorf("%d rows, want at most %d", n, slots)
	}
	var codes [kinds + 2]*huff.Table
	for i := range codes {
		var err error
		if codes[i], err = huff.NewTable((*huff.Lengths)(raw)); err != nil {
			return nil, err
		}
		raw = raw[256:]
	}
	size := int(binary.LittleEndian.Uint32(raw))
	raw = raw[4:]
	// A row takes at least a bit for each of its weights, its kind and its slot.
	if size < 0 || size > len(raw) || n > 8*size/(classes+2) {
		return nil, errShort
	}
	r := huff.NewReader(raw[:size])
	if err := t.readSlots(r, codes[kinds+1], n, slots); err != nil {
		return nil, err
	}
	t.readRows(r, (*[kinds + 1]*huff.Table)(codes[:]), n, classes)
	return raw[size:], r.Err()
}

// readSlots reads which slots have the n rows.
func (t *table) readSlots(r *huff.Reader, code *huff.Table, n, slots int) error {
	t.present = make([]uint64, slots/64)
	t.before = make([]uint32, slots/64)
	slot := uint64(0)
	var b [1]byte
	for range n {
		for shift := 0; ; shift += 7 {
			r.Read(b[:], code)
			slot += uint64(b[0]&0x7F) << shift
			if b[0] < 0x80 {
				break
			}
			if shift > 28 {
				return errors.New("gap between slots of more than 35 bits")
			}
		}
		if slot >= uint64(slots) {
			return fmt.Errorf("slot %d, want less than %d", slot, slots)
		}
		t.present[slot/64] |= 1 << (slot % 64)
	}
	sum := 0
	for i, w := range t.present {
		t.before[i] = uint32(sum)
		sum += bits.OnesCount64(w)
	}
	if sum != n {
		return fmt.Errorf("%d slots, want %d", sum, n)
	}
	return r.Err()
}

// readRows reads the weights of the n rows.
func (t *table) readRows(r *huff.Reader, codes *[kinds + 1]*huff.Table, n, classes int) {
	t.rows = make([][lanes / 8]uint64, n)
	var kind [1]byte
	var row [lanes]byte
	for i := range t.rows {
		r.Read(kind[:], codes[kinds])
		r.Read(row[:classes], codes[kind[0]%kinds])
		for j := range t.rows[i] {
			t.rows[i][j] = binary.LittleEndian.Uint64(row[8*j:])
		}
	}
}

// find writes the rows of those slots that have one and returns their number.
func (t *table) find(dst []uint32, slots []uint32) int {
	n := 0
	for _, slot := range slots {
		slot >>= t.shift
		w, bit := t.present[slot/64], uint64(1)<<(slot%64)
		dst[n] = t.before[slot/64] + uint32(bits.OnesCount64(w&(bit-1)))
		if w&bit != 0 {
			n++
		}
	}
	return n
}

// add adds at most [chunk] rows: eight lanes of 16 bits at a time.
func (t *table) add(s *sums, rows []uint32) {
	const low = 0x00FF_00FF_00FF_00FF
	var a [8]uint64
	for _, r := range rows {
		row := &t.rows[r]
		a[0] += row[0] & low
		a[1] += row[0] >> 8 & low
		a[2] += row[1] & low
		a[3] += row[1] >> 8 & low
		a[4] += row[2] & low
		a[5] += row[2] >> 8 & low
		a[6] += row[3] & low
		a[7] += row[3] >> 8 & low
	}
	s.n += len(rows)
	bias := int32(len(rows)) * 128
	for i := range s.score {
		s.score[i] += int32(a[i/8*2+i%2]>>(i%8/2*16)&0xFFFF) - bias
	}
}

// scaled is the number of rows up to which scales are tabled.
const scaled = 512

// setScales tables what the scores of n rows are multiplied with: their
// features are not independent, so that the certainty grows like the root of n.
func (t *table) setScales() {
	for n := range t.scales {
		d := 1 + float64(n)/12
		t.scales[n] = t.step / float32(math.Sqrt(d)) * (t.heat[0] + t.heat[1]*float32(math.Log(d)))
	}
}

// scale returns the factor for the scores of n rows.
func (t *table) scale(n int) float32 {
	if n < scaled {
		return t.scales[n]
	}
	return t.scales[scaled-1] * float32(math.Sqrt(scaled/float64(n)))
}
