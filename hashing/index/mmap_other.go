//go:build !unix

package index

import "os"

// mapFile reads a file.
func mapFile(path string) (b []byte, release func([]byte), err error) {
	b, err = os.ReadFile(path)
	return b, nil, err
}
