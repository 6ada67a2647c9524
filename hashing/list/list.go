// Package list reads the lists of known material that hotlines and industry
// bodies exchange, and writes those formats that are open.
//
//	r, err := list.NewReader(list.StopNCII, file, list.Options{})
//	for entry, err := range r.All() {
//		if err != nil {
//			return err // the list broke off; what came before stands
//		}
//		use(entry)
//	}
//
// Readers stream: whatever the size of a list, one record is held at a time,
// and its length is bounded. Hashes are checked while reading. One of the wrong
// length, with an odd digit, all zero or otherwise nearly constant is reported
// through [Options.Problem] with its place and left out; the rest is read.
//
// # What an entry keeps
//
// MD5, SHA-1, SHA-256 and PDQ are parsed, for they can be searched; any other
// type, such as PhotoDNA, is carried as the list wrote it. So are
// classifications: a category number means different things in different
// countries, and nothing here translates one into another.
//
// # Withdrawals
//
// A list takes hashes back, and that must be honoured: such records come out as
// entries with status [Withdrawn], identified by the same ID as when they were
// listed. Whoever applies entries removes what the ID stood for.
//
// # Updates
//
// Exchanges hand out changes page by page. [Sync] fetches pages, gives each
// one to the caller whole, together with the [Checkpoint] to continue from, and
// [Journal] keeps both in one file that survives a crash at any byte.
package list

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/gridsig"
)

// Kind is a type of hash that can be searched.
type Kind uint8

// The kinds of hash.
const (
	MD5 Kind = iota + 1
	SHA1
	SHA256
	PDQ
)

var kindNames = [...]string{MD5: "md5", SHA1: "sha1", SHA256: "sha256", PDQ: "pdq"}

// size returns the length of a hash of the kind in bytes; 0 if k is not a kind.
func (k Kind) size() int {
	return [...]int{0, 16, 20, 32, 32, 0}[min(k, PDQ+1)]
}

// String returns "md5", "sha1", "sha256", "pdq" or "none".
func (k Kind) String() string {
	if k.size() == 0 {
		return "none"
	}
	return kindNames[k]
}

// MarshalText writes the name of the kind.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a name that MarshalText wrote.
func (k *Kind) UnmarshalText(name []byte) error {
	for i := MD5; i <= PDQ; i++ {
		if kindNames[i] == string(name) {
			*k = i
			return nil
		}
	}
	return fmt.Errorf("list: unknown kind %.20q, want md5, sha1, sha256 or pdq", name)
}

// Status is where a known entry stands.
type Status uint8

// The states of an entry.
const (
	Active    Status = iota // known, and undisputed
	Disputed                // known, but a member of the exchange contests it
	Withdrawn               // taken back or deleted: must not match any more
)

// String returns "active", "disputed" or "withdrawn".
func (s Status) String() string {
	switch s {
	case Disputed:
		return "disputed"
	case Withdrawn:
		return "withdrawn"
	}
	return "active"
}

// MarshalText writes the name of the status.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a name that MarshalText wrote.
func (s *Status) UnmarshalText(name []byte) error {
	v, err := parseStatus(string(name))
	*s = v
	return err
}

// Digest is a cryptographic sum that stands for exactly these bytes. It can be
// compared, and be the key of a map.
type Digest struct {
	Kind Kind     // MD5, SHA1 or SHA256
	Sum  [32]byte // the first 16, 20 or 32 bytes; the rest is zero
}

// ParseDigest reads the hexadecimal digits of a digest, in either case.
func ParseDigest(kind Kind, s string) (Digest, error) {
	d := Digest{Kind: kind}
	n := kind.size()
	if n == 0 || kind == PDQ {
		return Digest{}, fmt.Errorf("list: kind %v is no digest, want md5, sha1 or sha256", kind)
	}
	if len(s) != 2*n {
		return Digest{}, fmt.Errorf("list: %v of %d digits, want %d", kind, len(s), 2*n)
	}
	if _, err := hex.Decode(d.Sum[:n], []byte(s)); err != nil {
		return Digest{}, fmt.Errorf("list: %v %q has a character that is no hexadecimal digit", kind, s)
	}
	return d, nil
}

// Hex returns the lower-case hexadecimal digits.
func (d Digest) Hex() string { return hex.EncodeToString(d.Sum[:d.Kind.size()]) }

// MarshalText writes kind and digits: "md5:…".
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.Kind.String() + ":" + d.Hex()), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(s []byte) error {
	name, digits, _ := strings.Cut(string(s), ":")
	var kind Kind
	if err := kind.UnmarshalText([]byte(name)); err != nil {
		return err
	}
	parsed, err := ParseDigest(kind, digits)
	if err == nil {
		*d = parsed
	}
	return err
}

// Opaque is a hash of a type that is carried but not searched.
type Opaque struct {
	Type  string // as the list names it: "PhotoDNA", "VideoTMK"
	Value string // as the list wrote it
}

// Classification is what a list says about an entry, in its own terms.
type Classification struct {
	Scheme       string // whose scheme: "ncmec", "vics", "stopncii.feedback"
	Version      string // its edition, where known
	Jurisdiction string // the country whose meaning applies, where it matters
	Value        string
}

// Entry is one member of a list, or news about one.
type Entry struct {
	// ID names the entry within its list; news about an entry has the ID that
	// it was listed under. It is never empty.
	ID              string
	Media           string // "image", "video", "text", "url" or "" for unknown
	Status          Status
	Digests         []Digest
	PDQ             []hashing.Hash256
	Opaque          []Opaque
	Source          string    // who vouches for it, as the list names them
	Version         string    // the edition of the entry or of its list, if given
	Created         time.Time // zero if unknown
	Updated         time.Time // zero if unknown
	Classifications []Classification
	Tags            []string
	Label           harm.Label // from a label column or [Options.Label]; or None
	// Grid is the grid signature of the original, from the grid column of a
	// platform's own list; nil if there is none.
	Grid *gridsig.Signature `json:",omitempty"`
}

// parseKind reads the names that lists use for searchable types, among them
// "SHA-256", "HASH_MD5" and "ImagePDQ"; ok is false for all others.
func parseKind(name string) (kind Kind, ok bool) {
	var b [24]byte
	n := 0
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c == '-' || c == '_' || c == ' ' {
			continue
		}
		if n == len(b) {
			return 0, false
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b[n] = c
		n++
	}
	switch string(b[:n]) {
	case "md5", "hashmd5", "videomd5", "hashvideomd5", "imagemd5":
		return MD5, true
	case "sha1", "hashsha1", "videosha1", "imagesha1":
		return SHA1, true
	case "sha256", "hashsha256", "hashvideosha256", "videosha256", "imagesha256":
		return SHA256, true
	case "pdq", "hashpdq", "imagepdq", "pdqhash":
		return PDQ, true
	}
	return 0, false
}

// mediaOf guesses the medium from the name of a signal type.
func mediaOf(typ string) string {
	t := strings.ToLower(typ)
	switch {
	case strings.Contains(t, "video"), strings.Contains(t, "tmk"), strings.Contains(t, "vpdq"):
		return "video"
	case strings.Contains(t, "image"), strings.Contains(t, "pdq"), strings.Contains(t, "photo"), strings.Contains(t, "pdna"):
		return "image"
	case strings.Contains(t, "text"), strings.Contains(t, "tlsh"):
		return "text"
	case strings.Contains(t, "url"), strings.Contains(t, "uri"):
		return "url"
	}
	return ""
}
