package pdq

import (
	"testing"

	"github.com/vigil-moderation/vigil/hashing"
)

// FuzzHash makes pictures of all shapes from bytes. No field may make a hasher
// panic, and the fused filter has to agree with the slow one.
func FuzzHash(f *testing.F) {
	f.Add(uint16(64), uint16(64), uint8(3), uint16(192), uint8(1), []byte("pixels"))
	f.Add(uint16(513), uint16(5), uint8(1), uint16(600), uint8(0), []byte{0, 255, 3})
	f.Add(uint16(129), uint16(257), uint8(1), uint16(129), uint8(0), []byte{9, 8, 7, 6, 5, 4, 200})
	f.Add(uint16(10), uint16(20), uint8(1), uint16(10), uint8(8), []byte{1})
	f.Fuzz(func(t *testing.T, w, h uint16, channels uint8, stride uint16, scale uint8, seed []byte) {
		p := &hashing.Picture{
			Width: int(w) % 1100, Height: int(h) % 1100, Channels: int(channels) % 5, Stride: int(stride),
			Pix: make([]uint8, min(1<<20, int(stride)*(int(h)%1100)+len(seed))),
		}
		for i := range p.Pix {
			if len(seed) > 0 {
				p.Pix[i] = seed[i%len(seed)] + uint8(i>>8)
			}
		}
		if scale > 1 {
			p.Reduced = hashing.Reduction{Scale: int(scale), Width: p.Width * int(scale), Height: p.Height*int(scale) - 1, Top: int(seed0(seed))}
		}
		var hasher Hasher
		for front := Full; front <= Fast+1; front++ {
			res, err := hasher.Hash(front, p)
			if err == nil && (res.Quality < 0 || res.Quality > 100 || res.Front != front) {
				t.Fatalf("%+v", res)
			}
			_, err2 := hasher.Dihedral(front, p)
			if (err == nil) != (err2 == nil) {
				t.Fatalf("%v, dihedral %v", err, err2)
			}
		}
		if p.Check() != nil || p.Width < minSide || p.Height < minSide {
			return
		}
		var want, got [gridSide][gridSide]float32
		slow(p, p.Width, p.Height, &want)
		hasher.filter.run(p, p.Width, p.Height, &got)
		if want != got {
			t.Fatal("the fused filter disagrees with the slow one")
		}
	})
}

func seed0(seed []byte) uint8 {
	if len(seed) == 0 {
		return 0
	}
	return seed[0]
}
