package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// Buried is how deep walls reach below the lowest ground, metres, so that
// nothing floats.
const Buried = 2.5

func palette(b *Building) (wall, roof solid.RGB) {
	stone := []uint32{0xcfc7b6, 0xb7a996, 0xa59a8f, 0xd9d5cc, 0xa88f7e, 0xc2b8ae, 0xbcc3c6, 0xc9a98c, 0xb58a78}
	glass := []uint32{0x6e8796, 0x5c7080, 0x8497a1, 0x55757a, 0x7d8ea8, 0x8a8f94}
	wood := []uint32{0x7a5236, 0x8a6244, 0x6d4a34, 0xb9a68c}
	pick := func(l []uint32) solid.RGB { return solid.Hex(l[int(b.chance(40)*float64(len(l)))]) }
	switch {
	case b.Kind == "heritage":
		wall, roof = pick(wood), solid.Hex(0x4b4744)
	case b.Form == House:
		wall, roof = pick(stone), solid.Hex([]uint32{0x55504c, 0x6b4a3c, 0x5d5a58}[int(b.chance(41)*3)])
	case b.Form >= Office && b.chance(42) < .72:
		wall, roof = pick(glass), solid.Hex(0x5a5c5e)
	default:
		wall, roof = pick(stone), solid.Hex([]uint32{0x7d7a74, 0x6e6a66, 0x8a8378, 0x66705f}[int(b.chance(41)*4)])
	}
	return wall.Mul(b.in(43, .86, 1.1)), roof
}

// draw adds the building's solid.
func (b *Building) draw(m *solid.Mesh) {
	wall, roof := palette(b)
	p := pencil{m, b, wall, roof}
	base, top := b.Low-Buried, b.Low+b.Height
	switch b.Form {
	case House:
		p.house(base, top)
	case Terrace:
		p.terrace(base, top)
	case Slab:
		p.slab(base, top)
	case Point:
		p.point(b.At, b.W, b.D, base, top)
	case Office:
		p.office(b.At, b.W, b.D, base, top)
	case Round:
		p.round(b.At, math.Min(b.W, b.D)/2, base, top)
	case Complex:
		p.complex(base, top)
	}
}

// pencil draws one building.
type pencil struct {
	m          *solid.Mesh
	b          *Building
	wall, roof solid.RGB
}

func (p pencil) prism(r solid.Ring, u0, u1 float64) {
	p.m.Paint(p.wall)
	p.m.Loft(r, r, u0, u1)
	p.m.Paint(p.roof)
	p.m.Cap(r, u1)
}

func (p pencil) house(base, top float64) {
	b := p.b
	rise := math.Min(b.D, b.W) * b.in(50, .22, .34)
	r := solid.Rect(b.At, b.Dir, b.W, b.D)
	if b.D > b.W {
		r = solid.Rect(b.At, b.Dir.Left(), b.D, b.W)
	}
	p.m.Paint(p.wall)
	p.m.Loft(r, r, base, top-rise)
	p.m.Tri(r[3].At(top-rise), r[0].At(top-rise), r[3].Add(r[0]).Mul(.5).At(top))
	p.m.Tri(r[1].At(top-rise), r[2].At(top-rise), r[1].Add(r[2]).Mul(.5).At(top))
	p.m.Paint(p.roof)
	if b.Kind == "heritage" {
		p.m.Flared(r, top-rise, rise*1.2, 1.4)
		return
	}
	p.m.Gable(r, top-rise+.05, rise, .7)
}

func (p pencil) terrace(base, top float64) {
	b := p.b
	high := b.Height
	for k := range 3 {
		f := (float64(k) - 1) / 3
		c := b.At.Along(b.Dir.Left(), b.D*f)
		p.prism(solid.Rect(c, b.Dir, b.W*(1-.1*math.Abs(float64(k-1))), b.D/3-.02), base, top-high*.2*float64(k))
	}
	c := b.At.Along(b.Dir.Left(), -b.D/3).Along(b.Dir, b.W*.2)
	p.prism(solid.Rect(c, b.Dir, 5, 4), top-.1, top+3.2)
}

func (p pencil) slab(base, top float64) {
	b := p.b
	p.prism(solid.Rect(b.At, b.Dir, b.W, b.D), base, top)
	for _, f := range []float64{-.28, .28} { // stair heads
		p.prism(solid.Rect(b.At.Along(b.Dir, b.W*f), b.Dir, 3.6, math.Min(5, b.D*.5)), top-.1, top+2.9)
	}
	if b.chance(51) < .3 { // an arcade of shops at its foot
		c := b.At.Along(b.Dir.Left(), -b.D/2-1.5)
		p.prism(solid.Rect(c, b.Dir, b.W*.96, 4), base, p.b.Low+5.2)
	}
}

// cross is a plan of wings around a core, the shape of most housing towers.
func cross(c, dir geo.V2, w, d, notch float64) solid.Ring {
	l := dir.Left()
	at := func(x, y float64) geo.V2 { return c.Along(dir, x).Along(l, y) }
	x, y, a, q := w/2, d/2, w/2-notch, d/2-notch
	return solid.Ring{at(-a, -y), at(a, -y), at(a, -q), at(x, -q), at(x, q), at(a, q), at(a, y), at(-a, y), at(-a, q), at(-x, q), at(-x, -q), at(-a, -q)}
}

func (p pencil) point(c geo.V2, w, d, base, top float64) {
	b := p.b
	r := cross(c, b.Dir, w, d, math.Min(w, d)*b.in(52, .17, .26))
	p.m.Paint(p.wall)
	p.m.Loft(r, r, base, top)
	p.m.Paint(p.roof)
	p.m.Cap(solid.Ring{r[11], r[2], r[5], r[8]}, top)
	p.m.Cap(solid.Ring{r[0], r[1], r[2], r[11]}, top)
	p.m.Cap(solid.Ring{r[5], r[6], r[7], r[8]}, top)
	p.m.Cap(solid.Ring{r[2], r[3], r[4], r[5]}, top)
	p.m.Cap(solid.Ring{r[8], r[9], r[10], r[11]}, top)
	crown := b.in(53, .3, .55)
	p.prism(solid.Rect(c, b.Dir, w*crown, d*crown), top-.1, top+b.in(54, 3.5, 8))
}

func (p pencil) office(c geo.V2, w, d, base, top float64) {
	b := p.b
	podium := b.Low + math.Min(b.in(55, 12, 24), b.Height*.3)
	p.prism(solid.Rect(c, b.Dir, w*1.24, d*1.22), base, podium)
	steps := 1 + int(b.chance(56)*3)
	at, k := podium-.1, 1.0
	chamfer := b.in(57, 0, .2) * math.Min(w, d)
	for i := range steps {
		next := geo.Lerp(podium, top, math.Pow(float64(i+1)/float64(steps), .7))
		if chamfer > 1 {
			p.prism(solid.Chamfered(c, b.Dir, w*k, d*k, chamfer*k), at, next)
		} else {
			p.prism(solid.Rect(c, b.Dir, w*k, d*k), at, next)
		}
		at = next - .1
		k *= b.in(58+uint64(i), .76, .9)
	}
	p.crown(c, w*k, d*k, top)
}

// crown tops a tower: a lantern, a wedge, a spire or a mast.
func (p pencil) crown(c geo.V2, w, d, top float64) {
	b := p.b
	r := solid.Rect(c, b.Dir, w, d)
	switch style := b.chance(61); {
	case style < .3:
		p.prism(r.Scaled(.86), top-.1, top+b.in(62, 6, 16))
	case style < .5: // wedge
		h := b.in(62, 8, 20)
		p.m.Paint(p.wall)
		p.m.Quad(r[0].At(top), r[1].At(top), r[1].At(top+h), r[0].At(top+h), 0)
		p.m.Tri(r[1].At(top), r[2].At(top), r[1].At(top+h))
		p.m.Tri(r[3].At(top), r[0].At(top), r[0].At(top+h))
		p.m.Paint(p.roof)
		p.m.Quad(r[0].At(top+h), r[1].At(top+h), r[2].At(top), r[3].At(top), 0)
	case style < .72:
		p.m.Paint(p.wall)
		p.m.Loft(r.Scaled(.9), r.Scaled(.55), top-.1, top+b.in(62, 8, 14))
		p.m.Spire(r.Scaled(.55), top+b.in(62, 8, 14), top+b.in(62, 8, 14)*1.9)
	default:
		p.prism(r.Scaled(.5), top-.1, top+5)
	}
	if b.Height > 150 {
		p.m.Paint(solid.Hex(0xb8bcc0))
		p.m.Tube(c, .8, .25, top, top+b.in(63, 24, 46), 4)
	}
}

func (p pencil) round(c geo.V2, r, base, top float64) {
	b := p.b
	sides := []int{8, 8, 12, 16}[int(b.chance(64)*4)]
	podium := b.Low + math.Min(b.in(55, 10, 18), b.Height*.3)
	p.prism(solid.Rect(c, b.Dir, r*2.5, r*2.4), base, podium)
	ring := func(k float64) solid.Ring { return solid.Regular(c, b.Dir, r*k, sides) }
	waist := b.in(65, .86, 1)
	p.m.Paint(p.wall)
	p.m.Loft(ring(1), ring(waist), podium-.1, geo.Lerp(podium, top, .72))
	p.m.Loft(ring(waist), ring(waist*.92), geo.Lerp(podium, top, .72), top)
	p.m.Paint(p.roof)
	p.m.Cap(ring(waist*.92), top)
	p.prism(ring(waist*.6), top-.1, top+b.in(66, 4, 11))
	if b.chance(67) < .4 {
		p.m.Paint(p.wall)
		p.m.Spire(ring(waist*.5), top+b.in(66, 4, 11), top+b.in(68, 18, 34))
	}
}

// complex is a podium over a whole block with towers of different heights.
func (p pencil) complex(base, top float64) {
	b := p.b
	hill := b.in(70, 14, 22)
	podium := math.Min(b.Low+hill, top-12)
	p.prism(solid.Chamfered(b.At, b.Dir, b.W, b.D, 5), base, podium)
	p.prism(solid.Chamfered(b.At, b.Dir, b.W*.86, b.D*.8, 5), podium-.1, podium+4.5)
	n := 2 + int(b.chance(71)*1.7)
	for i := range n {
		f := (float64(i)+.5)/float64(n) - .5
		c := b.At.Along(b.Dir, b.W*.88*f).Along(b.Dir.Left(), b.D*b.in(72+uint64(i), -.14, .14))
		w := math.Min(b.W/float64(n)*.66, 26)
		d := math.Min(b.D*.62, 27)
		high := top - (top-podium)*[]float64{0, .16, .34}[(i+int(b.chance(75)*3))%3]
		switch {
		case b.Kind == "residential":
			p.point(c, w*1.1, d, podium, high)
		case b.chance(76) < .3:
			p.cylinder(c, math.Min(w, d)/2, podium, high)
		default:
			p.setback(c, w, d, podium, high)
		}
	}
}

func (p pencil) cylinder(c geo.V2, r, u0, top float64) {
	ring := solid.Regular(c, p.b.Dir, r, 12)
	p.prism(ring, u0, top)
	p.prism(ring.Scaled(.62), top-.1, top+6)
}

func (p pencil) setback(c geo.V2, w, d, u0, top float64) {
	b := p.b
	mid := geo.Lerp(u0, top, b.in(77, .6, .86))
	chamfer := b.in(57, .6, .18*math.Min(w, d))
	p.prism(solid.Chamfered(c, b.Dir, w, d, chamfer), u0, mid)
	p.prism(solid.Chamfered(c, b.Dir, w*.84, d*.84, chamfer*.8), mid-.1, top)
	p.crown(c, w*.7, d*.7, top)
}
