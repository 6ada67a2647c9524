package list_test

import (
	"fmt"
	"strings"

	"github.com/vigil-moderation/vigil/hashing/list"
)

func Example() {
	page := `{"count":3,"nextPageToken":"","nextSetTimestamp":1700000123,"hasMoreRecords":false,"hashRecords":[
		{"signalType":"ImagePDQ","hashValue":"f8f8f0cee0f4a84f06370a22028f67f0b36e2ed596621e1d33e6b39c4e9c9b22","hashStatus":"Active"},
		{"signalType":"ImagePDQ","hashValue":"d8f8f0cee0f4a84f0637022a078f67f0b36e2ed596621e1d33e6339c4e9c9b22","hashStatus":"Withdrawn"},
		{"signalType":"ImagePDQ","hashValue":"0000000000000000000000000000000000000000000000000000000000000000","hashStatus":"Active"}]}`
	r, err := list.NewReader(list.StopNCII, strings.NewReader(page), list.Options{
		Problem: func(p list.Problem) { fmt.Println("left out:", p) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for e, err := range r.All() {
		fmt.Println(e.Status, e.ID[:12], err)
	}
	fmt.Println("ask next since", r.Checkpoint(list.Checkpoint{}).Since)
	// Output:
	// active pdq:f8f8f0ce <nil>
	// withdrawn pdq:d8f8f0ce <nil>
	// left out: line 4: list: pdq is all zero
	// ask next since 1700000123
}
