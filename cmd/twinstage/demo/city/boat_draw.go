package city

import (
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// Boats are drawn at their own origin with the bow to the north.

func hull(half, aft, fore float64) solid.Ring {
	return solid.Ring{{E: -half * .86, N: -aft}, {E: half * .86, N: -aft}, {E: half, N: -aft * .6}, {E: half, N: fore * .5}, {E: 0, N: fore}, {E: -half, N: fore * .5}, {E: -half, N: -aft * .6}}
}

func (b Boat) draw(k *kit) {
	switch b.Kind {
	case "cruise":
		drawCruise(k, b.ID[len(b.ID)-1]%2 == 0)
	case "ferry":
		drawFerry(k)
	default:
		drawBarge(k)
	}
}

var north = geo.V2{N: 1}

func deckRing(at geo.V2, long, wide float64) solid.Ring { return solid.Rect(at, north, long, wide) }

func drawCruise(k *kit, blue bool) {
	low, high := hull(4.6, 20, 22), hull(5.4, 21, 26)
	k.paint(0xe4dfd4).Loft(low, high, -1.2, 2.6)
	k.paint(0x9c8a70).Cap(high, 2.6)
	line := k.in(pink)
	if blue {
		line = k.in(cool)
	}
	for i, u := range []float64{2.6, 5.6, 8.6} {
		long, wide := 36-float64(i)*4.5, 9.6-float64(i)*.9
		c := geo.V2{N: -3 - float64(i)*.8}
		k.paint(0xefe9dc).Prism(deckRing(c, long, wide), u, u+2.9)
		glow := deckRing(c, long+.12, wide+.12)
		k.in(warm).Loft(glow, glow, u+.8, u+2.1)
		eave := deckRing(c, long+1, wide+1)
		k.paint(0x7a3b2c).Block(eave, u+2.8, u+3.05)
		line.Loft(eave.Scaled(1.004), eave.Scaled(1.004), u+2.75, u+3.15)
	}
	k.paint(0x4b4540).Flared(deckRing(geo.V2{N: 2}, 12, 6.6), 11.6, 3, 1)
	k.in(warm).Loft(high, high, 2.35, 2.65)
}

func drawFerry(k *kit) {
	low, high := hull(3.2, 12, 12), hull(3.8, 12.6, 14)
	k.paint(0x2f5d7a).Loft(low, high, -1, 1.9)
	k.paint(0x8d857a).Cap(high, 1.9)
	k.paint(0xf0ece2).Prism(deckRing(geo.V2{N: -2}, 17, 6), 1.9, 4.7)
	glow := deckRing(geo.V2{N: -2}, 17.1, 6.1)
	k.in(white).Loft(glow, glow, 2.8, 3.9)
	k.paint(0xf0ece2).Prism(deckRing(geo.V2{N: 3}, 5, 4.6), 4.7, 7.2)
	k.in(cool).Loft(high, high, 1.6, 1.95)
}

func drawBarge(k *kit) {
	low, high := hull(5.2, 34, 33), hull(5.8, 35, 36)
	k.paint(0x5c4338).Loft(low, high, -1.4, 2.4)
	k.paint(0x75706a).Cap(high, 2.4)
	colors := []uint32{0x9a4a38, 0x40627e, 0x6f7a4a, 0xa88a48, 0x7d7d80}
	for i := range 8 {
		for j := range 3 {
			c := geo.V2{E: -3.1 + float64(j)*3.1, N: -16 + float64(i)*6.4}
			k.paint(colors[(i*3+j*2)%5]).Prism(deckRing(c, 6, 2.6), 2.4, 5+2.5*float64((i+j)%2))
		}
	}
	k.paint(0xe0dcd2).Prism(deckRing(geo.V2{N: -29}, 7, 9), 2.4, 9.6)
	glow := deckRing(geo.V2{N: -29}, 7.1, 9.1)
	k.in(white).Loft(glow, glow, 7.4, 8.6)
}
