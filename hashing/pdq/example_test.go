package pdq_test

import (
	"fmt"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

func Example() {
	// A picture comes from package decode, or from pixels of one's own.
	picture := hashing.NewPicture(640, 480, 3)
	brighter := hashing.NewPicture(640, 480, 3)
	for i := range picture.Pix {
		x, y := i/3%640, i/3/640
		picture.Pix[i] = uint8((x*x/700 + y*y/300 + x/40*y/50) & 127)
		brighter.Pix[i] = picture.Pix[i] + 60
	}

	var h pdq.Hasher
	a, err := h.Hash(pdq.Full, picture)
	if err != nil {
		fmt.Println(err)
		return
	}
	b, err := h.Hash(pdq.Full, brighter)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.Front, a.Quality >= pdq.MinQuality, a.Hash.Distance(b.Hash) <= pdq.Threshold)
	// Output: full true true
}
