package rules

import "slices"

// wordTable finds the rules filed under a word: an open hash table over the
// first and last bytes, which beats Go's map for the short words of policies.
// The words come from the policy, never from events, so nobody can choose them
// to collide.
type wordTable struct {
	gathered map[string][]int32 // until build
	order    []string
	slots    []wordSlot
	shift    uint
}

type wordSlot struct {
	word  string
	rules []int32 // nil for an empty slot
}

func (t *wordTable) add(word string, rule int32) {
	if t.gathered == nil {
		t.gathered = map[string][]int32{}
	}
	if _, seen := t.gathered[word]; !seen {
		t.order = append(t.order, word)
	}
	t.gathered[word] = append(t.gathered[word], rule)
}

// build lays the table out, at most half full.
func (t *wordTable) build() {
	if len(t.order) == 0 {
		return
	}
	bits := uint(1)
	for 1<<bits < 2*len(t.order) {
		bits++
	}
	t.slots, t.shift = make([]wordSlot, 1<<bits), 64-bits
	for _, word := range t.order {
		i := t.hash(word)
		for t.slots[i].rules != nil {
			i = (i + 1) & (len(t.slots) - 1)
		}
		t.slots[i] = wordSlot{word, t.gathered[word]}
	}
	t.gathered, t.order = nil, nil
}

func (t *wordTable) hash(s string) int {
	var a, b uint64
	switch n := len(s); {
	case n >= 8:
		a, b = load8(s), load8(s[n-8:])
	case n >= 4:
		a, b = load4(s), load4(s[n-4:])
	case n > 0:
		a, b = uint64(s[0])|uint64(s[n/2])<<8, uint64(s[n-1])
	}
	h := (a ^ uint64(len(s))) * 0x9e3779b97f4a7c15
	h = (h ^ b ^ h>>29) * 0xbf58476d1ce4e5b9
	return int(h >> t.shift)
}

func load8(s string) uint64 { return load4(s) | load4(s[4:8])<<32 }

func load4(s string) uint64 {
	_ = s[3]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// find returns the rules filed under the word.
func (t *wordTable) find(s string) []int32 {
	if t.slots == nil {
		return nil
	}
	for i := t.hash(s); ; i = (i + 1) & (len(t.slots) - 1) {
		slot := &t.slots[i]
		if slot.rules == nil || slot.word == s {
			return slot.rules
		}
	}
}

// affixes holds words by length: few lengths, so few look-ups.
type affixes struct {
	lengths []int
	words   wordTable
}

func (a *affixes) add(word string, rule int32) {
	if !slices.Contains(a.lengths, len(word)) {
		a.lengths = append(a.lengths, len(word))
	}
	a.words.add(word, rule)
}

func (a *affixes) build() { a.words.build() }
