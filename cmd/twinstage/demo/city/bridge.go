package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Bridge crosses a river square to its stream. Distances along it are metres
// from the middle of the river, positive towards the left bank; the deck
// falls from the main span until it meets the ground on either side.
type Bridge struct {
	ID     string // node name: bridge-…
	ZH, EN string
	Cable  bool // cable-stayed, else an arch
	mid    geo.V2
	dir    geo.V2
	river  River
	from   float64 // deck ends
	to     float64
	up     float64 // deck over the main span
	wide   float64
	paint  uint32
}

const (
	deckFall  = .045 // metres down per metre out, on the approaches
	deckEase  = 60.0 // metres over which the fall begins
	deckThick = 2.2
)

func newBridges(g *Ground) []*Bridge {
	r := g.rivers
	list := []*Bridge{
		newBridge(g, "bridge-east", "东桥", "East Bridge", r.Clear, .80, true, 0xd8cfc2),
		newBridge(g, "bridge-west", "西拱桥", "West Arch", r.Clear, .53, false, 0xb8442e),
		newBridge(g, "bridge-south", "南桥", "South Bridge", r.Muddy, .815, true, 0xcfc6b8),
		newBridge(g, "bridge-main", "大江拱桥", "Great River Arch", r.Main, .205, false, 0xb8442e),
	}
	return list
}

func newBridge(g *Ground, id, zh, en string, river River, t float64, cable bool, paint uint32) *Bridge {
	s := river.Path.Length() * t
	b := &Bridge{ID: id, ZH: zh, EN: en, Cable: cable, river: river, wide: 24, paint: paint,
		mid: river.Path.At(s), dir: river.Path.Dir(s).Left()}
	reach := b.span() + 100
	b.up = geo.Clamp(.5*(g.Up(b.mid.Along(b.dir, reach))+g.Up(b.mid.Along(b.dir, -reach)))+4, 38, 50)
	b.to, b.from = b.land(g, 1), b.land(g, -1)
	return b
}

// span is half the main span's length.
func (b *Bridge) span() float64 { return b.river.Half + 30 }

// deck is the roadway's height x metres from the middle.
func (b *Bridge) deck(x float64) float64 {
	out := math.Max(0, math.Abs(x)-b.span())
	fall := 0.
	if out < deckEase {
		fall = deckFall * out * out / (2 * deckEase)
	} else {
		fall = deckFall * (out - deckEase/2)
	}
	return b.up + 1.5*(1-math.Min(1, x*x/(b.span()*b.span()))) - fall
}

// land walks outwards until the deck meets the ground.
func (b *Bridge) land(g *Ground, side float64) float64 {
	x := b.span() + 20
	for ; x < b.span()+640; x += 3 {
		if p := b.mid.Along(b.dir, side*x); g.Up(p) >= b.deck(x)-.2 {
			break
		}
	}
	return side * x
}

// At is the roadway's middle x metres from the river's middle.
func (b *Bridge) At(x float64) geo.V3 { return b.mid.Along(b.dir, x).At(b.deck(x)) }

// Middle of the main span, on the roadway.
func (b *Bridge) Middle() geo.V3 { return b.At(0) }
