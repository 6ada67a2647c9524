package identify

import (
	"math"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify/internal/grams"
)

const (
	lanes = 32
	// chunk is how many rows are added before the sums leave their 16-bit lanes
	// (257 bytes of 255 are the most that fit), and before reading may stop.
	chunk = 160
	// Reading stops when the first language leads by settleMargin nats after at
	// least settleRows rows, which is about the length of this sentence.
	settleMargin, settleRows = 30, 320
	// maxWords bounds the work for text that never settles.
	maxWords = 3000
)

// A chunk has room for the longest word.
var _ [chunk - grams.MaxSlots]struct{}

// probabilities is indexed by language.
type probabilities [langs.NumLanguages]float32

// evidence is what has been read of a text.
type evidence struct {
	scan    grams.Scanner
	letters [grams.NumScripts]int
	side    [2]sums // Latin, Cyrillic
}

// sums are the added rows of the words of one script.
type sums struct {
	n     int // rows added
	score [lanes]int32
}

// identify fills p and reports whether text holds letters.
func (m *Model) identify(p *probabilities, text string, declared []langs.Language) bool {
	if len(text) > MaxRead {
		text = text[:MaxRead]
	}
	var e evidence
	m.read(&e, text)
	return m.conclude(p, &e, declared)
}

// read adds up the rows of the words of text until the language is settled.
func (m *Model) read(e *evidence, text string) {
	var found [chunk]uint32
	var slots [grams.MaxSlots]uint32
	n, side := 0, 0
	e.scan.Reset(text)
	for words := 0; words < maxWords && e.scan.Next(); words++ {
		w := &e.scan.Word
		e.letters[w.Script] += w.Letters
		if w.Script == grams.Greek || w.Script == grams.Alien {
			continue
		}
		now := int(w.Script / grams.Cyrillic)
		have := w.Append(slots[:0])
		if n+len(have) > chunk || now != side {
			m.sides[side].add(&e.side[side], found[:n])
			n = 0
			if m.sides[side].settled(&e.side[side]) {
				break
			}
			side = now
		}
		n += m.sides[side].find(found[n:], have)
	}
	m.sides[side].add(&e.side[side], found[:n])
}

// settled reports whether more text would hardly change the first place.
func (t *table) settled(s *sums) bool {
	if s.n < settleRows {
		return false
	}
	first, second := s.score[0], int32(math.MinInt32)
	for _, v := range s.score[1:max(1, len(t.classes))] {
		if v > first {
			first, second = v, first
		} else if v > second {
			second = v
		}
	}
	return float32(first-second)*t.scale(s.n) > settleMargin
}

// conclude turns evidence into probabilities.
func (m *Model) conclude(p *probabilities, e *evidence, declared []langs.Language) bool {
	latin, greek, cyrillic, alien := e.letters[grams.Latin], e.letters[grams.Greek], e.letters[grams.Cyrillic], e.letters[grams.Alien]
	if latin+greek+cyrillic+alien == 0 {
		return false
	}
	// Latin letters stand in names and addresses of every text, so that half as
	// many of another script outweigh them.
	switch most := max(greek, cyrillic, alien); {
	case latin > 2*most:
		m.sides[0].probabilities(p, &e.side[0], m, declared)
	case cyrillic == most:
		m.sides[1].probabilities(p, &e.side[1], m, declared)
	case greek == most:
		p[langs.Greek], p[langs.Other] = 0.999, 0.001
	default:
		p[langs.Other] = 1
	}
	return true
}

// probabilities is a softmax over the scores, the lanes of one language added.
func (t *table) probabilities(p *probabilities, s *sums, m *Model, declared []langs.Language) {
	scale := t.scale(s.n)
	var z [lanes]float32
	top := float32(math.Inf(-1))
	for i := range t.classes {
		z[i] = float32(s.score[i]) * scale
		if t.classes[i] == langs.Other {
			z[i] += m.other
		}
		for _, l := range declared {
			if l == t.classes[i] {
				z[i] += m.declared
				break
			}
		}
		top = max(top, z[i])
	}
	sum := float32(0)
	for i, l := range t.classes {
		if d := z[i] - top; d > -16 {
			v := exp(d)
			p[l] += v
			sum += v
		}
	}
	for i := range p {
		p[i] /= sum
	}
}

// exp is e to the power x for x in [-16,0], right to one part in 10,000.
func exp(x float32) float32 {
	x *= math.Log2E
	whole := float32(int32(x)) - 1
	f := x - whole // in (0,1]
	v := 1 + f*(0.6951786+f*(0.2276897+f*0.0771317))
	return v * math.Float32frombits(uint32(int32(whole)+127)<<23)
}
