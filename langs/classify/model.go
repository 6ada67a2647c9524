package classify

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/langs"
)

// blob is written by langs/train.
//
//go:embed model.bin
var blob []byte

// Default returns the built-in model. It and the word classes are read in place:
// the first call takes a few milliseconds at most, and all callers share it.
var Default = sync.OnceValues(func() (*Model, error) {
	m, err := Parse(blob)
	if err != nil {
		return nil, fmt.Errorf("classify: embedded model: %w", err)
	}
	if _, err := defaultClasses(); err != nil {
		return nil, err
	}
	return m, nil
})

// Model scores labels by weights learnt from labelled text, stacked on what
// [Lexical] says. MODEL.md is its card: what it was trained on, how well it does
// on held-out text, by label and language, and what is not known.
//
// One head for each family of harm, and one for harm as such, say together whether a
// message is harmful; heads of labels say which harm it is. In languages with labelled
// text of others, what their sets call offence or hate is heard as well. Terms of the
// lexicons are evidence among other: where the model is sure that there is no harm,
// they count for less. It is immutable and safe for concurrent use.
type Model struct {
	name    string
	heads   []head
	tables  []table
	roles   [numRoles]int // heads by role, -1 for none
	verdict verdict
	sets    [numKinds][langs.NumLanguages]*setModel
}

// verdict makes the probability of harm of what the heads of families say.
type verdict struct {
	known bool
	slope float64
	shift shifts
}

// Kinds of what labelled sets call harmful.
const (
	kindSetOffence = iota
	kindSetHate
	numKinds
)

var kindNames = [numKinds]string{"offence", "hate"}

// setModel says what the labelled sets of a language call harmful: a weight for what each
// head of the first two tables says.
type setModel struct {
	weights [setTables * lanes]float64
	bias    float64
}

// setTables is how many tables a [setModel] reads.
const setTables = 2

// shifts are added to a logit, by language.
type shifts [langs.NumLanguages]float64

// head is one output.
type head struct {
	name  string
	label harm.Label // of heads that speak for one label alone
	step  float64
	slope float64
	bias  float64 // among the families
	shift shifts
	table int
	lane  uint
}

// lanes is how many heads share a table: their weights lie side by side.
const lanes = 8

// table holds the weights of eight heads, as bytes from 0 to 255 for -128 to 127.
type table struct {
	cells    []byte
	shift    uint   // of a hash, to the number of its cell
	families uint16 // roles of the families whose labels its heads tell apart
}

// Roles of heads that decide together.
const (
	roleHarm = iota
	roleBullying
	roleHateful
	roleViolence
	roleSexual
	roleSelfharm
	roleCommercial
	roleSwearing
	roleOffence
	roleHate
	roleSexism
	roleProfanity
	roleIncitement
	numRoles
)

var roleNames = [numRoles]string{
	"harm", "family.bullying", "family.hate", "family.violence", "family.sexual", "family.selfharm", "family.commercial", "swearing",
	"offence", "hate", "sexism", "profanity", "incitement",
}

// family returns the role that speaks for the family of a label: threats go with
// violence, what is done to minors with sexual harm, fraud with commerce, and the rest
// with bullying.
func family(l harm.Label) int {
	switch l.Family() {
	case "hate":
		return roleHateful
	case "threat", "violence", "extremism":
		if l != harm.ThreatSexual {
			return roleViolence
		}
		return roleSexual
	case "sexual", "minors":
		return roleSexual
	case "selfharm":
		return roleSelfharm
	case "commercial", "fraud":
		return roleCommercial
	}
	return roleBullying
}

// Families are the names of the heads for families of harm.
func Families() []string { return slices.Clone(roleNames[roleBullying : roleCommercial+1]) }

// FamilyOf returns the name of the head that speaks for the family of a label of harm.
func FamilyOf(l harm.Label) string { return roleNames[family(l)] }

// Header is what a model file says of itself, as JSON.
type Header struct {
	Name    string       `json:"name"`
	Tables  []uint       `json:"tables"` // binary logarithms of their numbers of cells
	Heads   []HeadHeader `json:"heads"`  // eight a table
	Verdict *Verdict     `json:"verdict"`
	Sets    []SetHeader  `json:"sets"`
}

// SetHeader describes what the labelled sets of a language call offence or hate, as a
// logit: a bias, and a weight for what each head of the first two tables says.
type SetHeader struct {
	Kind     string             `json:"kind"`
	Language string             `json:"language"`
	Weights  map[string]float64 `json:"weights"` // by the names of heads
	Bias     float64            `json:"bias"`
}

// HeadHeader describes a head of a model file.
type HeadHeader struct {
	Name  string             `json:"name"` // a role, or a label
	Step  float64            `json:"step"` // what one step of a weight stands for
	Slope float64            `json:"slope"`
	Bias  float64            `json:"bias"`  // of the head of a family, in the verdict
	Shift map[string]float64 `json:"shift"` // by language; "und" where no other is given
}

// Verdict describes how the heads of families decide together: what the head for harm
// says is added to the logarithm of the sum of the odds of the families, and slope and
// shift make a logit of it.
type Verdict struct {
	Slope float64            `json:"slope"`
	Shift map[string]float64 `json:"shift"`
}

// Magic begins a model file. After it stand the length of the header as a
// little-endian uint32, the header, and the tables.
const Magic = "vigil-classify-1\n"

const maxTables = 6

var errShort = errors.New("cut short")

// Parse reads a model file. It keeps data, which must not be changed any more.
func Parse(data []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(data, []byte(Magic))
	if !ok {
		return nil, fmt.Errorf("begins with %.20q, want %q", data, Magic)
	}
	if len(rest) < 4 {
		return nil, errShort
	}
	n := binary.LittleEndian.Uint32(rest)
	if rest = rest[4:]; uint64(n) > uint64(len(rest)) {
		return nil, errShort
	}
	var h Header
	if err := json.Unmarshal(rest[:n], &h); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	m := &Model{name: h.Name}
	rest = rest[n:]
	if len(h.Tables) > maxTables || len(h.Heads) > lanes*len(h.Tables) {
		return nil, fmt.Errorf("%d tables, %d heads, want at most %d, and %d heads a table", len(h.Tables), len(h.Heads), maxTables, lanes)
	}
	for _, bits := range h.Tables {
		if bits < 8 || bits > 24 {
			return nil, fmt.Errorf("table of 2^%d cells, want 8 to 24", bits)
		}
		size := lanes << bits
		if len(rest) < size {
			return nil, errShort
		}
		m.tables = append(m.tables, table{cells: rest[:size:size], shift: 32 - bits})
		rest = rest[size:]
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("%d bytes too many", len(rest))
	}
	for i := range m.roles {
		m.roles[i] = -1
	}
	for i := range h.Heads {
		if err := m.addHead(&h.Heads[i]); err != nil {
			return nil, fmt.Errorf("head %q: %w", h.Heads[i].Name, err)
		}
	}
	if v := h.Verdict; v != nil {
		m.verdict.known, m.verdict.slope = true, v.Slope
		if err := positive(v.Slope); err != nil {
			return nil, fmt.Errorf("verdict: slope %w", err)
		}
		if err := m.verdict.shift.read(v.Shift); err != nil {
			return nil, fmt.Errorf("verdict: %w", err)
		}
		for role := roleHarm; role <= roleCommercial; role++ {
			if number := m.roles[role]; number < 0 || number >= lanes {
				return nil, fmt.Errorf("verdict: no head %q in the first table", roleNames[role])
			}
		}
	}
	for i := range h.Sets {
		if err := m.addSet(&h.Sets[i]); err != nil {
			return nil, fmt.Errorf("set model of %q: %w", h.Sets[i].Language, err)
		}
	}
	return m, nil
}

func (m *Model) addSet(from *SetHeader) error {
	kind := slices.Index(kindNames[:], from.Kind)
	l, err := langs.Parse(from.Language)
	if err != nil {
		return err
	}
	if kind < 0 {
		return fmt.Errorf("kind %q, want one of %s", from.Kind, strings.Join(kindNames[:], " "))
	}
	s := &setModel{bias: from.Bias}
	for name, w := range from.Weights {
		number := slices.IndexFunc(m.heads, func(h head) bool { return h.name == name })
		if number < 0 || number >= len(s.weights) {
			return fmt.Errorf("no head %q in the first tables", name)
		}
		if math.Abs(w) > 1e6 || math.IsNaN(w) {
			return fmt.Errorf("weight %v out of range", w)
		}
		s.weights[number] = w
	}
	if math.Abs(s.bias) > 1e6 || math.IsNaN(s.bias) {
		return fmt.Errorf("bias %v out of range", s.bias)
	}
	m.sets[kind][l] = s
	return nil
}

func positive(x float64) error {
	if !(x > 0 && x < 1e6) {
		return fmt.Errorf("%v, want more than 0", x)
	}
	return nil
}

// read takes shifts by the tags of languages; "und" stands for all that are not given.
func (s *shifts) read(from map[string]float64) error {
	for i := range s {
		s[i] = from["und"]
	}
	for tag, x := range from {
		l, err := langs.Parse(tag)
		if err != nil {
			return err
		}
		if math.Abs(x) > 1e6 || math.IsNaN(x) {
			return fmt.Errorf("shift %v out of range", x)
		}
		s[l] = x
	}
	return nil
}

func (m *Model) addHead(from *HeadHeader) error {
	number := len(m.heads)
	h := head{name: from.Name, step: from.Step, slope: from.Slope, bias: from.Bias, table: number / lanes, lane: uint(number % lanes)}
	if err := cmp.Or(positive(h.step), positive(h.slope)); err != nil {
		return fmt.Errorf("step or slope %w", err)
	}
	if math.Abs(h.bias) > 1e6 || math.IsNaN(h.bias) {
		return fmt.Errorf("bias %v out of range", h.bias)
	}
	if err := h.shift.read(from.Shift); err != nil {
		return err
	}
	known := false
	for role, name := range roleNames {
		if name == from.Name {
			m.roles[role], known = number, true
		}
	}
	if !known {
		l, err := harm.Parse(from.Name)
		if err != nil {
			return err
		}
		h.label = l
		m.tables[h.table].families |= 1 << family(l)
	}
	m.heads = append(m.heads, h)
	return nil
}

// Name returns the name of the model with its version.
func (m *Model) Name() string { return m.name }

const (
	evens = 0x00FF00FF00FF00FF
	// batch is how many bytes fit into a sum of 16 bits.
	batch = 256
)

// sum adds up the weights of features for the eight heads of the table.
func (t *table) sum(hashes []uint32) (sums [lanes]int) {
	shift := t.shift & 31
	for len(hashes) > 0 {
		part := hashes[:min(batch, len(hashes))]
		hashes = hashes[len(part):]
		var even, odd uint64
		for _, h := range part {
			at := int(h>>shift) * lanes
			cell := binary.LittleEndian.Uint64(t.cells[at : at+lanes])
			even += cell & evens
			odd += cell >> 8 & evens
		}
		for i := range lanes / 2 {
			sums[2*i] += int(even>>(16*i)&0xFFFF) - 128*len(part)
			sums[2*i+1] += int(odd>>(16*i)&0xFFFF) - 128*len(part)
		}
	}
	return sums
}

// weight returns the weight of one feature for one head, in steps.
func (t *table) weight(hash uint32, lane uint) int {
	return int(t.cells[int(hash>>(t.shift&31))*lanes+int(lane)]) - 128
}
