package rules

import (
	"bytes"
	"encoding/json"
)

// Opt is a value that may be missing. The zero Opt is missing; a condition that
// needs a missing value skips its rule, which is not the same as being false.
// In JSON a missing value is null, or is left out.
type Opt[T any] struct {
	value T
	known bool
}

// Some returns a value that is known.
func Some[T any](v T) Opt[T] { return Opt[T]{value: v, known: true} }

// Get returns the value and whether it is known.
func (o Opt[T]) Get() (T, bool) { return o.value, o.known }

// IsZero reports whether the value is missing.
func (o Opt[T]) IsZero() bool { return !o.known }

// MarshalJSON writes the value, or null.
func (o Opt[T]) MarshalJSON() ([]byte, error) {
	if !o.known {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads a value, or null.
func (o *Opt[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*o = Opt[T]{}
		return nil
	}
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*o = Some(v)
	return nil
}
