package scenario

import (
	"math"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// beijing is the city's clock; it has no summer time.
var beijing = time.FixedZone("CST", 8*3600)

// day is what all signals share: clock, weekday, weather. It is a function of
// seed and time.
type day struct {
	seed uint64
	t    time.Time
}

// hour of the local day, 0 to 24.
func (d day) hour() float64 {
	t := d.t.In(beijing)
	return float64(t.Hour()) + float64(t.Minute())/60 + float64(t.Second())/3600
}

func (d day) weekend() bool {
	w := d.t.In(beijing).Weekday()
	return w == time.Saturday || w == time.Sunday
}

// wave is smooth noise in time, -1 to 1, changing about once a span.
func (d day) wave(name string, span time.Duration) float64 {
	return wave(geo.Hash(d.seed, geo.HashString(name)), d.t, span)
}

func wave(h uint64, t time.Time, span time.Duration) float64 {
	x := float64(t.UnixMilli()) / float64(span.Milliseconds())
	i := math.Floor(x)
	f := x - i
	f = f * f * (3 - 2*f)
	at := func(k float64) float64 { return geo.Unit01(geo.Hash(h, uint64(int64(k))))*2 - 1 }
	return geo.Lerp(at(i), at(i+1), f)
}

// bump is a peak of the daily round at an hour, with a width in hours.
func (d day) bump(hour, width float64) float64 {
	x := math.Abs(d.hour() - hour)
	x = math.Min(x, 24-x) / width
	return math.Exp(-x * x)
}

// sun is its height, 0 at night, 1 at noon.
func (d day) sun() float64 { return math.Max(0, math.Sin((d.hour()-6.4)/11.8*math.Pi)) }

// cloud is the share of the sky covered, rain how hard it rains: 0 to 1.
func (d day) cloud() float64 {
	return geo.Clamp(.55+.45*d.wave("cloud", 5*time.Hour)+.2*d.wave("cloud-fine", 40*time.Minute), 0, 1)
}
func (d day) rain() float64 {
	return geo.Smooth(.86, 1, d.cloud()) * geo.Clamp(.6+.6*d.wave("rain", 25*time.Minute), 0, 1)
}

// still is how little the air moves: it lets dust gather.
func (d day) still() float64 { return .5 + .5*d.wave("wind", 7*time.Hour) }

// traffic of streets, 0 to 1: two rushes on workdays, one long afternoon else.
func (d day) traffic() float64 {
	if d.weekend() {
		return geo.Clamp(.12+.45*d.bump(15.5, 4)+.3*d.bump(20, 2.2)+.1*d.rain(), 0, 1)
	}
	return geo.Clamp(.12+.8*d.bump(8.3, 1.3)+.85*d.bump(18.1, 1.6)+.4*d.bump(13, 3)+.12*d.rain(), 0, 1)
}

// crowd of visitors by the river, 0 to 1: evenings, more at weekends, fewer
// in the rain.
func (d day) crowd() float64 {
	k := .06 + .35*d.bump(15, 3.2) + .72*d.bump(20.3, 2.1)
	if d.weekend() {
		k *= 1.3
	}
	return geo.Clamp(k*(1-.45*d.rain())*(1+.12*d.wave("crowd", 50*time.Minute)), 0, 1)
}

// lit is how much of the city's night lighting is on.
func (d day) lit() float64 {
	h := d.hour()
	return math.Max(geo.Smooth(18.2, 19.4, h)*(1-geo.Smooth(22.4, 23.4, h)), .25*math.Max(geo.Smooth(18, 19, h), 1-geo.Smooth(5.8, 6.8, h)))
}

// work is how busy industry is.
func (d day) work() float64 {
	k := .38 + .55*geo.Smooth(7, 8.6, d.hour())*(1-geo.Smooth(17.5, 20, d.hour())) - .1*d.bump(12.4, .6)
	if d.weekend() {
		k *= .62
	}
	return k
}

// flood is the rivers' swell over many days, 0 to 1.
func (d day) flood() float64 { return .5 + .5*d.wave("flood", 60*time.Hour) }
