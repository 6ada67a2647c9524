package main

import (
	"math"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/internal/corpus"
	"github.com/vigil-moderation/vigil/langs/classify"
)

// labelled are the sets, by the names of their files.
var labelled = []string{
	"bg-toxic.bg", "offenseval2020.da", "germeval2018.de", "gahd.de", "edos.en", "davidson.en", "hatemojibuild.en",
	"convabuse.en", "surge-toxicity.en", "mlma.en", "mlma.fr", "poleval2019-6.pl", "ro-offense.ro", "ro-fb-offense.ro",
}

// head is one output of the model.
type head struct {
	name string
	cost float64 // C of the support vector machine
	// within tells kinds of what another head found apart: no language has a
	// threshold of its own.
	within bool
	// family says that the head speaks for a family of harm, in the verdict.
	family bool
	// own says that the head learns what is harmful from our own messages.
	own bool
	// sets says that the head is learnt from labelled sets alone. Classes of words
	// make these worse.
	sets bool
	// of says whether a row teaches this head, as what, and how much it counts.
	of func(set string, r *row) (positive bool, weight float64)
}

// How much rows count.
const (
	neutralWeight = 0.5 // harmless sentences
	proseTimes    = 3   // those that we wrote, which are more varied, by comparison
	frameWeight   = 0.6 // filled frames
	harmSets      = 0.1 // rows of labelled sets, for heads that are learnt from our own messages
)

// heads are the outputs of the model: first those that find harm, in one table, then
// those that follow labelled sets.
var heads = slices.Concat([]head{{name: "harm", cost: 0.5, own: true, of: func(set string, r *row) (bool, float64) {
	if ours(set) {
		return r.harmful(), ourWeight(set)
	}
	if w := neutral(set); w > 0 {
		return false, w
	}
	if y, w := offence(set, r); w > 0 {
		return y, w * harmSets
	}
	if y, w := hate(set, r); w > 0 {
		return y, w * harmSets
	}
	return false, 0
}}}, families(), []head{
	{name: swearing, cost: 0.5, of: func(set string, r *row) (bool, float64) {
		if ours(set) {
			return r.has(harm.Profanity), ourWeight(set)
		}
		return false, neutral(set)
	}},
	{name: "offence", cost: 0.5, sets: true, of: offence},
	{name: "hate", cost: 0.5, sets: true, of: hate},
	{name: "sexism", cost: 0.5, sets: true, of: func(set string, r *row) (bool, float64) {
		switch set {
		case "edos.en":
			return r.label, 1
		case "hatemojibuild.en":
			return r.label && strings.Contains(r.category, "wom"), 0.3
		}
		return false, neutral(set)
	}},
	{name: "profanity", cost: 0.5, within: true, of: func(set string, r *row) (bool, float64) {
		switch set {
		case "germeval2018.de", "ro-offense.ro", "ro-fb-offense.ro":
			if r.label {
				return strings.Contains(r.category, "PROFANITY"), 1
			}
		}
		return false, 0
	}},
	{name: "incitement", cost: 0.5, within: true, of: func(set string, r *row) (bool, float64) {
		switch {
		case ours(set):
			if r.hateful() {
				return r.has(harm.HateIncitement), ourWeight(set)
			}
		case set == "hatemojibuild.en":
			if r.label {
				return strings.Contains(r.category, "threat"), 1
			}
		case set == "edos.en":
			if r.label {
				return strings.Contains(r.category, "|1. threats"), 1
			}
		}
		return false, 0
	}},
})

// families returns a head for each family of harm. It tells the family from harmless
// text; only that of hate tells it from other harm as well, as it speaks for itself.
func families() []head {
	var all []head
	for _, name := range classify.Families() {
		all = append(all, head{name: name, cost: 1.2, own: true, family: true, of: func(set string, r *row) (bool, float64) {
			if ours(set) {
				in := slices.ContainsFunc(r.labels, func(l harm.Label) bool { return l != harm.Profanity && classify.FamilyOf(l) == name })
				if !in && r.harmful() && name != hateful {
					return false, 0
				}
				if in {
					return in, ourWeight(set) * r.rare
				}
				return in, ourWeight(set)
			}
			if w := neutral(set); w > 0 {
				return false, w
			}
			y, w := false, 0.0
			switch name {
			case hateful:
				y, w = hate(set, r)
			case "family.bullying":
				y, w = offence(set, r)
			}
			return y, w * harmSets
		}})
	}
	return all
}

// hateful is the head for the family of hate.
const hateful = "family.hate"

// swearing is the head for strong language aimed at nobody.
const swearing = "swearing"

// ours reports whether we wrote the rows of a set ourselves, as messages with labels.
func ours(set string) bool {
	return strings.HasPrefix(set, ownSet) || strings.HasPrefix(set, frameSet)
}

// ourWeight is how much rows of our own count.
func ourWeight(set string) float64 {
	if strings.HasPrefix(set, frameSet) {
		return frameWeight
	}
	return 1
}

// harmful reports whether one of our messages has a label of harm.
func (r *row) harmful() bool { return corpus.Harmful(r.labels) }

// hateful reports whether one of our messages has a label of hate.
func (r *row) hateful() bool { return r.has(harm.HateSlur) || r.has(harm.HateIncitement) }

// has reports whether a message of our own has the label.
func (r *row) has(l harm.Label) bool { return slices.Contains(r.labels, l) }

// leastOwn is how many of our messages of a label make a head of its own.
const leastOwn = 100

// addOwn adds a head for each label of which we wrote enough. It tells the label
// from all others among harmful messages; both labels of hate are one.
func (d *data) addOwn() {
	count := map[harm.Label]int{}
	for i := range d.rows {
		r := &d.rows[i]
		if strings.HasPrefix(d.sets[r.set].name, ownSet) && r.part == partTrain {
			for _, l := range r.labels {
				count[l]++
			}
		}
	}
	d.weighRare(count)
	for _, l := range harm.All() {
		if count[l] < leastOwn || l == harm.Profanity || l == harm.HateIncitement {
			continue
		}
		heads = append(heads, head{name: l.String(), cost: 1, within: true, of: func(set string, r *row) (bool, float64) {
			if !ours(set) || !r.harmful() {
				return false, 0
			}
			return r.has(l) || l == harm.HateSlur && r.hateful(), ourWeight(set)
		}})
	}
}

const (
	// common is how many messages of a label count simply in the head of its family.
	// Those of rarer labels count more: by the root of how much rarer, at most mostRare.
	common   = 2500
	mostRare = 3
)

// weighRare sets how much our messages count in the heads of families.
func (d *data) weighRare(count map[harm.Label]int) {
	for i := range d.rows {
		r := &d.rows[i]
		r.rare = 1
		for _, l := range r.labels {
			if n := count[l]; n > 0 {
				r.rare = max(r.rare, min(mostRare, math.Sqrt(common/float64(n))))
			}
		}
	}
}

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}

func offence(set string, r *row) (bool, float64) {
	switch set {
	case "bg-toxic.bg", "offenseval2020.da", "germeval2018.de", "surge-toxicity.en", "ro-offense.ro", "ro-fb-offense.ro", "poleval2019-6.pl":
		return r.label, 1
	case "convabuse.en": // at a chatbot
		return r.label, 0.4
	case "davidson.en", "mlma.en", "mlma.fr":
		return r.label, 0.2
	}
	return false, neutral(set)
}

func hate(set string, r *row) (bool, float64) {
	switch set {
	case "gahd.de", "hatemojibuild.en", "edos.en":
		return r.label, 1
	case "davidson.en":
		return r.category == "hate", 0.1
	case "mlma.en", "mlma.fr":
		if c := r.category; strings.HasPrefix(c, "hateful") || strings.HasPrefix(c, "normal") {
			return r.label, 0.2
		}
		return false, 0
	}
	return false, neutral(set)
}

func neutral(set string) float64 {
	if strings.HasPrefix(set, proseSet) {
		return neutralWeight * proseTimes
	}
	if strings.HasPrefix(set, neutralSet) {
		return neutralWeight
	}
	return 0
}
