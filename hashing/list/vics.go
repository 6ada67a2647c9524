package list

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// vicsMedia is one file of a Project VIC or CAID set. Booleans come as JSON
// booleans and as strings.
type vicsMedia struct {
	MediaID      text
	MD5          string
	SHA1         string
	PhotoDNA     string
	Category     text
	MimeType     string
	Series       text
	Tags         text
	DateUpdated  text
	Source       text `json:"PrecategorizationSource"`
	Victim       text `json:"VictimIdentified"`
	Offender     text `json:"OffenderIdentified"`
	Distributed  text `json:"IsDistributed"`
	Suspected    text `json:"IsSuspected"`
	SelfMade     text `json:"SelfGenerated"`
	Alternatives []struct {
		HashName, HashValue string
	} `json:"AlternativeHashes"`
}

// vics knows whose categories a file uses, from its context.
type vics struct {
	rd           *Reader
	version      string
	jurisdiction string
	scheme       string
}

// newVICS reads hash sets ("value" holds media) and cases ("value" holds cases
// that hold media), versions 1.x and 2.0.
func newVICS(rd *Reader, r io.Reader) *jsonSource {
	s := newJSON(rd, r, "value")
	s.records.inner = "Media"
	v := &vics{rd: rd, jurisdiction: rd.opts.Jurisdiction, scheme: "vics"}
	s.records.meta = func(name string, raw []byte) {
		var context string
		if (name == "@odata.context" || name == "odata.metadata") && json.Unmarshal(raw, &context) == nil {
			v.context(context)
		}
	}
	s.parse = v.parse
	return s
}

// context reads ".../ProjectVic/DataModels/2.0.xml/US/$metadata#Media".
func (v *vics) context(s string) {
	if strings.Contains(strings.ToUpper(s), "CAID") {
		v.scheme = "caid"
	}
	_, rest, ok := strings.Cut(s, "DataModels/")
	if !ok {
		return
	}
	version, rest, _ := strings.Cut(rest, ".xml")
	if len(version) <= 16 {
		v.version = version
	}
	rest, _, _ = strings.Cut(rest, "$")
	rest, _, _ = strings.Cut(rest, "#")
	if rest = strings.Trim(rest, "/"); rest != "" && !strings.EqualFold(rest, "Default") && len(rest) <= 16 {
		v.jurisdiction = rest
	}
}

func (v *vics) parse(raw []byte, e *Entry) error {
	var m vicsMedia
	if err := unmarshal(raw, &m); err != nil {
		return err
	}
	switch {
	case m.MD5 != "":
		e.ID = hashID("md5", m.MD5)
	case m.SHA1 != "":
		e.ID = hashID("sha1", m.SHA1)
	default:
		return fmt.Errorf("list: media %s without MD5 and SHA1", orElse(string(m.MediaID), "?"))
	}
	e.Media, _, _ = strings.Cut(strings.ToLower(m.MimeType), "/")
	e.Source, e.Updated, e.Version = string(m.Source), m.DateUpdated.time(), v.version
	if m.Category != "" {
		e.Classifications = append(e.Classifications, v.classify(v.scheme, string(m.Category)))
	}
	if m.Series != "" {
		e.Classifications = append(e.Classifications, v.classify(v.scheme+".series", string(m.Series)))
	}
	for _, t := range strings.FieldsFunc(string(m.Tags), func(r rune) bool { return r == ',' || r == ';' }) {
		e.Tags = append(e.Tags, strings.TrimSpace(t))
	}
	flags := []struct {
		name string
		set  text
	}{
		{"victim_identified", m.Victim},
		{"offender_identified", m.Offender},
		{"is_distributed", m.Distributed},
		{"is_suspected", m.Suspected},
		{"self_generated", m.SelfMade},
	}
	for _, f := range flags {
		if f.set.on() {
			e.Tags = append(e.Tags, f.name)
		}
	}
	v.rd.add(e, "MD5", m.MD5)
	v.rd.add(e, "SHA1", m.SHA1)
	v.rd.add(e, "PhotoDNA", m.PhotoDNA)
	for _, a := range m.Alternatives {
		v.rd.add(e, a.HashName, a.HashValue)
	}
	return nil
}

func (v *vics) classify(scheme, value string) Classification {
	return Classification{Scheme: scheme, Version: v.version, Jurisdiction: v.jurisdiction, Value: value}
}
