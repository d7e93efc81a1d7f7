package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Origin of the city's frame. Up 0 is the rivers' surface.
func Origin() geo.Origin { return geo.Origin{Lon: 106.5836, Lat: 29.5647, Height: 240} }

// City is the plan of everything; its Write methods make the assets.
type City struct {
	Rivers    *Rivers
	Ground    *Ground
	Bridges   []*Bridge
	Rail      *Railway
	Boats     []Boat
	Buildings []Building

	seed     uint64
	dist     *districts
	reserved []reserve
}

// New plans a city. Rivers, landmarks and railway are the same for every
// seed; hills and buildings are not.
func New(seed uint64, buildings int) *City {
	c := &City{seed: seed, Rivers: NewRivers(), dist: newDistricts(seed)}
	c.Ground = NewGround(seed, c.Rivers)
	c.Bridges = newBridges(c.Ground)
	c.Rail = newRailway(c.Ground)
	c.Boats = newBoats(c.Rivers)
	c.reserve()
	c.Buildings = c.build(buildings)
	return c
}

// reserve keeps buildings off the landmarks and what leads to them.
func (c *City) reserve() {
	cl := c.Ground.cliff
	c.reserved = append(c.reserved, reserve{tip, tip.Add(geo.V2{E: 90}), 112},
		reserve{cl.at(-cliffHalf, 34), cl.at(cliffHalf, 34), 36})
	for _, b := range c.Bridges {
		c.reserved = append(c.reserved, reserve{b.At(b.from).Plan(), b.At(b.to).Plan(), b.wide/2 + 4})
	}
	pts := c.Rail.Path.Points()
	for i := 0; i+1 < len(pts); i++ {
		c.reserved = append(c.reserved, reserve{pts[i], pts[i+1], 5})
	}
	for _, m := range c.ropeway() {
		c.reserved = append(c.reserved, reserve{m.Plan(), m.Plan(), 16})
	}
}

// Cliff is the middle of the stilt-house cliff's face.
func (c *City) Cliff() geo.V3 {
	k := c.Ground.cliff
	return k.at(0, k.tierDepth(4)).At(k.tierUp(4))
}

// CliffSeenFrom is a point in front of the cliff: out over the water by out
// metres, downstream by along.
func (c *City) CliffSeenFrom(along, out, up float64) geo.V3 {
	return c.Ground.cliff.at(along, -out).At(up)
}

// Tip is the landmark's podium, on its roof.
func (c *City) Tip() geo.V3 { return tip.At(podiumTop) }

// Places are the quarters' centres on the ground, with their invented names.
func (c *City) Places() []Place {
	var out []Place
	for _, q := range c.dist.list {
		out = append(out, Place{q.zh, q.en, q.at.At(c.Ground.Up(q.at))})
	}
	return out
}

// Place is a named point on the ground.
type Place struct {
	ZH, EN string
	At     geo.V3
}

// FindBuilding returns the building nearest to p among those that suit.
func (c *City) FindBuilding(p geo.V2, suits func(*Building) bool) *Building {
	var best *Building
	near := math.Inf(1)
	for i := range c.Buildings {
		b := &c.Buildings[i]
		if d := b.At.Dist(p); d < near && suits(b) {
			best, near = b, d
		}
	}
	return best
}
