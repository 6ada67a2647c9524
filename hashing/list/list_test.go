package list_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/gridsig"
	"github.com/vigil-moderation/vigil/hashing/list"
)

// digits returns n random hexadecimal digits, the same for the same seed.
func digits(seed uint64, n int) string {
	rng := rand.New(rand.NewPCG(seed, 77))
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "%x", rng.IntN(16))
	}
	return b.String()
}

func md5(seed uint64) string    { return digits(seed, 32) }
func sha1(seed uint64) string   { return digits(seed, 40) }
func sha256(seed uint64) string { return digits(seed, 64) }
func pdq(seed uint64) string    { return digits(seed, 64) }

// read reads a whole list; the problems are rendered as "place: error".
func read(t testing.TB, f list.Format, text string, opts list.Options) (entries []list.Entry, problems []string) {
	t.Helper()
	opts.Problem = func(p list.Problem) { problems = append(problems, p.Error()) }
	r, err := list.NewReader(f, strings.NewReader(text), opts)
	require.NoError(t, err)
	for e, err := range r.All() {
		require.NoError(t, err)
		entries = append(entries, e)
	}
	require.Equal(t, len(problems), r.Skipped())
	return entries, problems
}

// brief renders what matters most of an entry.
func brief(e list.Entry) string {
	s := e.ID + " " + e.Status.String()
	for _, d := range e.Digests {
		s += " " + d.Kind.String() + "=" + d.Hex()
	}
	for _, h := range e.PDQ {
		s += " pdq=" + h.String()
	}
	for _, o := range e.Opaque {
		s += " " + o.Type + "=" + o.Value
	}
	return s
}

func briefs(entries []list.Entry) (out []string) {
	for _, e := range entries {
		out = append(out, brief(e))
	}
	return out
}

func TestLines(t *testing.T) {
	t.Parallel()
	text := "\xef\xbb\xbf# comment\r\n" +
		"pdq " + pdq(1) + "\r\n" +
		"\r\n" +
		strings.ToUpper(pdq(2)) + "\r\n" +
		"video_md5 " + md5(3) + "\n" +
		"SHA-256," + sha256(4) + "\n" +
		"vpdq 0," + "opaque\n" +
		sha1(5)
	entries, problems := read(t, list.Lines, text, list.Options{Source: "us", Label: harm.SexualNCII})
	require.Empty(t, problems)
	require.Equal(t, []string{
		"pdq:" + pdq(1) + " active pdq=" + pdq(1),
		"pdq:" + pdq(2) + " active pdq=" + pdq(2),
		"md5:" + md5(3) + " active md5=" + md5(3),
		"sha256:" + sha256(4) + " active sha256=" + sha256(4),
		"vpdq:0,opaque active vpdq=0,opaque",
		"sha1:" + sha1(5) + " active sha1=" + sha1(5),
	}, briefs(entries))
	require.Equal(t, "us", entries[0].Source)
	require.Equal(t, harm.SexualNCII, entries[0].Label)
	require.Equal(t, "video", entries[2].Media)
}

func TestBadHashesAreReportedAndTheRestIsRead(t *testing.T) {
	t.Parallel()
	zero := strings.Repeat("0", 64)
	lines := []string{
		"pdq " + pdq(1),
		"pdq " + pdq(2)[:63],
		"pdq " + pdq(3)[:60] + "zzzz",
		"pdq " + zero,
		"pdq " + strings.Repeat("f", 64),
		"pdq " + strings.Repeat("a5", 32),
		"md5 " + strings.Repeat("0", 32),
		"md5 d41d8cd98f00b204e9800998ecf8427e",
		"md5 " + strings.Repeat("1", 31) + "é",
		"sha1 " + sha1(4) + "0",
		"abcdef",
		strings.Repeat("x", 3000),
		"sha1 " + sha1(5),
	}
	entries, problems := read(t, list.Lines, strings.Join(lines, "\n"), list.Options{MaxLength: 1000})
	require.Equal(t, []string{
		"pdq:" + pdq(1) + " active pdq=" + pdq(1),
		"sha1:" + sha1(5) + " active sha1=" + sha1(5),
	}, briefs(entries))
	want := []string{
		"line 2: pdq: hashing: hash of 63", "line 3: pdq: hashing: hash", "line 4: list: pdq is all zero",
		"line 5: list: pdq has 256 bits set", "line 6: list: pdq has 1 distinct bytes",
		"line 7: list: md5 has 1 distinct", "line 8: list: md5 is that of an empty file", "line 9: list: md5 of 33 digits",
		"line 10: list: sha1 of 41 digits, want 40", "line 11: list: hash of 6 digits", "line 12: list: record too long",
	}
	require.Len(t, problems, len(want))
	for i := range want {
		require.True(t, strings.HasPrefix(problems[i], want[i]), problems[i])
	}
}

func TestCSV(t *testing.T) {
	t.Parallel()
	text := "ID,status,PDQ,sha256,label,tags,scheme,classification,updated,extra\n" +
		"a,active," + pdq(1) + ",,sexual.ncii,one two,s,7,2026-05-01T10:00:00Z,x\n" +
		"b,withdrawn,,,,,,,,\n" +
		"c,Disputed,," + sha256(2) + ",nonsense.label,,,,,\n" +
		"d,strange," + pdq(3) + "\n" +
		"\"e\nlong\",," + pdq(4) + ",,,\"x, y\"\n" +
		"f,,\"" + pdq(5) + "\n" + // the quotation mark is never closed
		"g,," + pdq(6) + "\n"
	entries, problems := read(t, list.CSV, text, list.Options{Jurisdiction: "ie"})
	require.Equal(t, []string{
		"a active pdq=" + pdq(1), "b withdrawn", "c disputed sha256=" + sha256(2),
		"e\nlong active pdq=" + pdq(4), "g active pdq=" + pdq(6),
	}, briefs(entries))
	require.Equal(t, harm.SexualNCII, entries[0].Label)
	require.Equal(t, []string{"one", "two"}, entries[0].Tags)
	require.Equal(t, []list.Classification{{Scheme: "s", Jurisdiction: "ie", Value: "7"}}, entries[0].Classifications)
	require.Equal(t, time.Date(2026, 5, 1, 10, 0, 0, 0, time.UTC), entries[0].Updated)
	require.Len(t, problems, 3)
	require.Contains(t, problems[0], "line 4: list: label")
	require.Contains(t, problems[1], `line 5: list: status "strange"`)
	require.Contains(t, problems[2], "line 8: list: quoted field is not closed")
}

func TestCSVNeedsAHashColumn(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "id,name\n1,2\n"} {
		r, err := list.NewReader(list.CSV, strings.NewReader(text), list.Options{})
		require.NoError(t, err)
		_, err = r.Next()
		require.ErrorContains(t, err, "list: csv")
		require.NotErrorIs(t, err, io.EOF)
	}
}

func TestICSE(t *testing.T) {
	t.Parallel()
	text := "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline\r\n" +
		strings.ToUpper(md5(1)) + ";" + sha1(1) + ";AAECAw==;17;True;False;1;;3;True;Image;Yes\r\n" +
		"nonsense;" + sha1(2) + ";;18;;;;;;;;\r\n"
	entries, problems := read(t, list.ICSE, text, list.Options{})
	require.Equal(t, []string{
		"17 active md5=" + md5(1) + " sha1=" + sha1(1) + " photodna=AAECAw==",
		"18 active sha1=" + sha1(2),
	}, briefs(entries))
	require.Equal(t, []string{"is_distributed", "offender_identified"}, entries[0].Tags)
	require.Equal(t, []list.Classification{{Scheme: "icse.baseline", Value: "Yes"}}, entries[0].Classifications)
	require.Equal(t, "image", entries[0].Media)
	require.Equal(t, []string{"line 3: list: md5 of 8 digits, want 32"}, problems)
}

func TestKeepTurnsTheOthersIntoWithdrawals(t *testing.T) {
	t.Parallel()
	text := `{"value":[{"MediaID":1,"MD5":"` + md5(1) + `","Category":1},{"MediaID":2,"MD5":"` + md5(2) + `","Category":4}]}`
	entries, _ := read(t, list.VICS, text, list.Options{Keep: func(e *list.Entry) bool { return e.Classifications[0].Value == "1" }})
	require.Len(t, entries, 2)
	require.Equal(t, list.Active, entries[0].Status)
	require.Equal(t, list.Withdrawn, entries[1].Status)
}

func TestFormatNames(t *testing.T) {
	t.Parallel()
	for f := list.Lines; f <= list.ICSE; f++ {
		got, err := list.ParseFormat(f.String())
		require.NoError(t, err)
		require.Equal(t, f, got)
	}
	_, err := list.ParseFormat("none")
	require.Error(t, err)
	_, err = list.NewReader(99, strings.NewReader(""), list.Options{})
	require.Error(t, err)
}

func TestGridColumn(t *testing.T) {
	t.Parallel()
	p := hashing.NewPicture(80, 60, 1)
	for i := range p.Pix {
		p.Pix[i] = byte(i)
	}
	sig, err := gridsig.New(p)
	require.NoError(t, err)
	var out strings.Builder
	w, err := list.NewWriter(list.CSV, &out)
	require.NoError(t, err)
	h, err := hashing.ParseHash256(pdq(1))
	require.NoError(t, err)
	require.NoError(t, w.Write(list.Entry{ID: "a", PDQ: []hashing.Hash256{h}, Grid: sig}))
	require.NoError(t, w.Write(list.Entry{ID: "b", PDQ: []hashing.Hash256{h}}))
	require.NoError(t, w.Close())
	entries, problems := read(t, list.CSV, out.String(), list.Options{})
	require.Empty(t, problems)
	require.Len(t, entries, 2)
	require.Equal(t, sig, entries[0].Grid)
	require.Nil(t, entries[1].Grid)

	entries, problems = read(t, list.CSV, "id,pdq,grid\na,"+pdq(1)+",AAAA\n", list.Options{})
	require.Len(t, entries, 1, "the hash stays")
	require.Nil(t, entries[0].Grid)
	require.Len(t, problems, 1)
	require.Contains(t, problems[0], "line 2: list: grid: gridsig: signature of 4 characters")
}
