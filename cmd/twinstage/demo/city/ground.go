package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// The terrain's grid: rows and columns of cells, fine in the middle and
// growing towards the edges. Texture coordinates follow the grid, so texels
// are fine where the mesh is.
const (
	cells    = 300
	midCells = 232 // cells of midStep in the middle
	midStep  = 12.5
)

// Ground holds heights and shore distances at the grid's corners. What stands
// on the ground asks it, and gets what the mesh draws.
type Ground struct {
	rivers *Rivers
	axis   [cells + 1]float64
	up     []float64 // (row, column) rows run north
	shore  []float64
	noise  geo.Noise
	cliff  cliffSite
}

// NewGround shapes the land around the rivers.
func NewGround(seed uint64, r *Rivers) *Ground {
	g := &Ground{rivers: r, noise: geo.NewNoise(seed), cliff: newCliffSite(r)}
	g.axis = gridAxis()
	n := cells + 1
	g.up, g.shore = make([]float64, n*n), make([]float64, n*n)
	for j := range n {
		for i := range n {
			p := geo.V2{E: g.axis[i], N: g.axis[j]}
			d := r.Shore(p)
			g.shore[j*n+i], g.up[j*n+i] = d, g.shape(p, d)
		}
	}
	return g
}

// gridAxis places the grid lines: even in the middle, then each step a fixed
// ratio wider, ending at ±Half.
func gridAxis() (axis [cells + 1]float64) {
	const outer = (cells - midCells) / 2
	reach := Half - midCells/2*midStep
	lo, hi := 1.0, 1.3
	for range 60 { // bisect the growth that spans reach
		k, sum, step := (lo+hi)/2, 0., midStep
		for range outer {
			step *= k
			sum += step
		}
		if sum < reach {
			lo = k
		} else {
			hi = k
		}
	}
	mid := cells / 2
	at, step := 0., midStep
	for i := 1; i <= mid; i++ {
		if i > midCells/2 {
			step *= hi
		}
		at += step
		axis[mid+i], axis[mid-i] = at, -at
	}
	axis[0], axis[cells] = -Half, Half
	return axis
}

// shape is the height at p whose shore distance is d.
func (g *Ground) shape(p geo.V2, d float64) float64 {
	if d < 0 {
		return -1.2 - 11*geo.Smooth(0, 45, -d)
	}
	h := -1.2 + 13.5*geo.Smooth(0, 24, d) // quay
	h += geo.Smooth(22, 260, d) * (20 + 64*g.noise.Fractal(p.E/330, p.N/330))
	h += geo.Smooth(450, 2100, d) * 330 * g.noise.Fractal(p.E/900+9, p.N/900)
	h += geo.Smooth(250, 1200, d) * g.ridges(p)
	h = terrace(h, 11, .88*(1-geo.Smooth(420, 950, d)))
	h = g.cliff.shape(p, d, h)
	return tipShape(p, d, h)
}

// ridges are the long parallel mountains east and west of the city.
func (g *Ground) ridges(p geo.V2) float64 {
	wob := 260 * (g.noise.At(p.N/1100, 3.3) - .5)
	rough := .62 + .6*g.noise.Fractal(p.E/420+3, p.N/420-8)
	line := func(e, wide, high float64) float64 {
		x := (p.E - e - wob - .16*p.N) / wide
		return high * math.Exp(-x*x) * rough
	}
	return line(3000, 430, 300) + line(4050, 380, 260) + line(-2900, 420, 250) + line(-3950, 380, 320)
}

// terrace bends heights into steps, the more the nearer k is to 1.
func terrace(h, step, k float64) float64 {
	t := h / step
	f := t - math.Floor(t)
	return geo.Lerp(h, step*(math.Floor(t)+geo.Smooth(.7, 1, f)), k)
}

// tipShape levels the plaza at the tip of the peninsula.
func tipShape(p geo.V2, d, h float64) float64 {
	k := 1 - geo.Smooth(135, 230, p.Dist(tip))
	return geo.Lerp(h, math.Min(-1.2+13.5*geo.Smooth(0, 24, d), 12.3), k)
}

// index finds the cell and the fraction of a coordinate.
func (g *Ground) index(x float64) (int, float64) {
	x = geo.Clamp(x, -Half, Half)
	mid := float64(midCells) / 2 * midStep
	i := 0
	if math.Abs(x) < mid {
		i = int((x+mid)/midStep) + (cells-midCells)/2
	} else {
		lo, hi := 0, cells
		for hi-lo > 1 {
			if m := (lo + hi) / 2; g.axis[m] <= x {
				lo = m
			} else {
				hi = m
			}
		}
		i = lo
	}
	i = min(i, cells-1)
	return i, (x - g.axis[i]) / (g.axis[i+1] - g.axis[i])
}

// Up is the ground's height at p, on the mesh's own triangles (each cell is
// split from its south-west to its north-east corner).
func (g *Ground) Up(p geo.V2) float64 {
	i, u := g.index(p.E)
	j, v := g.index(p.N)
	n := cells + 1
	sw, se := g.up[j*n+i], g.up[j*n+i+1]
	nw, ne := g.up[(j+1)*n+i], g.up[(j+1)*n+i+1]
	if u > v {
		return sw + u*(se-sw) + v*(ne-se)
	}
	return sw + v*(nw-sw) + u*(ne-nw)
}

// Shore is the shore distance at p (see Rivers.Shore).
func (g *Ground) Shore(p geo.V2) float64 { return g.rivers.Shore(p) }

// shoreNear is Shore interpolated on the grid: quick, exact to a metre or so
// near the middle of the world.
func (g *Ground) shoreNear(p geo.V2) float64 {
	i, u := g.index(p.E)
	j, v := g.index(p.N)
	n := cells + 1
	return geo.Lerp(geo.Lerp(g.shore[j*n+i], g.shore[j*n+i+1], u), geo.Lerp(g.shore[(j+1)*n+i], g.shore[(j+1)*n+i+1], u), v)
}

// Slope is the steepness at p: rise over run.
func (g *Ground) Slope(p geo.V2) float64 {
	const h = 9.0
	return math.Hypot(g.Up(geo.V2{E: p.E + h, N: p.N})-g.Up(geo.V2{E: p.E - h, N: p.N}),
		g.Up(geo.V2{E: p.E, N: p.N + h})-g.Up(geo.V2{E: p.E, N: p.N - h})) / (2 * h)
}

// Under is the lowest and highest ground under a footprint's corners, edges
// and middle.
func (g *Ground) Under(ring []geo.V2) (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	var mid geo.V2
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		mid = mid.Add(p)
		for _, s := range [2]geo.V2{p, p.Add(q).Mul(.5)} {
			u := g.Up(s)
			lo, hi = math.Min(lo, u), math.Max(hi, u)
		}
	}
	u := g.Up(mid.Mul(1 / float64(len(ring))))
	return math.Min(lo, u), math.Max(hi, u)
}
