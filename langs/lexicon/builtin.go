package lexicon

import (
	"bufio"
	"bytes"
	"compress/flate"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/fold"
)

//go:generate go run ../gen/lexicon -data ../data -o lexicon.bin

//go:embed lexicon.bin
var blob []byte

// Default returns the built-in lexicon of the 24 languages. It is compiled on
// the first call and shared.
func Default() (*Lexicon, error) { return builtin() }

var builtin = sync.OnceValues(func() (*Lexicon, error) {
	src, err := source()
	if err != nil {
		return nil, err
	}
	return compile(src.entries, Options{Typos: true}, &src.endings)
})

// builtinEndings returns the endings of all languages.
func builtinEndings() *[langs.NumLanguages]endings {
	src, err := source()
	if err != nil {
		return new([langs.NumLanguages]endings)
	}
	return &src.endings
}

// parsed is the embedded data.
type parsed struct {
	entries []Entry
	endings [langs.NumLanguages]endings
}

var source = sync.OnceValues(func() (*parsed, error) {
	return readBlob(flate.NewReader(bytes.NewReader(blob)))
})

// readBlob reads the embedded data: lines that begin with "#" say where it
// comes from, 0x01 and a code switches the language, 0x02 lists endings, and all
// others are lines of lists without their glosses.
func readBlob(r io.Reader) (*parsed, error) {
	src := &parsed{entries: make([]Entry, 0, 1<<14)}
	lang := langs.Undetermined
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 1<<12), maxLine)
	for sc.Scan() {
		line := sc.Text()
		switch line[0] {
		case '#':
		case '\x01':
			l, err := langs.Parse(line[1:])
			if err != nil {
				return nil, fmt.Errorf("lexicon: damaged blob: %w", err)
			}
			lang = l
			src.endings[lang] = endings{}
		case '\x02':
			for ending := range strings.FieldsSeq(line[1:]) {
				src.endings[lang].add(fold.String(ending))
			}
		default:
			e, err := parseLine(line, Entry{Language: lang})
			if err != nil {
				return nil, fmt.Errorf("lexicon: damaged blob: %w", err)
			}
			src.entries = append(src.entries, e)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("lexicon: damaged blob: %w", err)
	}
	return src, nil
}
