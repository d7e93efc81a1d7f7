package geo

import (
	"math"
	"sort"
)

// Path is a smooth line in plan through given points (centripetal enough for
// our spacing: uniform Catmull-Rom), measured by arc length.
type Path struct {
	pts []V2
	len []float64 // arc length at each point
}

// NewPath lays a Catmull-Rom spline through knots and samples it about every
// step metres.
func NewPath(step float64, knots ...V2) *Path {
	p := &Path{}
	for i := 0; i+1 < len(knots); i++ {
		a, b, c, d := knots[max(i-1, 0)], knots[i], knots[i+1], knots[min(i+2, len(knots)-1)]
		n := max(1, int(math.Ceil(b.Dist(c)/step)))
		for k := 0; k < n; k++ {
			p.add(catmull(a, b, c, d, float64(k)/float64(n)))
		}
	}
	p.add(knots[len(knots)-1])
	return p
}

// NewPolyline keeps the points as they are.
func NewPolyline(pts ...V2) *Path {
	p := &Path{}
	for _, q := range pts {
		p.add(q)
	}
	return p
}

func catmull(a, b, c, d V2, t float64) V2 {
	f := func(a, b, c, d float64) float64 {
		return .5 * (2*b + (c-a)*t + (2*a-5*b+4*c-d)*t*t + (3*b-a-3*c+d)*t*t*t)
	}
	return V2{f(a.E, b.E, c.E, d.E), f(a.N, b.N, c.N, d.N)}
}

func (p *Path) add(q V2) {
	l := 0.
	if n := len(p.pts); n > 0 {
		l = p.len[n-1] + p.pts[n-1].Dist(q)
	}
	p.pts, p.len = append(p.pts, q), append(p.len, l)
}

// Length in metres.
func (p *Path) Length() float64 { return p.len[len(p.len)-1] }

// Points are the samples, in order; not to be changed.
func (p *Path) Points() []V2 { return p.pts }

// At is the point s metres from the start, held to the ends.
func (p *Path) At(s float64) V2 {
	i, t := p.locate(s)
	a, b := p.pts[i], p.pts[i+1]
	return V2{Lerp(a.E, b.E, t), Lerp(a.N, b.N, t)}
}

// Dir is the unit direction at s metres, smoothed over the neighbouring
// samples.
func (p *Path) Dir(s float64) V2 {
	h := math.Min(12, p.Length()/4)
	return p.At(math.Min(s+h, p.Length())).Sub(p.At(math.Max(s-h, 0))).Unit()
}

func (p *Path) locate(s float64) (int, float64) {
	s = Clamp(s, 0, p.Length())
	i := sort.SearchFloat64s(p.len, s) - 1
	i = max(0, min(i, len(p.pts)-2))
	d := p.len[i+1] - p.len[i]
	if d == 0 {
		return i, 0
	}
	return i, (s - p.len[i]) / d
}

// Near is the distance from q to the path and the arc length of the foot.
func (p *Path) Near(q V2) (dist, s float64) {
	best := math.Inf(1)
	for i := 0; i+1 < len(p.pts); i++ {
		a, b := p.pts[i], p.pts[i+1]
		d := b.Sub(a)
		l2 := d.Dot(d)
		t := 0.
		if l2 > 0 {
			t = Clamp(q.Sub(a).Dot(d)/l2, 0, 1)
		}
		r := q.Sub(a.Add(d.Mul(t)))
		if x := r.Dot(r); x < best {
			best, s = x, p.len[i]+t*(p.len[i+1]-p.len[i])
		}
	}
	return math.Sqrt(best), s
}
