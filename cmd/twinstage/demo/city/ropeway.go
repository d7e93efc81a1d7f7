package city

import (
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// ropeway returns the two masts' heads of the aerial cable across the muddy
// river.
func (c *City) ropeway() [2]geo.V3 {
	v := c.Rivers.Muddy
	s := v.Path.Length() * .915
	d, m := v.Path.Dir(s).Left(), v.Path.At(s)
	head := func(x float64) geo.V3 {
		p := m.Along(d, x)
		return p.At(c.Ground.Up(p) + 58)
	}
	return [2]geo.V3{head(v.Half + 42), head(-(v.Half + 120))}
}

// cableAt is the cable at a share t of the way, sagging.
func cableAt(m [2]geo.V3, t float64) geo.V3 {
	return m[0].Lerp(m[1], t).Up(-4 * 13 * t * (1 - t))
}

func (c *City) drawRopeway(k *kit, m [2]geo.V3) {
	dir := m[1].Sub(m[0]).Plan().Unit()
	for _, h := range m {
		for _, x := range []float64{-3, 3} {
			for _, y := range []float64{-3, 3} {
				p := h.Plan().Along(dir, x).Along(dir.Left(), y)
				k.paint(0x9aa0a4).Bar(p.Add(p.Sub(h.Plan()).Mul(.6)).At(c.Ground.Up(p)-3), p.At(h.U), 1, 1)
			}
		}
		k.paint(0xc9c2b6).Prism(solid.Rect(h.Plan(), dir, 12, 12), h.U-1, h.U+4)
		k.in(cool).Loft(solid.Rect(h.Plan(), dir, 12.2, 12.2), solid.Rect(h.Plan(), dir, 12.2, 12.2), h.U+3, h.U+3.8)
	}
	for _, y := range []float64{-2.6, 2.6} {
		for i := range 16 {
			a, b := cableAt(m, float64(i)/16), cableAt(m, float64(i+1)/16)
			k.in(soft).Bar(a.Plan().Along(dir.Left(), y).At(a.U+.2), b.Plan().Along(dir.Left(), y).At(b.U+.2), .22, .22)
		}
	}
}
