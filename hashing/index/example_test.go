package index_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
)

func Example() {
	known, _ := hashing.ParseHash256("f8f8f0cee0f4a84f06370a22028f67f0b36e2ed596621e1d33e6b39c4e9c9b22")
	x, err := index.New([]index.Entry[hashing.Hash256]{{ID: 7, Hash: known}}, index.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	seen, _ := hashing.ParseHash256("d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22")
	matches, err := x.Search(nil, seen, 31)
	fmt.Println(matches, err)

	// A withdrawal takes effect at once.
	err = x.Apply(nil, []uint64{7})
	matches, _ = x.Search(nil, seen, 31)
	fmt.Println(matches, err)
	// Output:
	// [{7 6 0}] <nil>
	// [] <nil>
}

func ExampleOpen() {
	dir, err := os.MkdirTemp("", "index")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	x, _ := index.New([]index.Entry[hashing.Hash64]{{ID: 1, Hash: 0xff00ff00ff00ff00}}, index.Options{Threshold: 8})
	path := filepath.Join(dir, "list.idx")
	if err := x.Save(path); err != nil {
		fmt.Println(err)
		return
	}
	y, err := index.Open[hashing.Hash64](path)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer y.Close()
	matches, err := y.Search(nil, 0xff00ff00ff00ff0f, 8)
	fmt.Println(matches, err, y.Verify())
	// Output:
	// [{1 4 0}] <nil> <nil>
}
