package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Half is the half-width of the square world, metres: the terrain ends there.
const Half = 4450.0

// River is a centre line with a half-width.
type River struct {
	Path *geo.Path
	Half float64
}

// Rivers are the clear one from the north-west, the muddy one from the
// south-west, and what they become east of the confluence.
type Rivers struct {
	Clear, Muddy, Main River
	cells              map[[2]int][]reach
}

// reach is one straight piece of a river.
type reach struct {
	a, d  geo.V2 // start and extent
	half  float64
	river int
}

const reachCell = 120.0

// Confluence is where the three rivers' centre lines meet.
var confluence = geo.V2{E: 640, N: -40}

// NewRivers lays the rivers out. They are the same for every seed: scenes
// and viewpoints depend on them.
func NewRivers() *Rivers {
	p := func(half float64, k ...geo.V2) River { return River{geo.NewPath(30, k...), half} }
	r := &Rivers{
		Clear: p(92, geo.V2{E: -4800, N: 850}, geo.V2{E: -3650, N: 1330}, geo.V2{E: -2700, N: 930}, geo.V2{E: -1900, N: 400},
			geo.V2{E: -1250, N: 610}, geo.V2{E: -700, N: 480}, geo.V2{E: -200, N: 335}, geo.V2{E: 300, N: 190}, confluence),
		Muddy: p(138, geo.V2{E: -4800, N: -2050}, geo.V2{E: -3650, N: -1480}, geo.V2{E: -2700, N: -1270}, geo.V2{E: -1800, N: -760},
			geo.V2{E: -1050, N: -830}, geo.V2{E: -500, N: -620}, geo.V2{E: 0, N: -450}, geo.V2{E: 400, N: -265}, confluence),
		Main: p(185, confluence, geo.V2{E: 1050, N: 110}, geo.V2{E: 1520, N: 50}, geo.V2{E: 2300, N: 430},
			geo.V2{E: 3300, N: 240}, geo.V2{E: 4800, N: 760}),
	}
	r.index()
	return r
}

func (r *Rivers) all() [3]River { return [3]River{r.Clear, r.Muddy, r.Main} }

// index keeps, for every cell of the plane, the reaches that can be nearest
// to a point of it.
func (r *Rivers) index() {
	var reaches []reach
	for k, v := range r.all() {
		pts := v.Path.Points()
		for i := 0; i+1 < len(pts); i++ {
			reaches = append(reaches, reach{pts[i], pts[i+1].Sub(pts[i]), v.Half, k})
		}
	}
	r.cells = map[[2]int][]reach{}
	n := int(math.Ceil((Half + 400) / reachCell))
	const slack = reachCell * math.Sqrt2
	dist := make([]float64, len(reaches))
	for i := -n; i < n; i++ {
		for j := -n; j < n; j++ {
			c := geo.V2{E: (float64(i) + .5) * reachCell, N: (float64(j) + .5) * reachCell}
			best := math.Inf(1)
			for k, q := range reaches {
				dist[k] = q.shore(c)
				best = math.Min(best, dist[k])
			}
			var near []reach
			for k, q := range reaches {
				if dist[k] <= best+slack {
					near = append(near, q)
				}
			}
			r.cells[[2]int{i, j}] = near
		}
	}
}

func (q reach) shore(p geo.V2) float64 {
	v := p.Sub(q.a)
	t := 0.
	if l2 := q.d.Dot(q.d); l2 > 0 {
		t = geo.Clamp(v.Dot(q.d)/l2, 0, 1)
	}
	x, y := v.E-t*q.d.E, v.N-t*q.d.N
	return math.Sqrt(x*x+y*y) - q.half
}

// Shore is the shore distance at p: metres to the nearest river's edge,
// negative in the water.
func (r *Rivers) Shore(p geo.V2) float64 {
	d, _ := r.nearest(p)
	return d
}

func (r *Rivers) nearest(p geo.V2) (float64, int) {
	best, river := math.Inf(1), 0
	for _, q := range r.cells[[2]int{int(math.Floor(p.E / reachCell)), int(math.Floor(p.N / reachCell))}] {
		if d := q.shore(p); d < best {
			best, river = d, q.river
		}
	}
	return best, river
}

// Mud tells the water's body at p: 0 the clear river's, 1 the muddy one's.
// East of the confluence the two run side by side and mix slowly.
func (r *Rivers) Mud(p geo.V2) float64 {
	if p.E < confluence.E-160 {
		if _, k := r.nearest(p); k == 0 {
			return 0
		} else if k == 1 {
			return 1
		}
	}
	dist, s := r.Main.Path.Near(p)
	side := dist
	if r.Main.Path.Dir(s).Left().Dot(p.Sub(r.Main.Path.At(s))) > 0 {
		side = -dist
	}
	if k := geo.Smooth(confluence.E-160, confluence.E+140, p.E); k < 1 {
		a, _ := r.Clear.Path.Near(p)
		b, _ := r.Muddy.Path.Near(p)
		side = geo.Lerp((a-r.Clear.Half)-(b-r.Muddy.Half), side, k)
	}
	line := side + 26*math.Sin(p.E*.011) + 13*math.Sin(p.E*.031+p.N*.017) - 26
	two := geo.Smooth(-34, 34, line)
	return geo.Lerp(.62, two, math.Exp(-math.Max(s-200, 0)/1100))
}
