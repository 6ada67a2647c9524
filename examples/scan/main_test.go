package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const photo = "../quickstart/posts/reshare_small.jpg"

// lines runs the program and returns its output, one object a line.
func lines(t *testing.T, input string, args ...string) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, run(context.Background(), args, strings.NewReader(input), &out))
	var list []map[string]any
	sc := bufio.NewScanner(&out)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var o map[string]any
		require.NoError(t, json.Unmarshal(sc.Bytes(), &o))
		list = append(list, o)
	}
	return list
}

func TestBadLinesGoOn(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(photo)
	require.NoError(t, err)
	truncated := filepath.Join(t.TempDir(), "truncated.jpg")
	require.NoError(t, os.WriteFile(truncated, whole[:len(whole)/3], 0o600))

	out := lines(t, strings.Join([]string{
		`{"id":"1","text":"nobody wants you here"}`,
		`not json`,
		`{"id":"3","images":["missing.jpg"]}`,
		``,
		fmt.Sprintf(`{"id":"4","text":"nobody wants you here","images":[%q]}`, truncated),
		`{"id":"5","audience_age":"old"}`,
		`{"id":"6","text":"all fine","audience_age":"13-17","time":"2026-05-01T12:00:00Z"}`,
	}, "\n"))
	require.Len(t, out, 6)
	require.Equal(t, "1", out[0]["id"])
	require.NotContains(t, out[0], "error")
	require.Contains(t, out[1]["error"], "not an item")
	require.InDelta(t, 2, out[1]["line"], 0)
	require.NotContains(t, out[1], "action")
	require.Contains(t, out[2]["error"], "missing.jpg")
	require.Contains(t, out[3]["error"], "picture 0")
	require.NotEmpty(t, out[3]["signals"], "the text was judged all the same")
	require.Contains(t, out[4]["error"], "audience_age")
	require.NotContains(t, out[5], "error")
	require.Equal(t, "allow", out[5]["action"])
}

func TestList(t *testing.T) {
	t.Parallel()
	out := lines(t, `{"id":"1","images":["reshare_small.jpg"]}`,
		"-images", filepath.Dir(photo), "-list", "protected=bullying.outing_shaming=../quickstart/posts/protected.csv")
	require.Len(t, out, 1)
	raw, err := json.Marshal(out[0]["signals"])
	require.NoError(t, err)
	require.Contains(t, string(raw), `"bank":"protected"`)
	require.Contains(t, string(raw), `"entry":"photo-1"`)
}

func TestOrder(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, `{"id":"%d","text":"message number %d"}`+"\n", i, i)
		if i%7 == 0 {
			b.WriteString("{\n")
		}
	}
	next := 0
	for _, o := range lines(t, b.String()) {
		if _, bad := o["error"]; bad {
			continue
		}
		require.Equal(t, fmt.Sprint(next), o["id"])
		next++
	}
	require.Equal(t, 300, next)
}

func TestLongLine(t *testing.T) {
	t.Parallel()
	out := lines(t, `{"id":"1","text":"`+strings.Repeat("a", maxLine)+"\"}\n"+`{"id":"2"}`)
	require.Len(t, out, 2)
	require.Contains(t, out[0]["error"], "line of more than")
	require.Equal(t, "2", out[1]["id"])
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-policy", "nobody"}, {"-list", "x"}, {"-list", "a=no.label=x"}, {"-list", "a=doxxing=missing.csv"}} {
		require.Error(t, run(context.Background(), args, strings.NewReader(""), &bytes.Buffer{}), args)
	}
}
