package park

import (
	"fmt"
	"io"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// kit draws one named thing: painted parts and two that glow by night.
type kit struct{ paint, warm, cool *solid.Mesh }

func (k *kit) in(hex uint32) *solid.Mesh {
	k.paint.Paint(solid.Hex(hex))
	return k.paint
}

// WritePlant writes tanks, chimneys, silos, conveyor, pipes, trucks, cars and
// trees as a GLB of named nodes.
func (p *Park) WritePlant(w io.Writer) error {
	b := glb.New("park-plant")
	mats := []int{
		b.Material(glb.Material{Name: "painted", Rough: .75}),
		b.Material(glb.Material{Name: "glow-warm", Color: [3]float64{.6, .55, .5}, Rough: .5, Emissive: solid.Hex(0xffc078), Strength: 3}),
		b.Material(glb.Material{Name: "glow-cool", Color: [3]float64{.5, .55, .6}, Rough: .5, Emissive: solid.Hex(0x7fd0ff), Strength: 2.5}),
	}
	put := func(name string, at geo.V3, draw func(k *kit)) int {
		k := &kit{&solid.Mesh{Origin: at}, &solid.Mesh{Origin: at}, &solid.Mesh{Origin: at}}
		draw(k)
		return b.Root(name, b.Mesh(name, glb.Part{Solid: k.paint, Material: mats[0]},
			glb.Part{Solid: k.warm, Material: mats[1], NoColor: true}, glb.Part{Solid: k.cool, Material: mats[2], NoColor: true}), at)
	}
	draw := p.drawers()
	for _, n := range p.Nodes() {
		put(n.ID, n.At.Plan().At(0), draw[n.ID])
	}
	put("pipes", geo.V3{}, p.drawPipes)
	put("lamps", geo.V3{}, p.drawLamps)
	for i := range 3 {
		at, heading := p.TruckAt(i, 0)
		node := put(fmt.Sprintf("truck-%d", i+1), geo.V3{}, func(k *kit) { drawTruck(k, []uint32{0xd8d4ca, 0x2f6ea8, 0xc0492f}[i]) })
		b.Move(node, at)
		b.Turn(node, heading)
	}
	tree := &solid.Mesh{}
	drawTree(tree)
	b.Instances("trees", b.Mesh("tree", glb.Part{Solid: tree, Material: mats[0]}), p.treeSpots())
	_, err := b.WriteTo(w)
	return err
}

func (p *Park) drawers() map[string]func(k *kit) {
	d := map[string]func(k *kit){
		"chimney-1": func(k *kit) { drawChimney(k, stacks, 70) }, "chimney-2": func(k *kit) { drawChimney(k, stacks.Add(geo.V2{N: -26}), 56) },
		"silo": drawSilos, "conveyor": drawConveyor, "substation": drawSubstation, "gate": drawGate, "parking": p.drawParking,
	}
	for i, id := range []string{"tank-1", "tank-2", "tank-3", "tank-4"} {
		n := p.FindNode(id)
		d[id] = func(k *kit) { drawTank(k, n.At.Plan(), []float64{15, 15, 15, 11}[i], n.At.U-4) }
	}
	return d
}

func drawTank(k *kit, c geo.V2, r, high float64) {
	k.in(0xdadcd8).Tube(c, r, r, -1, high, 24)
	m := k.in(0xc3c7c6)
	m.Tube(c, r, r*.55, high, high+2.4, 24)
	k.in(0x2f7fb8).Tube(c, r+.08, r+.08, high*.6, high*.74, 24)
	for i := range 9 { // stair around
		a := float64(i) / 9 * 2.2
		s, o := math.Sincos(a)
		q := c.Add(geo.V2{E: (r + .7) * o, N: (r + .7) * s})
		k.in(0x8a8f92).Block(rect(q, 1.4, 1.4), high*float64(i)/9, high*float64(i)/9+.3)
	}
	k.in(0x8b8a85).Prism(rect(c, r*2+7, .6).Moved(geo.V2{N: r + 4}), -1, 1.2)
	k.in(0x8b8a85).Prism(rect(c, r*2+7, .6).Moved(geo.V2{N: -r - 4}), -1, 1.2)
}

func drawChimney(k *kit, c geo.V2, high float64) {
	const bands = 7
	for i := range bands {
		a, b := float64(i)/bands, float64(i+1)/bands
		hex := uint32(0xdcdad4)
		if i%2 == 1 && i > 2 {
			hex = 0xb8442e
		}
		k.in(hex).Tube(c, 3.6-1.5*a, 3.6-1.5*b, -1+(high+1)*a, -1+(high+1)*b, 16)
	}
	k.warm.Tube(c, 2.25, 2.25, high-.6, high+.1, 10)
}

func drawSilos(k *kit) {
	for i := range 4 {
		c := siloAt.Add(geo.V2{E: float64(i%2)*14 - 7, N: float64(i/2)*14 - 7})
		k.in(0xd2cfc6).Tube(c, 6, 6, -1, 28, 18)
		k.in(0xb9b6ad).Tube(c, 6, 1.6, 28, 32, 18)
	}
	k.in(0x8a8f92).Block(rect(siloAt, 20, 4), 32, 34.5)
}

func drawConveyor(k *kit) {
	a, b := siloAt.At(31), geo.V2{E: 215, N: 112}.At(16)
	k.in(0x5f7f95).Bar(a, b, 4, 3.2)
	k.cool.Bar(a.Up(-1.75), b.Up(-1.75), .5, .2)
	for i := 1; i < 5; i++ {
		q := a.Lerp(b, float64(i)/5)
		for _, s := range []float64{-2.4, 2.4} {
			k.in(0x767c80).Bar(q.Plan().Add(geo.V2{N: s * 1.6}).At(-1), q.Plan().Add(geo.V2{N: s * .7}).At(q.U-1.5), .6, .6)
		}
	}
}

func drawSubstation(k *kit) {
	k.in(0x9a9a94).Prism(rect(substAt, 64, 44), -1, .25)
	for i := range 3 {
		c := substAt.Add(geo.V2{E: float64(i-1) * 18})
		k.in(0x7f9088).Prism(rect(c, 7, 9), .2, 6)
		k.in(0x6f8078).Prism(rect(c.Add(geo.V2{E: 4.4}), 1, 8), 1, 5.4)
		for j := range 3 {
			k.in(0xb86a4a).Tube(c.Add(geo.V2{N: float64(j-1) * 2.4}), .35, .25, 6, 8.6, 6)
		}
	}
	for _, n := range []float64{-17, 17} {
		for i := range 4 {
			q := substAt.Add(geo.V2{E: float64(i)*18 - 27, N: n})
			k.in(0x9aa0a4).Bar(q.At(0), q.At(12), .5, .5)
		}
		k.in(0x9aa0a4).Bar(substAt.Add(geo.V2{E: -27, N: n}).At(11.6), substAt.Add(geo.V2{E: 27, N: n}).At(11.6), .6, .6)
	}
}

func drawGate(k *kit) {
	for _, n := range []float64{-17, 0, 17} {
		k.in(0xd8d4ca).Prism(rect(gateAt.Add(geo.V2{N: n}), 5, 3), -1, 6)
	}
	k.in(0x35546e).Block(rect(gateAt, 12, 48), 6, 7.4)
	for _, s := range []float64{-1, 1} {
		k.cool.Block(rect(gateAt.Add(geo.V2{E: s * 6.1}), .2, 40), 6.4, 7)
		k.in(0xc0492f).Bar(gateAt.Add(geo.V2{N: s * 2}).At(1.2), gateAt.Add(geo.V2{N: s * 15}).At(1.2), .25, .25)
	}
}

func (p *Park) drawParking(k *kit) {
	r := geo.NewRand(p.seed, 911)
	colors := []uint32{0xd9d9d6, 0x2b2d30, 0x8a8f94, 0x7c2a22, 0x2f4a6a, 0xc8c2b4}
	for row := range 4 {
		for i := range 44 {
			if !r.Chance(.7) {
				continue
			}
			c := parkingAt.Add(geo.V2{E: (float64(i) - 21.5) * 2.9, N: (float64(row) - 1.5) * 11})
			k.in(colors[r.Intn(len(colors))]).Prism(rect(c, 1.9, 4.5), .25, 1)
			k.in(0x30363c).Loft(rect(c, 1.8, 2.9), rect(c, 1.5, 2), 1, 1.5)
			k.paint.Cap(rect(c, 1.5, 2), 1.5)
		}
	}
}

func (p *Park) drawPipes(k *kit) {
	line := []geo.V3{{E: 340, N: 128, U: 6}, {E: 300, N: 128, U: 6}, {E: 300, N: -60, U: 6}, {E: -360, N: -60, U: 6}}
	for i, hex := range []uint32{0xb8bcbc, 0xc9a23c, 0x3c7fb0} {
		for j := 0; j+1 < len(line); j++ {
			o := geo.V3{E: float64(i)*1.1 - 1.1, N: float64(i)*1.1 - 1.1}
			k.in(hex).Bar(line[j].Add(o), line[j+1].Add(o), .6, .6)
		}
	}
	for e := -350.0; e < 300; e += 24 {
		if math.Abs(e-75) < 12 || math.Abs(e-262) < 12 {
			continue
		}
		for _, s := range []float64{-2, 2} {
			k.in(0x7d8488).Bar(geo.V3{E: e, N: -60 + s, U: -.5}, geo.V3{E: e, N: -60 + s, U: 5.6}, .4, .4)
		}
	}
}

func (p *Park) drawLamps(k *kit) {
	for _, r := range p.roads {
		for s := 10.0; s < r.Length(); s += 32 {
			c := r.At(s).Along(r.Dir(s).Left(), 9.5)
			if math.Abs(c.E) > 640 {
				continue
			}
			u := p.Up(c)
			k.in(0x8a8f92).Bar(c.At(u-.5), c.At(u+7.6), .18, .18)
			k.warm.Block(rect(c, 1.2, .5), u+7.6, u+7.8)
		}
	}
}

func drawTruck(k *kit, hex uint32) {
	k.in(0x2c2f33).Block(rect(geo.V2{}, 2.3, 15), .5, 1.2)
	k.in(hex).Block(rect(geo.V2{N: -2}, 2.5, 10.6), 1.2, 4)
	k.in(0xe8e6e0).Block(rect(geo.V2{N: 5.6}, 2.5, 2.6), .7, 3.4)
	k.in(0x2b3a46).Block(rect(geo.V2{N: 6.7}, 2.3, .6), 2, 3.1)
	k.warm.Block(rect(geo.V2{N: 6.95}, 2, .1), .9, 1.2)
}

func drawTree(m *solid.Mesh) {
	at := func(r float64) solid.Ring { return solid.Regular(geo.V2{}, geo.V2{E: 1}, r, 6) }
	m.Paint(solid.Hex(0x4c6b30))
	m.Loft(at(1.4), at(2.4), 1.5, 3.2)
	m.Paint(solid.Hex(0x5d7d3a))
	m.Loft(at(2.4), at(1.4), 3.2, 5.2)
	m.Spire(at(1.4), 5.2, 6)
	m.Paint(solid.Hex(0x5a4632))
	m.Tube(geo.V2{}, .3, .2, -.5, 1.8, 4)
}

func (p *Park) treeSpots() []glb.Spot {
	var out []glb.Spot
	r := geo.NewRand(p.seed, 912)
	for range 9000 {
		c := geo.V2{E: r.In(-640, 640), N: r.In(-420, 420)}
		turn, scale, luck := r.In(0, 360), r.In(.8, 1.5), r.Float()
		road := p.roadEdge(c)
		inside := math.Abs(c.E) < 520 && math.Abs(c.N) < 300
		if inside && (road < 2 || road > 7 || luck > .4) || !inside && luck > .05+.4*geo.Smooth(.5, .65, p.noise.Fractal(c.E/120, c.N/120)) || road < 2 || p.covered(c) {
			continue
		}
		out = append(out, glb.Spot{At: c.At(p.Up(c) - .2), HeadingDeg: turn, Scale: scale})
	}
	return out
}

// covered tells whether a hall, or its apron, stands on c.
func (p *Park) covered(c geo.V2) bool {
	for _, h := range p.Halls {
		if math.Abs(c.E-h.At.E) < h.W/2+6 && math.Abs(c.N-h.At.N) < h.D/2+6 {
			return true
		}
	}
	return math.Abs(c.E-parkingAt.E) < 75 && math.Abs(c.N-parkingAt.N) < 30
}
