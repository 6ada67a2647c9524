// Command classes makes the word classes of package classify in three steps:
//
//	go run ./langs/gen/classes -list words.tsv
//	python3 langs/gen/classes/teach.py words.tsv classes.tsv
//	go run ./langs/gen/classes -pack classes.tsv
//
// The first lists the words of the texts that may be trained on, with how often
// they stand there. The second, which is not part of the library and needs the
// Python packages that it names, asks a multilingual encoder what each word
// means and gathers words of like meaning, of whatever language, into classes.
// The third writes langs/classify/classes.bin, which holds hashes and no text.
package main

import (
	"flag"
	"log"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("classes: ")
	list := flag.String("list", "", "file to write the words to")
	pack := flag.String("pack", "", "file of words with their classes to read")
	shared := flag.String("text", "../shared/data/text", "folder of train/ and neutral/")
	out := flag.String("o", "langs/classify/classes.bin", "file to write with -pack")
	flag.Parse()
	var err error
	switch {
	case *list != "":
		err = listWords(*shared, *list)
	case *pack != "":
		err = packClasses(*pack, *out)
	default:
		log.Fatal("want -list or -pack")
	}
	if err != nil {
		log.Fatal(err)
	}
}
