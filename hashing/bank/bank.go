// Package bank holds named collections of known entries and answers which of
// them a picture or file is: by the digests of its bytes, and by PDQ hashes
// within a threshold.
//
//	b, err := bank.Load(file, bank.Options{Name: "hotline", Label: harm.MinorsCSAM})
//	digests := bank.Digests(data)
//	matches, err := b.Query(nil, bank.Query{Digests: digests[:], Hashes: []hashing.Hash256{hash}})
//
// Entries that a list has withdrawn never match. Disputed ones do, and their
// [list.Entry] says so: what to make of them is for a policy to decide.
//
// # Updates
//
// [Bank.Apply] takes the entries of a list or of one page of changes, puts in
// what is new, replaces what has the same id, and takes out what was withdrawn.
// Queries go on meanwhile; they see all of a page or nothing of it. Applying a
// page twice changes nothing. [list.Journal] keeps the pages over a restart.
//
// # Memory
//
// An entry with a digest and short strings takes about 430 bytes, and each of its
// PDQ hashes 285 in the index, or 100 to 130 with [index.Compact].
package bank

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/vigil-moderation/vigil/detect/harm"
	"github.com/vigil-moderation/vigil/hashing"
	"github.com/vigil-moderation/vigil/hashing/index"
	"github.com/vigil-moderation/vigil/hashing/list"
)

// Defaults for queries, as the authors of PDQ advise.
const (
	DefaultThreshold = 31 // greatest distance of a match
	DefaultQuality   = 50 // least quality of a hash that is looked up
)

// Options are the settings of [New] and [Load].
type Options struct {
	// Name of the bank, repeated in its matches.
	Name string
	// Label is what an entry of the bank shows, unless the entry itself has a
	// label.
	Label harm.Label
	// Format is the format that [Load] reads; 0 means [list.Lines].
	Format list.Format
	// List are the settings with which [Load] reads the list.
	List list.Options
	// Index are the settings of the index of PDQ hashes.
	Index index.Options
}

// Bank is a named collection of known entries. It may be used by many
// goroutines; queries never wait.
type Bank struct {
	opts  Options
	write sync.Mutex
	state atomic.Pointer[state]
}

// Snapshot returns a bank that holds what b holds now, at no cost; changes to
// one do not show in the other.
func (b *Bank) Snapshot() *Bank {
	c := &Bank{opts: b.opts}
	c.state.Store(b.state.Load())
	return c
}

// New returns an empty bank.
func New(opts Options) (*Bank, error) {
	ix, err := index.New[hashing.Hash256](nil, opts.Index)
	if err != nil {
		return nil, fmt.Errorf("bank: %w", err)
	}
	b := &Bank{opts: opts}
	b.state.Store(&state{index: ix, next: 1})
	return b, nil
}

// Load reads a whole list into a new bank. What the list itself leaves out is
// reported through opts.List.Problem. An error means that the list broke off.
func Load(r io.Reader, opts Options) (*Bank, error) {
	b, err := New(opts)
	if err != nil {
		return nil, err
	}
	if opts.Format == 0 {
		opts.Format = list.Lines
	}
	rd, err := list.NewReader(opts.Format, r, opts.List)
	if err != nil {
		return nil, fmt.Errorf("bank: %w", err)
	}
	var entries []list.Entry
	for {
		e, err := rd.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("bank: load %s: %w", opts.Name, err)
		}
		entries = append(entries, e)
	}
	if err := b.Apply(entries); err != nil {
		return nil, err
	}
	return b, nil
}

// Name returns the name of the bank.
func (b *Bank) Name() string { return b.opts.Name }

// Version counts the changes that have been applied to the bank; it is 0 while
// the bank is empty and new.
func (b *Bank) Version() uint64 { return b.state.Load().version }

// Len returns the number of entries that can match.
func (b *Bank) Len() int { return b.state.Load().live }

// Entry returns the entry with an id, withdrawn or not; nil if the bank has none.
// It is shared: do not change it.
func (b *Bank) Entry(id string) *list.Entry {
	e, _ := b.state.Load().latest(id)
	return e
}

// Digests returns MD5, SHA-1 and SHA-256 of the bytes of a file, in this order.
func Digests(data []byte) [3]list.Digest {
	d := [3]list.Digest{{Kind: list.MD5}, {Kind: list.SHA1}, {Kind: list.SHA256}}
	m, s1, s2 := md5.Sum(data), sha1.Sum(data), sha256.Sum256(data)
	copy(d[0].Sum[:], m[:])
	copy(d[1].Sum[:], s1[:])
	copy(d[2].Sum[:], s2[:])
	return d
}
