package detect

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/decode"
	"github.com/vigil-moderation/vigil/hashing/gridsig"
	"github.com/vigil-moderation/vigil/hashing/list"
	"github.com/vigil-moderation/vigil/hashing/pdq"
	"github.com/vigil-moderation/vigil/hashing/variants"
	"github.com/vigil-moderation/vigil/rules"
)

// readPictures looks the item's pictures up in the banks.
func (l *look) readPictures(ctx context.Context, opts *Options) {
	pictures := l.item.Pictures
	if limit := opts.Limits.Pictures; len(pictures) > limit {
		l.fail("pictures", fmt.Errorf("%d pictures, want at most %d; those beyond were not looked at", len(pictures), limit))
		pictures = pictures[:limit]
	}
	if len(pictures) > 0 {
		l.event.Media.Count = rules.Some(len(pictures))
	}
	for i := range pictures {
		if ctx.Err() != nil {
			break
		}
		if err := l.readPicture(ctx, opts, i, &pictures[i]); err != nil {
			l.fail(pictureName(i, &pictures[i]), err)
		}
	}
	l.orderMatches()
}

func pictureName(i int, p *Picture) string {
	if p.Name == "" {
		return fmt.Sprintf("picture %d", i)
	}
	return fmt.Sprintf("picture %d (%s)", i, p.Name)
}

// readPicture looks up the digests of a file, which need no decoding, and the
// hashes of what it shows.
func (l *look) readPicture(ctx context.Context, opts *Options, i int, p *Picture) error {
	if len(p.Data) == 0 {
		return fmt.Errorf("no bytes, want a JPEG, PNG, GIF or WebP file")
	}
	l.hashed, l.shown, l.compare = l.hashed[:0], l.shown[:0], maxCompared
	defer func() { clear(l.shown) }()
	hashErr := l.hashPicture(ctx, opts, p.Data)
	if len(l.parts.banks) == 0 {
		return hashErr
	}
	q := &l.query
	digests := bank.Digests(p.Data)
	q.Digests = digests[:]
	q.Hashes, q.Qualities = q.Hashes[:0], q.Qualities[:0]
	for _, h := range l.hashed {
		q.Hashes = append(q.Hashes, h.Hash)
		q.Qualities = append(q.Qualities, h.Quality)
	}
	q.Threshold, q.Quality, q.Limit = opts.Media.Threshold, opts.Media.Quality, maxMatches
	for _, b := range l.parts.banks {
		var err error
		if l.matches, err = b.Query(l.matches[:0], *q); err != nil {
			hashErr = errors.Join(hashErr, fmt.Errorf("bank %q: %w", b.Name(), err))
		}
		for _, m := range l.matches {
			l.addMatch(i, p, &m, opts.Media.Threshold)
		}
	}
	return hashErr
}

// maxMatches is how many entries of a bank, the nearest first, stand for a
// picture: a list may hold the same hash very often.
const maxMatches = 8

// orderMatches puts the nearest matches of every bank before the further ones
// of any: rules see a bounded number, and no bank may hide another.
func (l *look) orderMatches() {
	matches := l.event.Matches
	if len(matches) <= rules.MaxMatches {
		return
	}
	seen := map[string]int{}
	rank := make(map[*rules.Match]int, len(matches))
	sorted := make([]*rules.Match, len(matches))
	for i := range matches {
		m := &matches[i]
		rank[m], sorted[i] = seen[m.List], m
		seen[m.List]++
	}
	slices.SortStableFunc(sorted, func(a, b *rules.Match) int { return rank[a] - rank[b] })
	ordered := make([]rules.Match, len(sorted))
	for i, m := range sorted {
		ordered[i] = *m
	}
	l.event.Matches = ordered
}

// hashPicture fills hashed with the variants of the picture; of an animation
// also with the mirrored and turned forms of further frames.
func (l *look) hashPicture(ctx context.Context, opts *Options, data []byte) error {
	if opts.Media.Front == pdq.Fast {
		luma, err := decode.Luma(ctx, data, opts.Limits.Decode)
		if err != nil {
			return err
		}
		if err := l.hashTurned(pdq.Fast, luma); err != nil {
			return err
		}
		l.noteQuality()
		return nil
	}
	animation, err := decode.Frames(ctx, data, opts.Limits.Decode)
	if err != nil {
		return err
	}
	first := animation.Frames[0].Picture
	if opts.Media.Front == pdq.Full {
		l.maker.Kinds = opts.Media.Variants
		if l.hashed, err = l.maker.Make(l.hashed, first); err != nil {
			return err
		}
	} else {
		if err := l.hashTurned(opts.Media.Front, first); err != nil {
			return err
		}
		l.maker.Kinds = opts.Media.Variants
		if l.maker.Kinds == 0 {
			l.maker.Kinds = variants.AllKinds
		}
		l.maker.Kinds &^= variants.KindsOf(variants.AsIs, variants.Turned)
		if l.hashed, err = l.maker.Make(l.hashed, first); err != nil {
			return err
		}
	}
	l.show(first)
	for _, f := range animation.Frames[1:] {
		if err := l.hashTurned(opts.Media.Front, f.Picture); err != nil {
			return err
		}
	}
	l.noteQuality()
	return nil
}

// noteQuality tells the policy the quality of the best picture so far.
func (l *look) noteQuality() {
	if len(l.hashed) == 0 {
		return
	}
	quality := l.hashed[0].Quality
	if known, ok := l.event.Media.Quality.Get(); !ok || quality > known {
		l.event.Media.Quality = rules.Some(quality)
	}
}

// hashTurned appends the hashes of a picture as it is, mirrored and turned.
func (l *look) hashTurned(front pdq.Front, p *hashing.Picture) error {
	d, err := l.hasher.Dihedral(front, p)
	if err != nil {
		return err
	}
	for t, h := range d.Hashes {
		kind := variants.AsIs
		if t > 0 {
			kind = variants.Turned
		}
		l.hashed = append(l.hashed, variants.Hashed{
			Variant: variants.Variant{Kind: kind, Transform: pdq.Transform(t), X1: float64(p.Width), Y1: float64(p.Height)},
			Hash:    h, Quality: d.Quality,
		})
	}
	l.show(p)
	return nil
}

// shown is a picture or frame whose hashes end before position end.
type shown struct {
	picture *hashing.Picture
	end     int
}

// show notes which picture the hashes made last are of.
func (l *look) show(p *hashing.Picture) {
	l.shown = append(l.shown, shown{picture: p, end: len(l.hashed)})
}

// maxCompared bounds how many entries a picture is laid over.
const maxCompared = 8

// compareGrid says where the picture differs from the original of the entry
// that hash number i has matched.
func (l *look) compareGrid(evidence *Evidence, sig *gridsig.Signature, i int) {
	if sig == nil || l.compare <= 0 {
		return
	}
	l.compare--
	for _, s := range l.shown {
		if i >= s.end {
			continue
		}
		res, err := l.grids.Compare(sig, s.picture, l.hashed[i].Variant)
		if err != nil {
			return // the picture was hashed, so it is the signature that is none
		}
		evidence.Compared = res.Compared
		if res.Differs {
			evidence.Edited = &res.Box
		}
		return
	}
}

// addMatch turns a match into a signal and into what the policy sees of it.
func (l *look) addMatch(i int, p *Picture, m *bank.Match, threshold int) {
	evidence := Evidence{
		Kind: EvidenceDigest, Picture: i, Name: p.Name, Bank: m.Bank, Version: fmt.Sprint(m.Version), Entry: m.Entry.ID,
		Disputed: m.Entry.Status == list.Disputed,
	}
	seen := rules.Match{List: m.Bank, Version: evidence.Version, Entry: m.Entry.ID, Label: m.Label, Exact: m.Exact, Distance: m.Distance, Disputed: evidence.Disputed}
	if !m.Exact {
		h := l.hashed[m.Query]
		evidence.Kind = EvidencePicture
		evidence.Distance, evidence.Quality = m.Distance, h.Quality
		evidence.Variant = h.Variant.String()
		l.compareGrid(&evidence, m.Entry.Grid, m.Query)
		seen.Quality, seen.Variant = h.Quality, h.Variant.Kind.String()
	}
	l.event.Matches = append(l.event.Matches, seen)
	if m.Label == harm.None {
		return // the policy sees the match; what it means is for it to say
	}
	score := matchScore(m, threshold)
	for j := range l.signals {
		s := &l.signals[j]
		if s.Detector == detectorMedia && s.Label == m.Label {
			s.Score = max(s.Score, score)
			s.Evidence = append(s.Evidence, evidence)
			return
		}
	}
	l.signals = append(l.signals, Signal{
		Label: m.Label, Score: score, Facets: harm.KnownHash, Detector: detectorMedia, Evidence: []Evidence{evidence},
	})
}

const detectorMedia = "known_media"

// matchScore says how sure a match is: 1 for the same bytes or hash, 0.75 at
// the threshold, and half of that for an entry that its list disputes.
func matchScore(m *bank.Match, threshold int) float64 {
	if threshold == 0 {
		threshold = bank.DefaultThreshold
	}
	score := 1.0
	if !m.Exact {
		score -= 0.25 * float64(m.Distance) / float64(threshold)
	}
	if m.Entry.Status == list.Disputed {
		score /= 2
	}
	return score
}
