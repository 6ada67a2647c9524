package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/rules"
)

const (
	maxLine   = 4 << 20  // bytes of a line of input
	maxImages = 64 << 20 // bytes of the picture files of an item
)

// reader turns input lines into items.
type reader struct {
	in     io.Reader
	images string
}

// line is one line of input: an item, or what is wrong with it.
type line struct {
	number int
	item   detect.Item
	err    error
	bad    bool // no item at all
	broken bool // the input itself could not be read
}

// input is the JSON form of an item. Fields are read one by one, so that one
// that is wrong does not cost the others.
type input struct {
	ID          json.RawMessage `json:"id"`
	Text        json.RawMessage `json:"text"`
	Images      json.RawMessage `json:"images"`
	Actor       json.RawMessage `json:"actor"`
	Target      json.RawMessage `json:"target"`
	Thread      json.RawMessage `json:"thread"`
	Time        json.RawMessage `json:"time"`
	Country     json.RawMessage `json:"country"`
	AudienceAge json.RawMessage `json:"audience_age"`
}

// lines yields every line of the input that is not blank.
func (r reader) lines() iter.Seq[line] {
	return func(yield func(line) bool) {
		br := bufio.NewReaderSize(r.in, 64<<10)
		for number := 1; ; number++ {
			raw, tooLong, err := readLine(br)
			if number == 1 {
				raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
			}
			if len(bytes.TrimSpace(raw)) > 0 || tooLong {
				l := line{number: number}
				if tooLong {
					l.bad, l.err = true, fmt.Errorf("line of more than %d bytes", maxLine)
				} else {
					r.parse(&l, raw)
				}
				if !yield(l) {
					return
				}
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					yield(line{number: number, bad: true, broken: true, err: err})
				}
				return
			}
		}
	}
}

// readLine returns the next line without its end. Of a line that is too long it
// returns nothing, but reads all of it.
func readLine(br *bufio.Reader) (raw []byte, tooLong bool, err error) {
	for {
		part, err := br.ReadSlice('\n')
		if len(raw)+len(part) > maxLine {
			tooLong, raw = true, nil
		}
		if !tooLong {
			raw = append(raw, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return bytes.TrimRight(raw, "\r\n"), tooLong, err
		}
	}
}

func (r reader) parse(l *line, raw []byte) {
	var in input
	if err := json.Unmarshal(raw, &in); err != nil {
		l.bad, l.err = true, fmt.Errorf("not an item: %w", err)
		return
	}
	var errs []error
	read := func(name, want string, raw json.RawMessage, to any) {
		if len(raw) > 0 && json.Unmarshal(raw, to) != nil {
			errs = append(errs, fmt.Errorf("%s %.60s, want %s", name, raw, want))
		}
	}
	item := &l.item
	if item.ID = text(in.ID); item.ID == "" {
		errs = append(errs, errors.New("no id, want one"))
	}
	read("text", "a string", in.Text, &item.Text)
	item.Actor.ID, item.Target.ID, item.Thread.ID = text(in.Actor), text(in.Target), text(in.Thread)
	read("time", "a time such as \"2026-05-01T12:00:00Z\"", in.Time, &item.Time)
	read("country", "a string", in.Country, &item.Country)
	if err := parseAge(in.AudienceAge, &item.Audience); err != nil {
		errs = append(errs, err)
	}
	var images []string
	read("images", "a list of paths", in.Images, &images)
	errs = append(errs, r.readImages(item, images)...)
	l.err = errors.Join(errs...)
}

// text reads a string, or a number as it is written.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

// readImages reads the picture files of an item, within the engine's number and
// maxImages bytes together.
func (r reader) readImages(item *detect.Item, paths []string) (errs []error) {
	room := int64(maxImages)
	for i, path := range paths {
		if i == detect.DefaultMaxPictures {
			return append(errs, fmt.Errorf("image: %d of them, want at most %d; those beyond were not read", len(paths), i))
		}
		data, err := r.readImage(path, room)
		if err != nil {
			errs = append(errs, fmt.Errorf("image: %w", err))
			continue
		}
		room -= int64(len(data))
		item.Pictures = append(item.Pictures, detect.Picture{Name: path, Data: data})
	}
	return errs
}

func (r reader) readImage(path string, room int64) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.images, path)
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: no regular file", path)
	case info.Size() > room:
		return nil, fmt.Errorf("%s: the item's pictures have more than %d bytes", path, maxImages)
	}
	return os.ReadFile(path)
}

// parseAge reads an age (13), a band ("13-17"), or an open one ("18+").
func parseAge(raw json.RawMessage, a *rules.Audience) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	s := strings.Trim(string(raw), `"`)
	low, high, band := strings.Cut(s, "-")
	low, open := strings.CutSuffix(low, "+")
	youngest, err := strconv.Atoi(strings.TrimSpace(low))
	oldest := youngest
	if err == nil && open && band {
		err = errors.New("both")
	}
	if err == nil && band {
		oldest, err = strconv.Atoi(strings.TrimSpace(high))
	}
	if err != nil || youngest < 0 || oldest < youngest {
		return fmt.Errorf("audience_age %s, want an age such as 15, %q or %q", raw, "13-17", "18+")
	}
	a.AgeMin = rules.Some(youngest)
	if !open {
		a.AgeMax = rules.Some(oldest)
	}
	return nil
}
