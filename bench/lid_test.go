package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLid(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rows.tsv")
	rows := []string{
		"mt\tsent\tGħada wara l-ikla mmorru l-librerija.\town",
		"ga\tsent\tRachaimid go dtí an leabharlann tar éis lóin amárach.\town",
		"fi\tword\tkirjastoon\town",
		"fi\tnoisy-caps\tMITÄ MIELTÄ OLET UUDESTA OPETTAJASTA\town",
		"da\tpair\tJutro po obiedzie\town", // wrong on purpose
		"pl\tpair\tpo obiedzie\town",
		"tr\tsent\tYarın öğle yemeğinden sonra kütüphaneye gideceğiz.\town",
		"sr\tsent\tSutra posle ručka idemo u biblioteku sa decom.\town",
	}
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(rows, "\n")), 0o600))
	var out, errOut bytes.Buffer
	require.Equal(t, 0, run(t.Context(), []string{"lid", "-json", path}, &out, &errOut), errOut.String())
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var got lidFigures
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &got))
	require.Equal(t, []float64{100, 50, 100, 100, 100, 100}, []float64{got.Word, got.Pair, got.Sent, got.Noisy, got.MtSent, got.GaSent})
	require.Equal(t, map[string]float64{"sent": 100}, got.Rejected)
	require.Positive(t, got.NsSent)
	require.Len(t, got.Languages, 5)
	require.Len(t, got.Neighbours, 2)
}

func TestLidErrors(t *testing.T) {
	t.Parallel()
	bad := filepath.Join(t.TempDir(), "bad.tsv")
	require.NoError(t, os.WriteFile(bad, []byte("one column\n"), 0o600))
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"lid"}, 2, "want at least one file"},
		{[]string{"lid", "-vs", "nobody", bad}, 2, "-vs lingua"},
		{[]string{"lid", bad}, 1, "bad.tsv:1: 1 columns"},
		{[]string{"lid", filepath.Join(filepath.Dir(bad), "absent.tsv")}, 1, "no such file"},
	} {
		var out, errOut bytes.Buffer
		require.Equal(t, tt.code, run(t.Context(), tt.args, &out, &errOut))
		require.Contains(t, errOut.String(), tt.want)
	}
}
