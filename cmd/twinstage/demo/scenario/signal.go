package scenario

import (
	"math"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// signal tells a value at a moment; h is the indicator's own randomness.
type signal func(d day, h uint64) any

// number is a signal of the daily round (round), with drift over half an hour
// (± drift), jitter from reading to reading (± jitter), and now and then an
// excursion that adds up to surge.
type number struct {
	round         func(d day) float64
	drift, jitter float64
	surge         float64
	// every is how often excursions come on average; 0: none. They last about
	// a twelfth of it.
	every  time.Duration
	lo, hi float64
}

func (n number) signal() signal {
	return func(d day, h uint64) any {
		v := n.round(d) + n.drift*wave(geo.Hash(h, 1), d.t, 27*time.Minute) + n.jitter*wave(geo.Hash(h, 2), d.t, 7*time.Second)
		if n.every > 0 {
			v += n.surge * excursion(geo.Hash(h, 3), d.t, n.every)
		}
		return geo.Clamp(v, n.lo, n.hi)
	}
}

// excursion is 0 nearly always; about once in every it rises towards a height
// of 0.5 to 1 and falls again, over a twelfth of that time.
func excursion(h uint64, t time.Time, every time.Duration) float64 {
	slot := every / 4
	k := t.UnixMilli() / slot.Milliseconds()
	f := float64(t.UnixMilli()%slot.Milliseconds()) / float64(slot.Milliseconds())
	if geo.Unit01(geo.Hash(h, uint64(k))) > .25 {
		return 0
	}
	start := .05 + .55*geo.Unit01(geo.Hash(h, uint64(k), 1))
	x := (f - start) / .33
	if x <= 0 || x >= 1 {
		return 0
	}
	high := .5 + .5*geo.Unit01(geo.Hash(h, uint64(k), 2))
	return high * geo.Smooth(0, .25, x) * (1 - geo.Smooth(.7, 1, x))
}

// steady is a number that stays as it is said.
func steady(v float64) signal { return func(day, uint64) any { return v } }

// states holds each state for a while: the first most of the time, the others
// by their weights, in turns of about a quarter of every.
func states(every time.Duration, usual string, others map[string]float64, order ...string) signal {
	return func(d day, h uint64) any {
		x := excursion(h, d.t, every)
		if x <= 0 || len(order) == 0 {
			return usual
		}
		k := d.t.UnixMilli() / (every / 4).Milliseconds()
		r, sum := geo.Unit01(geo.Hash(h, uint64(k), 9)), 0.
		for _, s := range order {
			if sum += others[s]; r < sum {
				return s
			}
		}
		return order[len(order)-1]
	}
}

// rarely is a boolean that is seldom true.
func rarely(every time.Duration) signal {
	return func(d day, h uint64) any { return excursion(h, d.t, every) > .6 }
}

// position turns a mover (local place and heading at seconds since the epoch)
// into [lon, lat, height, headingDeg].
func position(o geo.Origin, at func(seconds float64) (geo.V3, float64)) signal {
	return func(d day, _ uint64) any {
		p, heading := at(float64(d.t.UnixMilli()%(7*86400_000)) / 1000)
		lon, lat, height := o.LonLatHeight(p)
		return []float64{round(lon, 1e7), round(lat, 1e7), round(height, 100), round(heading, 10)}
	}
}

func round(x, k float64) float64 { return math.Round(x*k) / k }
