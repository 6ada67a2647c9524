package text

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/langs/fold"
	"github.com/vigil-moderation/vigil/langs/lexicon"
)

// Facts are what a policy may want to know of a text beside its scores.
type Facts struct {
	Words    int // without web addresses, mentions, numbers and emoji
	Mentions int
	Links    int
	Capitals float64 // share of the words in capitals, in [0,1]
	Disguise float64 // share of the words that had to be unmasked, in [0,1]
	// Addressed says that the text speaks to somebody, Quoted that some of it is
	// quoted.
	Addressed, Quoted bool
	Hosts             []string // of links, lower case, each once
	Terms             []string // the platform's own terms that were found, each once
}

func (f *Facts) reset() { *f = Facts{Hosts: f.Hosts[:0], Terms: f.Terms[:0]} }

// maxHosts bounds how many hosts are told apart.
const maxHosts = 64

// disguises are the folds that people write to get around filters.
const disguises = fold.Compat | fold.Invisible | fold.Marks | fold.Markup | fold.Homoglyph | fold.Leet | fold.Joined |
	fold.Masked | fold.Pictured | fold.Reversed | fold.UpsideDown

func (f *Facts) read(d *Reading) {
	caps, masked := 0, 0
	tokens := d.Text.Tokens
	for i := 0; i < len(tokens); i++ {
		t := &tokens[i]
		switch {
		case t.Flags&fold.URL != 0:
			i = f.link(&d.Text, i)
			continue
		case t.Flags&fold.Mention != 0:
			if i == 0 || tokens[i-1].Flags&fold.Mention == 0 || t.Flags&fold.Glued == 0 {
				f.Mentions++
			}
			f.Addressed = true
			continue
		case t.Flags&(fold.Number|fold.Emoji) != 0:
			continue
		}
		f.Words++
		if t.Flags&fold.Caps != 0 {
			caps++
		}
		if t.Steps.Has(disguises) {
			masked++
		}
		f.Quoted = f.Quoted || t.Flags&fold.Quoted != 0
	}
	if f.Words > 0 {
		f.Capitals = float64(caps) / float64(f.Words)
		f.Disguise = float64(masked) / float64(f.Words)
	}
	for i := range d.Matches {
		m := &d.Matches[i]
		if m.Entry.Sense == lexicon.Address {
			f.Addressed = true
		}
	}
}

// own notes the platform's own terms.
func (f *Facts) own(matches []lexicon.Match) {
	for i := range matches {
		if term := matches[i].Entry.Term; !slices.Contains(f.Terms, term) {
			f.Terms = append(f.Terms, term)
		}
	}
}

// link notes the web address that begins at token i and returns its last token.
func (f *Facts) link(t *fold.Text, i int) int {
	last := i
	for last+1 < len(t.Tokens) && t.Tokens[last+1].Flags&(fold.URL|fold.Glued) == fold.URL|fold.Glued {
		last++
	}
	f.Links++
	host := strings.ToLower(t.Source()[t.Tokens[i].Start:t.Tokens[last].End])
	host = strings.TrimPrefix(host, "www.")
	if len(f.Hosts) < maxHosts && !slices.Contains(f.Hosts, host) {
		f.Hosts = append(f.Hosts, host)
	}
	return last
}

// sortMatches brings the matches of two lexicons into the order of the text.
func sortMatches(matches []lexicon.Match) {
	slices.SortStableFunc(matches, func(a, b lexicon.Match) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Tokens, b.Tokens))
	})
}
