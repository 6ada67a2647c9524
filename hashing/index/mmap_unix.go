//go:build unix

package index

import (
	"fmt"
	"os"
	"syscall"
)

// mapFile maps a file for reading; release, if not nil, undoes it.
func mapFile(path string) (b []byte, release func([]byte), err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	size := info.Size()
	if !info.Mode().IsRegular() || size == 0 {
		return nil, nil, nil // no header: the caller says so
	}
	if int64(int(size)) != size {
		return nil, nil, fmt.Errorf("%s: %d bytes are too many for this machine", path, size)
	}
	b, err = syscall.Mmap(int(f.Fd()), 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, nil, fmt.Errorf("map %s: %w", path, err)
	}
	return b, func(b []byte) { _ = syscall.Munmap(b) }, nil
}
