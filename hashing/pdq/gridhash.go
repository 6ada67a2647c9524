package pdq

// Grid is the 64x64 luma, row by row, that the core of PDQ transforms: what a
// front end makes of a picture. Values are 0 to 255.
type Grid [gridSide][gridSide]float32

// Grid hashes a grid that the caller sampled himself, for instance from a part
// of a picture. It is the way in for front ends of one's own: the result says
// [Fast], since it approximates what [Full] would have seen.
func (h *Hasher) Grid(g *Grid) Result {
	h.core.grid = *g
	return Result{Hash: h.core.hash(), Quality: h.core.quality(), Front: Fast}
}

// DihedralGrid is [Hasher.Grid] for the grid and its mirrored and turned forms.
func (h *Hasher) DihedralGrid(g *Grid) Dihedral {
	h.core.grid = *g
	return Dihedral{Hashes: h.core.dihedral(), Quality: h.core.quality(), Front: Fast}
}
