// Command gen makes the two re-shared photographs of the quickstart from CC0
// originals: one made smaller and compressed hard, one put under a caption. It
// is deterministic; run it with go generate in examples/quickstart.
package main

import (
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"log"
	"os"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

const originals = "../../hashing/pdq/testdata/"

func main() {
	log.SetFlags(0)
	cat, err := open(originals + "locomotion-house-cat_700.png")
	check(err)
	check(save("posts/reshare_small.jpg", scale(cat, cat.Bounds().Dx()*55/100), 45))

	boats, err := open(originals + "nagasaki-boats_700.png")
	check(err)
	captioned, err := caption(boats, "when the weekend finally starts")
	check(err)
	check(save("posts/reshare_caption.jpg", captioned, 80))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func open(path string) (image.Image, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return png.Decode(f)
}

// scale makes the picture the given number of pixels wide.
func scale(src image.Image, width int) image.Image {
	height := src.Bounds().Dy() * width / src.Bounds().Dx()
	dst := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)
	return dst
}

// caption puts a white bar with text above the picture.
func caption(src image.Image, text string) (image.Image, error) {
	ttf, err := opentype.Parse(gobold.TTF)
	if err != nil {
		return nil, err
	}
	size := float64(src.Bounds().Dx()) / 18
	face, err := opentype.NewFace(ttf, &opentype.FaceOptions{Size: size, DPI: 72})
	if err != nil {
		return nil, err
	}
	bar := src.Bounds().Dy() / 6
	dst := image.NewRGBA(image.Rect(0, 0, src.Bounds().Dx(), src.Bounds().Dy()+bar))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(dst, image.Rect(0, bar, dst.Bounds().Dx(), dst.Bounds().Dy()), src, src.Bounds().Min, draw.Src)
	d := font.Drawer{Dst: dst, Src: image.Black, Face: face}
	d.Dot.X = (fixed.I(dst.Bounds().Dx()) - d.MeasureString(text)) / 2
	d.Dot.Y = fixed.I(bar/2) + fixed.I(int(size))/3
	d.DrawString(text)
	return dst, nil
}

func save(path string, img image.Image, quality int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := jpeg.Encode(f, img, &jpeg.Options{Quality: quality}); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
