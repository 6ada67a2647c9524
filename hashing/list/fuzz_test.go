package list_test

import (
	"strings"
	"testing"

	"github.com/vigil-moderation/vigil/hashing/list"
)

// fuzz reads whatever comes in one format and checks what a reader promises.
func fuzz(f *testing.F, format list.Format, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
		f.Add(s[:len(s)/2])
		f.Add("\xef\xbb\xbf" + s)
		f.Add(strings.ReplaceAll(s, "a", "\xff"))
	}
	f.Fuzz(func(t *testing.T, text string) {
		problems := 0
		r, err := list.NewReader(format, strings.NewReader(text), list.Options{
			MaxLength: 4096,
			Problem:   func(p list.Problem) { problems++; _ = p.Error() },
		})
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range r.All() {
			if err != nil {
				break
			}
			if e.ID == "" {
				t.Fatal("entry without an id")
			}
			if e.Status != list.Withdrawn && len(e.Digests)+len(e.PDQ)+len(e.Opaque) == 0 {
				t.Fatalf("entry %q with nothing to find", e.ID)
			}
			for _, h := range e.PDQ {
				if w := h.Weight(); w < 64 || w > 192 {
					t.Fatalf("hash %v of weight %d", h, w)
				}
			}
		}
		if problems != r.Skipped() {
			t.Fatalf("%d problems, %d skipped", problems, r.Skipped())
		}
		r.Checkpoint(list.Checkpoint{Since: "1"})
	})
}

func FuzzLines(f *testing.F) {
	fuzz(f, list.Lines, "pdq "+pdq(1)+"\n# x\nmd5 "+md5(2)+"\n"+sha1(3)+"\nvpdq x y\n")
}

func FuzzCSV(f *testing.F) {
	fuzz(f, list.CSV, "id,status,pdq,md5\na,active,"+pdq(1)+",\n\"b\n\",withdrawn,,"+md5(2)+"\n", "hash\n\"\n"+md5(3)+"\n")
}

func FuzzICSE(f *testing.F) {
	fuzz(f, list.ICSE, "MD5;SHA1;PhotoDNA;Image ID;Baseline\n"+md5(1)+";"+sha1(1)+";AA==;7;Yes\n")
}

func FuzzNCMEC(f *testing.F) {
	fuzz(f, list.NCMEC, `<?xml version="1.0"?><queryResult xmlns="x"><images maxTimestamp="2026-01-01T00:00:00Z"><image><member id="1">m</member><id>a</id><fingerprints><md5>`+md5(1)+
		`</md5></fingerprints><feedback><negativeFeedback type="Md5"/></feedback></image><deletedImage><member id="1"/><id>b</id></deletedImage></images><paging><next>/n</next></paging></queryResult>`)
}

func FuzzStopNCII(f *testing.F) {
	fuzz(f, list.StopNCII, stopnciiPage(true, "t", "5", stopnciiRecord("ImagePDQ", pdq(1), "Active", ""), stopnciiRecord("VideoMD5", md5(1), "Withdrawn", `{"feedbackValue":"NotBlocked"}`)))
}

func FuzzThreatExchange(f *testing.F) {
	fuzz(f, list.ThreatExchange, `{"data":[{"id":"1","type":"HASH_PDQ","indicator":"`+pdq(1)+`","last_updated":1,"should_delete":false,"descriptors":{"data":[{"tags":{"data":[{"text":"c"}]}}]}}],"paging":{"cursors":{"after":"x"},"next":"y"}}`)
}

func FuzzTAT(f *testing.F) {
	fuzz(f, list.TAT, `[{"id":1,"algorithm":"MD5","hash_digest":"`+md5(1)+`","deleted":true}]`, `{"checkpoint":"a","next":"b","results":[{"algorithm":"PDQ","hash_digest":"`+pdq(1)+`"}]}`)
}

func FuzzVICS(f *testing.F) {
	fuzz(f, list.VICS, `{"@odata.context":"x/DataModels/2.0.xml/US/$metadata#Media","value":[{"MD5":"`+md5(1)+`","Category":"1","AlternativeHashes":[{"HashName":"PDQ","HashValue":"`+pdq(1)+`"}]}]}`,
		`{"value":[{"CaseID":"x","Media":[{"SHA1":"`+sha1(1)+`","IsDistributed":"true"}],"X":[{}]},{"Media":[]}]}`)
}
