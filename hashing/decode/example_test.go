package decode_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/pdq"
)

func Example() {
	ctx := context.Background()
	data, err := os.ReadFile("testdata/photo.jpg")
	if err != nil {
		fmt.Println(err)
		return
	}
	picture, err := decode.Image(ctx, data, decode.Limits{})
	if err != nil {
		fmt.Println(err)
		return
	}
	full, err := pdq.Hash(pdq.Full, picture)
	if err != nil {
		fmt.Println(err)
		return
	}
	luma, err := decode.Luma(ctx, data, decode.Limits{}) // several times faster
	if err != nil {
		fmt.Println(err)
		return
	}
	fast, err := pdq.Hash(pdq.Fast, luma)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%dx%d, reduced to 1/%d\n", picture.Width, picture.Height, luma.Reduced.Scale)
	fmt.Println(full.Hash.Distance(fast.Hash) <= 10)

	_, err = decode.Image(ctx, data, decode.Limits{Pixels: 100_000})
	fmt.Println(errors.Is(err, decode.ErrLimit))
	// Output:
	// 807x1024, reduced to 1/2
	// true
	// true
}
