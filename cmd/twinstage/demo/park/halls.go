package park

import (
	"io"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/tiles"
)

// WriteHalls writes the buildings as a tileset archive (.3tz).
func (p *Park) WriteHalls(w io.Writer) error {
	s := tiles.Set{
		Name: "park-halls", Class: "hall", Origin: Origin(), Count: len(p.Halls), Rough: .7,
		At:    func(i int) geo.V2 { return p.Halls[i].At },
		Size:  func(i int) float64 { return math.Max(p.Halls[i].W, p.Halls[i].High) },
		Draw:  func(m *solid.Mesh, i int) { p.Halls[i].draw(m) },
		Table: p.table,
	}
	return s.Write(w)
}

func (p *Park) table(items []int) []glb.Column {
	cols := []glb.Column{
		{Name: "id", Title: "编号 ID", Semantic: "ID"}, {Name: "name", Title: "名称 Name", Semantic: "NAME"},
		{Name: "kind", Title: "用途 Use"}, {Name: "height", Title: "高度 Height (m)"}, {Name: "year", Title: "年份 Year"},
	}
	for _, i := range items {
		h := &p.Halls[i]
		for k, s := range []string{h.ID, h.ZH, h.Kind} {
			cols[k].Strings = append(cols[k].Strings, s)
		}
		cols[3].Floats = append(cols[3].Floats, float32(h.High))
		cols[4].Uint16s = append(cols[4].Uint16s, h.Year)
	}
	return cols
}

func (h *Hall) draw(m *solid.Mesh) {
	if h.Roof == Tower {
		h.offices(m)
		return
	}
	r := rect(h.At, h.W, h.D)
	m.Paint(solid.Hex(0x5c6670))
	m.Loft(r, r, -1, 1.4)
	m.Paint(solid.Hex(h.wall))
	m.Loft(r, r, 1.4, h.High)
	h.bands(m)
	switch h.Roof {
	case Sawtooth:
		h.sawtooth(m)
	case Solar:
		h.solar(m)
	default:
		h.flat(m)
	}
}

// bands are a coloured stripe, a strip of windows, and dock gates.
func (h *Hall) bands(m *solid.Mesh) {
	band := func(hex uint32, lo, hi, out float64) {
		r := rect(h.At, h.W+out, h.D+out)
		m.Paint(solid.Hex(hex))
		m.Loft(r, r, lo, hi)
	}
	band(0x35546e, h.High*.62, h.High*.78, .12)
	band(map[string]uint32{"workshop": 0x2f7fb8, "warehouse": 0xd08a32, "energy": 0xa8432f}[h.Kind], h.High-1.4, h.High-.5, .16)
	for x := -h.W/2 + 12; x < h.W/2-8; x += 18 {
		for _, s := range []float64{-1, 1} {
			c := h.At.Add(geo.V2{E: x, N: s * (h.D/2 + .1)})
			m.Paint(solid.Hex(0x8f979c))
			m.Prism(rect(c, 5.4, .5), -.5, 5.2)
			m.Paint(solid.Hex(0x6b7278))
			m.Prism(rect(c.Add(geo.V2{N: s * 1}), 6.4, 2), 5.2, 5.6)
		}
	}
}

func (h *Hall) sawtooth(m *solid.Mesh) {
	const tooth = 12.0
	n := int(h.D / tooth)
	step := h.D / float64(n)
	for i := range n {
		a, b := h.At.N-h.D/2+step*float64(i), h.At.N-h.D/2+step*float64(i+1)
		w, e := h.At.E-h.W/2, h.At.E+h.W/2
		p := func(x, y, u float64) geo.V3 { return geo.V3{E: x, N: y, U: u} }
		u, top := h.High, h.High+4.2
		m.Paint(solid.Hex(0x8d9498))
		m.Quad(p(w, a, u), p(e, a, u), p(e, b, top), p(w, b, top), 0)
		m.Paint(solid.Hex(0x41596b)) // north light
		m.Quad(p(e, b, u), p(w, b, u), p(w, b, top), p(e, b, top), 0)
		m.Paint(solid.Hex(h.wall))
		m.Tri(p(w, b, u), p(w, a, u), p(w, b, top))
		m.Tri(p(e, a, u), p(e, b, u), p(e, b, top))
	}
}

func (h *Hall) solar(m *solid.Mesh) {
	r := rect(h.At, h.W, h.D)
	m.Paint(solid.Hex(0xb2b6b6))
	m.Gable(r, h.High, 4, .6)
	for row := range 8 { // panels lie on both slopes
		for col := range 12 {
			y := (float64(row) - 3.5) * h.D / 8.6
			x := (float64(col) - 5.5) * h.W / 12.6
			c := h.At.Add(geo.V2{E: x, N: y})
			hw, hd := h.W/12.6*.44, h.D/8.6*.4
			up := func(n float64) float64 { return h.High + 4*(1-math.Abs(n-h.At.N)/(h.D/2)) + .35 }
			q := func(dx, dy float64) geo.V3 { return geo.V3{E: c.E + dx, N: c.N + dy, U: up(c.N + dy)} }
			m.Paint(solid.Hex(0x1c2f52))
			m.Quad(q(-hw, -hd), q(hw, -hd), q(hw, hd), q(-hw, hd), 0)
		}
	}
}

func (h *Hall) flat(m *solid.Mesh) {
	m.Paint(solid.Hex(0x9b9a95))
	m.Cap(rect(h.At, h.W, h.D), h.High)
	for i := range 10 {
		c := h.At.Add(geo.V2{E: (float64(i%5) - 2) * h.W / 5.6, N: (float64(i/5) - .5) * h.D / 2.4})
		m.Paint(solid.Hex(0xc4c8c8))
		m.Prism(rect(c, 7, 5), h.High-.1, h.High+2.2+float64(i%3))
		m.Paint(solid.Hex(0x7d8488))
		m.Tube(c.Add(geo.V2{E: 6}), 1.1, 1.1, h.High-.1, h.High+3.4, 8)
	}
}

func (h *Hall) offices(m *solid.Mesh) {
	r := rect(h.At, h.W, h.D)
	m.Paint(solid.Hex(0x6d747a))
	m.Prism(rect(h.At, h.W+8, h.D+8), -1, 5)
	floors := int(h.High / 4)
	for f := 1; f < floors; f++ {
		u := 5 + float64(f-1)*4
		k := 1 - .02*float64(f)
		m.Paint(solid.Hex(0x4d6a80))
		m.Loft(r.Scaled(k), r.Scaled(k), u, u+2.7)
		m.Paint(solid.Hex(h.wall))
		m.Block(r.Scaled(k+.02), u+2.7, u+4)
	}
	top := 5 + float64(floors-1)*4
	m.Paint(solid.Hex(0x8a8f92))
	m.Prism(rect(h.At, h.W*.4, h.D*.4), top-.1, top+4)
}
