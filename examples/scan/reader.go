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
	"time"

	"github.com/vigil-moderation/vigil/detect"
	"github.com/vigil-moderation/vigil/rules"
)

const (
	maxLine  = 4 << 20  // bytes of a line of input
	maxImage = 32 << 20 // bytes of a picture file
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
}

// input is the JSON form of an item.
type input struct {
	ID          string          `json:"id"`
	Text        string          `json:"text"`
	Images      []string        `json:"images"`
	Actor       string          `json:"actor"`
	Target      string          `json:"target"`
	Thread      string          `json:"thread"`
	Time        time.Time       `json:"time"`
	Country     string          `json:"country"`
	AudienceAge json.RawMessage `json:"audience_age"`
}

// lines yields every line of the input that is not blank.
func (r reader) lines() iter.Seq[line] {
	return func(yield func(line) bool) {
		br := bufio.NewReaderSize(r.in, 64<<10)
		for number := 1; ; number++ {
			raw, tooLong, err := readLine(br)
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
					yield(line{number: number, bad: true, err: err})
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
	l.item = detect.Item{
		ID: in.ID, Text: in.Text, Time: in.Time, Country: in.Country,
		Actor: rules.Party{ID: in.Actor}, Target: rules.Party{ID: in.Target}, Thread: rules.Thread{ID: in.Thread},
	}
	var errs []error
	if err := parseAge(in.AudienceAge, &l.item.Audience); err != nil {
		errs = append(errs, err)
	}
	for _, path := range in.Images {
		data, err := r.readImage(path)
		if err != nil {
			errs = append(errs, fmt.Errorf("image: %w", err))
			continue
		}
		l.item.Pictures = append(l.item.Pictures, detect.Picture{Name: path, Data: data})
	}
	l.err = errors.Join(errs...)
}

func (r reader) readImage(path string) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.images, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxImage+1))
	if err == nil && len(data) > maxImage {
		err = fmt.Errorf("%s: more than %d bytes", path, maxImage)
	}
	return data, err
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
