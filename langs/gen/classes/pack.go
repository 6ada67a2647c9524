package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/vigil-moderation/vigil/langs/classify"
	"github.com/vigil-moderation/vigil/langs/fold"
)

// leastStem is how many words must begin with a stem for it to have the class of
// most of them.
const leastStem = 3

// packClasses reads words with their counts, classes and wider classes, and
// writes the table that package classify looks words up in.
func packClasses(in, out string) error {
	raw, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var (
		classOf = map[uint64]uint16{}
		wider   [classify.NumClasses]uint16
		stems   = map[uint64]map[uint16]int{}
		begun   = map[uint64]int{}
		bare    []byte
	)
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	// By falling count: of two words alike without diacritics, the more frequent
	// gives the class.
	for n, line := range lines {
		cols := strings.Split(line, "\t")
		if len(cols) != 4 {
			return fmt.Errorf("%s:%d: %d columns, want 4", in, n+1, len(cols))
		}
		var numbers [3]int
		for i := range numbers {
			if numbers[i], err = strconv.Atoi(cols[i+1]); err != nil {
				return fmt.Errorf("%s:%d: %w", in, n+1, err)
			}
		}
		class, wide := numbers[1], numbers[2]
		if class < 0 || class >= classify.NumClasses || wide < 0 || wide >= classify.NumClasses {
			return fmt.Errorf("%s:%d: class %d, %d, want less than %d", in, n+1, class, wide, classify.NumClasses)
		}
		wider[class] = uint16(wide)
		classOf[classify.WordKey(fold.Hash(cols[0]))] = uint16(class)
		bare = fold.AppendBare(bare[:0], cols[0])
		if key := classify.WordKey(fold.Hash(bare)); string(bare) != cols[0] {
			if _, ok := classOf[key]; !ok {
				classOf[key] = uint16(class)
			}
		}
		for _, key := range classify.StemKeys(nil, bare) {
			if stems[key] == nil {
				stems[key] = map[uint16]int{}
			}
			stems[key][uint16(class)]++
			begun[key]++
		}
	}
	for key, votes := range stems {
		best, most := uint16(0), 0
		for class, n := range votes {
			if n > most || n == most && class < best {
				best, most = class, n
			}
		}
		if begun[key] >= leastStem && 3*most >= begun[key] {
			classOf[key] = best
		}
	}
	return write(out, classOf, &wider)
}

func write(out string, classOf map[uint64]uint16, wider *[classify.NumClasses]uint16) error {
	keys := make([]uint32, 0, len(classOf))
	classes := map[uint32]uint16{}
	for key, class := range classOf {
		short := uint32(key >> 32)
		if old, ok := classes[short]; ok {
			classes[short] = min(old, class) // two words of one key
			continue
		}
		classes[short] = class
		keys = append(keys, short)
	}
	slices.Sort(keys)
	file := []byte(classify.ClassesMagic)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(keys)))
	for _, w := range wider {
		file = binary.LittleEndian.AppendUint16(file, w)
	}
	at := 0
	for bucket := range 1 << 16 {
		file = binary.LittleEndian.AppendUint32(file, uint32(at))
		for at < len(keys) && keys[at]>>16 == uint32(bucket) {
			at++
		}
	}
	file = binary.LittleEndian.AppendUint32(file, uint32(at))
	for _, key := range keys {
		file = binary.LittleEndian.AppendUint16(file, uint16(key))
		file = binary.LittleEndian.AppendUint16(file, classes[key])
	}
	log.Printf("%d words and stems, %d bytes", len(keys), len(file))
	return os.WriteFile(out, file, 0o644)
}
