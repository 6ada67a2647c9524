package detect

import (
	"fmt"

	"github.com/vigil-moderation/vigil/hashing/decode"
)

// Defaults of [Limits].
const (
	DefaultMaxText     = 1 << 20 // bytes
	DefaultMaxPictures = 16
)

// Limits bound what one item may cost. The zero value of each field stands for
// its default. The context of the call bounds time as well: it is heeded between
// the parts of an item and while pictures are decoded. The text is read without
// a stop, in time that its limit bounds.
type Limits struct {
	// Text is the longest text in bytes; 0 means [DefaultMaxText].
	Text int
	// Pictures is the greatest number of pictures an item may have; 0 means
	// [DefaultMaxPictures].
	Pictures int
	// Decode bounds each picture: bytes of the file, pixels, frames.
	Decode decode.Limits
}

func (l Limits) withDefaults() (Limits, error) {
	if l.Text < 0 {
		return l, fmt.Errorf("detect: text limit %d, want 0 for the default or more", l.Text)
	}
	if l.Pictures < 0 {
		return l, fmt.Errorf("detect: picture limit %d, want 0 for the default or more", l.Pictures)
	}
	if l.Text == 0 {
		l.Text = DefaultMaxText
	}
	if l.Pictures == 0 {
		l.Pictures = DefaultMaxPictures
	}
	return l, nil
}
