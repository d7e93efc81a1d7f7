package city

import (
	"fmt"
	"io"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

const treeCount = 6000

// WriteTrees writes low-poly trees of three kinds, instanced
// (EXT_mesh_gpu_instancing).
func (c *City) WriteTrees(w io.Writer) error {
	b := glb.New("trees")
	mat := b.Material(glb.Material{Name: "leaves", Rough: 1})
	spots := c.treeSpots()
	for kind, m := range []*solid.Mesh{broadTree(0x4c6b30, 0x5d7d3a), broadTree(0x3c5a2e, 0x496a38), coneTree()} {
		name := fmt.Sprintf("tree-%d", kind+1)
		if len(spots[kind]) > 0 {
			b.Instances(name, b.Mesh(name, glb.Part{Solid: m, Material: mat}), spots[kind])
		}
	}
	_, err := b.WriteTo(w)
	return err
}

// treeSpots plants river banks, parks and slopes, between the buildings.
func (c *City) treeSpots() [3][]glb.Spot {
	var out [3][]glb.Spot
	taken := c.occupied()
	r := geo.NewRand(c.seed, 601)
	for n, tries := 0, 0; n < treeCount && tries < 120_000; tries++ {
		p := geo.V2{E: r.In(-2300, 2400), N: r.In(-1900, 1900)}
		kind, turn, scale := r.Intn(3), r.In(0, 360), r.In(.8, 1.6)
		d := c.Ground.shoreNear(p)
		wild := c.dist.noise.Fractal(p.E/60+40, p.N/60)
		near := math.Exp(-d / 60)
		if d < 19 || r.Float() > .05+near+geo.Smooth(.5, .7, wild)*.6 || taken[cellOf(p)] {
			continue
		}
		if eu, ev := c.kerbs(p); math.Min(eu, ev) < 2 || c.isReserved(p) {
			continue
		}
		out[kind] = append(out[kind], glb.Spot{At: p.At(c.Ground.Up(p) - .3), HeadingDeg: turn, Scale: scale})
		n++
	}
	return out
}

func (c *City) kerbs(p geo.V2) (float64, float64) {
	u, v := toStreet(p)
	eu, _ := lineEdge(u, blockU)
	ev, _ := lineEdge(v, blockV)
	return eu, ev
}

func (c *City) isReserved(p geo.V2) bool {
	for _, k := range c.reserved {
		if k.holds(p, 2) {
			return true
		}
	}
	return false
}

func cellOf(p geo.V2) [2]int { return [2]int{int(math.Floor(p.E / 6)), int(math.Floor(p.N / 6))} }

// occupied marks the cells of 6 m that buildings cover.
func (c *City) occupied() map[[2]int]bool {
	out := map[[2]int]bool{}
	for i := range c.Buildings {
		b := &c.Buildings[i]
		for x := -b.W/2 - 2; x <= b.W/2+2; x += 3 {
			for y := -b.D/2 - 2; y <= b.D/2+2; y += 3 {
				out[cellOf(b.At.Along(b.Dir, x).Along(b.Dir.Left(), y))] = true
			}
		}
	}
	return out
}

func broadTree(dark, light uint32) *solid.Mesh {
	m := &solid.Mesh{}
	m.Paint(solid.Hex(0x5a4632))
	m.Tube(geo.V2{}, .3, .22, -.5, 2.4, 4)
	at := func(r float64) solid.Ring { return solid.Regular(geo.V2{}, geo.V2{E: 1}, r, 6) }
	m.Paint(solid.Hex(dark))
	m.Floor(at(1.5), 1.7)
	m.Loft(at(1.5), at(2.6), 1.7, 3.4)
	m.Paint(solid.Hex(light))
	m.Loft(at(2.6), at(1.7), 3.4, 5.4)
	m.Spire(at(1.7), 5.4, 6.3)
	return m
}

func coneTree() *solid.Mesh {
	m := &solid.Mesh{}
	at := func(r float64) solid.Ring { return solid.Regular(geo.V2{}, geo.V2{E: 1}, r, 5) }
	m.Paint(solid.Hex(0x33502f))
	m.Spire(at(1.9), .6, 5)
	m.Paint(solid.Hex(0x3d5c36))
	m.Spire(at(1.4), 3, 8.2)
	return m
}
