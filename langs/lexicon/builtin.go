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

//go:generate go run ../gen/lexicon -data ../data -known known.bin -o lexicon.bin

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
	return compile(src.entries, Options{Typos: true}, src, src.inflections)
})

// parsed is the embedded data.
type parsed struct {
	entries []Entry
	endings [langs.NumLanguages]endings
	sets    [langs.NumLanguages][]set
	real    map[uint64]Languages // hashes of everyday words that look like a disguised term

	inflections map[int][]inflection // by entry
}

var source = sync.OnceValues(func() (*parsed, error) {
	if len(blob) == 0 { // before it is generated for the first time
		return readBlob(bytes.NewReader(nil))
	}
	return readBlob(flate.NewReader(bytes.NewReader(blob)))
})

// readBlob reads the embedded data: lines that begin with "#" say where it
// comes from, 0x01 and a code switches the language, 0x02 lists endings, 0x03 everyday words, 0x04 sets of
// endings, and all others are lines of lists; in place of the gloss they say
// which endings their forms take.
func readBlob(r io.Reader) (*parsed, error) {
	src := &parsed{entries: make([]Entry, 0, 1<<14), real: map[uint64]Languages{}, inflections: map[int][]inflection{}}
	var t fold.Text
	var listed map[string]bool // endings of the language
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
			src.endings[lang], listed = endings{}, map[string]bool{}
		case '\x03':
			fold.Fold(&t, line[1:])
			for i := range t.Tokens {
				src.real[t.Tokens[i].Hash] |= Of(lang)
			}
		case '\x02':
			for word := range strings.FieldsSeq(line[1:]) {
				if word = fold.String(word); !listed[word] {
					listed[word] = true
					src.endings[lang].add(word, len(listed)-1)
				}
			}
		case '\x04':
			s, err := parseSet(line[1:])
			if err != nil {
				return nil, fmt.Errorf("lexicon: damaged blob: %w", err)
			}
			src.sets[lang] = append(src.sets[lang], s)
		default:
			e, err := parseLine(line, Entry{Language: lang})
			if err != nil {
				return nil, fmt.Errorf("lexicon: damaged blob: %w", err)
			}
			if e.Gloss != "" {
				if src.inflections[len(src.entries)], err = parseInflections(e.Gloss); err != nil {
					return nil, fmt.Errorf("lexicon: damaged blob: %w", err)
				}
				e.Gloss = ""
			}
			src.entries = append(src.entries, e)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("lexicon: damaged blob: %w", err)
	}
	return src, nil
}
