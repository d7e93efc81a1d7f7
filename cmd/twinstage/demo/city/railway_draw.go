package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// draw adds the beam, its pillars and the stations.
func (w *Railway) draw(k *kit, g *Ground) {
	k.paint(0xb4aea4).Sweep(w.piece(0, w.Length(), 12), solid.RectProfile(1.5, -2.4, 0))
	for s := 30.0; s < w.Length(); s += 34 {
		p := w.At(s)
		if ground := g.Up(p.Plan()); p.U-ground > 4 {
			dir := w.Path.Dir(s)
			k.paint(0x9f988e).Prism(solid.Chamfered(p.Plan(), dir, 2.4, 2.4, .5), math.Max(ground-4, -14), p.U-3)
			k.paint(0x9f988e).Block(solid.Rect(p.Plan(), dir, 2.2, 5), p.U-3.6, p.U-2.3)
		}
	}
}

// piece is the rail's top from a to b.
func (w *Railway) piece(a, b, step float64) []geo.V3 {
	n := max(1, int((b-a)/step))
	out := make([]geo.V3, n+1)
	for i := range out {
		out[i] = w.At(geo.Lerp(a, b, float64(i)/float64(n)))
	}
	return out
}

// drawStation is a hall astride the rail on four legs.
func (w *Railway) drawStation(k *kit, g *Ground, st Station) {
	const long = 64.0
	mid := w.At(math.Min(st.s, w.Length()-long/2))
	s := math.Min(st.s, w.Length()-long/2)
	line := w.piece(s-long/2, s+long/2, 8)
	k.paint(0xc9c2b6).Sweep(line, solid.RectProfile(17, -4.2, -2.6))
	for _, y := range []float64{-5.6, 5.6} { // platforms
		k.paint(0xa8a299).Sweep(offset(line, y), solid.RectProfile(5, -2.6, .6))
		k.in(white).Sweep(offset(line, y), solid.RectProfile(1.2, 5.75, 5.95))
	}
	k.paint(0x8e979c).Sweep(line, solid.Profile{{E: -9.5, N: 6}, {E: 9.5, N: 6}, {E: 6, N: 8.2}, {E: -6, N: 8.2}})
	for _, y := range []float64{-8, 8} {
		k.in(glass).Sweep(offset(line, y), solid.RectProfile(.3, .6, 6))
	}
	dir := w.Path.Dir(s)
	for _, x := range []float64{-22, 0, 22} {
		p := mid.Plan().Along(dir, x)
		lo, _ := g.Under(solid.Rect(p, dir, 4, 10))
		k.paint(0x9f988e).Prism(solid.Rect(p, dir, 3.4, 9), math.Max(lo-4, -14), mid.U-4)
	}
}

func offset(pts []geo.V3, left float64) []geo.V3 {
	out := make([]geo.V3, len(pts))
	for i, p := range pts {
		a, b := pts[max(i-1, 0)], pts[min(i+1, len(pts)-1)]
		out[i] = p.Plan().Along(b.Sub(a).Plan().Unit().Left(), left).At(p.U)
	}
	return out
}

// drawTrain is six cars from s on, straddling the rail.
func (w *Railway) drawTrain(k *kit, s float64, livery uint32) {
	for car := range 6 {
		a := s + float64(car)*15.4
		line := w.piece(a, a+14.8, 5)
		k.paint(0xe6e4de).Sweep(line, solid.Profile{{E: -1.4, N: -1.2}, {E: 1.4, N: -1.2}, {E: 1.5, N: .3}, {E: 1.5, N: 3.4}, {E: 1.1, N: 4.1}, {E: -1.1, N: 4.1}, {E: -1.5, N: 3.4}, {E: -1.5, N: .3}})
		k.paint(livery).Sweep(line, solid.RectProfile(3.08, .3, 1))
		k.in(white).Sweep(w.piece(a+.6, a+14.2, 5), solid.RectProfile(3.1, 1.5, 2.9))
	}
}

// TrainAt is where a train that begins at s has its middle.
func (w *Railway) TrainAt(s float64) geo.V3 { return w.At(s + 46) }
