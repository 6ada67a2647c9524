package main

import "strings"

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

func offence(set string, r *row) (bool, float64) {
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
