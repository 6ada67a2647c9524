package main

import (
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// labelled are the sets, by the names of their files.
var labelled = []string{
	"bg-toxic.bg", "offenseval2020.da", "germeval2018.de", "gahd.de", "edos.en", "davidson.en", "hatemojibuild.en",
	"convabuse.en", "surge-toxicity.en", "mlma.en", "mlma.fr", "poleval2019-6.pl", "ro-offense.ro", "ro-fb-offense.ro",
}

// head is one output of the model.
type head struct {
	within bool // tells kinds of what another head found apart
	name   string
	cost   float64 // C of the support vector machine
	terms  bool    // sees terms and surface alone, which are the same in every language
	// of says whether a row teaches this head, as what, and how much it counts.
	of func(set string, r *row) (positive bool, weight float64)
}

// neutralWeight is how much a harmless sentence counts.
const neutralWeight = 0.5

var heads = []head{
	{name: "offence", cost: 0.5, of: offence},
	{name: "hate", cost: 0.5, of: hate},
	{name: "sexism", cost: 0.5, of: func(set string, r *row) (bool, float64) {
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
		switch set {
		case "hatemojibuild.en":
			if r.label {
				return strings.Contains(r.category, "threat"), 1
			}
		case "edos.en":
			if r.label {
				return strings.Contains(r.category, "|1. threats"), 1
			}
		}
		return false, 0
	}},
	{name: "offence-terms", cost: 0.5, terms: true, of: offence},
	{name: "hate-terms", cost: 0.5, terms: true, of: hate},
}

// leastOwn is how many of our messages of a label make a head of its own.
const leastOwn = 100

// addOwn adds a head for each label of which we wrote enough, but for those that
// the heads above decide on.
func (d *data) addOwn() {
	count := map[harm.Label]int{}
	for i := range d.rows {
		r := &d.rows[i]
		if strings.HasPrefix(d.sets[r.set].name, ownSet) && r.part == partTrain && r.label {
			for code := range strings.SplitSeq(r.category, ",") {
				if l, err := harm.Parse(code); err == nil {
					count[l]++
				}
			}
		}
	}
	for _, l := range harm.All() {
		if count[l] < leastOwn || l == harm.Profanity || l == harm.BullyingInsult || l.Family() == "hate" {
			continue
		}
		heads = append(heads, head{name: l.String(), cost: 0.5, of: func(set string, r *row) (bool, float64) {
			if strings.HasPrefix(set, ownSet) {
				return hasLabel(r, l), 1
			}
			if hash(r.text)>>16%4 != 0 {
				return false, 0 // a fourth will do
			}
			if !r.label && !strings.HasPrefix(set, neutralSet) {
				return false, otherWeight
			}
			return false, neutral(set)
		}})
	}
}

// otherWeight is how much a harmless row of a labelled set counts for a head that
// is learnt from our own messages.
const otherWeight = 0.2

// hasLabel reports whether a message of our own has the label.
func hasLabel(r *row, l harm.Label) bool {
	return slices.Contains(strings.Split(r.category, ","), l.String())
}

// ownOffence are the families and labels of our messages that are offensive.
var ownOffence = []string{"bullying.", "hate.", "threat.", "profanity", "selfharm.encouragement"}

func containsAny(s string, parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}

func offence(set string, r *row) (bool, float64) {
	if strings.HasPrefix(set, ownSet) {
		return containsAny(r.category, ownOffence), 1
	}
	switch set {
	case "bg-toxic.bg", "offenseval2020.da", "germeval2018.de", "convabuse.en", "surge-toxicity.en",
		"ro-offense.ro", "ro-fb-offense.ro", "poleval2019-6.pl":
		return r.label, 1
	case "davidson.en":
		return r.label, 0.2
	case "mlma.en", "mlma.fr":
		return r.label, 0.2
	}
	return false, neutral(set)
}

func hate(set string, r *row) (bool, float64) {
	if strings.HasPrefix(set, ownSet) {
		return strings.Contains(r.category, "hate."), 1
	}
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
	if strings.HasPrefix(set, neutralSet) {
		return neutralWeight
	}
	return 0
}
