package rules

import (
	"cmp"
	"slices"
)

// A Policy is a checked, compiled and tested set of rules. It never changes and
// is safe for concurrent use: to reload, [Load] another and swap the pointer.
type Policy struct {
	name, version, doc string

	env            *environment
	index          *index // nil to evaluate every rule for every event
	rules          []*compiledRule
	active         []*compiledRule // without those that are off
	counters       []*compiledCounter
	counterSlots   map[string]int
	attributes     []attributeDecl
	attributeSlots map[string]int
	budgets        [numActions]Budget
	listVersions   map[string]string
	tests          int // that were run
}

type attributeDecl struct {
	name string
	kind kind
}

// compiledRule is a rule ready to be evaluated.
type compiledRule struct {
	Rule
	when    *expression
	program program
	reason  *template
	expires int64  // Unix nanoseconds, 0 for never
	salt    uint64 // for sampling
	// What the condition and the reason refer to.
	counters  []int
	lists     []string
	hashLists []string
}

// compiledCounter is a counter ready to be read and added to.
type compiledCounter struct {
	CounterSpec
	slot     int
	identity uint64
	key      []*field
	where    program // nil for always
	of       *field  // for CountDistinct
	amount   number  // for CountSum and CountDecay
}

// Name returns the policy's name.
func (p *Policy) Name() string { return p.name }

// Version returns the policy's version.
func (p *Policy) Version() string { return p.version }

// Doc returns the policy's description.
func (p *Policy) Doc() string { return p.doc }

// Rules returns the rules in the order of the file.
func (p *Policy) Rules() []Rule {
	list := make([]Rule, len(p.rules))
	for i, r := range p.rules {
		list[i] = r.Rule
	}
	return list
}

// Rule returns the rule with the given id.
func (p *Policy) Rule(id string) (Rule, bool) {
	for _, r := range p.rules {
		if r.ID == id {
			return r.Rule, true
		}
	}
	return Rule{}, false
}

// Counters returns the counters that the policy declares, by name.
func (p *Policy) Counters() []CounterSpec {
	list := make([]CounterSpec, len(p.counters))
	for i, c := range p.counters {
		list[i] = c.CounterSpec
	}
	slices.SortFunc(list, func(a, b CounterSpec) int { return cmp.Compare(a.Name, b.Name) })
	return list
}

// Tests returns the number of tests that the policy brought and passed.
func (p *Policy) Tests() int { return p.tests }

// HashLists returns the names of the lists of known material that the policy
// asks for, sorted. The caller is to match items against them.
func (p *Policy) HashLists() []string {
	var names []string
	for name := range p.env.hashLists {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
