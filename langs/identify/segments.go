package identify

import (
	"math"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify/internal/grams"
)

// Segment is a part of a text in one language.
type Segment struct {
	langs.Span
	Guess
}

const (
	// block is how many words are decoded at once.
	block = 128
	// What a change of language costs, in nats: between two words, and after the
	// end of a sentence or line. One or two foreign words never pay for two
	// changes.
	switchCost, breakCost = 8, 5
	// floor bounds what one word can say against a language.
	floor = -6
)

// Segments appends the parts of text that are in one language each, in order,
// and returns the extended slice. Parts begin and end with a word and do not
// overlap; what lies between them holds no words. One or two foreign words are
// taken to belong to the language around them. Of a text only the first
// [MaxRead] bytes are cut. It does not allocate when dst has room.
func (m *Model) Segments(dst []Segment, text string, declared ...langs.Language) []Segment {
	if len(text) > MaxRead {
		text = text[:MaxRead]
	}
	var d decoder
	d.scan.Reset(text)
	start := len(dst)
	for d.read(m, text, declared) {
		dst = d.emit(dst, start)
	}
	return m.label(dst, start, text, declared)
}

// decoder finds the likeliest sequence of languages for a block of words, each
// word with its own evidence, changes at a cost (Viterbi's algorithm).
type decoder struct {
	scan  grams.Scanner
	score probabilities                    // of the best sequence that ends in a language, in nats
	back  [block][langs.NumLanguages]uint8 // the language before
	spans [block]langs.Span
	n     int // words in the block
	end   int // where the word before ended
}

// read fills the block and reports whether there are words in it.
func (d *decoder) read(m *Model, text string, declared []langs.Language) bool {
	for d.n = 0; d.n < block && d.scan.Next(); d.n++ {
		w := &d.scan.Word
		var p probabilities
		m.word(&p, w, declared)
		cost := float32(switchCost)
		if strings.ContainsAny(text[d.end:w.Start], ".!?\n:;|/\"“”„«»()") {
			cost = breakCost
		}
		least := float32(floor)
		if w.Script == grams.Alien { // may be a whole sentence without spaces
			least *= float32(1 + w.Letters/4)
		}
		d.step(&p, cost, least)
		d.spans[d.n] = langs.Span{Start: w.Start, End: w.End}
		d.end = w.End
	}
	return d.n > 0
}

// word gives the probabilities of one word alone.
func (m *Model) word(p *probabilities, w *grams.Word, declared []langs.Language) {
	var e evidence
	e.letters[w.Script] = w.Letters
	if w.Script == grams.Latin || w.Script == grams.Cyrillic {
		var slots, found [grams.MaxSlots]uint32
		side := int(w.Script / grams.Cyrillic)
		n := m.sides[side].find(found[:], w.Append(slots[:0]))
		m.sides[side].add(&e.side[side], found[:n])
	}
	m.conclude(p, &e, declared)
}

// step adds one word to all sequences; it says at least `least` for a language.
func (d *decoder) step(p *probabilities, cost, least float32) {
	best := langs.Bulgarian
	for l := langs.Czech; l <= langs.Other; l++ {
		if d.score[l] > d.score[best] {
			best = l
		}
	}
	top := d.score[best]
	for l := langs.Bulgarian; l <= langs.Other; l++ {
		said := least
		if p[l] > 0.0025 {
			said = float32(math.Log(float64(p[l])))
		}
		before := uint8(l)
		v := d.score[l] - top
		if v < -cost {
			v, before = -cost, uint8(best)
		}
		d.back[d.n][l] = before
		d.score[l] = v + said
	}
}

// emit appends the parts of the block, joined to the last of dst if that goes
// on, and makes ready for the next block.
func (d *decoder) emit(dst []Segment, start int) []Segment {
	var at [block]uint8
	best := langs.Bulgarian
	for l := langs.Czech; l <= langs.Other; l++ {
		if d.score[l] > d.score[best] {
			best = l
		}
	}
	now := uint8(best)
	for i := d.n - 1; i >= 0; i-- {
		at[i] = now
		now = d.back[i][now]
	}
	for i, span := range d.spans[:d.n] {
		l := langs.Language(at[i])
		if len(dst) > start && dst[len(dst)-1].Language == l {
			dst[len(dst)-1].End = span.End
			continue
		}
		dst = append(dst, Segment{Span: span, Guess: Guess{Language: l}})
	}
	return dst
}

// label gives each part the language and probability of its text as a whole and
// joins neighbours that agree.
func (m *Model) label(dst []Segment, start int, text string, declared []langs.Language) []Segment {
	out := dst[:start]
	for _, s := range dst[start:] {
		s.Guess = m.Best(text[s.Start:s.End], declared...)
		if last := len(out) - 1; last >= start && out[last].Language == s.Language {
			weight := float64(out[last].End-out[last].Start) / float64(s.End-out[last].Start)
			out[last].Probability = weight*out[last].Probability + (1-weight)*s.Probability
			out[last].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}
