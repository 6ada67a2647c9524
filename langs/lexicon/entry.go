package lexicon

import (
	"fmt"
	"strings"
	"sync"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
)

// Entry is one line of a list: a term with its forms, and what it means.
type Entry struct {
	// Term holds the term and its further forms, separated by "|". In a form,
	// " … " stands for up to three words, and a word that ends in "*" takes the
	// inflectional endings of the language.
	Term     string
	Label    harm.Label // [harm.None] for neutral context
	Severity uint8      // 0 context or mild, 1 mild, 2 strong, 3 extreme
	Sense    Sense
	Target   harm.Facets // the protected characteristic that it is aimed at, if any
	Person   bool        // it is aimed at a person
	Flags    Flags
	Language langs.Language // [langs.Undetermined] matches whatever the language
	Gloss    string         // short English gloss; not kept in the built-in lists
}

// Alone reports whether the entry counts without context: it has a label and is
// not flagged [Context].
func (e *Entry) Alone() bool { return e.Label != harm.None && e.Flags&Context == 0 }

// Flags qualify an entry.
type Flags uint8

// The flags, by their names in the files.
const (
	Context   Flags = 1 << iota // ctx: ambiguous, counts only together with address, group or another match
	Compound                    // cmp: also matches inside a compound
	Exact                       // exact: with other diacritics it is another word
	Reclaimed                   // reclaimed: also used within the group itself
	Abbr                        // abbr: chat abbreviation
	Slang                       // slang: youth slang
)

var flagNames = [...]string{"ctx", "cmp", "exact", "reclaimed", "abbr", "slang"}

// String returns the names joined by commas, or "-".
func (f Flags) String() string {
	var names []string
	for i, name := range flagNames {
		if f&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, ",")
}

func parseFlags(s string) (Flags, error) {
	if s == "-" {
		return 0, nil
	}
	var f Flags
next:
	for name := range strings.SplitSeq(s, ",") {
		for i, known := range flagNames {
			if name == known {
				f |= 1 << i
				continue next
			}
		}
		return 0, fmt.Errorf("unknown flag %q, want one of %s", name, strings.Join(flagNames[:], " "))
	}
	return f, nil
}

// Sense says what role a term plays.
type Sense uint8

// The senses of labelled terms, then those of neutral context, by their names
// in the files.
const (
	NoSense Sense = iota
	Insult
	Humiliation
	Exclusion
	Rumour
	Threat
	Sexual
	SelfHarm
	AtRisk // the speaker is in danger himself
	Eating
	Challenge
	Dehumanise
	Slur
	Extortion
	Grooming
	Doxxing
	Stalking
	PileOn
	Incite
	Recruit
	Gambling
	LootBox
	Credit
	HiddenAd
	Substance
	Profanity
	Group      // names of groups, said neutrally
	Address    // you, your, vocatives
	Third      // he, she, they
	Self       // I, me, my
	Negation   // not, never
	Quote      // said, called me
	Counter    // it is wrong to say, stop, do not call
	Report     // I reported, is bullying me
	Help       // hotline, I need help
	Affirm     // great, proud
	Kill       // verbs of killing and hitting, as in threats and in games
	Die        // die, dead
	Game       // match, level, boss
	Food       // food
	Future     // will, going to
	Imperative // go, do it
	Relative   // mother, family
	Place      // school, home, street
	Money      // money
	Picture    // photo, video
	Secret     // do not tell, between us
	Age        // how old are you
	Contact    // add me on, write me
	// NumSenses is the length of a table indexed by Sense.
	NumSenses = iota
)

const senseCodes = "- insult humiliation exclusion rumour threat sexual selfharm atrisk eating challenge dehumanise slur " +
	"extortion grooming doxxing stalking pileon incite recruit gambling lootbox credit hiddenad substance profanity " +
	"group address third self negation quote counter report help affirm kill die game food future imperative relative " +
	"place money picture secret age contact"

// String returns the name that the files use.
func (s Sense) String() string {
	if s >= NumSenses {
		return fmt.Sprintf("lexicon.Sense(%d)", uint8(s))
	}
	rest := senseCodes
	for range s {
		_, rest, _ = strings.Cut(rest, " ")
	}
	name, _, _ := strings.Cut(rest, " ")
	return name
}

var sensesByName = sync.OnceValue(func() map[string]Sense {
	m := make(map[string]Sense, NumSenses)
	for name := range strings.SplitSeq(senseCodes, " ") {
		m[name] = Sense(len(m))
	}
	return m
})

func parseSense(name string) (Sense, error) {
	s, ok := sensesByName()[name]
	if !ok {
		return 0, fmt.Errorf("unknown sense %q, want a name such as %q", name, "insult")
	}
	return s, nil
}

// Languages is a set of languages.
type Languages uint32

// Every holds all languages.
const Every Languages = 1<<langs.NumLanguages - 1

// Of returns the set of the given languages.
func Of(languages ...langs.Language) Languages {
	var set Languages
	for _, l := range languages {
		set |= 1 << l & Every
	}
	return set
}

// Has reports whether l is in the set.
func (s Languages) Has(l langs.Language) bool { return s>>l&1 != 0 }
