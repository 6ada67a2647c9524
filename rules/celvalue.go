package rules

import (
	"errors"
	"fmt"
	"math"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
)

// errMissing is the error by which CEL learns that a value is missing. CEL's
// && and || absorb errors as the logic of three values wants it.
var errMissing = errors.New("value is missing")

// native returns the field's value as CEL takes it, or errMissing.
func (fd *field) native(f *frame) (any, error) {
	var v any
	ok := true
	switch fd.kind {
	case kindBool:
		v, ok = fd.getBool(f)
	case kindInt:
		v, ok = fd.getInt(f)
	case kindFloat:
		var x float64
		if x, ok = fd.getFloat(f); math.IsNaN(x) {
			ok = false
		}
		v = x
	case kindString:
		v, ok = fd.getString(f)
	case kindStrings:
		v = fd.getStrings(f)
	case kindTime:
		v, ok = fd.getTime(f)
	}
	if !ok {
		return nil, errMissing
	}
	return v, nil
}

// opaque gives the methods of ref.Val that our values have no use for.
type opaque struct{ typ *types.Type }

func (o opaque) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("%s cannot become %v", o.typ, t)
}

func (o opaque) ConvertToType(t ref.Type) ref.Val {
	if t == types.TypeType {
		return o.typ
	}
	return types.NewErr("%s cannot become %s", o.typ, t.TypeName())
}

func (o opaque) Equal(ref.Val) ref.Val { return types.False }
func (o opaque) Type() ref.Type        { return o.typ }

// celObject is a variable with fields ("actor") or, with match set, an element
// of match.
type celObject struct {
	opaque
	frame *frame
	match *Match
}

func (o *celObject) Value() any { return o }

// read is what the field getters of CEL call.
func (fd *field) read(object any) (any, error) {
	o, ok := object.(*celObject)
	if !ok {
		return nil, fmt.Errorf("%s read from a %T", fd.name, object)
	}
	f := o.frame
	if o.match != nil {
		defer func(m *Match) { f.match = m }(f.match)
		f.match = o.match
	}
	return fd.native(f)
}

// celMap is a variable with keys ("score"): get reports false for keys that do
// not exist.
type celMap struct {
	opaque
	keys func() []string
	get  func(key string) (ref.Val, bool)
}

func (m *celMap) Value() any { return m }

// FindStringKey is CEL's fast path for constant keys.
func (m *celMap) FindStringKey(key string) (any, bool) {
	v, ok := m.get(key)
	return v, ok
}

func (m *celMap) Find(key ref.Val) (ref.Val, bool) {
	s, ok := key.(types.String)
	if !ok {
		return types.MaybeNoSuchOverloadErr(key), false
	}
	return m.get(string(s))
}

func (m *celMap) Get(key ref.Val) ref.Val {
	v, ok := m.Find(key)
	switch {
	case ok:
		return v
	case v != nil:
		return v
	}
	return types.NewErr("no such key: %v", key)
}

func (m *celMap) Contains(key ref.Val) ref.Val {
	_, ok := m.Find(key)
	return types.Bool(ok)
}

func (m *celMap) Size() ref.Val { return types.Int(len(m.keys())) }

func (m *celMap) Iterator() traits.Iterator {
	return types.NewStringList(types.DefaultTypeAdapter, m.keys()).(traits.Iterable).Iterator()
}

// Fold lets CEL's two-variable comprehensions walk the map.
func (m *celMap) Fold(f traits.Folder) {
	for _, k := range m.keys() {
		if v, ok := m.get(k); !ok || !f.FoldEntry(types.String(k), v) {
			return
		}
	}
}

// celMatches is the list of matches as CEL sees it.
func celMatches(f *frame) ref.Val {
	matches := head(f.ev.Matches, MaxMatches)
	list := make([]ref.Val, len(matches))
	for i := range matches {
		list[i] = &celObject{opaque: opaque{matchType}, frame: f, match: &matches[i]}
	}
	return types.NewRefValList(types.DefaultTypeAdapter, list)
}
