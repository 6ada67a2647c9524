package list_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/hashing/list"
)

func TestNCMEC(t *testing.T) {
	t.Parallel()
	text := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2">
 <images count="3" maxTimestamp="2026-10-24T15:10:00Z">
  <image>
   <member id="42">A hotline</member>
   <timestamp>2026-10-24T15:00:00Z</timestamp>
   <id>one</id>
   <classification>A1</classification>
   <fingerprints><md5>` + md5(1) + `</md5><sha1>` + sha1(1) + `</sha1><pdna>0102&#48;</pdna><pdq>` + pdq(1) + `</pdq></fingerprints>
   <feedback>
    <affirmativeFeedback type="Md5"><members><member id="9">Other</member></members></affirmativeFeedback>
   </feedback>
  </image>
  <image>
   <member id="42">A hotline</member><id>two</id>
   <fingerprints><md5>` + md5(2) + `</md5><sha1>123</sha1></fingerprints>
   <feedback><negativeFeedback type="Sha1"><reasons><reason guid="g" name="Not illegal" type="Sha1"/></reasons></negativeFeedback></feedback>
  </image>
  <image><member id="42">A hotline</member><id>big</id><fingerprints><md5>` + md5(3) + `</md5><junk>` + strings.Repeat("<x/>", 400) + `</junk></fingerprints></image>
  <deletedImage><member id="43">Another</member><id>three</id><timestamp>2026-10-24T15:10:00Z</timestamp></deletedImage>
 </images>
 <videos count="1" maxTimestamp="2026-10-25T00:00:00Z">
  <video><member id="42">A hotline</member><id>four</id><fingerprints><md5>` + md5(4) + `</md5><tmk-pdqf rel="self" href="/v2/entries/1/fingerprints/TMK_PDQF"/></fingerprints></video>
  <deletedVideo><member id="42">A hotline</member><id>five</id></deletedVideo>
 </videos>
 <paging><next>/v2/entries?from=2026-10-20T00%3A00%3A00.000Z&amp;start=2001&amp;size=1000&amp;max=3000</next></paging>
</queryResult>`
	var problems []string
	r, err := list.NewReader(list.NCMEC, strings.NewReader(text), list.Options{
		MaxLength: 1200, Problem: func(p list.Problem) { problems = append(problems, p.ID+" "+p.Err.Error()) },
	})
	require.NoError(t, err)
	var entries []list.Entry
	for e, err := range r.All() {
		require.NoError(t, err)
		entries = append(entries, e)
	}
	require.Equal(t, []string{
		"image/42/one active md5=" + md5(1) + " sha1=" + sha1(1) + " pdq=" + pdq(1) + " pdna=01020",
		"image/42/two disputed md5=" + md5(2),
		"image/43/three withdrawn",
		"video/42/four active md5=" + md5(4) + " tmk-pdqf=/v2/entries/1/fingerprints/TMK_PDQF",
		"video/42/five withdrawn",
	}, briefs(entries))
	require.Equal(t, []string{"image/42/two list: sha1 of 3 digits, want 40", "big list: record too long: more than 1200 bytes"}, problems)
	require.Equal(t, "A hotline", entries[0].Source)
	require.Equal(t, []list.Classification{
		{Scheme: "ncmec.feedback.affirmative", Version: "2", Value: "Md5"},
		{Scheme: "ncmec", Version: "2", Value: "A1"},
	}, entries[0].Classifications)
	require.Equal(t, list.Checkpoint{
		Since: "old", Page: "/v2/entries?from=2026-10-20T00%3A00%3A00.000Z&start=2001&size=1000&max=3000",
		High: "2026-10-25T00:00:00Z", More: true,
	}, r.Checkpoint(list.Checkpoint{Since: "old"}))
}

func stopnciiPage(more bool, token, since string, records ...string) string {
	return fmt.Sprintf(`{"count":%d,"nextPageToken":%q,"nextSetTimestamp":%s,"hasMoreRecords":%v,"hashRecords":[%s]}`,
		len(records), token, since, more, strings.Join(records, ","))
}

func stopnciiRecord(typ, value, status, feedback string) string {
	return fmt.Sprintf(`{"lastModtimestamp":1700000000,"signalType":%q,"hashValue":%q,"hashStatus":%q,"caseNumbers":{"case":"Active"},"CSPFeedbacks":[%s]}`,
		typ, value, status, feedback)
}

func TestStopNCII(t *testing.T) {
	t.Parallel()
	text := stopnciiPage(false, "", "1700000123",
		stopnciiRecord("ImagePDQ", pdq(1), "Active", ""),
		stopnciiRecord("ImagePDQ", pdq(2), "Withdrawn", ""),
		stopnciiRecord("VideoMD5", md5(3), "Deleted", ""),
		stopnciiRecord("ImagePDQ", pdq(4), "Active", `{"feedbackValue":"NotBlocked","tags":["t"],"source":"csp"}`),
		stopnciiRecord("ImagePDQ", pdq(5), "Active", `{"feedbackValue":"NotBlocked","source":"a"},{"feedbackValue":"Blocked","source":"b"}`),
		stopnciiRecord("VideoTMK", "dG1r", "Received", ""),
		stopnciiRecord("ImagePDQ", "123", "Active", ""),
		stopnciiRecord("ImagePDQ", "123", "Withdrawn", ""),
		stopnciiRecord("ImagePDQ", pdq(6), "Sideways", ""),
		`{"signalType":7}`, `17`,
		stopnciiRecord("ImagePDQ", pdq(7), "Active", ""),
	)
	entries, problems := read(t, list.StopNCII, text, list.Options{})
	require.Equal(t, []string{
		"pdq:" + pdq(1) + " active pdq=" + pdq(1),
		"pdq:" + pdq(2) + " withdrawn pdq=" + pdq(2),
		"md5:" + md5(3) + " withdrawn md5=" + md5(3),
		"pdq:" + pdq(4) + " disputed pdq=" + pdq(4),
		"pdq:" + pdq(5) + " active pdq=" + pdq(5),
		"VideoTMK:dG1r active VideoTMK=dG1r",
		"pdq:123 withdrawn",
		"pdq:" + pdq(7) + " active pdq=" + pdq(7),
	}, briefs(entries))
	require.Equal(t, time.Unix(1700000000, 0).UTC(), entries[0].Updated)
	require.Equal(t, []list.Classification{{Scheme: "stopncii.feedback/csp", Version: "1", Value: "NotBlocked"}}, entries[3].Classifications)
	require.Len(t, problems, 5)
	require.Contains(t, problems[2], `hashStatus "Sideways"`)
}

func TestThreatExchange(t *testing.T) {
	t.Parallel()
	update := func(id, typ, value, rest string) string {
		return fmt.Sprintf(`{"id":%q,"type":%q,"indicator":%q,"last_updated":1700000000,%s}`, id, typ, value, rest)
	}
	text := `{"data":[` + strings.Join([]string{
		update("1", "HASH_PDQ", pdq(1), `"should_delete":false,"descriptors":{"data":[{"id":"9","status":"MALICIOUS","owner":{"id":"55"},"tags":["a","b"],"added_on":"2026-01-02T03:04:05+0000"}]}`),
		update("2", "HASH_MD5", md5(2), `"should_delete":true`),
		update("3", "HASH_SHA256", sha256(3), `"should_delete":false`), // no descriptors: a tombstone too
		update("4", "HASH_PDQ", pdq(4), `"should_delete":false,"descriptors":{"data":[{"status":"NON_MALICIOUS","owner":{"id":7},"tags":{"data":[{"text":"c"}]}}]}`),
		update("5", "HASH_TEXT_TLSH", "T1AB", `"should_delete":"false","descriptors":{"data":[{}]}`),
	}, ",") + `],"paging":{"cursors":{"before":"b","after":"next-cursor"},"next":"https://example.invalid/next"}}`
	entries, problems := read(t, list.ThreatExchange, text, list.Options{})
	require.Empty(t, problems)
	require.Equal(t, []string{
		"1 active pdq=" + pdq(1), "2 withdrawn md5=" + md5(2), "3 withdrawn sha256=" + sha256(3),
		"4 disputed pdq=" + pdq(4), "5 active HASH_TEXT_TLSH=T1AB",
	}, briefs(entries))
	require.Equal(t, "55", entries[0].Source)
	require.Equal(t, []string{"a", "b"}, entries[0].Tags)
	require.Equal(t, []string{"c"}, entries[3].Tags)
	require.Equal(t, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), entries[0].Created)
}

func TestTAT(t *testing.T) {
	t.Parallel()
	record := func(id int, alg, digest, deleted string) string {
		return fmt.Sprintf(`{"id":%d,"hash_digest":%q,"algorithm":%q,"ideology":"far-right","file_type":"mp4","deleted":%s,"updated_on":"2026-03-04T05:06:07.123456Z"}`,
			id, digest, alg, deleted)
	}
	records := record(1, "MD5", md5(1), "false") + "," + record(2, "SHA256", sha256(2), "true") + "," + record(3, "SHA512", digits(3, 128), "null")
	want := []string{"1 active md5=" + md5(1), "2 withdrawn sha256=" + sha256(2), "3 active SHA512=" + digits(3, 128)}
	for _, text := range []string{
		"[" + records + "]",
		`{"count":3,"next":null,"previous":null,"checkpoint":"c1","results":[` + records + `]}`,
	} {
		entries, problems := read(t, list.TAT, text, list.Options{})
		require.Empty(t, problems)
		require.Equal(t, want, briefs(entries))
		require.Equal(t, []list.Classification{{Scheme: "tat.ideology", Value: "far-right"}}, entries[0].Classifications)
	}
}

func TestVICS(t *testing.T) {
	t.Parallel()
	media := func(id int, category string) string {
		return fmt.Sprintf(`{"MediaID":%d,"MD5":%q,"SHA1":%q,"Category":%s,"IsDistributed":"True","VictimIdentified":true,"IsSuspected":"false","PhotoDNA":"AAEC","MimeType":"image/jpeg","DateUpdated":"2026-06-07T02:31:49.8300Z","MediaFiles":[{"Deleted":true,"FileName":"a \"quoted\" ] } name.jpg"}],"AlternativeHashes":[{"HashName":"PDQ","HashValue":%q},{"HashName":"Fuzzy","HashValue":"x"}]}`,
			id, strings.ToUpper(md5(uint64(id))), sha1(uint64(id)), category, pdq(uint64(id)))
	}
	want := func(id uint64) string {
		return fmt.Sprintf("md5:%s active md5=%s sha1=%s pdq=%s PhotoDNA=AAEC Fuzzy=x", md5(id), md5(id), sha1(id), pdq(id))
	}
	tests := []struct{ name, text, scheme, version, jurisdiction string }{
		{
			"hash set 2.0", "\xef\xbb\xbf" + `{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media","value":[` + media(1, "1") + "\n," + media(2, `"2"`) + `]}`,
			"vics", "2.0", "US",
		},
		{
			"hash set 1.3", `{"odata.metadata":"http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media","value":[` + media(1, "1") + "," + media(2, "2") + `]}`,
			"vics", "1.3", "",
		},
		{
			"caid", `{"odata.metadata":"http://github.com/CAID/DataModels/1.2.xml#Media","value":[` + media(1, "1") + "," + media(2, "2") + `]}`,
			"caid", "1.2", "",
		},
		{
			"cases", `{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Cases","value":[{"CaseID":"x","Media":[` + media(1, "1") + `],"TotalMediaFiles":1},{"Media":[],"CaseID":"y"},{"CaseID":"z","Media":[` + media(2, "2") + `]}]}`,
			"vics", "2.0", "",
		},
		{"bare array", "[" + media(1, "1") + "," + media(2, "2") + "]", "vics", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			entries, problems := read(t, list.VICS, tt.text, list.Options{})
			require.Empty(t, problems)
			require.Equal(t, []string{want(1), want(2)}, briefs(entries))
			require.Equal(t, []list.Classification{{Scheme: tt.scheme, Version: tt.version, Jurisdiction: tt.jurisdiction, Value: "2"}}, entries[1].Classifications)
			require.Equal(t, []string{"victim_identified", "is_distributed"}, entries[0].Tags)
			require.Equal(t, "image", entries[0].Media)
		})
	}
}

// TestBigCaseIsStreamed reads a case of 20 MB: no more than a record of it may
// be held at a time.
func TestBigCaseIsStreamed(t *testing.T) {
	t.Parallel()
	const records = 10_000
	comment := strings.Repeat("c", 2000)
	pr, pw := io.Pipe()
	go func() {
		_, _ = io.WriteString(pw, `{"value":[{"CaseNumber":"1","Media":[`)
		for i := range records {
			sep := ","
			if i == 0 {
				sep = ""
			}
			_, _ = fmt.Fprintf(pw, `%s{"MediaID":%d,"MD5":"%032x","Comments":%q}`, sep, i, uint64(i+1)*0x9e3779b97f4a7c15, comment)
		}
		_, _ = io.WriteString(pw, `]}]}`)
		pw.Close()
	}()
	r, err := list.NewReader(list.VICS, pr, list.Options{MaxLength: 4096})
	require.NoError(t, err)
	n := 0
	for _, err := range r.All() {
		require.NoError(t, err)
		n++
	}
	require.Equal(t, records, n)
	require.Zero(t, r.Skipped())
}

func TestLongRecordsAreSkipped(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	tests := []struct {
		format list.Format
		text   string
	}{
		{list.VICS, `{"value":[{"MD5":"` + md5(1) + `","Comments":"` + long + `"},{"MD5":"` + md5(2) + `"}]}`},
		{list.VICS, `{"value":[{"CaseID":"` + long + `","Media":[{"MD5":"` + md5(1) + `","Tags":"` + long + `"},{"MD5":"` + md5(2) + `"}]}]}`},
		{list.TAT, `[{"algorithm":"MD5","hash_digest":"` + md5(1) + `","x":["` + long + `"]},{"algorithm":"MD5","hash_digest":"` + md5(2) + `"}]`},
		{list.CSV, "id,md5\n" + long + "," + md5(1) + "\n," + md5(2) + "\n"},
	}
	for _, tt := range tests {
		entries, problems := read(t, tt.format, tt.text, list.Options{MaxLength: 1000})
		require.Equal(t, []string{"md5:" + md5(2) + " active md5=" + md5(2)}, briefs(entries))
		require.Len(t, problems, 1)
		require.Contains(t, problems[0], "too long")
	}
}

// TestCutListsAreErrors cuts each list at every byte: what comes out is the
// beginning of the whole list, and a cut within the structure is an error.
func TestCutListsAreErrors(t *testing.T) {
	t.Parallel()
	texts := map[list.Format]string{
		list.StopNCII: stopnciiPage(false, "", "1", stopnciiRecord("ImagePDQ", pdq(1), "Active", ""), stopnciiRecord("ImagePDQ", pdq(2), "Withdrawn", "")),
		list.NCMEC: `<queryResult><images><image><member id="1">m</member><id>a</id><fingerprints><md5>` + md5(1) +
			`</md5></fingerprints></image><deletedImage><member id="1">m</member><id>b</id></deletedImage></images></queryResult>`,
		list.VICS: `{"value":[{"Media":[{"MD5":"` + md5(1) + `"},{"MD5":"` + md5(2) + `"}]}]}`,
	}
	for format, text := range texts {
		whole, _ := read(t, format, text, list.Options{})
		require.Len(t, whole, 2)
		for cut := range len(text) {
			r, err := list.NewReader(format, strings.NewReader(text[:cut]), list.Options{})
			require.NoError(t, err)
			var got []list.Entry
			var last error
			for e, err := range r.All() {
				if last = err; err == nil {
					got = append(got, e)
				}
			}
			require.Error(t, last, "%v cut at %d", format, cut)
			require.Equal(t, briefs(whole[:len(got)]), briefs(got))
		}
	}
}
