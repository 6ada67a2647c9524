package corpus

import (
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// Frames are sentences with slots, and what may fill the slots: the same words
// harm in one sentence and are quoted, denied or said of a thing in another.
type Frames struct {
	Slots map[string][]string
	All   []Frame
}

// Frame is a sentence with slots.
type Frame struct {
	Line   int // in its file
	Labels []harm.Label
	Target string
	Stance string
	Text   string // with {slot} where a filler goes
	Slots  []string
	parts  []string // of the text, around the slots
}

// MaxSlots is how many slots a frame may have.
const MaxSlots = 4

// ParseFrames reads a file of frames, tab-separated:
//
//	slot	NAME	filler | filler | …
//	frame	LABELS	TARGET	STANCE	text with {NAME}
//
// The fillers of a slot may be spread over several lines; lines that begin with # are
// comments. It tells every fault at once.
func ParseFrames(data string) (*Frames, error) {
	f := &Frames{Slots: map[string][]string{}}
	var faults []error
	fault := func(line int, format string, args ...any) {
		faults = append(faults, fmt.Errorf("line %d: "+format, append([]any{line}, args...)...))
	}
	for n, line := range Lines(data) {
		cols := strings.Split(line, "\t")
		switch {
		case line == "" || line[0] == '#':
		case cols[0] == "slot" && len(cols) == 3:
			for filler := range strings.SplitSeq(cols[2], "|") {
				if filler = strings.TrimSpace(filler); filler == "" || strings.ContainsAny(filler, "{}") {
					fault(n, "filler %q, want some text without braces", filler)
				}
				f.Slots[cols[1]] = append(f.Slots[cols[1]], filler)
			}
		case cols[0] == "frame" && len(cols) == 5:
			frame, err := parseFrame(cols)
			if err != nil {
				fault(n, "%w", err)
			}
			frame.Line = n
			f.All = append(f.All, frame)
		default:
			fault(n, "begins with %.20q and has %d columns, want slot and 3, or frame and 5", cols[0], len(cols))
		}
	}
	used := map[string]bool{}
	for i := range f.All {
		for _, slot := range f.All[i].Slots {
			used[slot] = true
			if f.Slots[slot] == nil {
				fault(f.All[i].Line, "no slot %q", slot)
			}
		}
	}
	for _, slot := range slices.Sorted(maps.Keys(f.Slots)) {
		if !used[slot] {
			faults = append(faults, fmt.Errorf("no frame uses the slot %q", slot))
		}
	}
	return f, errors.Join(faults...)
}

func parseFrame(cols []string) (Frame, error) {
	f := Frame{Target: cols[2], Stance: cols[3], Text: cols[4]}
	var err error
	if f.Labels, err = parseLabels(cols[1]); err != nil {
		return f, err
	}
	if err := oneOf("target", f.Target, Targets); err != nil {
		return f, err
	}
	if err := oneOf("stance", f.Stance, Stances); err != nil {
		return f, err
	}
	rest := f.Text
	for {
		before, after, found := strings.Cut(rest, "{")
		f.parts = append(f.parts, before)
		if !found {
			break
		}
		slot, after, found := strings.Cut(after, "}")
		if !found {
			return f, fmt.Errorf("a brace without its twin in %q", f.Text)
		}
		f.Slots = append(f.Slots, slot)
		rest = after
	}
	if n := len(f.Slots); n == 0 || n > MaxSlots {
		return f, fmt.Errorf("%d slots, want 1 to %d", n, MaxSlots)
	}
	return f, nil
}

// Fill returns up to n different texts of a frame. The same frame, fillers and number
// always give the same texts.
func (f *Frames) Fill(frame *Frame, n int) []string {
	h := fnv.New64a()
	h.Write([]byte(frame.Text))
	rng := rand.New(rand.NewPCG(h.Sum64(), 1))
	// Every slot deals its fillers like a pack of cards, so that none comes twice
	// before each came once.
	packs := make([][]int, len(frame.Slots))
	seen := map[string]bool{}
	var texts []string
	for range 2 * n {
		if len(texts) == n {
			break
		}
		var b strings.Builder
		for i, part := range frame.parts {
			b.WriteString(part)
			if i == len(frame.Slots) {
				break
			}
			fillers := f.Slots[frame.Slots[i]]
			if len(packs[i]) == 0 {
				packs[i] = rng.Perm(len(fillers))
			}
			b.WriteString(fillers[packs[i][0]])
			packs[i] = packs[i][1:]
		}
		text := b.String()
		if rng.IntN(3) == 0 {
			text = capital(text)
		}
		if !seen[text] {
			seen[text] = true
			texts = append(texts, text)
		}
	}
	return texts
}

// Texts yields every filler once, and the words of every frame around its slots.
func (f *Frames) Texts() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, slot := range slices.Sorted(maps.Keys(f.Slots)) {
			for _, filler := range f.Slots[slot] {
				if !yield(filler) {
					return
				}
			}
		}
		for i := range f.All {
			if !yield(strings.Join(f.All[i].parts, " ")) {
				return
			}
		}
	}
}

// capital makes the first letter of a text a capital.
func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToTitle(r)) + text[size:]
}
