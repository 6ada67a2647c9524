package hashing_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
)

func ExampleParseHash256() {
	a, err := hashing.ParseHash256("d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22")
	if err != nil {
		fmt.Println(err)
		return
	}
	b := a
	b[3] ^= 0b101
	fmt.Println(a.Distance(b), a.Weight())
	// Output: 2 128
}

func TestHashText(t *testing.T) {
	t.Parallel()
	h := hashing.Hash256{0x0123456789abcdef, 1, 1 << 63, 0xffffffffffffffff}
	back, err := hashing.ParseHash256(h.String())
	require.NoError(t, err)
	require.Equal(t, h, back)
	require.Equal(t, h, hashing.Hash256FromBytes(h.Bytes()))

	var viaText hashing.Hash256
	text, err := h.MarshalText()
	require.NoError(t, err)
	require.NoError(t, viaText.UnmarshalText(text))
	require.Equal(t, h, viaText)

	small := hashing.Hash64(0xf00)
	parsed, err := hashing.ParseHash64(small.String())
	require.NoError(t, err)
	require.Equal(t, small, parsed)
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	_, err := hashing.ParseHash256("abc")
	require.EqualError(t, err, "hashing: hash of 3 hexadecimal digits, want 64")
	_, err = hashing.ParseHash64("00000000000000zz")
	require.EqualError(t, err, `hashing: hash "00000000000000zz" has a character that is not a hexadecimal digit`)
	_, err = hashing.ParseHash64("")
	require.EqualError(t, err, "hashing: hash of 0 hexadecimal digits, want 16")
}
