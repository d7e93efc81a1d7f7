package city

import (
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// cliffHouse is one stilt house on a tier.
type cliffHouse struct {
	at        geo.V2 // middle of its floor
	floor, up float64
	w, d      float64
	roof      bool
	stilts    bool
}

// houses climb the cliff in tiers: fewer the higher, some with a turret.
func (c cliffSite) houses(seed uint64) [][]cliffHouse {
	r := geo.NewRand(seed, 401)
	out := make([][]cliffHouse, c.tiers)
	for t := range c.tiers {
		n := 12 - max(0, t-4) + t%2
		const wide = 12.4
		for i := range n {
			along := (float64(i)-float64(n-1)/2)*wide + r.In(-.6, .6)
			h := cliffHouse{floor: c.tierUp(t), w: wide * r.In(.9, 1), d: 10, stilts: t == 0}
			h.at = c.at(along, c.tierDepth(t)+r.In(-1.6, 1.4)+3)
			h.up = h.floor + c.rise
			if t > 2 && r.Chance(.16) || t == c.tiers-1 {
				h.up += 3.8 * float64(1+r.Intn(2))
			}
			h.roof = h.up > h.floor+c.rise || t == c.tiers-1 || r.Chance(.55)
			out[t] = append(out[t], h)
		}
	}
	return out
}

// drawTier draws the houses of one tier.
func (c *City) drawTier(k *kit, tier []cliffHouse) {
	cl := c.Ground.cliff
	out := cl.inland.Mul(-1)
	for _, h := range tier {
		r := solid.Rect(h.at, cl.along, h.w, h.d)
		k.in(wood).Loft(r, r, h.floor, h.up)
		k.paint(0x4a2d1b).Floor(r, h.floor)
		k.paint(0x4d4640).Cap(r, h.up)
		front := h.at.Along(out, h.d/2+.5)
		a, b := front.Along(cl.along, -h.w/2-.2), front.Along(cl.along, h.w/2+.2)
		k.in(warm).Bar(a.At(h.up-.2), b.At(h.up-.2), .5, .45)
		k.in(warm).Bar(a.At(h.floor+.1), b.At(h.floor+.1), .4, .3)
		k.paint(0x5a3620).Bar(a.At(h.floor+3.9), b.At(h.floor+3.9), 1.1, .3)
		if h.roof {
			k.paint(0x4b4540).Flared(r, h.up, 4.6, 1.7)
		}
		if h.stilts {
			c.drawStilts(k, h)
		}
	}
}

func (c *City) drawStilts(k *kit, h cliffHouse) {
	cl := c.Ground.cliff
	for _, x := range []float64{-.42, 0, .42} {
		for _, y := range []float64{-4.2, 2} {
			p := h.at.Along(cl.along, h.w*x).Along(cl.inland, y)
			foot := p.At(c.Ground.Up(p) - 3)
			k.paint(0x4a2d1b).Bar(foot, p.At(h.floor+.2), .8, .8)
		}
	}
	p := h.at.Along(cl.inland, -4.2)
	k.paint(0x4a2d1b).Bar(p.Along(cl.along, -h.w*.42).At(4), p.Along(cl.along, h.w*.42).At(9.5), .4, .4)
}

// cliffLamps are the lanterns under the eaves.
func (c *City) cliffLamps() []glb.Lamp {
	cl := c.Ground.cliff
	var out []glb.Lamp
	for _, tier := range cl.houses(c.seed) {
		for _, h := range tier {
			front := h.at.Along(cl.inland, -h.d/2-.9)
			for _, x := range []float64{-.33, 0, .33} {
				out = append(out, glb.Lamp{At: front.Along(cl.along, h.w*x).At(h.floor + 3.1), Color: solid.RGB{1, .3, .1}, Size: 1.1})
			}
		}
	}
	return out
}
