package list

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/cespare/xxhash/v2"
)

// Journal keeps the pages of a list of changes, each with the checkpoint after
// it, in a file that only grows. A page is in it whole or not at all, wherever
// the machine stops: what a crash leaves of a page is cut off when the journal
// is opened, and the checkpoint is then that of the page before.
//
//	j, err := list.OpenJournal("stopncii.journal")
//	err = j.Replay(bank.Apply)                       // what is known
//	_, err = list.Sync(list.StopNCII, j.Checkpoint(), opts, fetch,
//		func(page []list.Entry, next list.Checkpoint) error {
//			if err := j.Append(page, next); err != nil {
//				return err
//			}
//			return bank.Apply(page)
//		})
//
// It may be used by several goroutines, but only by one process at a time.
type Journal struct {
	mu   sync.Mutex
	file *os.File
	size int64
	last Checkpoint
	torn int64 // bytes cut off when it was opened
}

// The file is a line that names it, and frames: length and xxhash of a payload,
// then the payload, a page in JSON.
const (
	journalMagic = "vigil list journal 1\n"
	frameHeader  = 16
	maxFrame     = 1 << 30
)

type journalPage struct {
	Checkpoint Checkpoint `json:"checkpoint"`
	Entries    []Entry    `json:"entries"`
}

// OpenJournal opens a journal, and makes it if there is none. Everything from
// the first frame on that is torn or damaged is cut off: the exchange will be
// asked for it again.
func OpenJournal(path string) (*Journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("list: journal: %w", err)
	}
	j := &Journal{file: f}
	if err := j.recover(); err != nil {
		return nil, errors.Join(fmt.Errorf("list: journal %s: %w", path, err), f.Close())
	}
	return j, nil
}

// recover finds the end of the last whole page.
func (j *Journal) recover() error {
	info, err := j.file.Stat()
	if err != nil {
		return err
	}
	head := make([]byte, len(journalMagic))
	n, err := io.ReadFull(io.NewSectionReader(j.file, 0, int64(len(head))), head)
	if string(head[:n]) != journalMagic[:n] {
		return errors.New("not a journal of this version")
	}
	if err != nil { // shorter: made, but never written
		if err := j.file.Truncate(0); err != nil {
			return err
		}
		j.torn = int64(n)
		j.size = int64(len(journalMagic))
		_, err := j.file.WriteAt([]byte(journalMagic), 0)
		return err
	}
	j.size = int64(len(journalMagic))
	err = j.frames(info.Size(), func(page journalPage, end int64) error {
		j.last, j.size = page.Checkpoint, end
		return nil
	})
	if err != nil {
		return err
	}
	j.torn = info.Size() - j.size
	if j.torn > 0 {
		return j.file.Truncate(j.size)
	}
	return nil
}

// frames calls do for each whole page before the given end of the file.
func (j *Journal) frames(end int64, do func(page journalPage, end int64) error) error {
	at := int64(len(journalMagic))
	r := bufio.NewReaderSize(io.NewSectionReader(j.file, at, end-at), 1<<16)
	var header [frameHeader]byte
	for {
		if _, err := io.ReadFull(r, header[:]); err != nil {
			return endOfFrames(err)
		}
		n := binary.LittleEndian.Uint64(header[:])
		if n > maxFrame || int64(n) > end-at-frameHeader {
			return nil
		}
		payload := make([]byte, n)
		if _, err := io.ReadFull(r, payload); err != nil {
			return endOfFrames(err)
		}
		if xxhash.Sum64(payload) != binary.LittleEndian.Uint64(header[8:]) {
			return nil
		}
		var page journalPage
		if json.Unmarshal(payload, &page) != nil {
			return nil
		}
		at += frameHeader + int64(n)
		if err := do(page, at); err != nil {
			return err
		}
	}
}

func endOfFrames(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// Checkpoint returns the checkpoint after the last page.
func (j *Journal) Checkpoint() Checkpoint {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last
}

// Torn returns how many bytes were cut off when the journal was opened.
func (j *Journal) Torn() int64 { return j.torn }

// Replay calls apply with each page in turn and stops at its first error.
func (j *Journal) Replay(apply func(page []Entry) error) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	err := j.frames(j.size, func(page journalPage, _ int64) error { return apply(page.Entries) })
	if err != nil {
		return fmt.Errorf("list: journal: replay: %w", err)
	}
	return nil
}

// Append adds a page and the checkpoint after it, and returns when both are on
// disk. After an error the page is not part of the journal.
func (j *Journal) Append(page []Entry, next Checkpoint) error {
	payload, err := json.Marshal(journalPage{Checkpoint: next, Entries: page})
	if err != nil {
		return fmt.Errorf("list: journal: %w", err)
	}
	if len(payload) > maxFrame {
		return fmt.Errorf("list: journal: page of %d bytes, want at most %d", len(payload), maxFrame)
	}
	frame := make([]byte, frameHeader, frameHeader+len(payload))
	binary.LittleEndian.PutUint64(frame, uint64(len(payload)))
	binary.LittleEndian.PutUint64(frame[8:], xxhash.Sum64(payload))
	frame = append(frame, payload...)
	j.mu.Lock()
	defer j.mu.Unlock()
	_, err = j.file.WriteAt(frame, j.size)
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("list: journal: %w", err), j.file.Truncate(j.size))
	}
	j.size += int64(len(frame))
	j.last = next
	return nil
}

// Close closes the file.
func (j *Journal) Close() error {
	if err := j.file.Close(); err != nil {
		return fmt.Errorf("list: journal: %w", err)
	}
	return nil
}
