package lexicon

import (
	"github.com/vigil-moderation/vigil/langs/fold"
)

// endings is the closed list of inflectional endings of a language, folded,
// with what has to be undone to read them.
type endings map[string]fold.Steps

// add lists an ending, and its form without diacritics.
func (e endings) add(ending string) {
	e[ending] = 0
	bare := string(fold.AppendBare(nil, []byte(ending)))
	if _, ok := e[bare]; !ok {
		e[bare] = fold.Diacritics
	}
}
