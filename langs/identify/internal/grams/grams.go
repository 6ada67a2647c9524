package grams

// SlotBits is the number of bits of a slot, the hash of a feature.
const SlotBits = 22

// MaxSlots is the most slots that one word can have.
const MaxSlots = 4*(MaxWord+2) + 1

const (
	mulGram = 0x9E37_79B9_7F4A_7C15
	mulWord = 0xD6E8_FEB8_6659_FD93
)

// Append appends the slots of the word's n-grams of two to five characters,
// edges included, and of the word as a whole. It appends at most [MaxSlots].
func (w *Word) Append(dst []uint32) []uint32 {
	const bits = 12
	codes := w.codes[:w.n+2]
	var window uint64 // the last five codes
	whole := uint64(w.Script) + 1
	for i, c := range codes {
		window = window<<bits | uint64(c)
		whole = (whole ^ uint64(c)) * mulWord
		whole ^= whole >> 29
		if i >= 1 {
			dst = append(dst, slot(window&(1<<(2*bits)-1), 2))
		}
		if i >= 2 {
			dst = append(dst, slot(window&(1<<(3*bits)-1), 3))
		}
		if i >= 3 {
			dst = append(dst, slot(window&(1<<(4*bits)-1), 4))
		}
		if i >= 4 {
			dst = append(dst, slot(window&(1<<(5*bits)-1), 5))
		}
	}
	if w.n > 3 { // shorter words are n-grams already
		dst = append(dst, uint32(whole*mulGram>>(64-SlotBits)))
	}
	return dst
}

// slot hashes n codes.
func slot(codes uint64, n uint64) uint32 {
	h := (codes | n<<60) * mulGram
	h ^= h >> 32
	return uint32(h * mulWord >> (64 - SlotBits))
}
