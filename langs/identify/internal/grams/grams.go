package grams

// SlotBits is the number of bits of a slot, the hash of a feature.
const SlotBits = 22

// MaxSlots is the most slots that one word can have.
const MaxSlots = 3 * (MaxWord + 2)

const (
	mulGram = 0x9E37_79B9_7F4A_7C15
	mulWord = 0xD6E8_FEB8_6659_FD93
)

// Append appends the slots of the word's n-grams of three to five characters,
// edges included, of its first and last character, and of the word as a whole.
// It appends at most [MaxSlots].
func (w *Word) Append(dst []uint32) []uint32 {
	const bits = 12
	codes := w.codes[:w.n+2]
	window := uint64(codes[0]) // the last five codes
	whole := mix(uint64(w.Script)+1, codes[0])
	for i, c := range codes[1:] {
		window = window<<bits | uint64(c)
		whole = mix(whole, c)
		if i >= 3 {
			dst = append(dst, slot(window&(1<<(3*bits)-1), 3), slot(window&(1<<(4*bits)-1), 4), slot(window&(1<<(5*bits)-1), 5))
			continue
		}
		switch i {
		case 0:
			dst = append(dst, slot(window, 2))
		case 1:
			dst = append(dst, slot(window, 3))
		case 2:
			dst = append(dst, slot(window&(1<<(3*bits)-1), 3), slot(window, 4))
		}
	}
	dst = append(dst, slot(window&(1<<(2*bits)-1), 2))
	if w.n > 3 { // shorter words are n-grams already
		dst = append(dst, uint32(whole*mulGram>>(64-SlotBits)))
	}
	return dst
}

// mix adds a code to the hash of a whole word.
func mix(h uint64, c uint16) uint64 {
	h = (h ^ uint64(c)) * mulWord
	return h ^ h>>29
}

// slot hashes n codes.
func slot(codes uint64, n uint64) uint32 {
	h := (codes | n<<60) * mulGram
	h ^= h >> 32
	return uint32(h * mulWord >> (64 - SlotBits))
}
