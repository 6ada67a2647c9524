package bank_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/list"
)

// randomHash returns a hash with a weight near 128, as a picture has.
func randomHash(rng *rand.Rand) hashing.Hash256 {
	return hashing.Hash256{rng.Uint64(), rng.Uint64(), rng.Uint64(), rng.Uint64()}
}

func TestLoadAndQuery(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	h := randomHash(rng)
	data := []byte("the bytes of a picture")
	digests := bank.Digests(data)
	text := "pdq " + h.String() + "\nsha256 " + digests[2].Hex() + "\nmd5 " + digests[0].Hex() + "\n"
	b, err := bank.Load(strings.NewReader(text), bank.Options{Name: "test", Label: harm.SexualNCII})
	require.NoError(t, err)
	require.Equal(t, 3, b.Len())

	near := h
	near[2] ^= 0x7
	got, err := b.Query(nil, bank.Query{Digests: digests[:], Hashes: []hashing.Hash256{near}, Qualities: []int{80}})
	require.NoError(t, err)
	require.Len(t, got, 3)
	require.Equal(t, list.SHA256, got[0].Kind)
	require.True(t, got[0].Exact)
	require.Equal(t, list.MD5, got[1].Kind)
	require.Equal(t, list.PDQ, got[2].Kind)
	require.Equal(t, 3, got[2].Distance)
	require.Equal(t, harm.SexualNCII, got[2].Label)
	require.Equal(t, "test", got[2].Bank)

	got, err = b.Query(nil, bank.Query{Hashes: []hashing.Hash256{near}, Qualities: []int{49}})
	require.NoError(t, err)
	require.Empty(t, got)
}

func TestWithdrawnNeverMatches(t *testing.T) {
	t.Parallel()
	h := randomHash(rand.New(rand.NewPCG(3, 4)))
	b, err := bank.New(bank.Options{Name: "test"})
	require.NoError(t, err)
	e := list.Entry{ID: "a", PDQ: []hashing.Hash256{h}}
	require.NoError(t, b.Apply([]list.Entry{e}))
	q := bank.Query{Hashes: []hashing.Hash256{h}}
	got, err := b.Query(nil, q)
	require.NoError(t, err)
	require.Len(t, got, 1)

	e.Status = list.Disputed
	require.NoError(t, b.Apply([]list.Entry{e}))
	got, err = b.Query(nil, q)
	require.NoError(t, err)
	require.Len(t, got, 1)
	require.Equal(t, list.Disputed, got[0].Entry.Status)

	e.Status = list.Withdrawn
	require.NoError(t, b.Apply([]list.Entry{e}))
	got, err = b.Query(nil, q)
	require.NoError(t, err)
	require.Empty(t, got)
	require.Equal(t, uint64(3), b.Version())
}

func Example() {
	list := "# a list in the format of HMA\npdq f8f8f0cee0f4a84f06370a22028f67f0b36e2ed596621e1d33e6b39c4e9c9b22\n"
	b, err := bank.Load(strings.NewReader(list), bank.Options{Name: "hotline", Label: harm.SexualNCII})
	if err != nil {
		fmt.Println(err)
		return
	}
	hash, _ := hashing.ParseHash256("f8f8f0cee0f4a84f06370a22028f67f0b36e2ed596621e1d33e6b39c4e9c9b2d")
	matches, err := b.Query(nil, bank.Query{Hashes: []hashing.Hash256{hash}, Qualities: []int{97}})
	for _, m := range matches {
		fmt.Println(m.Bank, m.Label, m.Kind, m.Distance, m.Entry.Status)
	}
	fmt.Println(err)
	// Output:
	// hotline sexual.ncii pdq 4 active
	// <nil>
}
