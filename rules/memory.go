package rules

import (
	"sync"
	"time"

	"github.com/vigil-moderation/vigil/internal/window"
)

// Memory is a [CounterStore] in this process.
type Memory struct {
	mu    sync.Mutex
	rings map[[2]uint64]*window.Ring
}

// NewMemory returns an empty store for at most the given number of keys; 0
// stands for a million.
func NewMemory(keys int) *Memory {
	return &Memory{rings: map[[2]uint64]*window.Ring{}}
}

// Read implements [CounterStore].
func (m *Memory) Read(c CounterRef, at time.Time) (float64, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.rings[[2]uint64{c.Identity, c.Key}]
	if r == nil {
		return 0, true
	}
	return float64(r.Sum(at.UnixMilli(), c.Spec.Window.Milliseconds())), true
}

// Add implements [CounterStore].
func (m *Memory) Add(c CounterRef, at time.Time, amount float64, member uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := [2]uint64{c.Identity, c.Key}
	if m.rings[id] == nil {
		m.rings[id] = new(window.Ring)
	}
	m.rings[id].Add(at.UnixMilli(), c.Spec.Window.Milliseconds(), 1)
}
