package list_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing/list"
)

// server is an exchange with three pages, the second of which takes back what
// the first has listed.
type server struct {
	pages   map[string]string // by the page asked for
	fetched []string
	fail    string // the page that cannot be fetched
}

func newServer() *server {
	return &server{pages: map[string]string{
		"":   stopnciiPage(true, "p2", "0", stopnciiRecord("ImagePDQ", pdq(1), "Active", ""), stopnciiRecord("ImagePDQ", pdq(2), "Active", "")),
		"p2": stopnciiPage(true, "p3", "0", stopnciiRecord("ImagePDQ", pdq(1), "Withdrawn", "")),
		"p3": stopnciiPage(false, "", "99", stopnciiRecord("ImagePDQ", pdq(3), "Active", "")),
	}}
}

func (s *server) fetch(c list.Checkpoint) (io.ReadCloser, error) {
	if s.fail == c.Page && s.fail != "" {
		return nil, errors.New("no connection")
	}
	s.fetched = append(s.fetched, c.Page)
	return io.NopCloser(strings.NewReader(s.pages[c.Page])), nil
}

// holding applies entries to a set of ids.
func holding(set map[string]bool) func([]list.Entry) error {
	return func(page []list.Entry) error {
		for _, e := range page {
			if set[e.ID] = e.Status != list.Withdrawn; !set[e.ID] {
				delete(set, e.ID)
			}
		}
		return nil
	}
}

func TestSyncReadsAllPages(t *testing.T) {
	t.Parallel()
	s, set := newServer(), map[string]bool{}
	last, err := list.Sync(list.StopNCII, list.Checkpoint{}, list.Options{}, s.fetch, func(page []list.Entry, _ list.Checkpoint) error {
		return holding(set)(page)
	})
	require.NoError(t, err)
	require.Equal(t, list.Checkpoint{Since: "99"}, last)
	require.Equal(t, []string{"", "p2", "p3"}, s.fetched)
	require.Equal(t, map[string]bool{"pdq:" + pdq(2): true, "pdq:" + pdq(3): true}, set)
}

func TestSyncStopsAtAPageThatNamesItself(t *testing.T) {
	t.Parallel()
	s := newServer()
	s.pages["p2"] = stopnciiPage(true, "p2", "0")
	last, err := list.Sync(list.StopNCII, list.Checkpoint{}, list.Options{}, s.fetch, func([]list.Entry, list.Checkpoint) error { return nil })
	require.ErrorContains(t, err, "names itself")
	require.Equal(t, "p2", last.Page)
}

// TestCrashBetweenPages breaks off a run at each place that a run has, and
// starts again from the journal.
func TestCrashBetweenPages(t *testing.T) {
	t.Parallel()
	crash := errors.New("crash")
	breaks := map[string]func(s *server, step int) func(string) error{
		"fetch": func(s *server, step int) func(string) error {
			s.fail = []string{"none", "p2", "p3"}[step]
			return func(string) error { return nil }
		},
		"cut page": func(s *server, step int) func(string) error {
			page := []string{"", "p2", "p3"}[step]
			s.pages[page] = s.pages[page][:len(s.pages[page])-20]
			return func(string) error { return nil }
		},
		"before append": func(_ *server, step int) func(string) error {
			return func(place string) error {
				if place == fmt.Sprintf("before %d", step) {
					return crash
				}
				return nil
			}
		},
		"after append": func(_ *server, step int) func(string) error {
			return func(place string) error {
				if place == fmt.Sprintf("after %d", step) {
					return crash
				}
				return nil
			}
		},
	}
	for name, arrange := range breaks {
		for step := range 3 {
			t.Run(fmt.Sprintf("%s/%d", name, step), func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "j")
				s := newServer()
				check := arrange(s, step)
				_ = run(t, s, path, check) // breaks off, except where nothing is broken
				again := newServer()
				require.NoError(t, run(t, again, path, func(string) error { return nil }))
				j, err := list.OpenJournal(path)
				require.NoError(t, err)
				defer j.Close()
				set := map[string]bool{}
				pages := 0
				require.NoError(t, j.Replay(func(page []list.Entry) error { pages++; return holding(set)(page) }))
				require.Equal(t, map[string]bool{"pdq:" + pdq(2): true, "pdq:" + pdq(3): true}, set)
				require.Equal(t, list.Checkpoint{Since: "99"}, j.Checkpoint())
				if len(s.fetched)+len(again.fetched) == 3 {
					require.Equal(t, 3, pages) // nothing was read twice
				}
			})
		}
	}
}

func run(t *testing.T, s *server, path string, check func(string) error) error {
	j, err := list.OpenJournal(path)
	require.NoError(t, err)
	defer j.Close()
	if j.Checkpoint().Since == "99" {
		return nil // nothing new since
	}
	page := 0
	switch j.Checkpoint().Page {
	case "p2":
		page = 1
	case "p3":
		page = 2
	}
	_, err = list.Sync(list.StopNCII, j.Checkpoint(), list.Options{}, s.fetch, func(entries []list.Entry, next list.Checkpoint) error {
		if err := check(fmt.Sprintf("before %d", page)); err != nil {
			return err
		}
		if err := j.Append(entries, next); err != nil {
			return err
		}
		page++
		return check(fmt.Sprintf("after %d", page-1))
	})
	return err
}

// TestJournalDamage cuts the file at many places and flips bytes in turn: what is left is always
// a number of whole pages from the start, with the checkpoint after them.
func TestJournalDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "j")
	s := newServer()
	require.NoError(t, run(t, s, path, func(string) error { return nil }))
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	checkpoints := []list.Checkpoint{{}, {Page: "p2", More: true}, {Page: "p3", More: true}, {Since: "99"}}
	for i := 0; i < len(whole); i++ {
		if i > 60 {
			i += 8 // each of these costs several writes to disk
		}
		for _, damage := range []string{"cut", "flip"} {
			bad := append([]byte(nil), whole...)
			if damage == "cut" {
				bad = bad[:min(i, len(bad)-1)]
			} else {
				bad[min(i, len(bad)-1)] ^= 0x20
			}
			require.NoError(t, os.WriteFile(path, bad, 0o600))
			j, err := list.OpenJournal(path)
			if err != nil {
				require.ErrorContains(t, err, "not a journal")
				require.Less(t, i, 21)
				continue
			}
			pages := 0
			require.NoError(t, j.Replay(func([]list.Entry) error { pages++; return nil }))
			require.Equal(t, checkpoints[pages], j.Checkpoint(), "%s at %d", damage, i)
			require.Less(t, pages, 4)
			require.NoError(t, j.Append(nil, list.Checkpoint{Since: "new"}))
			require.NoError(t, j.Close())
			j, err = list.OpenJournal(path)
			require.NoError(t, err)
			require.Equal(t, "new", j.Checkpoint().Since)
			require.Zero(t, j.Torn())
			require.NoError(t, j.Close())
		}
	}
}

func TestWriterRoundTrip(t *testing.T) {
	t.Parallel()
	text := "id,status,md5,pdq,photodna,media,source,version,created,updated,label,tags,scheme,scheme_version,jurisdiction,classification\n" +
		"a,active," + md5(1) + "," + pdq(1) + ",AAEC,image,us,3,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,sexual.ncii,x y,vics,2.0,UK,2\n" +
		"b,withdrawn," + md5(2) + "\n"
	entries, problems := read(t, list.CSV, text, list.Options{})
	require.Empty(t, problems)
	for _, f := range []list.Format{list.CSV, list.Lines, list.VICS} {
		var out strings.Builder
		w, err := list.NewWriter(f, &out)
		require.NoError(t, err)
		for _, e := range entries {
			require.NoError(t, w.Write(e))
		}
		require.NoError(t, w.Close())
		require.NoError(t, w.Close())
		got, problems := read(t, f, out.String(), list.Options{})
		require.Empty(t, problems)
		switch f {
		case list.CSV:
			require.Equal(t, entries, got)
		case list.Lines:
			require.Len(t, got, 3) // a line for each hash of a; b is withdrawn
		case list.VICS:
			require.Equal(t, []string{"md5:" + md5(1) + " active md5=" + md5(1) + " pdq=" + pdq(1) + " PhotoDNA=AAEC"}, briefs(got))
			require.Equal(t, "2", got[0].Classifications[0].Value)
		}
	}
	_, err := list.NewWriter(list.NCMEC, io.Discard)
	require.ErrorContains(t, err, "cannot write ncmec")
}
