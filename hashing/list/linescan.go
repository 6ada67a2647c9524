package list

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

// errLong says that a line or record is longer than Options.MaxLength.
var errLong = errors.New("list: record too long")

// lineScanner cuts its input into lines of bounded length, without their ends
// and without a byte-order mark, and skips those that are too long.
type lineScanner struct {
	r    *bufio.Reader
	max  int
	line int
	buf  []byte
}

func newLineScanner(r io.Reader, limit int) *lineScanner {
	return &lineScanner{r: skipBOM(bufio.NewReaderSize(r, 64<<10)), max: limit}
}

// skipBOM drops a UTF-8 byte-order mark.
func skipBOM(r *bufio.Reader) *bufio.Reader {
	if b, _ := r.Peek(3); bytes.Equal(b, []byte("\xef\xbb\xbf")) {
		_, _ = r.Discard(3) // cannot fail: three bytes are buffered
	}
	return r
}

// next returns the next line; it is valid until the next call. errLong says that
// a line was dropped, and the following call goes on after it.
func (s *lineScanner) next() ([]byte, error) {
	s.buf = s.buf[:0]
	s.line++
	long := false
	for {
		part, err := s.r.ReadSlice('\n')
		if len(s.buf)+len(part) > s.max+2 {
			long = true
		}
		if !long {
			s.buf = append(s.buf, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if err != nil && len(s.buf) == 0 && !long {
			return nil, io.EOF
		}
		break
	}
	if long {
		return nil, fmt.Errorf("%w: more than %d bytes", errLong, s.max)
	}
	return bytes.TrimRight(s.buf, "\r\n"), nil
}
