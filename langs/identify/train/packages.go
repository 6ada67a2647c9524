package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// packaged returns the words of a class in the npm packages stopwords-iso 1.1.0
// (MIT) and cldr-annotations-full, cldr-localenames-full, cldr-dates-full and
// cldr-units-full 48.2.0 (Unicode-3.0): names of things and feelings, of
// languages and countries, of days, months and units.
func (in *inputs) packaged(c class) []string {
	if in.npm == "" {
		return nil
	}
	var lines []string
	for _, code := range c.stop {
		var words []string
		raw, err := os.ReadFile(filepath.Join(in.npm, "stopwords-iso", "stopwords-iso.json"))
		var all map[string][]string
		if err == nil && json.Unmarshal(raw, &all) == nil {
			words = all[code]
		}
		lines = append(lines, words...)
	}
	for _, locale := range c.cldr {
		for _, file := range []string{
			"cldr-annotations-full/annotations/%/annotations.json",
			"cldr-localenames-full/main/%/languages.json",
			"cldr-localenames-full/main/%/territories.json",
			"cldr-dates-full/main/%/ca-gregorian.json",
			"cldr-dates-full/main/%/dateFields.json",
			"cldr-units-full/main/%/units.json",
		} {
			lines = append(lines, stringsOf(filepath.Join(in.npm, strings.ReplaceAll(file, "%", locale)))...)
		}
	}
	return lines
}

// stringsOf returns the strings of a JSON file that look like names.
func stringsOf(path string) []string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	var doc any
	if json.Unmarshal(raw, &doc) != nil {
		return nil
	}
	var found []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				if key != "identity" && !strings.HasPrefix(key, "_") {
					walk(inner)
				}
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		case string:
			if !strings.ContainsAny(v, "[]_/+#") {
				found = append(found, strings.NewReplacer("{0}", " ", "{1}", " ").Replace(v))
			}
		}
	}
	walk(doc)
	return found
}
