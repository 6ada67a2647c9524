package fold

// Alt is another reading of an odd place in a text.
type Alt struct {
	Start, End int32 // byte offsets into the original text, half open
	First, N   int32 // the tokens that it replaces: the first, and how many
	off, n     int32 // its units
	Hash       uint64
	Steps      Steps
}

// unit is a letter of an alternative.
type unit struct {
	class, letter byte
}

func (t *Text) alternatives() {}
