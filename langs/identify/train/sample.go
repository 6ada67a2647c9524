package main

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/vigil-moderation/vigil/langs/identify/internal/grams"
)

// sampler draws labelled training texts, all classes of a script in proportion
// to their weights.
type sampler struct {
	classes []*corpus
	upTo    []float64
	english *corpus // glued onto longer texts, as code switching does; may be nil
	rng     *rand.Rand
	scan    grams.Scanner
	text    strings.Builder
	// held makes it draw from the text that was held out, without noise.
	held bool
}

func newSampler(classes []*corpus, english *corpus, seed uint64) *sampler {
	s := &sampler{classes: classes, english: english, rng: rand.New(rand.NewPCG(seed, 1))}
	sum := 0.0
	for _, c := range classes {
		sum += c.weight
		s.upTo = append(s.upTo, sum)
	}
	return s
}

// draw returns a class and appends the slots of a text in it.
func (s *sampler) draw(slots []uint32) (int, []uint32) {
	at, class := s.rng.Float64()*s.upTo[len(s.upTo)-1], 0
	for s.upTo[class] <= at {
		class++
	}
	if s.held {
		return class, s.slots(slots, s.heldText(s.classes[class]))
	}
	text := s.words(s.classes[class])
	if s.english != nil && s.classes[class] != s.english && strings.Count(text, " ") >= 3 && s.rng.Float64() < 0.12 {
		text += " " + s.span(s.english, 1+s.rng.IntN(3))
	}
	if s.rng.Float64() < 0.17 {
		text = stripMarks(text)
	}
	if s.rng.Float64() < 0.03 {
		text = elongate(text, s.rng)
	}
	return class, s.slots(slots, text)
}

// slots appends the slots of text.
func (s *sampler) slots(dst []uint32, text string) []uint32 {
	s.scan.Reset(text)
	for s.scan.Next() {
		if s.scan.Word.Script != grams.Alien {
			dst = s.scan.Word.Append(dst)
		}
	}
	return dst
}

// heldText draws a span of 1 to 15 words of held-out text, or nothing.
func (s *sampler) heldText(c *corpus) string {
	if len(c.held) == 0 {
		return ""
	}
	words := strings.Fields(c.held[s.rng.IntN(len(c.held))])
	n := min(1+s.rng.IntN(4)*s.rng.IntN(6), len(words))
	at := s.rng.IntN(len(words) - n + 1)
	return strings.Join(words[at:at+n], " ")
}

// words draws a word, a span or a sentence.
func (s *sampler) words(c *corpus) string {
	switch p := s.rng.Float64(); {
	case p < 0.45:
		return s.word(c)
	case p < 0.62:
		return s.span(c, 2)
	case p < 0.84:
		return s.span(c, 3+s.rng.IntN(4))
	}
	return s.span(c, 7+s.rng.IntN(8))
}

// word draws one word from one of the lists of c.
func (s *sampler) word(c *corpus) string {
	shares := [3]float64{0.6, 0.25, 0.15}
	lists := [3]*weighted{&c.drawn, &c.real, &c.listed}
	sum := 0.0
	for i, l := range lists {
		if l.empty() {
			shares[i] = 0
		}
		sum += shares[i]
	}
	at := s.rng.Float64() * sum
	for i, l := range lists {
		if at < shares[i] {
			return l.pick(s.rng)
		}
		at -= shares[i]
	}
	for _, l := range lists {
		if !l.empty() {
			return l.pick(s.rng)
		}
	}
	return ""
}

// span draws n words, of a sentence or one by one.
func (s *sampler) span(c *corpus, n int) string {
	have := float64(len(c.sentences))
	if s.rng.Float64() < 0.6*have/(have+300) || c.running.empty() && have > 0 {
		words := strings.Fields(c.sentences[s.rng.IntN(len(c.sentences))])
		if len(words) > n {
			at := s.rng.IntN(len(words) - n + 1)
			words = words[at : at+n]
		}
		return strings.Join(words, " ")
	}
	s.text.Reset()
	for i := range n {
		if i > 0 {
			s.text.WriteByte(' ')
		}
		if c.running.empty() || s.rng.Float64() < 0.1 {
			s.text.WriteString(s.word(c))
		} else {
			s.text.WriteString(c.running.pick(s.rng))
		}
	}
	return s.text.String()
}

// plain holds letters that lose their marks in careless typing without being
// decomposable.
var plain = strings.NewReplacer("ł", "l", "Ł", "L", "đ", "d", "Đ", "D", "ħ", "h", "Ħ", "H", "ø", "o", "Ø", "O", "ß", "ss", "æ", "ae", "Æ", "AE", "œ", "oe", "ı", "i")

// stripMarks takes the diacritics away, as careless typing does.
func stripMarks(text string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(plain.Replace(text)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// elongate repeats one letter.
func elongate(text string, rng *rand.Rand) string {
	r := []rune(text)
	if len(r) == 0 {
		return text
	}
	at := rng.IntN(len(r))
	return string(r[:at]) + strings.Repeat(string(r[at]), 3+rng.IntN(3)) + string(r[at:])
}
