package scenario

import (
	"math"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Reading is one simulated value.
type Reading struct {
	Indicator string
	Time      time.Time
	Value     any // float64, string, bool or []float64{lon, lat, height, headingDeg}
}

// Simulator feeds a scene's indicators. Not safe for concurrent use.
type Simulator struct {
	seed  uint64
	feeds []feed
}

type feed struct {
	measure
	hash      uint64
	precision int // -1: as it comes
	last      time.Time
}

// NewSimulator starts a simulator of the scene's indicators; nil if it has no
// signals.
func (s *Scene) NewSimulator(seed uint64) *Simulator {
	if !s.Simulated() {
		return nil
	}
	sim := &Simulator{seed: seed}
	for i, m := range s.measures {
		if m.signal == nil {
			continue
		}
		f := feed{measure: m, hash: geo.Hash(seed, geo.HashString(m.key)), precision: -1}
		if p := s.Document.Indicators[i].Precision; p != nil {
			f.precision = *p
		}
		sim.feeds = append(sim.feeds, f)
	}
	return sim
}

// Next returns the readings that fell due since the last call, each stamped
// with the latest moment at which it was due: the end of its period, moved by
// a share of its own so that not all speak at once.
func (s *Simulator) Next(now time.Time) []Reading {
	var out []Reading
	for i := range s.feeds {
		f := &s.feeds[i]
		due := f.due(now)
		if !due.After(f.last) {
			continue
		}
		f.last = due
		out = append(out, Reading{f.key, due, f.value(day{s.seed, due})})
	}
	return out
}

func (f *feed) due(now time.Time) time.Time {
	p := f.period.Milliseconds()
	shift := int64(geo.Unit01(geo.Hash(f.hash, 8)) * float64(p))
	ms := now.UnixMilli() - shift
	return time.UnixMilli(ms - ms%p + shift).UTC()
}

func (f *feed) value(d day) any {
	v := f.signal(d, f.hash)
	if x, ok := v.(float64); ok && f.precision >= 0 {
		k := math.Pow(10, float64(f.precision))
		return math.Round(x*k) / k
	}
	return v
}
