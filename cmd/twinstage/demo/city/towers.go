package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// podiumTop is the roof garden from which the sail towers rise, metres; a
// whole number of storeys.
const podiumTop = 28.0

// sail is one of the eight towers at the tip.
type sail struct {
	at   geo.V2
	high float64
	lean float64 // metres the top leans towards the confluence
	w, d float64
}

// bridgeUp is the sky bridge's floor, on the roofs of four sails.
const bridgeUp = podiumTop + 216

// sails stand in a gentle arc of six with two taller ones behind.
func sails() []sail {
	var out []sail
	for i := range 6 {
		o := float64(i) - 2.5
		high := 216.0
		if i == 0 || i == 5 {
			high = 192
		}
		out = append(out, sail{tip.Add(geo.V2{E: 20 - 2.6*o*o, N: o * 25}), high, 24, 21, 17})
	}
	for _, n := range []float64{-17, 17} {
		out = append(out, sail{tip.Add(geo.V2{E: -22, N: n}), 320, 30, 23, 20})
	}
	return out
}

// ring is the sail's outline at a share t of its height.
func (s sail) ring(t float64) solid.Ring {
	shift := s.lean * (math.Pow(t, 2.1) - .35*math.Sin(t*math.Pi))
	k := 1 - .2*t*t
	return solid.Chamfered(s.at.Add(geo.V2{E: shift - 4}), geo.V2{E: 1}, s.w*k, s.d*(1-.1*t), 4*k)
}

func (s sail) draw(k *kit) {
	const parts = 14
	lines := [2][]geo.V3{}
	for i := range parts + 1 {
		t := float64(i) / parts
		u := podiumTop - .5 + (s.high+.5)*t
		r := s.ring(t)
		lines[0], lines[1] = append(lines[0], r[2].At(u)), append(lines[1], r[3].At(u))
		if i > 0 {
			k.in(glass).Loft(s.ring(t-1./parts), r, podiumTop-.5+(s.high+.5)*(t-1./parts), u)
		}
	}
	for _, l := range lines { // the two leading edges
		for i := 0; i+1 < len(l); i++ {
			k.in(white).Bar(l[i], l[i+1], .55, .55)
		}
	}
	top, u := s.ring(1), podiumTop+s.high
	k.paint(0x6e767c).Cap(top, u)
	k.in(cool).Loft(top.Scaled(1.03), top.Scaled(1.03), u-1.6, u+1)
	k.paint(0xa8b0b4).Prism(top.Scaled(.6), u-.1, u+6)
}

// drawPodium is the block under the towers: three terraces with gardens, a
// lit cornice each, and broad steps to the water at the very tip.
func drawPodium(k *kit) {
	e := geo.V2{E: 1}
	levels := []struct{ w, d, lo, hi float64 }{{104, 176, 4, 16}, {96, 168, 16, 22}, {90, 160, 22, podiumTop}}
	for _, l := range levels {
		r := solid.Chamfered(tip.Add(geo.V2{E: -2}), e, l.w, l.d, 16)
		k.paint(0xcabfae).Loft(r, r, l.lo, l.hi)
		k.paint(0x6f7f58).Cap(r, l.hi)
		k.in(warm).Loft(r.Scaled(1.002), r.Scaled(1.002), l.hi-.5, l.hi)
	}
	hall := solid.Chamfered(tip.Add(geo.V2{E: -2}), e, 104.6, 176.6, 16)
	k.in(glass).Loft(hall, hall, 7, 13)
	for i := range 9 { // steps
		x := 54 + float64(i)*5.2
		w := 104 - float64(i)*7.6
		k.paint(0xb9b1a4).Prism(solid.Rect(tip.Add(geo.V2{E: x, N: 3 + float64(i)*1.2}), e, 5.4, w), -2, 12.6-float64(i)*.9)
	}
}

// drawSkyBridge lies on the middle four sails' roofs.
func drawSkyBridge(k *kit) {
	list := sails()
	var pts []geo.V3
	for n := -58.0; n <= 58; n += 5.8 {
		o := n / 25
		lead := list[2].ring(1).Middle().E
		pts = append(pts, geo.V3{E: lead + .65 - 2.6*o*o, N: tip.N + n, U: bridgeUp})
	}
	k.in(glass).Sweep(pts, solid.Profile{{E: -6, N: .4}, {E: 6, N: .4}, {E: 9, N: 4}, {E: 8, N: 9}, {E: 4.5, N: 12}, {E: -4.5, N: 12}, {E: -8, N: 9}, {E: -9, N: 4}})
	k.in(cool).Sweep(pts, solid.RectProfile(9, -.3, .6))
	k.in(white).Sweep(pts, solid.RectProfile(1.2, 11.9, 12.7))
	for _, o := range []float64{-17, 17} { // links to the tall pair
		a := geo.V3{E: list[6].ring(.68).Middle().E, N: tip.N + o, U: bridgeUp + 5}
		k.in(glass).Bar(a, geo.V3{E: pts[10].E, N: tip.N + o, U: bridgeUp + 5}, 6, 5)
	}
}
