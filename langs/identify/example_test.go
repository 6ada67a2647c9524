package identify_test

import (
	"fmt"
	"log"

	"github.com/vigil-moderation/vigil/langs"
	"github.com/vigil-moderation/vigil/langs/identify"
)

func Example() {
	m, err := identify.New(identify.Options{})
	if err != nil {
		log.Fatal(err)
	}
	for _, text := range []string{"Kif int illum?", "Cad a cheapann tú?", "Ką tu manai?"} {
		fmt.Println(m.Best(text).Language)
	}
	// Output:
	// mt
	// ga
	// lt
}

// One word rarely settles a language; what a channel declares helps.
func ExampleModel_Identify() {
	m, err := identify.New(identify.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Best("casa", langs.Portuguese).Language)
	fmt.Println(m.Best("casa", langs.Italian).Language)
	// Output:
	// pt
	// it
}

func ExampleModel_Segments() {
	m, err := identify.New(identify.Options{})
	if err != nil {
		log.Fatal(err)
	}
	text := "Morgen fahren wir an den See. Tu veux venir avec nous ?"
	for _, s := range m.Segments(nil, text) {
		fmt.Println(s.Language, text[s.Start:s.End])
	}
	// Output:
	// de Morgen fahren wir an den See
	// fr Tu veux venir avec nous
}
