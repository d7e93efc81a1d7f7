package demo

import (
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/scenario"
)

// simulator gives scenario's readings this package's type.
type simulator struct{ inner *scenario.Simulator }

var _ Simulator = simulator{}

func (s simulator) Next(now time.Time) []Reading {
	readings := s.inner.Next(now)
	out := make([]Reading, len(readings))
	for i, r := range readings {
		out[i] = Reading(r)
	}
	return out
}
