package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"time"
)

func main() {
	var in inputs
	var out string
	var n1, n2, keep, kc int
	var step float64
	flag.StringVar(&in.neutral, "neutral", "../shared/data/text/neutral", "")
	flag.StringVar(&in.own, "own", "langs/data/identify", "")
	flag.StringVar(&in.lingua, "lingua", "", "")
	flag.StringVar(&in.npm, "npm", "", "")
	flag.StringVar(&in.cache, "cache", "", "")
	flag.StringVar(&out, "o", "model.bin", "")
	flag.IntVar(&n1, "n1", 3000000, "")
	flag.IntVar(&n2, "n2", 1000000, "")
	flag.IntVar(&keep, "keep", 180000, "")
	flag.IntVar(&kc, "kc", 20000, "")
	flag.Float64Var(&step, "step", 0.12, "")
	flag.Parse()
	in.drawn = 1000000
	start := time.Now()
	raw := []byte{}
	for i, classes := range [][]class{latinClasses(), cyrillicClasses()} {
		var all []*corpus
		var english *corpus
		for _, c := range classes {
			k, err := in.load(c, rand.New(rand.NewPCG(3, 4)))
			if err != nil {
				panic(err)
			}
			if c.name == "en" {
				english = k
			}
			all = append(all, k)
		}
		fmt.Println("loaded", time.Since(start))
		if i == 1 {
			n1, n2, keep = n1/6, n2/6, kc
		}
		s := newSampler(all, english, 1)
		m := admit(s, 1000000, 6, len(all))
		fmt.Println("rows", len(m.rows), time.Since(start))
		fmt.Println(m.train(newSampler(all, english, 2), n1, 0.6), time.Since(start))
		m.prune(keep)
		for i := range m.sum {
			m.sum[i] = 1
		}
		fmt.Println(m.train(newSampler(all, english, 3), n2, 0.3), time.Since(start))
		m.center()
		fmt.Println("cut", m.quantise(float32(step)))
		raw = m.append(raw, all, float32(step), [2]float32{1, 0})
	}
	b, err := deflate(raw)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(raw), len(b), time.Since(start))
	os.WriteFile(out, b, 0o644)
}
