package solid

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Ring is a polygon in plan, counter-clockwise.
type Ring []geo.V2

// Rect is a w × d rectangle around c whose width runs along dir (unit).
func Rect(c geo.V2, dir geo.V2, w, d float64) Ring {
	x, y := dir.Mul(w/2), dir.Left().Mul(d/2)
	return Ring{c.Sub(x).Sub(y), c.Add(x).Sub(y), c.Add(x).Add(y), c.Sub(x).Add(y)}
}

// Chamfered is Rect with its corners cut by k metres (8 points).
func Chamfered(c, dir geo.V2, w, d, k float64) Ring {
	l := dir.Left()
	pt := func(a, b float64) geo.V2 { return c.Along(dir, a).Along(l, b) }
	x, y := w/2, d/2
	return Ring{pt(-x+k, -y), pt(x-k, -y), pt(x, -y+k), pt(x, y-k), pt(x-k, y), pt(-x+k, y), pt(-x, y-k), pt(-x, -y+k)}
}

// Regular is an n-gon of radius r, its first point towards dir.
func Regular(c, dir geo.V2, r float64, n int) Ring {
	out := make(Ring, n)
	for i := range n {
		s, k := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		out[i] = c.Along(dir, r*k).Along(dir.Left(), r*s)
	}
	return out
}

// Scaled shrinks or grows the ring about its middle.
func (r Ring) Scaled(k float64) Ring {
	c := r.Middle()
	out := make(Ring, len(r))
	for i, p := range r {
		out[i] = c.Add(p.Sub(c).Mul(k))
	}
	return out
}

// Moved shifts the ring.
func (r Ring) Moved(d geo.V2) Ring {
	out := make(Ring, len(r))
	for i, p := range r {
		out[i] = p.Add(d)
	}
	return out
}

// Middle is the mean of the points.
func (r Ring) Middle() geo.V2 {
	var c geo.V2
	for _, p := range r {
		c = c.Add(p)
	}
	return c.Mul(1 / float64(len(r)))
}

// Loft joins two rings of equal length with walls.
func (m *Mesh) Loft(low, high Ring, u0, u1 float64) {
	at := 0.
	for i := range low {
		j := (i + 1) % len(low)
		m.Quad(low[i].At(u0), low[j].At(u0), high[j].At(u1), high[i].At(u1), at)
		at += low[i].Dist(low[j])
	}
}

// Cap closes a convex ring with a face that looks up.
func (m *Mesh) Cap(r Ring, u float64) {
	n := geo.V3{U: 1}
	first := uint32(m.Vertices())
	for _, p := range r {
		m.Vertex(p.At(u), n, p.E, p.N)
	}
	for i := 2; i < len(r); i++ {
		m.Idx = append(m.Idx, first, first+uint32(i)-1, first+uint32(i))
	}
}

// Floor closes a convex ring with a face that looks down.
func (m *Mesh) Floor(r Ring, u float64) {
	n := geo.V3{U: -1}
	first := uint32(m.Vertices())
	for _, p := range r {
		m.Vertex(p.At(u), n, p.E, p.N)
	}
	for i := 2; i < len(r); i++ {
		m.Idx = append(m.Idx, first, first+uint32(i), first+uint32(i)-1)
	}
}

// Prism stands on u0 and ends flat at u1.
func (m *Mesh) Prism(r Ring, u0, u1 float64) {
	m.Loft(r, r, u0, u1)
	m.Cap(r, u1)
}

// Block is a prism closed below too, for things seen from underneath.
func (m *Mesh) Block(r Ring, u0, u1 float64) {
	m.Prism(r, u0, u1)
	m.Floor(r, u0)
}

// Spire closes a ring with a pyramid to a point.
func (m *Mesh) Spire(r Ring, u0, u1 float64) {
	top := r.Middle().At(u1)
	for i := range r {
		m.Tri(r[i].At(u0), r[(i+1)%len(r)].At(u0), top)
	}
}

// Gable roofs a rectangle (4 points): the ridge runs along its first side,
// at a height of rise above u, with eaves overhanging by over.
func (m *Mesh) Gable(r Ring, u, rise, over float64) {
	x, y := r[1].Sub(r[0]).Unit(), r[3].Sub(r[0]).Unit()
	a, b := r[0].Along(x, -over).Along(y, -over), r[1].Along(x, over).Along(y, -over)
	c, d := r[2].Along(x, over).Along(y, over), r[3].Along(x, -over).Along(y, over)
	half := r[0].Dist(r[3]) / 2
	eave := u - rise*over/half
	e, f := a.Add(d).Mul(.5).At(u+rise), b.Add(c).Mul(.5).At(u+rise)
	m.Quad(a.At(eave), b.At(eave), f, e, 0)
	m.Quad(c.At(eave), d.At(eave), e, f, 0)
	m.Tri(d.At(eave), a.At(eave), e)
	m.Tri(b.At(eave), c.At(eave), f)
}

// Flared roofs a rectangle the old way: a hipped roof whose slope eases
// towards wide, lifted eaves.
func (m *Mesh) Flared(r Ring, u, rise, over float64) {
	grow := func(k float64) Ring {
		x, y := r[1].Sub(r[0]), r[3].Sub(r[0])
		c := r.Middle()
		return Rect(c, x.Unit(), math.Max(x.Len()+2*k, .4), math.Max(y.Len()+2*k, .4))
	}
	half := r[0].Dist(r[3]) / 2
	rings := []Ring{grow(over), grow(over * .25), grow(-half * .45), grow(-half * .97)}
	ups := []float64{u, u + rise*.16, u + rise*.5, u + rise}
	m.Floor(rings[0], u)
	for i := 0; i < 3; i++ {
		m.Loft(rings[i], rings[i+1], ups[i], ups[i+1])
	}
	m.Cap(rings[3], ups[3])
}

// Bar is a box from a to b, w wide and h high (across the way from a to b).
func (m *Mesh) Bar(a, b geo.V3, w, h float64) {
	d := b.Sub(a)
	side := geo.V2{E: d.E, N: d.N}.Unit().Left()
	if side.Len() == 0 {
		side = geo.V2{E: 1}
	}
	s := geo.V3{E: side.E, N: side.N}
	up := d.Unit().Cross(s).Mul(h / 2)
	s = s.Mul(w / 2)
	c := func(p geo.V3, k, l float64) geo.V3 { return p.Add(s.Mul(k)).Add(up.Mul(l)) }
	m.Quad(c(a, 1, -1), c(a, -1, -1), c(a, -1, 1), c(a, 1, 1), 0)
	m.Quad(c(b, -1, -1), c(b, 1, -1), c(b, 1, 1), c(b, -1, 1), 0)
	m.Quad(c(a, -1, -1), c(b, -1, -1), c(b, -1, 1), c(a, -1, 1), 0)
	m.Quad(c(b, 1, -1), c(a, 1, -1), c(a, 1, 1), c(b, 1, 1), 0)
	m.Quad(c(a, -1, 1), c(b, -1, 1), c(b, 1, 1), c(a, 1, 1), 0)
	m.Quad(c(a, 1, -1), c(b, 1, -1), c(b, -1, -1), c(a, -1, -1), 0)
}

// Tube is a closed n-sided cylinder or cone frustum standing on u0.
func (m *Mesh) Tube(c geo.V2, r0, r1, u0, u1 float64, n int) {
	low, high := Regular(c, geo.V2{E: 1}, r0, n), Regular(c, geo.V2{E: 1}, r1, n)
	at := 0.
	step := low[0].Dist(low[1])
	slope := (r0 - r1) / math.Max(u1-u0, .01)
	nrm := func(p geo.V2) geo.V3 {
		d := p.Sub(c).Unit()
		return geo.V3{E: d.E, N: d.N, U: slope}.Unit()
	}
	for i := range n {
		j := (i + 1) % n
		a := m.Vertex(low[i].At(u0), nrm(low[i]), at, u0)
		m.Vertex(low[j].At(u0), nrm(low[j]), at+step, u0)
		m.Vertex(high[j].At(u1), nrm(low[j]), at+step, u1)
		m.Vertex(high[i].At(u1), nrm(low[i]), at, u1)
		m.Idx = append(m.Idx, a, a+1, a+2, a, a+2, a+3)
		at += step
	}
	m.Cap(high, u1)
}
