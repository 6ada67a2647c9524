package main

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"golang.org/x/image/draw"

	"github.com/vigil-moderation/vigil/hashing/gridsig"
	"github.com/vigil-moderation/vigil/hashing/variants"
)

// edit changes the part r of dst, which shows src so far. Other is another
// photograph.
type edit struct {
	name string
	do   func(dst, src, other *image.RGBA, r image.Rectangle, rng *rand.Rand)
}

// edits are local changes of 4 to 20 % of the area.
func edits() []edit {
	return []edit{
		{"replaced", func(dst, _, other *image.RGBA, r image.Rectangle, rng *rand.Rand) {
			patch(dst, other, r, somewhere(other, r, rng), hard)
		}},
		{"blended", func(dst, _, other *image.RGBA, r image.Rectangle, rng *rand.Rand) {
			patch(dst, other, r, somewhere(other, r, rng), feathered)
		}},
		{"blended, fitted", func(dst, _, other *image.RGBA, r image.Rectangle, rng *rand.Rand) {
			at := somewhere(other, r, rng)
			patch(dst, fitted(other, at, dst, r), r, at, feathered)
		}},
		{"cloned", func(dst, src, _ *image.RGBA, r image.Rectangle, rng *rand.Rand) {
			patch(dst, src, r, somewhere(src, r, rng), feathered)
		}},
		{"swirled", func(dst, src, _ *image.RGBA, r image.Rectangle, rng *rand.Rand) {
			angle := 1.2 + rng.Float64()*1.2
			warp(dst, src, r, func(x, y, k float64) (float64, float64) {
				sin, cos := math.Sincos(angle * k)
				return x*cos - y*sin, x*sin + y*cos
			})
		}},
		{"bulged", func(dst, src, _ *image.RGBA, r image.Rectangle, _ *rand.Rand) {
			warp(dst, src, r, func(x, y, k float64) (float64, float64) { return x * (1 - 0.6*k), y * (1 - 0.6*k) })
		}},
		{"removed", func(dst, src, _ *image.RGBA, r image.Rectangle, _ *rand.Rand) { inpaint(dst, src, r) }},
		{"lettered", func(dst, _, _ *image.RGBA, r image.Rectangle, rng *rand.Rand) { letter(dst, r, rng) }},
	}
}

// hard and feathered are how much of a patch shows at a place in the square
// from -1 to 1.
func hard(float64, float64) float64 { return 1 }

func feathered(x, y float64) float64 {
	d := math.Sqrt(x*x + y*y)
	return min(max((1-d)/0.3, 0), 1)
}

func somewhere(m *image.RGBA, r image.Rectangle, rng *rand.Rand) image.Point {
	return image.Pt(rng.IntN(max(m.Rect.Dx()-r.Dx(), 0)+1), rng.IntN(max(m.Rect.Dy()-r.Dy(), 0)+1))
}

// patch puts what src shows from at on into r.
func patch(dst, src *image.RGBA, r image.Rectangle, at image.Point, alpha func(x, y float64) float64) {
	for y := range r.Dy() {
		for x := range r.Dx() {
			a := alpha(2*float64(x)/float64(r.Dx())-1, 2*float64(y)/float64(r.Dy())-1)
			s := src.RGBAAt(min(at.X+x, src.Rect.Max.X-1), min(at.Y+y, src.Rect.Max.Y-1))
			d := dst.RGBAAt(r.Min.X+x, r.Min.Y+y)
			mix := func(s, d uint8) uint8 { return uint8(a*float64(s) + (1-a)*float64(d) + 0.5) }
			dst.SetRGBA(r.Min.X+x, r.Min.Y+y, color.RGBA{mix(s.R, d.R), mix(s.G, d.G), mix(s.B, d.B), 255})
		}
	}
}

// fitted shifts the colours of other so that the means of both parts agree, as
// one does who wants to hide a patch.
func fitted(other *image.RGBA, at image.Point, dst *image.RGBA, r image.Rectangle) *image.RGBA {
	from, to := meanColor(other, r.Sub(r.Min).Add(at)), meanColor(dst, r)
	out := image.NewRGBA(other.Rect)
	for i, v := range other.Pix {
		out.Pix[i] = v
		if c := i % 4; c < 3 {
			out.Pix[i] = uint8(min(max(float64(v)+to[c]-from[c], 0), 255))
		}
	}
	return out
}

func meanColor(m *image.RGBA, r image.Rectangle) (mean [3]float64) {
	r = r.Intersect(m.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p := m.Pix[m.PixOffset(x, y):]
			for c := range mean {
				mean[c] += float64(p[c]) / float64(r.Dx()*r.Dy())
			}
		}
	}
	return mean
}

// warp draws the ellipse in r from where move says, relative to its middle; k
// falls from 1 there to 0 at the edge.
func warp(dst, src *image.RGBA, r image.Rectangle, move func(x, y, k float64) (float64, float64)) {
	cx, cy := float64(r.Min.X+r.Max.X)/2, float64(r.Min.Y+r.Max.Y)/2
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			dx, dy := float64(x)-cx, float64(y)-cy
			d := math.Hypot(2*dx/float64(r.Dx()), 2*dy/float64(r.Dy()))
			if d >= 1 {
				continue
			}
			sx, sy := move(dx, dy, (1-d*d)*(1-d*d))
			dst.SetRGBA(x, y, src.RGBAAt(
				min(max(int(cx+sx), 0), src.Rect.Max.X-1), min(max(int(cy+sy), 0), src.Rect.Max.Y-1)))
		}
	}
}

// inpaint fills r from its edges, as simple removal tools do.
func inpaint(dst, src *image.RGBA, r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			u, v := float64(x-r.Min.X)/float64(r.Dx()), float64(y-r.Min.Y)/float64(r.Dy())
			l, g := src.RGBAAt(r.Min.X, y), src.RGBAAt(r.Max.X-1, y)
			t, b := src.RGBAAt(x, r.Min.Y), src.RGBAAt(x, r.Max.Y-1)
			mix := func(l, g, t, b uint8) uint8 {
				return uint8(((1-u)*float64(l) + u*float64(g) + (1-v)*float64(t) + v*float64(b)) / 2)
			}
			dst.SetRGBA(x, y, color.RGBA{mix(l.R, g.R, t.R, b.R), mix(l.G, g.G, t.G, b.G), mix(l.B, g.B, t.B, b.B), 255})
		}
	}
}

// letter writes a few lines over r, white or black.
func letter(dst *image.RGBA, r image.Rectangle, rng *rand.Rand) {
	c := color.Gray{Y: uint8(255 * rng.IntN(2))}
	part := canvas(r.Dx(), r.Dy(), color.Black)
	draw.Draw(part, part.Bounds(), dst, r.Min, draw.Src)
	size := max(float64(r.Dx())/12, 8)
	for y := int(size); y < r.Dy(); y += int(1.2 * size) {
		write(part, phrases[rng.IntN(len(phrases))], size, y, c)
	}
	draw.Draw(dst, r, part, image.Point{}, draw.Src)
}

// plainChanges are those of the whole picture that must raise no alarm.
func plainChanges() []transform {
	list := []transform{}
	for _, share := range []float64{0.25, 0.5, 0.75, 0.9, 1.25, 1.5} {
		list = append(list, transform{fmt.Sprintf("size %.0f%%", 100*share), func(s *image.RGBA, _ *rand.Rand) *image.RGBA { return resized(s, share) }})
	}
	for _, by := range []int{-40, -15, 15, 40} {
		list = append(list, mapped(fmt.Sprintf("brightness %+d", by), func(v float64) float64 { return v + float64(by) }))
	}
	for _, k := range []float64{0.7, 1.3} {
		list = append(list, mapped(fmt.Sprintf("exposure x%.1f", k), func(v float64) float64 { return v * k }))
		list = append(list, mapped(fmt.Sprintf("contrast x%.1f", k), func(v float64) float64 { return 128 + (v-128)*k }))
	}
	for _, g := range []float64{0.6, 0.8, 1.25, 1.7} {
		list = append(list, mapped(fmt.Sprintf("gamma %.2f", g), func(v float64) float64 { return 255 * math.Pow(v/255, g) }))
	}
	return list
}

func mapped(name string, f func(float64) float64) transform {
	var lut [256]uint8
	for v := range lut {
		lut[v] = uint8(min(max(f(float64(v))+0.5, 0), 255))
	}
	return transform{name, func(s *image.RGBA, _ *rand.Rand) *image.RGBA {
		dst := canvas(s.Rect.Dx(), s.Rect.Dy(), color.Black)
		for i, v := range s.Pix {
			dst.Pix[i] = 255
			if i%4 != 3 {
				dst.Pix[i] = lut[v]
			}
		}
		return dst
	}}
}

// editRow is the figures of one kind of edit or plain change.
type editRow struct {
	Change  string  `json:"change"`
	N       int     `json:"n"`
	Faint   int     `json:"faint,omitempty"` // left out: nothing to be seen
	Differs float64 `json:"differs"`
	Overlap float64 `json:"overlap_median,omitempty"`
	Missed  int     `json:"not_compared,omitempty"`
}

type editsReport struct {
	Pictures int       `json:"pictures"`
	Edits    []editRow `json:"edits"`
	Plain    []editRow `json:"plain"`
	Found    float64   `json:"found"`
	Overlap  float64   `json:"overlap_median"`
	False    float64   `json:"false_alarms"`
}

// runEdits measures grid signatures: edited copies that are told from plain
// ones, given that a match has named the variant.
func runEdits(ctx context.Context, pictures []known, seed uint64, asJSON bool, out io.Writer) error {
	report := editsReport{Pictures: len(pictures)}
	sigs := make([]*gridsig.Signature, len(pictures))
	for i, k := range pictures {
		var err error
		if sigs[i], err = gridsig.New(fromRGBA(k.rgba)); err != nil {
			return fmt.Errorf("%s: %w", k.path, err)
		}
	}
	var all []float64
	found, n := 0, 0
	fmt.Fprintf(out, "%-18s %5s %6s %8s %8s\n", "edit", "n", "faint", "found", "overlap")
	for _, e := range edits() {
		row, overlaps, err := measureEdit(ctx, e, pictures, sigs, seed)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-18s %5d %6d %7.1f%% %8.2f\n", row.Change, row.N, row.Faint, 100*row.Differs, row.Overlap)
		report.Edits = append(report.Edits, row)
		all = append(all, overlaps...)
		found += int(row.Differs*float64(row.N) + 0.5)
		n += row.N
	}
	report.Found, report.Overlap = ratio(found, n), median(all)
	fmt.Fprintf(out, "%-18s %5d %6s %7.1f%% %8.2f\n\n%-18s %5s %8s\n", "all", n, "", 100*report.Found, report.Overlap, "plain change", "n", "alarms")
	alarms, n := 0, 0
	for _, t := range plainChanges() {
		row, err := measurePlain(ctx, t, pictures, sigs, seed)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-18s %5d %7.1f%%\n", row.Change, row.N, 100*row.Differs)
		report.Plain = append(report.Plain, row)
		alarms += int(row.Differs*float64(row.N) + 0.5)
		n += row.N
	}
	report.False = ratio(alarms, n)
	fmt.Fprintf(out, "%-18s %5d %7.1f%%\n", "all", n, 100*report.False)
	if asJSON {
		return printJSON(out, report)
	}
	return nil
}

// faint is the mean change of luma in the edited part below which there is
// nothing to be seen, such as a patch of sky in the sky.
const faint = 2.0

func measureEdit(ctx context.Context, e edit, pictures []known, sigs []*gridsig.Signature, seed uint64) (editRow, []float64, error) {
	row := editRow{Change: e.name}
	var overlaps []float64
	var comparer gridsig.Comparer
	hits := 0
	for i, k := range pictures {
		for turn := range 4 {
			rng := rand.New(rand.NewPCG(seed+uint64(turn), uint64(i)))
			other := pictures[(i+1+rng.IntN(max(len(pictures)-1, 1)))%len(pictures)].rgba
			r := editPlace(k.rgba.Rect, rng)
			dst := canvas(k.rgba.Rect.Dx(), k.rgba.Rect.Dy(), color.Black)
			draw.Draw(dst, dst.Rect, k.rgba, image.Point{}, draw.Src)
			e.do(dst, k.rgba, other, r, rng)
			if meanChange(k.rgba, dst, r) < faint {
				row.Faint++
				continue
			}
			p, err := compressed(ctx, resized(dst, 0.5+rng.Float64()), 50+rng.IntN(46))
			if err != nil {
				return row, nil, err
			}
			res, err := comparer.Compare(sigs[i], p, variants.Variant{})
			if err != nil {
				return row, nil, err
			}
			row.N++
			if !res.Compared {
				row.Missed++
			}
			if res.Differs {
				hits++
				overlaps = append(overlaps, overlap(res.Box, r))
			}
		}
	}
	row.Differs, row.Overlap = ratio(hits, row.N), median(overlaps)
	return row, overlaps, ctx.Err()
}

// editPlace picks a part of 4 to 20 % of the area.
func editPlace(b image.Rectangle, rng *rand.Rand) image.Rectangle {
	area := 0.04 + 0.16*rng.Float64()
	aspect := math.Exp((rng.Float64() - 0.5) * 1.2)
	w := int(min(math.Sqrt(area*aspect), 0.9) * float64(b.Dx()))
	h := int(min(math.Sqrt(area/aspect), 0.9) * float64(b.Dy()))
	x, y := rng.IntN(b.Dx()-w+1), rng.IntN(b.Dy()-h+1)
	return image.Rect(x, y, x+w, y+h)
}

func meanChange(a, b *image.RGBA, r image.Rectangle) float64 {
	sum := 0.0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p, q := a.Pix[a.PixOffset(x, y):], b.Pix[b.PixOffset(x, y):]
			luma := func(p []uint8) float64 {
				return 0.299*float64(p[0]) + 0.587*float64(p[1]) + 0.114*float64(p[2])
			}
			sum += math.Abs(luma(p) - luma(q))
		}
	}
	return sum / float64(max(r.Dx()*r.Dy(), 1))
}

// overlap is the area that two boxes share by the area that they cover.
func overlap(b gridsig.Box, r image.Rectangle) float64 {
	w := min(b.X1, float64(r.Max.X)) - max(b.X0, float64(r.Min.X))
	h := min(b.Y1, float64(r.Max.Y)) - max(b.Y0, float64(r.Min.Y))
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h / ((b.X1-b.X0)*(b.Y1-b.Y0) + float64(r.Dx()*r.Dy()) - w*h)
}

// measurePlain compares copies that were changed as a whole only, at JPEG
// qualities from 30 to 95, with variants where the ensemble has matched.
func measurePlain(ctx context.Context, t transform, pictures []known, sigs []*gridsig.Signature, seed uint64) (editRow, error) {
	row := editRow{Change: t.name}
	var comparer gridsig.Comparer
	alarms := 0
	for i, k := range pictures {
		changed := t.do(k.rgba, rand.New(rand.NewPCG(seed, uint64(i))))
		for _, quality := range []int{30, 50, 75, 95} {
			p, err := compressed(ctx, changed, quality)
			if err != nil {
				return row, err
			}
			res, err := comparer.Compare(sigs[i], p, variants.Variant{})
			if err != nil {
				return row, err
			}
			row.N++
			if !res.Compared {
				row.Missed++
			}
			if res.Differs {
				alarms++
			}
		}
	}
	row.Differs = ratio(alarms, row.N)
	return row, ctx.Err()
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}
