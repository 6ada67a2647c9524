package classic

// FalsePairsAdvised is the share, of a million pairs of different photographs,
// that the advised thresholds were chosen to stay within.
const FalsePairsAdvised = 50.0

// falsePairs holds the measurement behind the package comment.
type falsePairs struct {
	threshold64, threshold256 int
	// Pairs at or below distance 0, 1, 2...16, and 0, 8, 16...128.
	within64, within256 [17]int
}

const (
	pairsMeasured = 182_980
	step256       = 8
)

var measured = [...]falsePairs{
	Average: {
		threshold64: 1, threshold256: 8,
		within64:  [...]int{1, 7, 18, 55, 144, 308, 586, 1040, 1692, 2651, 3951, 5643, 7734, 10157, 13128, 16438, 20150},
		within256: [...]int{0, 2, 17, 143, 566, 1648, 3728, 7197, 12592, 19504, 27421, 35468, 43457, 52233, 63516, 79447, 100364},
	},
	Difference: {
		threshold64: 3, threshold256: 40,
		within64:  [...]int{0, 0, 2, 9, 24, 57, 97, 179, 309, 497, 749, 1153, 1668, 2367, 3275, 4389, 5775},
		within256: [...]int{0, 0, 0, 1, 3, 8, 36, 156, 508, 1356, 3216, 6861, 13547, 23831, 39541, 66953, 106725},
	},
	Perception: {
		threshold64: 10, threshold256: 64,
		within64:  [...]int{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 19, 19, 58, 58, 233},
		within256: [...]int{0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 6, 25, 140, 1155, 8886, 41885, 107558},
	},
}

// Threshold64 returns the largest distance between 64-bit hashes at which at
// most [FalsePairsAdvised] pairs in a million were false: 1 for Average, 3 for
// Difference, 10 for Perception. It is 0 for an unknown kind.
func (k Kind) Threshold64() int {
	if int(k) >= len(measured) {
		return 0
	}
	return measured[k].threshold64
}

// Threshold256 does the same for 256-bit hashes: 8, 40 and 64.
func (k Kind) Threshold256() int {
	if int(k) >= len(measured) {
		return 0
	}
	return measured[k].threshold256
}

// FalsePairs64 returns how many of a million pairs of different photographs had
// 64-bit hashes at the given distance or below. Look before you choose another
// threshold than the advised one: a list of n entries meets n pairs a query.
// Beyond 16, the value is that of 16 and thus too small.
func (k Kind) FalsePairs64(threshold int) float64 {
	if int(k) >= len(measured) || threshold < 0 {
		return 0
	}
	w := &measured[k].within64
	return float64(w[min(threshold, len(w)-1)]) * 1e6 / pairsMeasured
}

// FalsePairs256 does the same for 256-bit hashes, in steps of 8 up to 128: the
// value is that of the next higher step.
func (k Kind) FalsePairs256(threshold int) float64 {
	if int(k) >= len(measured) || threshold < 0 {
		return 0
	}
	w := &measured[k].within256
	return float64(w[min((threshold+step256-1)/step256, len(w)-1)]) * 1e6 / pairsMeasured
}
