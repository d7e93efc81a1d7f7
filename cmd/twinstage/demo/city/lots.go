package city

import (
	"math"
	"sort"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// lot is land for one building.
type lot struct {
	at    geo.V2
	dir   geo.V2  // along the street
	w, d  float64 // metres
	key   uint64  // hash of place: every choice about the building
	order float64 // lots with the lowest are built first
	whole bool    // a whole block
	pull  float64
	high  float64
	quart int
}

// lots are up to n places that can hold a building, the likeliest first. Which
// building a place gets never depends on how many are asked for.
func (c *City) lots(n int) []lot {
	all := c.candidates()
	out := make([]lot, 0, n)
	for _, l := range all {
		if len(out) == n {
			break
		}
		if c.usable(l) { // the costly question last
			out = append(out, l)
		}
	}
	return out
}

func (c *City) candidates() []lot {
	var out []lot
	nu, nv := int(math.Ceil(Half/blockU)), int(math.Ceil(Half/blockV))
	for i := -nu; i < nu; i++ {
		for j := -nv; j < nv; j++ {
			out = append(out, c.blockLots(i, j)...)
		}
	}
	sort.Slice(out, func(a, b int) bool {
		if out[a].order != out[b].order {
			return out[a].order < out[b].order
		}
		return out[a].key < out[b].key
	})
	return out
}

func (c *City) blockLots(i, j int) []lot {
	u0, u1 := blockEdges(i, blockU)
	v0, v1 := blockEdges(j, blockV)
	mid := fromStreet((u0+u1)/2, (v0+v1)/2)
	if math.Abs(mid.E) > Half-60 || math.Abs(mid.N) > Half-60 || c.Ground.shoreNear(mid) < -10 {
		return nil
	}
	key := geo.Hash(c.seed, uint64(uint32(int32(i))), uint64(uint32(int32(j))))
	pull, quart, high := c.dist.at(mid)
	if pull > .5 && high > 70 && geo.Unit01(geo.Hash(key, 1)) < .34 {
		l := lot{at: mid, dir: streetDir((u0+u1)/2, (v0+v1)/2), w: u1 - u0 - 8, d: v1 - v0 - 8, key: key, whole: true, pull: pull, high: high, quart: quart}
		if c.usable(l) {
			l.order = c.order(l)
			return []lot{l}
		}
	}
	return c.smallLots(u0, u1, v0, v1, key)
}

// smallLots divides a block three by two, each lot twice: the second of each
// is where infill goes once everything else is built.
func (c *City) smallLots(u0, u1, v0, v1 float64, key uint64) []lot {
	var out []lot
	du, dv := (u1-u0)/3, (v1-v0)/2
	for n := range 6 {
		u, v := u0+du*(float64(n%3)+.5), v0+dv*(float64(n/3)+.5)
		p := fromStreet(u, v)
		pull, quart, high := c.dist.at(p)
		l := lot{at: p, dir: streetDir(u, v), w: du - 3, d: dv - 4, key: geo.Hash(key, uint64(n+10)), pull: pull, high: high, quart: quart}
		if n/3 == 1 {
			l.dir = l.dir.Mul(-1) // houses face their own street
		}
		l.order = c.order(l)
		if c.lowRise(l) {
			out = append(out, c.infill(&l))
		}
		out = append(out, l)
	}
	return out
}

// infill halves a low lot and returns the other half, built after all others.
func (c *City) infill(l *lot) lot {
	second := *l
	l.d = l.d/2 - 1
	second.d = l.d
	side := l.dir.Left().Mul(l.d/2 + 1)
	l.at, second.at = l.at.Sub(side), second.at.Add(side)
	second.key = geo.Hash(l.key, 99)
	second.order = l.order + 1e9
	return second
}

func blockEdges(i int, step float64) (lo, hi float64) {
	edge := func(k int) float64 {
		if k%avenueNth == 0 {
			return avenue / 2
		}
		return street / 2
	}
	return float64(i)*step + edge(i) + 2, float64(i+1)*step - edge(i+1) - 2
}

// usable land is dry, not too steep, inside the world and not reserved.
func (c *City) usable(l lot) bool {
	ring := solid.Rect(l.at, l.dir, l.w, l.d)
	for _, p := range ring {
		if math.Abs(p.E) > Half-20 || math.Abs(p.N) > Half-20 || c.Ground.shoreNear(p) < 100 && c.Ground.Shore(p) < 16 {
			return false
		}
	}
	lo, hi := c.Ground.Under(ring)
	if hi-lo > 13+.12*(l.w+l.d) {
		return false
	}
	for _, r := range c.reserved {
		if r.holds(l.at, math.Hypot(l.w, l.d)/2) {
			return false
		}
	}
	return true
}

// order draws lots without replacement, weighted by how built-up their place
// is (exponential race: the smallest −ln(x)/weight wins).
func (c *City) order(l lot) float64 {
	shore := c.Ground.shoreNear(l.at)
	weight := .0004 + .03*c.dist.built(l.at, shore) + 1.4*math.Pow(l.pull, 2.1)
	weight *= .6 + .6*c.dist.noise.Fractal(l.at.E/95, l.at.N/95)
	weight *= 1 - .7*geo.Smooth(500, 1100, shore)
	weight *= 1 - .8*geo.Smooth(.35, .6, c.Ground.Slope(l.at))
	return -math.Log(1-geo.Unit01(geo.Hash(l.key, 2))+1e-12) / weight
}

// rise is the height the place wants, metres.
func (c *City) rise(l lot) float64 {
	r := geo.Unit01(geo.Hash(l.key, 3))
	base := 8 + 15*geo.Unit01(geo.Hash(l.key, 4))
	if l.whole {
		return base + l.high*(.45+.62*math.Pow(r, 1.3))
	}
	return base + l.high*math.Pow(r, 1.55)
}

func (c *City) lowRise(l lot) bool { return c.rise(l) < 19 }
