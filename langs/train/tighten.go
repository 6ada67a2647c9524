package main

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/langs"
)

// tighten raises the thresholds of a language until few enough of its harmless
// sentences are flagged: step by step that of the head which loses the least of what
// it finds for the sentences that it spares. It returns how many sentences there are.
func (d *data) tighten(thresholds map[*trainedHead]*[32]float64, speaking []*trainedHead, l langs.Language) int {
	var rows []int // the harmless sentences that tune
	for i := range d.rows {
		if r := &d.rows[i]; r.part == partTrain && r.lang == l && strings.HasPrefix(d.sets[r.set].name, neutralSet) {
			rows = append(rows, i)
		}
	}
	var heads []*tightened
	for _, t := range speaking {
		if t.head.within || t.head.name == swearing || math.IsNaN(thresholds[t][l]) {
			continue
		}
		h := &tightened{trainedHead: t, at: thresholds[t][l], found: d.found(t, l)}
		for i, row := range rows {
			if z := float64(t.scores[row]); z >= h.at {
				h.flagged = append(h.flagged, sentence{i, z})
			}
		}
		slices.SortFunc(h.flagged, func(a, b sentence) int { return cmp.Compare(a.z, b.z) })
		heads = append(heads, h)
	}
	allowed := int(cleanShare * float64(len(rows)))
	by := make([]int, len(rows)) // how many heads flag a sentence
	all := 0
	for _, h := range heads {
		for _, s := range h.flagged {
			if by[s.row]++; by[s.row] == 1 {
				all++
			}
		}
	}
	for all > allowed {
		var best *tightened
		least := math.Inf(1)
		for _, h := range heads {
			if spared, lost := h.next(by, 1+all/50); spared > 0 && lost/float64(spared) < least {
				best, least = h, lost/float64(spared)
			}
		}
		if best == nil { // what is left is flagged by several heads
			best = slices.MaxFunc(heads, func(a, b *tightened) int { return cmp.Compare(len(a.flagged), len(b.flagged)) })
		}
		all -= best.step(by, 1+all/50)
	}
	for _, h := range heads {
		thresholds[h.trainedHead][l] = h.at
	}
	return len(rows)
}

// sentence is a harmless sentence with its score.
type sentence struct {
	row int
	z   float64
}

// tightened is a head whose threshold is raised.
type tightened struct {
	*trainedHead
	at      float64
	flagged []sentence // at the threshold, in the order of their scores
	found   []float64  // scores of the harmful messages, sorted
}

// next returns how many sentences are spared, and which share of the harmful messages
// is lost, when the head lets go of enough sentences to spare so many.
func (h *tightened) next(by []int, want int) (spared int, lost float64) {
	k := 0
	for ; k < len(h.flagged) && spared < want; k++ {
		if by[h.flagged[k].row] == 1 {
			spared++
		}
	}
	if k == 0 || spared == 0 {
		return 0, 0
	}
	from, _ := slices.BinarySearch(h.found, h.at)
	to, _ := slices.BinarySearch(h.found, h.flagged[k-1].z+1e-6)
	return spared, float64(to-from) / float64(max(1, len(h.found)))
}

// step raises the threshold as next has reckoned and returns how many sentences it
// spares.
func (h *tightened) step(by []int, want int) (spared int) {
	k := 0
	for ; k < len(h.flagged) && spared < want; k++ {
		row := h.flagged[k].row
		if by[row]--; by[row] == 0 {
			spared++
		}
	}
	h.at = h.flagged[k-1].z + 1e-6
	h.flagged = h.flagged[k:]
	return spared
}

// found returns the scores of the harmful messages of a language by which the head's
// threshold was chosen, sorted.
func (d *data) found(t *trainedHead, l langs.Language) []float64 {
	var all []float64
	for s := range d.sets {
		name := d.sets[s].name
		if strings.HasPrefix(name, neutralSet) || langOf(name) != l || t.head.sets != t.counted[name] || !t.head.sets && !strings.HasPrefix(name, ownSet) {
			continue
		}
		for _, r := range d.of(t, s, partTrain) {
			if r.want {
				all = append(all, r.z)
			}
		}
	}
	slices.Sort(all)
	return all
}

// pool moves the thresholds of languages with few harmless sentences towards the mean of
// the others, and those that are stricter than the mean half way: in some languages the
// sentences are of an unusual kind, and a threshold by them alone would find little.
func pool(thresholds *[32]float64, sentences map[langs.Language]int) {
	sum, n := 0.0, 0.0
	for _, l := range langs.All() {
		if at := thresholds[l]; sentences[l] >= cleanEnough && !math.IsNaN(at) {
			sum += at
			n++
		}
	}
	if n == 0 {
		return
	}
	for _, l := range langs.All() {
		if few := sentences[l]; few < cleanEnough {
			own := float64(few) / cleanEnough
			thresholds[l] = own*thresholds[l] + (1-own)*sum/n
		}
		if at := thresholds[l]; at > sum/n {
			thresholds[l] = (at + sum/n) / 2
		}
	}
}
