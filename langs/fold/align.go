package fold

import "unicode/utf8"

// Skeleton appends the skeleton of a folded word: the classes of its letters
// without diacritics, equal neighbours once. The result is empty when the word
// holds a letter that alternatives cannot show.
func Skeleton[T string | []byte](dst []byte, word T) []byte {
	tab := tables()
	from := len(dst)
	last := byte(0)
	for _, r := range string(word) {
		class := classOf[code(tab.At(r).Bare(r))]
		if class == 0 {
			return dst[:from]
		}
		if class != last {
			dst = append(dst, class)
		}
		last = class
	}
	return dst
}

// skeletonHash returns the hash of the skeleton of units.
func skeletonHash(units []Unit) uint64 {
	var h uint64
	last := byte(0)
	for i := range units {
		if units[i].Class != last {
			last = units[i].Class
			h = h*prime + uint64(last)
		}
	}
	return h
}

// Align reports whether units can be read as a folded word, and the steps that
// the comparison adds: [Elongated], [Diacritics]. A wildcard stands for exactly
// one letter.
func Align[T string | []byte](units []Unit, word T) (Steps, bool) {
	var letters [maxAltUnits * 2]byte
	n := 0
	var steps Steps
	tab := tables()
	for _, r := range string(word) {
		bare := tab.At(r).Bare(r)
		if bare != r {
			steps |= Diacritics
		}
		if n == len(letters) {
			return 0, false
		}
		letters[n] = code(bare)
		n++
	}
	return align(units, letters[:n], steps)
}

func align(units []Unit, letters []byte, steps Steps) (Steps, bool) {
	i, j := 0, 0
	for i < len(units) && j < len(letters) {
		if units[i].Class == 0 {
			i++
			j++
			continue
		}
		class := units[i].Class
		iEnd, jEnd := i, j
		for iEnd < len(units) && units[iEnd].Class == class {
			iEnd++
		}
		for jEnd < len(letters) && classOf[letters[jEnd]] == class {
			jEnd++
		}
		switch have, want := iEnd-i, jEnd-j; {
		case want == 0:
			return 0, false
		case have == want:
			for k := range have {
				if l := units[i+k].Letter; l != 0 && l != letters[j+k] {
					return 0, false
				}
			}
		case have > want:
			if !within(units[i:iEnd], letters[j:jEnd]) {
				return 0, false
			}
			steps |= Elongated
		case iEnd < len(units) && units[iEnd].Class == 0:
			jEnd = j + have // a wildcard may stand for the rest
		default:
			return 0, false
		}
		i, j = iEnd, jEnd
	}
	return steps, i == len(units) && j == len(letters)
}

// within reports whether all units are letters of the run.
func within(units []Unit, run []byte) bool {
	for i := range units {
		if units[i].Letter == 0 {
			continue
		}
		found := false
		for _, l := range run {
			found = found || l == units[i].Letter
		}
		if !found {
			return false
		}
	}
	return true
}

// AppendLetters appends the letters that units stand for: for a sign the letter
// it means most often.
func AppendLetters(dst []byte, units []Unit) []byte {
	for i := range units {
		c := units[i].Letter
		if c == 0 {
			c = units[i].Class
		}
		dst = utf8.AppendRune(dst, decode(c))
	}
	return dst
}
