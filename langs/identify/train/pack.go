package main

import (
	"encoding/binary"
	"math"

	"github.com/vigil-moderation/vigil/langs/identify/internal/huff"
)

// magic and the layout after it are those that package identify reads.
const magic = "vigil-lid-2\n"

// kinds is how many codes the weights have: rows of weak and of strong weights
// are coded apart.
const kinds = 8

// quantise rounds the weights to steps of a byte and returns them in the order
// of their slots, with the slots.
func (m *model) quantise(step float32) (slots []int, weights [][]byte) {
	for slot, r := range m.row {
		if r < 0 {
			continue
		}
		row := make([]byte, m.n)
		for j := range row {
			q := math.Round(float64(m.rows[r][j] / step))
			q = min(max(q, -127), 127)
			row[j] = byte(int(q) + 128)
			m.rows[r][j] = float32(q) * step
		}
		slots, weights = append(slots, slot), append(weights, row)
	}
	return slots, weights
}

// kind sorts a row by the mean size of its weights.
func kind(row []byte) byte {
	sum := 0
	for _, v := range row {
		sum += max(int(v)-128, 128-int(v))
	}
	k := byte(0)
	for _, least := range [kinds - 1]float64{1.5, 2.25, 3, 4, 5.5, 7.5, 11} {
		if float64(sum) >= least*float64(len(row)) {
			k++
		}
	}
	return k
}

// appendTable writes one side of the model.
func (m *model) appendTable(raw []byte, classes []*corpus, step float32, heat [2]float32) ([]byte, error) {
	slots, weights := m.quantise(step)
	raw = append(raw, byte(len(classes)))
	for _, c := range classes {
		raw = append(raw, byte(c.language))
	}
	raw = append(raw, byte(m.bits))
	raw = binary.LittleEndian.AppendUint32(raw, uint32(len(slots)))
	for _, v := range []float32{step, heat[0], heat[1]} {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	var gaps []byte
	var counts [kinds + 2][256]int // of the weights by kind, of the kinds, of the gaps
	for i, slot := range slots {
		gap := slot
		if i > 0 {
			gap -= slots[i-1]
		}
		gaps = binary.AppendUvarint(gaps, uint64(gap))
		k := kind(weights[i])
		counts[kinds][k]++
		for _, v := range weights[i] {
			counts[k][v]++
		}
	}
	for _, b := range gaps {
		counts[kinds+1][b]++
	}
	var lengths [kinds + 2]huff.Lengths
	for i := range lengths {
		lengths[i] = huff.Measure(counts[i])
		raw = append(raw, lengths[i][:]...)
	}
	var w huff.Writer
	if err := w.Write(&lengths[kinds+1], gaps...); err != nil {
		return nil, err
	}
	for _, row := range weights {
		k := kind(row)
		if err := w.Write(&lengths[kinds], k); err != nil {
			return nil, err
		}
		if err := w.Write(&lengths[k], row...); err != nil {
			return nil, err
		}
	}
	w.Flush()
	raw = binary.LittleEndian.AppendUint32(raw, uint32(len(w.Data)))
	return append(raw, w.Data...), nil
}
