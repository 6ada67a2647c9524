package rules

import (
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/vigil-moderation/vigil/detect/harm"
	"go.yaml.in/yaml/v3"
)

// DefaultMaxCost is the greatest cost, in CEL's units, that a condition may
// have when [Options] name no other.
const DefaultMaxCost = 1_000_000

// Options are what [Load] can be told; the zero Options are right.
type Options struct {
	// File is the name to show in problems; "policy.yaml" when empty.
	File string
	// MaxCost bounds the static cost of each condition; 0 is DefaultMaxCost.
	MaxCost uint64
	// HashLists are the lists of known material that the platform has. If it is
	// not nil, a policy that declares another is refused.
	HashLists []string
	// Lists are lists of values that the platform brings, by name. A policy
	// that declares a list of the same name replaces it.
	Lists map[string][]string
	// Sample helps to choose what rules are found by: the condition that is
	// true least often over these events. Without it the choice goes by rule of
	// thumb. It affects speed, never outcomes.
	Sample []Event
	// SkipTests leaves the policy's own tests out.
	SkipTests bool
	// Plain evaluates every rule for every event, by CEL's evaluator alone. It
	// gives the same outcomes, slowly: it is what the index is held against.
	Plain bool
}

// Load reads a policy file, checks all of it, and runs the tests that are in
// it. The error is a [*LoadError] that holds every fault, not the first.
func Load(file []byte, opts Options) (*Policy, error) {
	if opts.File == "" {
		opts.File = "policy.yaml"
	}
	if opts.MaxCost == 0 {
		opts.MaxCost = DefaultMaxCost
	}
	l := &loader{
		compiler: compiler{source: &source{problems: problems{file: opts.File}}, maxCost: opts.MaxCost},
		opts:     opts,
		policy: &Policy{
			counterSlots: map[string]int{}, attributeSlots: map[string]int{}, listVersions: map[string]string{},
		},
		lists: map[string][]string{"eu": euCountries}, hashLists: map[string]bool{},
	}
	maps.Copy(l.lists, opts.Lists)
	top := l.parse(file)
	if top == nil {
		return nil, l.err()
	}
	l.sections(top)
	if len(l.list) == 0 && !opts.Plain {
		l.buildIndex()
	}
	if len(l.list) == 0 && !opts.SkipTests {
		l.runTests()
	}
	if err := l.err(); err != nil {
		return nil, err
	}
	return l.policy, nil
}

// euCountries is the list of values "eu".
var euCountries = strings.Fields("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")

// loader turns the nodes of a file into a policy.
type loader struct {
	compiler
	opts      Options
	policy    *Policy
	lists     map[string][]string
	hashLists map[string]bool
	own       []*field // counters, attributes and thresholds
	tests     []*testCase
}

// sections reads the parts of the file in the order in which they need each
// other, whatever their order in the file.
func (l *loader) sections(top *yaml.Node) {
	parts := map[string]*yaml.Node{}
	keep := func(key, value *yaml.Node) { parts[key.Value] = value }
	names := []string{
		"name", "version", "event", "doc", "attributes", "lists", "thresholds", "counters", "budgets", "rules", "tests",
	}
	read := map[string]func(_, _ *yaml.Node){}
	for _, name := range names {
		read[name] = keep
	}
	l.fields(top, "the policy", read)
	for _, name := range []string{"version", "rules"} {
		if parts[name] == nil && top.Kind == yaml.MappingNode {
			l.at(top, "", "policy without %s, want it", name)
		}
	}
	p := l.policy
	with := func(name string, f func(*yaml.Node)) {
		if n := parts[name]; n != nil && n.Tag != "!!null" {
			f(n)
		}
	}
	with("name", func(n *yaml.Node) { p.name, _ = l.text(n, "the policy's name") })
	with("version", func(n *yaml.Node) { p.version, _ = l.text(n, "the policy's version") })
	with("doc", func(n *yaml.Node) { p.doc, _ = l.text(n, "a description") })
	with("event", func(n *yaml.Node) { l.number(n, "the version of the event", EventVersion, EventVersion) })
	with("attributes", l.readAttributes)
	with("lists", l.readLists)
	with("thresholds", l.readThresholds)
	with("counters", l.declareCounters)
	env, err := newEnvironment(l.own, l.lists, l.hashLists)
	if err != nil {
		l.at(top, "", "conditions cannot be set up: %v", err)
		return
	}
	l.env, p.env = env, env
	with("counters", l.compileCounters)
	with("budgets", l.readBudgets)
	with("rules", l.readRules)
	with("tests", l.readTests)
}

func (l *loader) readAttributes(n *yaml.Node) {
	types := map[string]kind{
		"bool": kindBool, "int": kindInt, "double": kindFloat, "string": kindString, "list": kindStrings,
	}
	l.pairs(n, "attributes", func(key, value *yaml.Node) {
		k, ok := types[value.Value]
		switch {
		case !isName(key.Value):
			l.at(key, "", "attribute %q, want a name of letters, digits and _", key.Value)
		case !ok || value.Kind != yaml.ScalarNode:
			known := slices.Sorted(maps.Keys(types))
			l.at(value, didYouMean(value.Value, known), "type %s, want %s", kindName(value), oneOf(known))
		default:
			slot := len(l.policy.attributes)
			l.policy.attributes = append(l.policy.attributes, attributeDecl{key.Value, k})
			l.policy.attributeSlots[key.Value] = slot
			l.own = append(l.own, attributeField(key.Value, k, slot))
		}
	})
}

// attributeField reads one of the platform's own fields.
func attributeField(name string, k kind, slot int) *field {
	fd := &field{name: "attr." + name, kind: k, doc: "the platform's own"}
	switch k {
	case kindBool:
		fd.getBool = func(f *frame) (bool, bool) { v, ok := f.attribute(slot).(bool); return v, ok }
	case kindInt:
		fd.getInt = func(f *frame) (int64, bool) {
			switch v := f.attribute(slot).(type) {
			case int:
				return int64(v), true
			case int64:
				return v, true
			}
			return 0, false
		}
	case kindFloat:
		fd.getFloat = func(f *frame) (float64, bool) {
			switch v := f.attribute(slot).(type) {
			case float64:
				return v, !math.IsNaN(v)
			case int:
				return float64(v), true
			case int64:
				return float64(v), true
			}
			return 0, false
		}
	case kindString:
		fd.often = 0.05
		fd.getString = func(f *frame) (string, bool) {
			v, ok := f.attribute(slot).(string)
			return v, ok && len(v) <= MaxText
		}
	case kindStrings:
		fd.often = 0.05
		fd.getStrings = func(f *frame) []string {
			v, _ := f.attribute(slot).([]string)
			return head(v, MaxList)
		}
	}
	return fd
}

func (l *loader) readLists(n *yaml.Node) {
	l.pairs(n, "lists", func(key, value *yaml.Node) {
		name := key.Value
		if !isID(name) {
			l.at(key, "", "list %q, want a name of lower-case letters, digits, - and _", name)
			return
		}
		if value.Kind == yaml.SequenceNode {
			l.lists[name] = l.strings(value, "the list")
			return
		}
		var hashes bool
		var values []string
		l.fields(value, "list "+name, map[string]func(_, _ *yaml.Node){
			"values":  func(_, v *yaml.Node) { values = l.strings(v, "values") },
			"version": func(_, v *yaml.Node) { l.policy.listVersions[name], _ = l.text(v, "the list's version") },
			"doc":     func(_, v *yaml.Node) { l.text(v, "a description") },
			"hashes": func(_, v *yaml.Node) {
				if hashes = v.Value == "true"; !hashes {
					l.at(v, "", "%s, want true", kindName(v))
				}
			},
		})
		switch {
		case hashes && values != nil:
			l.at(value, "", "list %q of hashes with values, want one or the other", name)
		case hashes:
			delete(l.lists, name)
			l.hashLists[name] = true
			if l.opts.HashLists != nil && !slices.Contains(l.opts.HashLists, name) {
				l.at(key, didYouMean(name, l.opts.HashLists), "list %q that the platform does not have, want %s", name, oneOf(l.opts.HashLists))
			}
		default:
			l.lists[name] = values
		}
	})
}

func (l *loader) readThresholds(n *yaml.Node) {
	l.pairs(n, "thresholds", func(key, value *yaml.Node) {
		if !isName(key.Value) {
			l.at(key, "", "threshold %q, want a name of letters, digits and _", key.Value)
			return
		}
		byLang := map[string]float64{}
		if value.Kind == yaml.MappingNode {
			l.pairs(value, "the threshold by language", func(lang, v *yaml.Node) {
				if x, ok := l.number(v, "a threshold", -math.MaxFloat64, math.MaxFloat64); ok {
					byLang[lang.Value] = x
				}
				if !isLower(lang.Value, 2, 3) && lang.Value != "other" && lang.Value != "default" {
					l.at(lang, "", "language %q, want a code such as %q, or default", lang.Value, "mt")
				}
			})
		} else if x, ok := l.number(value, "a threshold", -math.MaxFloat64, math.MaxFloat64); ok {
			byLang["default"] = x
		}
		if _, ok := byLang["default"]; !ok {
			if value.Kind == yaml.MappingNode {
				l.at(value, "", "threshold %q without default, want one", key.Value)
			}
			return
		}
		l.own = append(l.own, thresholdField(key.Value, byLang))
	})
}

// thresholdField is a constant, or one constant a language.
func thresholdField(name string, byLang map[string]float64) *field {
	usual := byLang["default"]
	delete(byLang, "default")
	fd := &field{name: "threshold." + name, kind: kindFloat, doc: "declared by the policy", least: usual, most: usual, constant: true}
	for _, v := range byLang {
		fd.least, fd.most = min(fd.least, v), max(fd.most, v)
	}
	fd.getFloat = func(f *frame) (float64, bool) {
		if len(byLang) > 0 && len(f.ev.Languages) > 0 {
			if v, ok := byLang[f.ev.Languages[0].Code]; ok {
				return v, true
			}
		}
		return usual, true
	}
	return fd
}

func (l *loader) readBudgets(n *yaml.Node) {
	l.pairs(n, "budgets", func(key, value *yaml.Node) {
		a, err := ParseAction(key.Value)
		if err != nil || !a.Sanction() && a != Label {
			names := []string{"label", "limit", "age_gate", "hold", "remove"}
			l.at(key, didYouMean(key.Value, names), "budget of %q, want %s", key.Value, oneOf(names))
			return
		}
		l.policy.budgets[a], _ = l.budget(value)
	})
}

// budget reads "500/h".
func (l *loader) budget(n *yaml.Node) (Budget, bool) {
	count, per, ok := strings.Cut(n.Value, "/")
	var b Budget
	if ok {
		b.Max, ok = atoi(count)
	}
	if ok {
		b.Per, ok = duration(per)
	}
	if n.Kind != yaml.ScalarNode || !ok || b.Max < 1 || b.Per < time.Minute {
		l.at(n, "", "budget %s, want a number and a time of a minute or more, such as 500/h or 20/30m", kindName(n))
		return Budget{}, false
	}
	return b, true
}

// duration reads a time such as "1h", "7d", "30m" or "h".
func duration(s string) (time.Duration, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 12 {
		return 0, false
	}
	if s[0] > '9' {
		s = "1" + s
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, ok := atoi(days)
		return time.Duration(n) * 24 * time.Hour, ok && n > 0 && n <= 366
	}
	d, err := time.ParseDuration(s)
	return d, err == nil && d > 0 && d <= 366*24*time.Hour
}

func atoi(s string) (int, bool) {
	n := 0
	for _, c := range strings.TrimSpace(s) {
		if c < '0' || c > '9' || n > 1e8 {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, strings.TrimSpace(s) != ""
}

// saltOf makes the number by which a rule samples items and names itself.
func saltOf(parts ...string) uint64 { return xxhash.Sum64String(strings.Join(parts, "\x00")) }

// parseLabel reads the label at n.
func (l *loader) parseLabel(n *yaml.Node) (harm.Label, bool) {
	before := len(l.list)
	l.checkDomain(n, 0, domainLabel, n.Value)
	if len(l.list) > before || n.Kind != yaml.ScalarNode {
		return harm.None, false
	}
	label, err := harm.Parse(n.Value)
	return label, err == nil
}
