package behaviour

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cespare/xxhash/v2"
)

// magic begins a snapshot; its last byte is the version.
const magic = "vigilbh\x01"

// Save writes all that the tracker remembers to a file. The file is replaced as
// a whole or not at all, even if the machine stops meanwhile.
func (t *Tracker) Save(path string) error {
	b := t.Snapshot()
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return fmt.Errorf("behaviour: %w", err)
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
		return fmt.Errorf("behaviour: %w", err)
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync() // not every system can; the file itself is whole
		dir.Close()
	}
	return nil
}

// Load replaces what the tracker remembers by a file that Save wrote, of a
// tracker whose store has the same size. On an error nothing changes.
func (t *Tracker) Load(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("behaviour: %w", err)
	}
	return t.Restore(b)
}

// Snapshot returns all that the tracker remembers, as bytes: a version, the
// records, and a checksum.
func (t *Tracker) Snapshot() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	b := binary.LittleEndian.AppendUint64([]byte(magic), t.late)
	b = t.store.AppendSnapshot(b)
	return binary.LittleEndian.AppendUint64(b, xxhash.Sum64(b))
}

// Restore replaces what the tracker remembers by a snapshot. A snapshot that was
// cut or changed is refused, and nothing changes.
func (t *Tracker) Restore(b []byte) error {
	if len(b) < len(magic)+16 || string(b[:len(magic)]) != magic {
		return fmt.Errorf("behaviour: not a snapshot of version %d", magic[len(magic)-1])
	}
	end := len(b) - 8
	if got, want := xxhash.Sum64(b[:end]), binary.LittleEndian.Uint64(b[end:]); got != want {
		return fmt.Errorf("behaviour: snapshot has checksum %016x, want %016x", got, want)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.store.Restore(b[len(magic)+8 : end]); err != nil {
		return err
	}
	t.late = binary.LittleEndian.Uint64(b[len(magic):])
	return nil
}
