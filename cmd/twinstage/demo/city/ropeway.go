package city

import (
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
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
