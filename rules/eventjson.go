package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/vigil-moderation/vigil/detect/harm"
)

// UnmarshalJSON reads an event strictly: unknown fields, labels and facets are
// errors, and so is a version that this package does not know.
func (e *Event) UnmarshalJSON(data []byte) error {
	type plain Event
	var wire struct {
		*plain
		Facets facetList `json:"facets"`
	}
	read := new(plain)
	wire.plain = read
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&wire); err != nil {
		return fmt.Errorf("rules: event: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	if read.Version != 0 && read.Version != EventVersion {
		return fmt.Errorf("rules: event of version %d, want %d", read.Version, EventVersion)
	}
	read.Facets = harm.Facets(wire.Facets)
	*e = Event(*read)
	return nil
}

// MarshalJSON writes the fields that are not zero.
func (e Event) MarshalJSON() ([]byte, error) {
	type plain Event
	return json.Marshal(struct {
		plain
		Facets facetList `json:"facets,omitzero"`
	}{plain(e), facetList(e.Facets)})
}

// facetList is a set of facets written as a list of codes.
type facetList harm.Facets

// MarshalJSON writes a list of codes.
func (f facetList) MarshalJSON() ([]byte, error) { return json.Marshal(harm.Facets(f).Codes()) }

// UnmarshalJSON reads a list of codes, or codes joined by commas.
func (f *facetList) UnmarshalJSON(data []byte) error {
	var codes []string
	if len(data) > 0 && data[0] == '"' {
		codes = make([]string, 1)
		if err := json.Unmarshal(data, &codes[0]); err != nil {
			return err
		}
	} else if err := json.Unmarshal(data, &codes); err != nil {
		return err
	}
	set, err := harm.ParseFacets(strings.Join(codes, ","))
	*f = facetList(set)
	return err
}

// MarshalJSON writes the scores that are not zero.
func (s Scores) MarshalJSON() ([]byte, error) {
	m := make(map[string]float64)
	for l, v := range s {
		if v != 0 {
			m[harm.Label(l).String()] = v
		}
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads an object of label codes and scores in [0,1].
func (s *Scores) UnmarshalJSON(data []byte) error {
	var m map[string]float64
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	*s = Scores{}
	for code, v := range m {
		l, err := harm.Parse(code)
		if err != nil {
			return err
		}
		if v < 0 || v > 1 {
			return fmt.Errorf("score %v of %s, want 0 to 1", v, code)
		}
		s[l] = v
	}
	return nil
}

// MarshalJSON writes an object of codes and probabilities.
func (l Languages) MarshalJSON() ([]byte, error) {
	m := make(map[string]float64, len(l))
	for _, one := range l {
		m[one.Code] = one.P
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads an object of codes and probabilities, or a single code.
func (l *Languages) UnmarshalJSON(data []byte) error {
	*l = nil
	if len(data) > 0 && data[0] == '"' {
		var code string
		if err := json.Unmarshal(data, &code); err != nil {
			return err
		}
		*l = Languages{{code, 1}}
		return nil
	}
	var m map[string]float64
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	for code, p := range m {
		*l = append(*l, Language{code, p})
	}
	slices.SortFunc(*l, func(a, b Language) int {
		return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Code, b.Code))
	})
	return nil
}

// MarshalJSON writes an object of names and figures.
func (c Counters) MarshalJSON() ([]byte, error) {
	m := make(map[string]float64, len(c))
	for _, one := range c {
		m[one.Name] = one.Value
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads an object of names and figures.
func (c *Counters) UnmarshalJSON(data []byte) error {
	var m map[string]float64
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	*c = nil
	for name, v := range m {
		*c = append(*c, Counter{name, v})
	}
	slices.SortFunc(*c, func(a, b Counter) int { return cmp.Compare(a.Name, b.Name) })
	return nil
}

// MarshalJSON writes an object.
func (a Attributes) MarshalJSON() ([]byte, error) {
	m := make(map[string]any, len(a))
	for _, one := range a {
		m[one.Name] = one.Value
	}
	return json.Marshal(m)
}

// UnmarshalJSON reads an object whose values are booleans, numbers, strings or
// lists of strings. A number without fraction becomes an int64.
func (a *Attributes) UnmarshalJSON(data []byte) error {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(data, &m); err != nil {
		return err
	}
	*a = nil
	for name, raw := range m {
		v, err := attributeValue(raw)
		if err != nil {
			return fmt.Errorf("attribute %q: %w", name, err)
		}
		*a = append(*a, Attribute{name, v})
	}
	slices.SortFunc(*a, func(x, y Attribute) int { return cmp.Compare(x.Name, y.Name) })
	return nil
}

func attributeValue(raw json.RawMessage) (any, error) {
	if len(raw) > 0 && raw[0] == '[' {
		var list []string
		err := json.Unmarshal(raw, &list)
		return list, err
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	switch x := v.(type) {
	case bool, string:
		return v, nil
	case float64:
		if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
			return int64(x), nil
		}
		return v, nil
	}
	return nil, fmt.Errorf("value %s, want a boolean, number, string or list of strings", raw)
}
