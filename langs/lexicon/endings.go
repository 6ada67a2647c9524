package lexicon

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vigil-moderation/vigil/langs/fold"
)

// ending is an inflectional ending of a language.
type ending struct {
	steps  fold.Steps // what has to be undone to read it
	number uint16     // in the order of the list
}

// endings is the closed list of inflectional endings of a language, folded. An
// ending without its diacritics has the number of the ending.
type endings map[string]ending

// add lists an ending, and its form without diacritics.
func (e endings) add(word string, number int) {
	if old, ok := e[word]; ok && old.steps == 0 {
		return
	}
	e[word] = ending{number: uint16(number)}
	bare := string(fold.AppendBare(nil, word))
	if _, ok := e[bare]; !ok {
		e[bare] = ending{steps: fold.Diacritics, number: uint16(number)}
	}
}

// set is a set of endings, by their numbers.
type set []uint64

func (s set) has(number uint16) bool {
	return int(number>>6) < len(s) && s[number>>6]>>(number&63)&1 != 0
}

// parseSet reads numbers separated by spaces.
func parseSet(line string) (set, error) {
	var s set
	for field := range strings.FieldsSeq(line) {
		n, err := strconv.ParseUint(field, 10, 16)
		if err != nil {
			return nil, fmt.Errorf("set of endings: %w", err)
		}
		for int(n>>6) >= len(s) {
			s = append(s, 0)
		}
		s[n>>6] |= 1 << (n & 63)
	}
	return s, nil
}

// inflection says that the first bytes of a form of an entry take a set of
// endings.
type inflection struct {
	form, length, set int
}

// parseInflections reads what the generator wrote behind an entry.
func parseInflections(s string) ([]inflection, error) {
	var all []inflection
	for field := range strings.FieldsSeq(s) {
		var n [3]int
		parts := strings.Split(field, ".")
		if len(parts) != len(n) {
			return nil, fmt.Errorf("inflection %q, want three numbers", field)
		}
		for i, part := range parts {
			v, err := strconv.ParseUint(part, 10, 16)
			if err != nil {
				return nil, fmt.Errorf("inflection %q: %w", field, err)
			}
			n[i] = int(v)
		}
		all = append(all, inflection{n[0], n[1], n[2]})
	}
	return all, nil
}
