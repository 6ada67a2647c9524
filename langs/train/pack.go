package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/classify"
)

// lanes is how many heads share a table.
const lanes = 8

// write packs the heads into a model file and writes it, and
// returns the model and the size of the file.
func write(o *options, trained []*trainedHead, verdict *trainedHead, sets []*setModel) (*classify.Model, int, error) {
	var header classify.Header
	var tables []byte
	for first := 0; first < len(trained); first += lanes {
		group := trained[first:min(first+lanes, len(trained))]
		bits := tableBits(o, first/lanes)
		header.Tables = append(header.Tables, uint(bits))
		table := make([]byte, lanes<<bits)
		for i := range table {
			table[i] = 128
		}
		for lane, t := range group {
			header.Heads = append(header.Heads, t.header())
			for i, b := range t.bytes {
				table[i*lanes+lane] = byte(int(b) + 128)
			}
		}
		tables = append(tables, table...)
	}
	if verdict != nil {
		header.Verdict = &classify.Verdict{Slope: verdict.slope, Shift: verdict.shifts()}
	}
	for _, m := range sets {
		header.Sets = append(header.Sets, m.header()...)
	}
	digest := sha256.Sum256(tables)
	header.Name = fmt.Sprintf("vigil-%x", digest[:4])
	text, err := json.Marshal(header)
	if err != nil {
		return nil, 0, err
	}
	file := append([]byte(classify.Magic), binary.LittleEndian.AppendUint32(nil, uint32(len(text)))...)
	file = append(append(file, text...), tables...)
	m, err := classify.Parse(file)
	if err != nil {
		return nil, 0, fmt.Errorf("the written model does not read: %w", err)
	}
	return m, len(file), os.WriteFile(o.out, file, 0o644)
}

// labelBits is how many bits less the heads for single labels get, of which there
// is less text.
const labelBits = 4

// tableBits is the binary logarithm of the number of weights of a head.
func tableBits(o *options, table int) int {
	if table < 2 {
		return o.bits
	}
	return o.bits - labelBits
}

func (t *trainedHead) header() classify.HeadHeader {
	h := classify.HeadHeader{Name: t.head.name, Step: float64(t.step), Slope: t.slope, Bias: t.bias, Shift: t.shifts()}
	return h
}

// languages returns the tags of the languages of the sets whose rows count fully.
func (t *trainedHead) languages() []string {
	var all []string
	for name := range t.counted {
		all = append(all, langOf(name).String())
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// shifts returns the shifts by the tags of languages.
func (t *trainedHead) shifts() map[string]float64 {
	by := map[string]float64{}
	for _, l := range append(langs.All(), langs.Undetermined, langs.Other) {
		by[l.String()] = t.shift[l]
	}
	return by
}
