//go:build !race

package detect_test

// raceEnabled says that the race detector watches: sync.Pool then forgets what
// it holds at random, so allocations cannot be counted.
const raceEnabled = false
