// Package solid builds triangle meshes from prisms, bars and roofs. Input is
// east-north-up metres; what is stored is glTF: x east, y up, z south.
// Polygons in plan run counter-clockwise and are convex where they get a cap.
package solid

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// RGB is a colour in linear light, 0 to 1.
type RGB [3]float64

// Hex reads 0xRRGGBB (sRGB) into linear light.
func Hex(c uint32) RGB {
	f := func(v uint32) float64 {
		s := float64(v&255) / 255
		if s <= .04045 {
			return s / 12.92
		}
		return math.Pow((s+.055)/1.055, 2.4)
	}
	return RGB{f(c >> 16), f(c >> 8), f(c)}
}

// Mul scales all channels, held to 1.
func (c RGB) Mul(k float64) RGB {
	return RGB{math.Min(1, c[0]*k), math.Min(1, c[1]*k), math.Min(1, c[2]*k)}
}

// Mix goes from c to d as t goes from 0 to 1.
func (c RGB) Mix(d RGB, t float64) RGB {
	return RGB{geo.Lerp(c[0], d[0], t), geo.Lerp(c[1], d[1], t), geo.Lerp(c[2], d[2], t)}
}

// Mesh collects triangles. The pen (Paint, Feature) marks what is added next.
type Mesh struct {
	Pos, Nrm []float32 // 3 a vertex
	UV       []float32 // 2 a vertex, in units of UVScale metres; kept if UVScale > 0
	Color    []uint8   // RGBA, linear
	Feat     []uint16  // feature id; kept if WithFeatures
	Idx      []uint32

	UVScale      float64
	WithFeatures bool
	// Origin is taken from every position (metres ENU), so that float32 stays
	// exact far from the world's origin.
	Origin geo.V3

	paint [4]uint8
	feat  uint16
}

// Paint sets the colour of what follows.
func (m *Mesh) Paint(c RGB) {
	for i := range 3 {
		m.paint[i] = uint8(math.Round(geo.Clamp(c[i], 0, 1) * 255))
	}
	m.paint[3] = 255
}

// Feature sets the feature id of what follows.
func (m *Mesh) Feature(id int) { m.feat = uint16(id) }

// Empty tells whether nothing was added.
func (m *Mesh) Empty() bool { return len(m.Pos) == 0 }

// Vertices counts them.
func (m *Mesh) Vertices() int { return len(m.Pos) / 3 }

// Vertex adds one vertex and returns its index.
func (m *Mesh) Vertex(p, n geo.V3, u, v float64) uint32 {
	i := uint32(len(m.Pos) / 3)
	q := p.Sub(m.Origin)
	m.Pos = append(m.Pos, float32(q.E), float32(q.U), float32(-q.N))
	m.Nrm = append(m.Nrm, float32(n.E), float32(n.U), float32(-n.N))
	if m.paint[3] == 0 {
		m.paint = [4]uint8{255, 255, 255, 255}
	}
	m.Color = append(m.Color, m.paint[:]...)
	if m.UVScale > 0 {
		m.UV = append(m.UV, float32(u/m.UVScale), float32(-v/m.UVScale))
	}
	if m.WithFeatures {
		m.Feat = append(m.Feat, m.feat)
	}
	return i
}

// Tri adds a flat triangle, counter-clockwise as seen from outside.
func (m *Mesh) Tri(a, b, c geo.V3) {
	n := b.Sub(a).Cross(c.Sub(a)).Unit()
	if n.Len() == 0 {
		return
	}
	i := m.Vertex(a, n, a.E, a.N)
	m.Vertex(b, n, b.E, b.N)
	m.Vertex(c, n, c.E, c.N)
	m.Idx = append(m.Idx, i, i+1, i+2)
}

// Quad adds a flat quadrilateral a b c d, counter-clockwise as seen from
// outside. Texture u runs from a to b starting at u0, v is the height.
func (m *Mesh) Quad(a, b, c, d geo.V3, u0 float64) {
	n := c.Sub(a).Cross(d.Sub(b)).Unit()
	if n.Len() == 0 {
		return
	}
	w := b.Sub(a).Len()
	vert := math.Abs(n.U) < .7
	uv := func(p geo.V3, u float64) (float64, float64) {
		if vert {
			return u0 + u, p.U
		}
		return p.E, p.N
	}
	corners := [4]geo.V3{a, b, c, d}
	us := [4]float64{0, w, w, 0}
	var first uint32
	for k, p := range corners {
		u, v := uv(p, us[k])
		i := m.Vertex(p, n, u, v)
		if k == 0 {
			first = i
		}
	}
	m.Idx = append(m.Idx, first, first+1, first+2, first, first+2, first+3)
}

// Append adds all of other's triangles (same Origin, same channels).
func (m *Mesh) Append(other *Mesh) {
	base := uint32(m.Vertices())
	m.Pos = append(m.Pos, other.Pos...)
	m.Nrm = append(m.Nrm, other.Nrm...)
	m.UV = append(m.UV, other.UV...)
	m.Color = append(m.Color, other.Color...)
	m.Feat = append(m.Feat, other.Feat...)
	for _, i := range other.Idx {
		m.Idx = append(m.Idx, base+i)
	}
}

// Bounds are the corners in glTF axes, relative to Origin.
func (m *Mesh) Bounds() (lo, hi [3]float32) {
	lo = [3]float32{math.MaxFloat32, math.MaxFloat32, math.MaxFloat32}
	hi = [3]float32{-math.MaxFloat32, -math.MaxFloat32, -math.MaxFloat32}
	for i, v := range m.Pos {
		k := i % 3
		lo[k], hi[k] = min(lo[k], v), max(hi[k], v)
	}
	return lo, hi
}
