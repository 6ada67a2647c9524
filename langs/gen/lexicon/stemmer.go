package main

import (
	"fmt"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/da"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fi"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hr"
	"github.com/blevesearch/bleve/v2/analysis/lang/hu"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"
	"github.com/blevesearch/bleve/v2/analysis/lang/sv"
	"github.com/blevesearch/bleve/v2/registry"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/lexicon/stem"
)

// filters names bleve's stemmer of each language that it has one for.
var filters = [langs.NumLanguages]string{
	langs.Danish: da.SnowballStemmerName, langs.German: de.SnowballStemmerName, langs.English: en.SnowballStemmerName,
	langs.Spanish: es.LightStemmerName, langs.Finnish: fi.SnowballStemmerName, langs.French: fr.SnowballStemmerName,
	langs.Croatian: hr.StemmerName, langs.Hungarian: hu.SnowballStemmerName, langs.Italian: it.SnowballStemmerName,
	langs.Dutch: nl.SnowballStemmerName, langs.Polish: pl.SnowballStemmerName, langs.Portuguese: pt.LightStemmerName,
	langs.Romanian: ro.SnowballStemmerName, langs.Swedish: sv.SnowballStemmerName,
}

// stemmer returns the function that stems words of a language: bleve's where it
// has one, ours where it has not.
func stemmer(l langs.Language, cache *registry.Cache) (func(string) string, error) {
	if stem.Has(l) {
		return func(word string) string { return stem.Word(l, word) }, nil
	}
	filter, err := cache.TokenFilterNamed(filters[l])
	if err != nil {
		return nil, fmt.Errorf("stemmer of %s: %w", l, err)
	}
	return func(word string) string {
		out := filter.Filter(analysis.TokenStream{{Term: []byte(word), Position: 1, Type: analysis.AlphaNumeric}})
		if len(out) != 1 {
			return word
		}
		return string(out[0].Term)
	}, nil
}
