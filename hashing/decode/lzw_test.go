package decode_test

import (
	"bytes"
	"compress/lzw"
)

// lzwZeros returns n pixels of colour 0 as blocks of a GIF.
func lzwZeros(n int) []byte {
	var z bytes.Buffer
	w := lzw.NewWriter(&z, lzw.LSB, 2)
	_, _ = w.Write(make([]byte, n))
	_ = w.Close()
	var blocks []byte
	for data := z.Bytes(); len(data) > 0; {
		k := min(255, len(data))
		blocks = append(append(blocks, uint8(k)), data[:k]...)
		data = data[k:]
	}
	return append(blocks, 0)
}
