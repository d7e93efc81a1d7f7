package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// draw adds the bridge's solid: deck, piers, abutments, and what holds the
// main span.
func (b *Bridge) draw(k *kit, g *Ground) {
	pts := b.line(b.from, b.to, 8)
	k.paint(0xa39c92).Sweep(pts, solid.Profile{{E: -b.wide/2 + 4, N: -deckThick}, {E: b.wide/2 - 4, N: -deckThick}, {E: b.wide / 2, N: -.6}, {E: b.wide / 2, N: 0}, {E: -b.wide / 2, N: 0}, {E: -b.wide / 2, N: -.6}})
	k.paint(0x4b4b4e).Ribbon(raised(pts, .06), b.wide-5)
	k.paint(0xd8d4c8).Ribbon(raised(pts, .1), .5)
	for _, s := range []float64{-1, 1} {
		side := make([]geo.V3, len(pts))
		for i, p := range pts {
			side[i] = p.Plan().Along(b.dir.Left(), s*(b.wide/2-.2)).At(p.U)
		}
		k.paint(0x8d8a86).Sweep(side, solid.RectProfile(.3, 0, 1.1))
		k.in(warm).Sweep(side, solid.RectProfile(.5, -.75, -.25))
	}
	b.drawPiers(k, g)
	b.drawAbutment(k, g, b.from, -1)
	b.drawAbutment(k, g, b.to, 1)
	if b.Cable {
		b.drawPylon(k, -b.pylon())
		b.drawPylon(k, b.pylon())
		return
	}
	b.drawArch(k)
}

func (b *Bridge) line(from, to, step float64) []geo.V3 {
	n := int(math.Ceil((to - from) / step))
	out := make([]geo.V3, n+1)
	for i := range out {
		out[i] = b.At(geo.Lerp(from, to, float64(i)/float64(n)))
	}
	return out
}

func raised(pts []geo.V3, d float64) []geo.V3 {
	out := make([]geo.V3, len(pts))
	for i, p := range pts {
		out[i] = p.Up(d)
	}
	return out
}

// drawPiers carries the approaches wherever the ground lies well below.
func (b *Bridge) drawPiers(k *kit, g *Ground) {
	for _, s := range []float64{-1, 1} {
		for x := b.river.Half + 12; x < b.to && x < -b.from; x += 34 {
			p := b.mid.Along(b.dir, s*x)
			ground, deck := g.Up(p), b.deck(x)-deckThick
			if deck-ground < 3 {
				break
			}
			for _, y := range []float64{-6.5, 6.5} {
				k.paint(0x9a938a).Prism(solid.Chamfered(p.Along(b.dir.Left(), y), b.dir, 2.6, 3.4, .6), ground-4, deck)
			}
			k.paint(0x9a938a).Block(solid.Rect(p, b.dir, 2.8, 18), deck-1.6, deck+.1)
		}
	}
}

// drawAbutment ends the deck in the ground: a walled block under it and a
// short piece of road that runs into the slope.
func (b *Bridge) drawAbutment(k *kit, g *Ground, x, side float64) {
	c := b.mid.Along(b.dir, x-side*8)
	lo, _ := g.Under(solid.Rect(c, b.dir, 18, b.wide))
	k.paint(0x948c80).Prism(solid.Rect(c, b.dir, 18, b.wide+2), lo-5, b.deck(x-side*8)-.15)
	var road []geo.V3
	for d := -1.0; d <= 45; d += 4 {
		p := b.mid.Along(b.dir, x+side*d)
		road = append(road, p.At(math.Max(g.Up(p)+.25, b.deck(x)-.03*d)))
	}
	if side < 0 {
		for i, j := 0, len(road)-1; i < j; i, j = i+1, j-1 {
			road[i], road[j] = road[j], road[i]
		}
	}
	k.paint(0x9c958a).Sweep(road, solid.RectProfile(b.wide-2, -3.5, .02))
	k.paint(0x4b4b4e).Ribbon(raised(road, .08), b.wide-6)
}

// pylon is how far the pylons stand from the middle.
func (b *Bridge) pylon() float64 { return b.river.Half * .86 }

// mast is a pylon's height over the deck.
func (b *Bridge) mast() float64 { return b.river.Half*.34 + 46 }

// drawPylon is an A of two legs with two beams, and its fans of cables.
func (b *Bridge) drawPylon(k *kit, x float64) {
	foot, deck := b.mid.Along(b.dir, x), b.deck(x)
	top := deck + b.mast()
	leg := func(y, u float64) geo.V3 { return foot.Along(b.dir.Left(), y).At(u) }
	for _, s := range []float64{-1, 1} {
		k.paint(b.paint).Bar(leg(s*17, -14), leg(s*13.4, deck), 5.4, 5.4)
		k.paint(b.paint).Bar(leg(s*13.4, deck-.5), leg(s*2.6, top), 4.4, 4.4)
		k.in(soft).Bar(leg(s*15.6, deck), leg(s*4.6, top), .5, .7)
	}
	k.paint(b.paint).Bar(leg(-15, deck-5), leg(15, deck-5), 4, 4)
	k.paint(b.paint).Bar(leg(-8, deck+b.mast()*.5), leg(8, deck+b.mast()*.5), 3.4, 3.4)
	k.paint(b.paint).Prism(solid.Rect(foot, b.dir, 7, 9), top-5, top+4)
	k.in(cool).Loft(solid.Rect(foot, b.dir, 7.3, 9.3), solid.Rect(foot, b.dir, 7.3, 9.3), top+2, top+3)
	k.paint(0x8c857a).Prism(solid.Chamfered(foot, b.dir, 16, 46, 6), -14, 3.5)
	for i := 1; i <= 11; i++ {
		for _, dir := range []float64{-1, 1} {
			end := x + dir*float64(i)*b.pylon()/11.6
			for _, s := range []float64{-1, 1} {
				anchor := b.mid.Along(b.dir, end).Along(b.dir.Left(), s*(b.wide/2-1)).At(b.deck(end) + .8)
				k.in(soft).Bar(leg(s*2.6, top-2-float64(11-i)*2.7), anchor, .34, .34)
			}
		}
	}
}

// drawArch is a pair of ribs that rise through the deck, hangers, and bracing.
func (b *Bridge) drawArch(k *kit) {
	const parts = 28
	reach := b.river.Half + 16
	rise := reach * .5
	rib := func(i int, side float64) geo.V3 {
		x := reach * (float64(i)/parts*2 - 1)
		f := x / reach
		return b.mid.Along(b.dir, x).Along(b.dir.Left(), side*(b.wide/2+1.4)).At(b.up - 13 + (rise+13)*(1-f*f))
	}
	for _, s := range []float64{-1, 1} {
		var line []geo.V3
		for i := range parts + 1 {
			p := rib(i, s)
			line = append(line, p)
			if deck := b.deck(reach * (float64(i)/parts*2 - 1)); p.U > deck+3 && i%2 == 0 {
				k.in(soft).Bar(p.Up(-1.5), p.Plan().At(deck+.4), .36, .36)
			}
		}
		k.paint(b.paint).Sweep(line, solid.RectProfile(2.6, -2.1, 2.1))
		k.in(warm).Sweep(line, solid.RectProfile(.9, 2.05, 2.6))
		for _, e := range []geo.V3{rib(0, s), rib(parts, s)} {
			k.paint(0x9c958a).Prism(solid.Rect(e.Plan(), b.dir, 14, 10), -14, e.U+2)
		}
	}
	for i := 7; i <= parts-7; i += 2 {
		k.paint(b.paint).Bar(rib(i, -1), rib(i, 1), 1.2, 1.2)
	}
}
