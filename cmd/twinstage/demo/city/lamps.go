package city

import (
	"io"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// Colours of lamps, linear.
var (
	sodium   = solid.RGB{1, .50, .16}
	daylight = solid.RGB{1, .82, .60}
	tail     = solid.RGB{1, .05, .02}
	signal   = solid.RGB{.5, .72, 1}
)

// maxStreetLamps keeps the points few enough for a phone.
const maxStreetLamps = 7000

// WriteLights writes all lamps as points with COLOR_0 and _SIZE (metres).
func (c *City) WriteLights(w io.Writer) error {
	lamps := c.shoreLamps()
	lamps = append(lamps, c.bridgeLamps()...)
	lamps = append(lamps, c.streetLamps()...)
	lamps = append(lamps, c.cliffLamps()...)
	lamps = append(lamps, c.beacons()...)
	b := glb.New("lights")
	mat := b.Material(glb.Material{Name: "lamp", Rough: 1})
	b.Root("lights", b.Points("lights", lamps, mat), geo.V3{})
	_, err := b.WriteTo(w)
	return err
}

func (c *City) shoreLamps() []glb.Lamp {
	var out []glb.Lamp
	r := geo.NewRand(c.seed, 501)
	for _, v := range c.Rivers.all() {
		for s := 0.0; s < v.Path.Length(); s += 17 {
			for _, side := range []float64{-1, 1} {
				p := v.Path.At(s).Along(v.Path.Dir(s).Left(), side*(v.Half+21))
				d := c.Ground.Shore(p)
				if d < 15 || math.Hypot(p.E, p.N) > 2700 || c.dist.built(p, d) < .02 {
					continue
				}
				out = append(out, glb.Lamp{At: p.At(c.Ground.Up(p) + 6), Color: sodium, Size: 2})
				if r.Chance(.6) { // a car on the shore road
					q := v.Path.At(s+r.In(-6, 6)).Along(v.Path.Dir(s).Left(), side*(v.Half+29+r.In(-3, 3)))
					col := tail
					if side > 0 {
						col = daylight
					}
					out = append(out, glb.Lamp{At: q.At(c.Ground.Up(q) + 1.4), Color: col, Size: 1.2})
				}
			}
		}
	}
	return out
}

func (c *City) bridgeLamps() []glb.Lamp {
	var out []glb.Lamp
	r := geo.NewRand(c.seed, 502)
	for _, b := range c.Bridges {
		for x := b.from; x <= b.to; x += 13 {
			for _, s := range []float64{-1, 1} {
				p := b.At(x)
				lamp := p.Plan().Along(b.dir.Left(), s*(b.wide/2-1.5))
				out = append(out, glb.Lamp{At: lamp.At(p.U + 8), Color: solid.RGB{1, .7, .4}, Size: 1.9})
				col := daylight
				if s > 0 {
					col = tail
				}
				car := b.At(x + r.In(-5, 5))
				out = append(out, glb.Lamp{At: car.Plan().Along(b.dir.Left(), s*r.In(2.5, 7)).At(car.U + 1.2), Color: col, Size: 1.2})
			}
		}
	}
	return out
}

// streetLamps line the streets of built-up land, the densest quarters first.
func (c *City) streetLamps() []glb.Lamp {
	var out []glb.Lamp
	r := geo.NewRand(c.seed, 503)
	nu, nv := int(math.Ceil(2900/blockU)), int(math.Ceil(2900/blockV))
	try := func(u, v, keep float64) {
		p := fromStreet(u, v)
		d := c.Ground.shoreNear(p)
		if d < 24 || len(out) >= maxStreetLamps {
			return
		}
		if pull, _, _ := c.dist.at(p); r.Float() > keep*geo.Smooth(.1, .55, pull) || c.Ground.Slope(p) > .5 {
			return
		}
		for _, k := range c.reserved {
			if k.holds(p, 0) {
				return
			}
		}
		col := sodium
		if r.Chance(.3) {
			col = daylight
		}
		out = append(out, glb.Lamp{At: p.At(c.Ground.Up(p) + 7), Color: col, Size: 1.7})
	}
	for i := -nu; i <= nu; i++ {
		for j := -nv; j <= nv; j++ {
			keep := .34
			if i%avenueNth == 0 || j%avenueNth == 0 {
				keep = .8
			}
			try(float64(i)*blockU+4, (float64(j)+.25)*blockV, keep)
			try(float64(i)*blockU-4, (float64(j)+.75)*blockV, keep)
			try((float64(i)+.3)*blockU, float64(j)*blockV+4, keep)
			try((float64(i)+.7)*blockU, float64(j)*blockV-4, keep)
		}
	}
	return out
}

// beacons are the red lights on tall roofs, railway signals and boats.
func (c *City) beacons() []glb.Lamp {
	var out []glb.Lamp
	for i := range c.Buildings {
		if b := &c.Buildings[i]; b.Height > 130 && b.Form != Complex {
			out = append(out, glb.Lamp{At: b.Top().Up(9), Color: tail, Size: 1.8})
		}
	}
	for s := 20.0; s < c.Rail.Length(); s += 68 {
		out = append(out, glb.Lamp{At: c.Rail.At(s).Up(3), Color: signal, Size: 1.2})
	}
	for _, b := range c.Boats {
		p, _ := b.At(0)
		out = append(out, glb.Lamp{At: p.Up(13), Color: daylight, Size: 1.4})
	}
	return out
}
