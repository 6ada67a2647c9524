// Command hello is the smallest program that judges a message: it is the one in
// the README.
package main

import (
	"context"
	"fmt"

	"github.com/vigil-moderation/vigil/detect"
)

func main() {
	engine, err := detect.New(detect.Options{})
	if err != nil {
		panic(err)
	}
	verdict, _ := engine.Scan(context.Background(), detect.Item{Text: "nobody wants you here, just leave"})
	for _, rule := range verdict.Fired {
		fmt.Println(verdict.Actions, "because:", rule.Reason)
	}
}
