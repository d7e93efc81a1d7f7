package city

import (
	"fmt"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Boat is a vessel that plies one course up and down.
type Boat struct {
	ID     string // node name and indicator: ferry-1, cruise-1, barge-1
	ZH, EN string
	Kind   string // cruise, ferry, barge
	course *geo.Path
	speed  float64 // metres a second
	phase  float64 // 0 to 1 of a round trip
}

// newBoats puts boats on lanes either side of the middle of the rivers.
func newBoats(r *Rivers) []Boat {
	var out []Boat
	add := func(kind, zh, en string, n int, lane *geo.Path, speed, phase float64) {
		out = append(out, Boat{fmt.Sprintf("%s-%d", kind, n), fmt.Sprintf("%s%d号", zh, n), fmt.Sprintf("%s %d", en, n), kind, lane, speed, phase})
	}
	night := lane(r, r.Clear, .70, 1, -22, r.Main, .26, -46) // the evening cruise, round the tip
	south := lane(r, r.Muddy, .68, 1, 30, r.Main, .30, 30)
	for i := range 3 {
		add("cruise", "两江游船", "River cruise", i+1, night, 4.2, []float64{.445, .12, .78}[i])
	}
	add("cruise", "两江游船", "River cruise", 4, south, 4.0, .39)
	add("ferry", "轮渡", "Ferry", 1, crossing(r.Muddy, .90), 3.4, .2)
	add("ferry", "轮渡", "Ferry", 2, crossing(r.Main, .11), 3.4, .1)
	add("ferry", "轮渡", "Ferry", 3, crossing(r.Clear, .88), 3.1, .35)
	for i := range 4 {
		river := []River{r.Main, r.Muddy, r.Muddy, r.Main}[i]
		off := []float64{72, -40, 46, -70}[i]
		add("barge", "货轮", "Barge", i+1, lane(r, river, .08, .62, off, river, 0, 0), 3.0, .13+.22*float64(i))
	}
	return out
}

// lane follows river a from t0 to t1 of its length, off metres to the left of
// the middle, then river b from its start to tb.
func lane(_ *Rivers, a River, t0, t1, off float64, b River, tb, offB float64) *geo.Path {
	var k []geo.V2
	take := func(v River, from, to, off float64) {
		n := max(2, int((to-from)*v.Path.Length()/120))
		for i := 0; i <= n; i++ {
			s := geo.Lerp(from, to, float64(i)/float64(n)) * v.Path.Length()
			k = append(k, v.Path.At(s).Along(v.Path.Dir(s).Left(), off))
		}
	}
	if tb > 0 {
		take(a, t0, .94, off)
		take(b, .05, tb, offB)
	} else {
		take(a, t0, t1, off)
	}
	return geo.NewPath(15, k...)
}

func crossing(v River, t float64) *geo.Path {
	s := v.Path.Length() * t
	d := v.Path.Dir(s).Left()
	m := v.Path.At(s)
	reach := v.Half - 14
	return geo.NewPath(15, m.Along(d, -reach), m.Along(d, reach))
}

// At is where the boat is t seconds into its day (keel on the water, up 0)
// and its heading, degrees clockwise from north. It waits a while at both
// ends and turns there.
func (b Boat) At(t float64) (geo.V3, float64) {
	const wait = .04 // of a round trip, at each end
	length := b.course.Length()
	round := 2 * length / b.speed / (1 - 2*wait)
	f := math.Mod(t/round+b.phase, 1)
	if f < 0 {
		f++
	}
	back := f >= .5
	g := geo.Clamp(math.Mod(f, .5)*2/(1-2*wait), 0, 1)
	s := geo.Smooth(-.02, 1.02, g)*.25 + g*.75
	if back {
		s = 1 - s
	}
	s = geo.Clamp(s, 0, 1) * length
	dir := b.course.Dir(s)
	if back {
		dir = dir.Mul(-1)
	}
	return b.course.At(s).At(0), geo.HeadingDeg(dir)
}
