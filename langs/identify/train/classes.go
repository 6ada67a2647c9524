package main

import "github.com/vigil-moderation/vigil/langs"

// class is one thing that the model tells apart: an official language, or one
// or more of the languages that it has to reject.
type class struct {
	name     string
	language langs.Language
	weight   float64            // how often it is drawn for training
	tables   map[string]float64 // lingua-go's models and their shares
	cldr     []string           // locales of CLDR
	stop     []string           // lists of stopwords-iso
}

// lanes is the number of classes that fit one row of the model.
const lanes = 32

// latinClasses are the classes of the Latin script, one a lane.
func latinClasses() []class {
	var all []class
	for _, l := range langs.All() {
		code := l.String()
		c := class{name: code, language: l, weight: 1, tables: map[string]float64{code: 1}, cldr: []string{code}, stop: []string{code}}
		switch l {
		case langs.Bulgarian, langs.Greek:
			continue
		case langs.Croatian:
			c.tables = map[string]float64{"hr": 0.7, "bs": 0.15, "sr": 0.15}
			c.cldr = []string{"hr", "bs", "sr-Latn"}
		case langs.Maltese:
			c.tables = nil
		}
		all = append(all, c)
	}
	other := func(weight float64, cldr []string, stop []string, codes ...string) {
		tables := make(map[string]float64)
		for _, code := range codes {
			tables[code] = 1 / float64(len(codes))
		}
		all = append(all, class{name: cldr[0], language: langs.Other, weight: weight, tables: tables, cldr: cldr, stop: stop})
	}
	for _, code := range []string{"tr", "eu", "sq", "cy", "af"} {
		other(0.5, []string{code}, []string{code}, code)
	}
	other(0.9, []string{"ca"}, []string{"ca"}, "ca")
	other(1, []string{"no", "nn"}, []string{"no"}, "nb", "nn")
	other(0.5, []string{"is", "fo"}, nil, "is")
	other(0.3, []string{"gl"}, []string{"gl"})
	other(0.7, []string{"lb", "id", "vi", "so", "sw", "fil", "ms", "az", "zu", "xh", "rm", "br", "fy", "gd", "ast", "hsb", "la"},
		[]string{"la", "eo", "id", "vi", "so", "sw", "tl", "yo", "ms", "zu", "st", "ku"},
		"la", "eo", "id", "vi", "so", "sw", "tl", "yo", "ms", "az", "zu", "xh", "st", "sn", "tn", "ts", "lg", "mi")
	return all
}

// cyrillicClasses are the classes of the Cyrillic script, one a lane.
func cyrillicClasses() []class {
	all := []class{{name: "bg", language: langs.Bulgarian, weight: 1, tables: map[string]float64{"bg": 1}, cldr: []string{"bg"}, stop: []string{"bg"}}}
	for _, code := range []string{"mk", "sr", "ru", "uk", "be"} {
		c := class{name: code, language: langs.Other, weight: 0.5, tables: map[string]float64{code: 1}, cldr: []string{code}}
		if code == "ru" || code == "uk" {
			c.stop = []string{code}
		}
		all = append(all, c)
	}
	return append(all, class{name: "kk", language: langs.Other, weight: 0.3, tables: map[string]float64{"kk": 0.5, "mn": 0.5}, cldr: []string{"kk", "mn", "ky", "tg", "tt"}})
}
