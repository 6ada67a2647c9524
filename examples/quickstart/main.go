// Command quickstart judges a dozen posts, two of them re-shared photographs,
// and prints what a policy for a service open to children asks for, and why.
//
// The photographs are CC0; what they are matched against is a list of two
// hashes, made up for the occasion.
package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing/bank"
	"github.com/vigil-moderation/vigil/hashing/list"
	"github.com/vigil-moderation/vigil/rules"
)

//go:generate go run ./gen

//go:embed posts
var posts embed.FS

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "quickstart:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	known, err := posts.ReadFile("posts/protected.csv")
	if err != nil {
		return err
	}
	protected, err := bank.Load(bytes.NewReader(known), bank.Options{Name: "protected", Label: harm.BullyingOutingShaming, Format: list.CSV})
	if err != nil {
		return err
	}
	engine, err := detect.New(detect.Options{Banks: []*bank.Bank{protected}})
	if err != nil {
		return err
	}
	items, err := readPosts()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "POST\tLANGUAGE\tACTION\tLABELS\tWHY")
	for _, item := range items {
		verdict, err := engine.Scan(ctx, item)
		if err != nil {
			return err
		}
		show(w, &item, &verdict)
	}
	return w.Flush()
}

// readPosts reads the posts, one JSON object a line.
func readPosts() ([]detect.Item, error) {
	raw, err := posts.ReadFile("posts/posts.jsonl")
	if err != nil {
		return nil, err
	}
	var items []detect.Item
	dec := json.NewDecoder(bytes.NewReader(raw))
	for dec.More() {
		var post struct{ Text, Image string }
		if err := dec.Decode(&post); err != nil {
			return nil, err
		}
		item := detect.Item{
			Text:     post.Text,
			Target:   rules.Party{AgeMin: rules.Some(13), AgeMax: rules.Some(15)},
			Audience: rules.Audience{AgeMin: rules.Some(13)},
		}
		if post.Image != "" {
			data, err := posts.ReadFile(path.Join("posts", post.Image))
			if err != nil {
				return nil, err
			}
			item.Pictures = append(item.Pictures, detect.Picture{Name: post.Image, Data: data})
		}
		items = append(items, item)
	}
	return items, nil
}

// show prints one line for the verdict and one for each further reason.
func show(w io.Writer, item *detect.Item, v *detect.Verdict) {
	what := item.Text
	if len(item.Pictures) > 0 {
		what = "[" + item.Pictures[0].Name + "] " + what
	}
	language := ""
	if len(v.Languages) > 0 {
		language = v.Languages[0].Language.String()
	}
	var labels []string
	for _, s := range v.Signals {
		if s.Score >= 0.5 {
			labels = append(labels, fmt.Sprintf("%s %.2f", s.Label, s.Score))
		}
	}
	reasons := reasons(item, v)
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", shorten(what, 52), language, v.Actions, strings.Join(labels, ", "), reasons[0])
	for _, r := range reasons[1:] {
		fmt.Fprintf(w, "\t\t\t\t%s\n", r)
	}
}

// maxEvidence is how many places are shown beside the reasons.
const maxEvidence = 3

// reasons lists the rules that fired, and what the signals rest on.
func reasons(item *detect.Item, v *detect.Verdict) []string {
	var lines []string
	for _, f := range v.Fired {
		lines = append(lines, f.Reason)
	}
	if len(lines) == 0 {
		return []string{"-"}
	}
	var places []string
	for _, s := range v.Signals {
		for _, e := range s.Evidence {
			place := ""
			switch {
			case e.Span != nil:
				place = fmt.Sprintf("  %q at bytes %d to %d", item.Text[e.Span.Start:e.Span.End], e.Span.Start, e.Span.End)
			case e.Bank != "":
				place = fmt.Sprintf("  list %s, entry %s, distance %d, %s", e.Bank, e.Entry, e.Distance, e.Variant)
			}
			if s.Score >= 0.5 && len(places) < maxEvidence && !slices.Contains(places, place) {
				places = append(places, place)
			}
		}
	}
	return append(lines, places...)
}

// shorten cuts s to at most n characters.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
