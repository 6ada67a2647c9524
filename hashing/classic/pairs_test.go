package classic_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/classic"
	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

// The tables of the package comment come from
//
//	go test ./hashing/classic -run FalsePairs -v -pictures DIR,DIR...
//
// over folders that hold no two versions of one picture, or only such as PDQ
// tells.
var pictures = flag.String("pictures", "../../../shared/data/images/photos,../../../shared/data/images/cc0",
	"folders of photographs, separated by commas")

// hashes of one picture: three of 64 bits, three of 256 and PDQ.
type hashes struct {
	short [3]hashing.Hash64
	long  [3]hashing.Hash256
	pdq   hashing.Hash256
}

// TestFalsePairs counts pairs of different photographs at each distance. Pairs
// that PDQ calls the same picture do not count as different.
func TestFalsePairs(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("time is short")
	}
	var all []hashes
	for dir := range strings.SplitSeq(*pictures, ",") {
		all = append(all, hashFolder(t, filepath.FromSlash(dir))...)
	}
	if len(all) == 0 {
		t.Skip("the shared photographs are not beside the repository")
	}
	var short [3][65]int
	var long [3][257]int
	pairs, same, nearest := 0, 0, 256
	for i, a := range all {
		for _, b := range all[:i] {
			d := a.pdq.Distance(b.pdq)
			if d <= pdq.Threshold {
				same++
				continue
			}
			nearest = min(nearest, d)
			pairs++
			for k := range short {
				short[k][a.short[k].Distance(b.short[k])]++
				long[k][a.long[k].Distance(b.long[k])]++
			}
		}
	}
	t.Logf("%d pictures, %d pairs, %d pairs of one picture; PDQ has none other below %d", len(all), pairs, same, nearest)
	require.Positive(t, pairs)
	for k := range short {
		kind := classic.Kind(k)
		t.Logf("%s 64: %v", kind, cumulative(short[k][:], 1))
		t.Logf("%s 256: %v", kind, cumulative(long[k][:], 8))
		perMillion := func(counts []int, threshold int) float64 {
			return float64(upTo(counts, threshold)) * 1e6 / float64(pairs)
		}
		// Few pairs lie beside the repository: there, one pair is the least
		// bound that can be asked of them.
		bound := max(classic.FalsePairsAdvised, 1.5e6/float64(pairs))
		require.LessOrEqual(t, perMillion(short[k][:], kind.Threshold64()), bound, "%s 64", kind)
		require.LessOrEqual(t, perMillion(long[k][:], kind.Threshold256()), bound, "%s 256", kind)
	}
}

func upTo(counts []int, threshold int) int {
	n := 0
	for _, c := range counts[:threshold+1] {
		n += c
	}
	return n
}

// cumulative returns how many pairs are at or below 0, step, 2*step...
func cumulative(counts []int, step int) []int {
	const rows = 17
	c := make([]int, rows)
	for i := range c {
		c[i] = upTo(counts, i*step)
	}
	return c
}

func hashFolder(t *testing.T, dir string) []hashes {
	t.Helper()
	var all []hashes
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		ext := strings.ToLower(filepath.Ext(path))
		if err != nil || d.IsDir() || ext != ".jpg" && ext != ".jpeg" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		p, err := decode.Image(t.Context(), data, decode.Limits{})
		if err != nil {
			t.Logf("%s: %v", path, err)
			return nil
		}
		var h hashes
		res, err := pdq.Hash(pdq.Full, p)
		require.NoError(t, err)
		h.pdq = res.Hash
		for k := range h.short {
			h.short[k], err = classic.Hash64(classic.Kind(k), p)
			require.NoError(t, err)
			h.long[k], err = classic.Hash256(classic.Kind(k), p)
			require.NoError(t, err)
		}
		all = append(all, h)
		return nil
	})
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	return all
}
