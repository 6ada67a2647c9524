package classify

import (
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/vigil-moderation/vigil/langs/fold"
)

// classTable makes a table of the given keys, all of class 7.
func classTable(keys ...uint64) []byte {
	file := binary.LittleEndian.AppendUint32([]byte(ClassesMagic), uint32(len(keys)))
	for i := range NumClasses {
		file = binary.LittleEndian.AppendUint16(file, uint16(i/8))
	}
	for bucket := range 1<<16 + 1 {
		n := 0
		for _, key := range keys {
			if key>>48 < uint64(bucket) {
				n++
			}
		}
		file = binary.LittleEndian.AppendUint32(file, uint32(n))
	}
	for _, key := range keys {
		file = binary.LittleEndian.AppendUint16(file, uint16(key>>32))
		file = binary.LittleEndian.AppendUint16(file, 7)
	}
	return file
}

// A word is found as it stands, without diacritics, and by its stem.
func TestClassOfWord(t *testing.T) {
	t.Parallel()
	stems := StemKeys(nil, []byte("zahrady"))
	require.Len(t, stems, 3, "of four, five and six letters")
	tests := []struct {
		name string
		key  uint64
		text string
		want uint16
	}{
		{"word", WordKey(fold.Hash("zahrádka")), "zahrádka", 7},
		{"bare", WordKey(fold.Hash("zahradka")), "zahrádka", 7},
		{"stem", stems[1], "zahradu", 7},
		{"longer_stem", stems[2], "zahrad", noClass},
		{"unknown", WordKey(fold.Hash("jablko")), "zahrada", noClass},
		{"short", stems[0], "zahr", noClass},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := parseClasses(classTable(tt.key))
			require.NoError(t, err)
			var text fold.Text
			fold.Fold(&text, tt.text)
			require.Len(t, text.Tokens, 1)
			class, _ := c.word(&text, 0, fold.AppendBare(nil, text.Word(0)), nil)
			require.Equal(t, tt.want, class)
		})
	}
	c, err := parseClasses(classTable())
	require.NoError(t, err)
	require.Equal(t, uint16(2), c.widerOf(17))
	require.Equal(t, uint16(NumClasses), c.widerOf(noClass))
}

// The built-in table knows words of like meaning, whatever their language.
func TestDefaultClasses(t *testing.T) {
	t.Parallel()
	c, err := defaultClasses()
	require.NoError(t, err)
	class := func(word string) uint16 {
		class, ok := c.of(WordKey(fold.Hash(word)))
		require.True(t, ok, word)
		return class
	}
	require.Equal(t, class("muslims"), class("musulmani"))
	require.NotEqual(t, class("muslims"), class("school"))
}

func TestParseClassesErrors(t *testing.T) {
	t.Parallel()
	whole := classTable(1 << 60)
	late := append([]byte(nil), whole...)
	binary.LittleEndian.PutUint16(late[len(late)-2:], NumClasses)
	back := append([]byte(nil), whole...)
	binary.LittleEndian.PutUint32(back[len(ClassesMagic)+4+2*NumClasses:], 9)
	tests := []struct {
		name, want string
		data       []byte
	}{
		{"empty", "begins with", nil},
		{"head_alone", "cut short", []byte(ClassesMagic)},
		{"cut", "bytes of keys", whole[:len(whole)-1]},
		{"class", "class 4096, want less than 4096", late},
		{"bucket", "bucket 0 begins at 9", back},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := parseClasses(tt.data)
			require.ErrorContains(t, err, tt.want)
		})
	}
}

// FuzzClasses reads any table and looks any word up in what it accepts.
func FuzzClasses(f *testing.F) {
	f.Add(classTable(WordKey(fold.Hash("wort"))), "wort")
	f.Add([]byte(ClassesMagic), "")
	f.Fuzz(func(t *testing.T, data []byte, word string) {
		c, err := parseClasses(data)
		if err != nil {
			return
		}
		var text fold.Text
		fold.Fold(&text, word)
		for i := range text.Tokens {
			class, _ := c.word(&text, i, fold.AppendBare(nil, text.Word(i)), nil)
			require.LessOrEqual(t, c.widerOf(class), uint16(1<<16-1))
		}
	})
}
