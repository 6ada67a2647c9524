package identify

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"sync"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify/internal/grams"
)

//go:generate go run ./train -o model.bin

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

const magic = "vigil-lid-1\n"

var errShort = errors.New("cut short")

// parse reads what package train writes: the magic, and deflated, for each
// script: the number of classes and their languages, the number of rows, three
// float32 (step, heat), the gaps between slots that have rows as uvarints, and
// the weights, lane by lane, one biased byte each.
func parse(data []byte) (*tables, error) {
	if !bytes.HasPrefix(data, []byte(magic)) {
		return nil, fmt.Errorf("begins with %.12q, want %q", data, magic)
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data[len(magic):])), 1<<26))
	if err != nil {
		return nil, err
	}
	var t tables
	for i := range t.sides {
		if raw, err = t.sides[i].parse(raw); err != nil {
			return nil, err
		}
	}
	return &t, nil
}

func (t *table) parse(raw []byte) ([]byte, error) {
	if len(raw) < 1 || len(raw) < 17+int(raw[0]) {
		return nil, errShort
	}
	classes := int(raw[0])
	if classes > lanes {
		return nil, fmt.Errorf("%d classes, want at most %d", classes, lanes)
	}
	for _, l := range raw[1 : 1+classes] {
		t.classes = append(t.classes, langs.Language(min(l, uint8(langs.Other))))
	}
	raw = raw[1+classes:]
	n := int(binary.LittleEndian.Uint32(raw))
	t.step = math.Float32frombits(binary.LittleEndian.Uint32(raw[4:]))
	t.heat[0] = math.Float32frombits(binary.LittleEndian.Uint32(raw[8:]))
	t.heat[1] = math.Float32frombits(binary.LittleEndian.Uint32(raw[12:]))
	t.setScales()
	raw = raw[16:]
	if n < 0 || n > 1<<grams.SlotBits {
		return nil, fmt.Errorf("%d rows, want at most %d", n, 1<<grams.SlotBits)
	}
	raw, err := t.parseSlots(raw, n)
	if err != nil {
		return nil, err
	}
	if len(raw) < n*classes {
		return nil, errShort
	}
	t.rows = make([][lanes / 8]uint64, n)
	for lane := range classes {
		word, shift := lane/8, lane%8*8
		for i, v := range raw[:n] {
			t.rows[i][word] |= uint64(v) << shift
		}
		raw = raw[n:]
	}
	return raw, nil
}

// parseSlots reads the gaps between the slots of the n rows.
func (t *table) parseSlots(raw []byte, n int) ([]byte, error) {
	t.present = make([]uint64, 1<<grams.SlotBits/64)
	t.before = make([]uint32, len(t.present))
	slot := uint64(0)
	for range n {
		gap, size := binary.Uvarint(raw)
		if size <= 0 {
			return nil, errShort
		}
		raw = raw[size:]
		if slot += gap; slot >= 1<<grams.SlotBits {
			return nil, fmt.Errorf("slot %d, want less than %d", slot, 1<<grams.SlotBits)
		}
		t.present[slot/64] |= 1 << (slot % 64)
	}
	sum := 0
	for i, w := range t.present {
		t.before[i] = uint32(sum)
		sum += bits.OnesCount64(w)
	}
	if sum != n {
		return nil, fmt.Errorf("%d slots, want %d", sum, n)
	}
	return raw, nil
}

// find writes the rows of those slots that have one and returns their number.
func (t *table) find(dst []uint32, slots []uint32) int {
	n := 0
	for _, slot := range slots {
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
