package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMeasure(t *testing.T) {
	t.Parallel()
	rows := []scored{
		{want: true, got: true, score: 0.9},
		{want: true, got: false, score: 0.4},
		{want: false, got: true, score: 0.8},
		{want: false, got: false, score: 0.4},
		{want: false, got: false, score: 0.1},
	}
	q := measure(rows)
	require.Equal(t, 5, q.N)
	require.Equal(t, 2, q.Pos)
	require.InDelta(t, 0.6, q.Accuracy, 1e-12)
	require.InDelta(t, 0.5, q.Precision, 1e-12)
	require.InDelta(t, 0.5, q.Recall, 1e-12)
	require.InDelta(t, 0.5, q.F1, 1e-12)
	require.InDelta(t, (0.5+2.0/3)/2, q.MacroF1, 1e-12)
	// Pairs: 0.9 beats all three; 0.4 loses to 0.8, ties with 0.4, beats 0.1.
	require.InDelta(t, (3+0+0.5+1)/6.0, q.AUC, 1e-12)
}

func TestMeasureOneClass(t *testing.T) {
	t.Parallel()
	q := measure([]scored{{want: false, got: false}})
	require.Zero(t, q.AUC)
	require.Zero(t, q.Precision)
	require.InDelta(t, 1, q.Accuracy, 1e-12)
}
