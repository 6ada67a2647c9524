package lexicon

import (
	_ "embed"
	"sync"

	"github.com/vigil-moderation/vigil/langs/internal/words"
)

// known.bin holds the words of neutral sentences in each language; see
// langs/gen/words.
//
//go:embed known.bin
var knownBlob []byte

var known = sync.OnceValue(func() words.Filter { return words.Open(knownBlob) })
