package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"math"
)

const magic = "vigil-lid-1\n"

// quantise rounds the weights to steps and returns the number that had to be
// cut to a byte.
func (m *model) quantise(step float32) int {
	cut := 0
	for i := range m.rows {
		for j, v := range m.rows[i] {
			q := float32(math.Round(float64(v / step)))
			if q < -127 || q > 127 {
				cut++
			}
			m.rows[i][j] = min(max(q, -127), 127) * step
		}
	}
	return cut
}

// append writes the model in the form that package identify reads.
func (m *model) append(raw []byte, classes []*corpus, step float32, heat [2]float32) []byte {
	raw = append(raw, byte(len(classes)))
	for _, c := range classes {
		raw = append(raw, byte(c.language))
	}
	raw = binary.LittleEndian.AppendUint32(raw, uint32(len(m.rows)))
	for _, v := range []float32{step, heat[0], heat[1]} {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
	}
	last := 0
	order := make([]int32, 0, len(m.rows))
	for slot, r := range m.row {
		if r >= 0 {
			raw = binary.AppendUvarint(raw, uint64(slot-last))
			last = slot
			order = append(order, r)
		}
	}
	for lane := range classes {
		for _, r := range order {
			raw = append(raw, byte(int(math.Round(float64(m.rows[r][lane]/step)))+128))
		}
	}
	return raw
}

// deflate compresses the blob behind its magic.
func deflate(raw []byte) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(magic)
	w, err := flate.NewWriter(&b, flate.HuffmanOnly)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
