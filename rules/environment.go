package rules

import (
	"maps"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

var (
	matchType  = cel.ObjectType("vigil.match")
	scoresType = cel.MapType(cel.StringType, cel.DoubleType)
)

// environment is the language of a policy's conditions: CEL's own functions
// over the variables of an event and the names that the policy declares.
type environment struct {
	cel       *cel.Env
	fields    map[string]*field              // by name
	objects   map[string][]string            // field names of "actor", "counter" …
	variables map[string]func(f *frame) any  // values of the variables that are not fields
	lists     map[string][]string            // value lists
	hashLists map[string]bool                // lists of known material
	families  map[string][]harm.Label        // harmful labels, by family
	keys      map[string]func(string) *field // fields of the variables with keys: score["…"]
	facets    []string                       // codes, by bit
}

// typeOf returns the CEL type of a kind.
func typeOf(k kind) *cel.Type {
	switch k {
	case kindBool:
		return cel.BoolType
	case kindInt:
		return cel.IntType
	case kindFloat:
		return cel.DoubleType
	case kindString:
		return cel.StringType
	case kindTime:
		return cel.TimestampType
	}
	return cel.ListType(cel.StringType)
}

// newEnvironment makes the language for a policy's own fields (counters,
// attributes, thresholds) and lists.
func newEnvironment(own []*field, lists map[string][]string, hashLists map[string]bool) (*environment, error) {
	env := &environment{
		fields:    map[string]*field{},
		objects:   map[string][]string{"counter": nil, "attr": nil, "threshold": nil},
		variables: map[string]func(*frame) any{},
		lists:     lists,
		hashLists: hashLists,
		families:  map[string][]harm.Label{},
		facets:    (^harm.Facets(0)).Codes(),
	}
	for _, l := range harm.All() {
		if l.IsHarm() {
			env.families[l.Family()] = append(env.families[l.Family()], l)
		}
	}
	opts := []cel.EnvOption{
		cel.CrossTypeNumericComparisons(true),
		cel.EnableMacroCallTracking(), // to show conditions as they were written
		cel.ParserRecursionLimit(100),
		cel.ParserExpressionSizeLimit(maxCondition),
		cel.Macros(append(slices.Clone(cel.StandardMacros), cel.GlobalMacro("known", 1, expandKnown))...),
	}
	for _, fd := range append(eventFields(), own...) {
		env.fields[fd.name] = fd
		object, name, dotted := strings.Cut(fd.name, ".")
		if !dotted {
			opts = append(opts, cel.Variable(fd.name, typeOf(fd.kind)))
			continue
		}
		env.objects[object] = append(env.objects[object], name)
	}
	for object := range env.objects {
		if object == "match[]" {
			continue
		}
		typ := cel.ObjectType("vigil." + object)
		opts = append(opts, cel.Variable(object, typ))
		env.variables[object] = func(f *frame) any { return &celObject{opaque: opaque{typ}, frame: f} }
	}
	opts = append(opts, cel.Variable("match", cel.ListType(matchType)))
	opts = append(opts, env.keyed()...)
	provider, err := newProvider(env)
	if err != nil {
		return nil, err
	}
	opts = append(opts, cel.CustomTypeProvider(provider), cel.CustomTypeAdapter(provider))
	env.cel, err = cel.NewEnv(opts...)
	return env, err
}

// expandKnown turns known("list") into match.exists(m, m.list == "list").
func expandKnown(eh cel.MacroExprFactory, _ ast.Expr, args []ast.Expr) (ast.Expr, *cel.Error) {
	const element = "@known"
	accu := eh.AccuIdentName()
	same := eh.NewCall("_==_", eh.NewSelect(eh.NewIdent(element), "list"), args[0])
	return eh.NewComprehension(eh.NewIdent("match"), element, accu,
		eh.NewLiteral(types.False),
		eh.NewCall("@not_strictly_false", eh.NewCall("!_", eh.NewAccuIdent())),
		eh.NewCall("_||_", eh.NewAccuIdent(), same),
		eh.NewAccuIdent()), nil
}

// keyed declares the variables with keys.
func (env *environment) keyed() []cel.EnvOption {
	labels := make([]string, 0, harm.NumLabels)
	for _, l := range harm.All() {
		labels = append(labels, l.String())
	}
	byLabel := func(get func(*frame) *Scores) func(*frame) any {
		return func(f *frame) any {
			return scoreMap(f, labels, func(key string) (float64, bool) {
				l, err := harm.Parse(key)
				return get(f)[l], err == nil && l != harm.None
			})
		}
	}
	env.variables["score"] = byLabel(func(f *frame) *Scores { return &f.ev.Score })
	env.variables["cue"] = byLabel(func(f *frame) *Scores { return &f.ev.Cue })
	env.variables["session"] = byLabel(func(f *frame) *Scores { return &f.ev.Session })
	families := slices.Sorted(maps.Keys(env.families))
	env.variables["family"] = func(f *frame) any {
		return scoreMap(f, families, func(key string) (float64, bool) {
			labels, ok := env.families[key]
			return f.family(labels), ok
		})
	}
	env.variables["languages"] = func(f *frame) any {
		return scoreMap(f, nil, func(key string) (float64, bool) { return f.language(key), true })
	}
	lists := make(map[string]ref.Val, len(env.lists))
	for name, values := range env.lists {
		lists[name] = types.NewStringList(types.DefaultTypeAdapter, values)
	}
	listsType := cel.MapType(cel.StringType, cel.ListType(cel.StringType))
	all := &celMap{
		opaque: opaque{listsType},
		keys:   func() []string { return slices.Sorted(maps.Keys(lists)) },
		get:    func(key string) (ref.Val, bool) { v, ok := lists[key]; return v, ok },
	}
	env.variables["lists"] = func(*frame) any { return all }
	env.keys = env.keyedFields()
	return []cel.EnvOption{
		cel.Variable("score", scoresType), cel.Variable("cue", scoresType), cel.Variable("session", scoresType),
		cel.Variable("family", scoresType), cel.Variable("languages", scoresType), cel.Variable("lists", listsType),
	}
}

// keyedFields returns, for each variable with numbers under keys, what makes
// the field of a key; nil for a key that does not exist.
func (env *environment) keyedFields() map[string]func(string) *field {
	byLabel := func(name string, which uint8, get func(*frame) *Scores) func(string) *field {
		return func(key string) *field {
			l, err := harm.Parse(key)
			if err != nil || l == harm.None {
				return nil
			}
			return &field{
				name: name + `["` + key + `"]`, kind: kindFloat, often: 0.01, scores: which, label: l,
				getFloat: func(f *frame) (float64, bool) { return get(f)[l], true },
			}
		}
	}
	return map[string]func(string) *field{
		"score":   byLabel("score", 1, func(f *frame) *Scores { return &f.ev.Score }),
		"cue":     byLabel("cue", 2, func(f *frame) *Scores { return &f.ev.Cue }),
		"session": byLabel("session", 3, func(f *frame) *Scores { return &f.ev.Session }),
		"family": func(key string) *field {
			labels, ok := env.families[key]
			if !ok {
				return nil
			}
			return &field{name: `family["` + key + `"]`, kind: kindFloat, often: 0.03, getFloat: func(f *frame) (float64, bool) {
				return f.family(labels), true
			}}
		},
		"languages": func(key string) *field {
			return &field{name: `languages["` + key + `"]`, kind: kindFloat, often: 0.05, getFloat: func(f *frame) (float64, bool) {
				return f.language(key), true
			}}
		},
	}
}

// family returns the greatest item score of the labels.
func (f *frame) family(labels []harm.Label) float64 {
	var top float64
	for _, l := range labels {
		if v := f.ev.Score[l]; v > top {
			top = v
		}
	}
	return top
}

// language returns the probability of a language, 0 if it was not found.
func (f *frame) language(code string) float64 {
	for _, l := range head(f.ev.Languages, MaxList) {
		if l.Code == code {
			return l.P
		}
	}
	return 0
}

// provider tells CEL about the types of our variables.
type provider struct {
	*types.Registry
	fields map[string]map[string]*types.FieldType
	names  map[string][]string
}

func newProvider(env *environment) (*provider, error) {
	registry, err := types.NewRegistry()
	if err != nil {
		return nil, err
	}
	p := &provider{Registry: registry, fields: map[string]map[string]*types.FieldType{}, names: map[string][]string{}}
	for object, names := range env.objects {
		typ := "vigil." + strings.TrimSuffix(object, "[]")
		p.names[typ] = names
		p.fields[typ] = map[string]*types.FieldType{}
		for _, name := range names {
			fd := env.fields[object+"."+name]
			p.fields[typ][name] = &types.FieldType{
				Type:    typeOf(fd.kind),
				GetFrom: fd.read,
				IsSet: func(target any) bool {
					_, err := fd.read(target)
					return err == nil
				},
			}
		}
	}
	return p, nil
}

func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if _, ok := p.fields[name]; ok {
		return types.NewTypeTypeWithParam(types.NewObjectType(name)), true
	}
	return p.Registry.FindStructType(name)
}

func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if names, ok := p.names[name]; ok {
		return names, true
	}
	return p.Registry.FindStructFieldNames(name)
}

func (p *provider) FindStructFieldType(name, fieldName string) (*types.FieldType, bool) {
	if fields, ok := p.fields[name]; ok {
		ft, ok := fields[fieldName]
		return ft, ok
	}
	return p.Registry.FindStructFieldType(name, fieldName)
}
