package solid

import "github.com/twinstage/twinstage/cmd/twinstage/demo/geo"

// Profile is a convex cross-section: metres to the left of the way and up,
// counter-clockwise as seen by one who comes the other way.
type Profile []geo.V2 // E is left, N is up

// RectProfile is w wide around the way and reaches from lo to hi.
func RectProfile(w, lo, hi float64) Profile {
	return Profile{{E: -w / 2, N: lo}, {E: w / 2, N: lo}, {E: w / 2, N: hi}, {E: -w / 2, N: hi}}
}

// Sweep carries a profile along points, kept upright, and closes both ends.
// Texture u is the way along, v the height.
func (m *Mesh) Sweep(pts []geo.V3, prof Profile) {
	rings := make([][]geo.V3, len(pts))
	for i := range pts {
		a, b := pts[max(i-1, 0)], pts[min(i+1, len(pts)-1)]
		left := b.Sub(a).Plan().Unit().Left()
		for _, q := range prof {
			rings[i] = append(rings[i], pts[i].Plan().Along(left, q.E).At(pts[i].U+q.N))
		}
	}
	at := 0.
	for i := 0; i+1 < len(rings); i++ {
		l := pts[i].Sub(pts[i+1]).Len()
		for k := range prof {
			j := (k + 1) % len(prof)
			m.panel(rings[i][k], rings[i][j], rings[i+1][j], rings[i+1][k], at, at+l)
		}
		at += l
	}
	m.lid(rings[0], true)
	m.lid(rings[len(rings)-1], false)
}

// panel is a quad whose texture runs from a–b at u0 to c–d at u1.
func (m *Mesh) panel(a, b, c, d geo.V3, u0, u1 float64) {
	n := c.Sub(a).Cross(d.Sub(b)).Unit()
	if n.Len() == 0 {
		return
	}
	i := m.Vertex(a, n, u0, a.U)
	m.Vertex(b, n, u0, b.U)
	m.Vertex(c, n, u1, c.U)
	m.Vertex(d, n, u1, d.U)
	m.Idx = append(m.Idx, i, i+1, i+2, i, i+2, i+3)
}

func (m *Mesh) lid(r []geo.V3, start bool) {
	for i := 2; i < len(r); i++ {
		if start {
			m.Tri(r[0], r[i], r[i-1])
		} else {
			m.Tri(r[0], r[i-1], r[i])
		}
	}
}

// Ribbon is a flat strip along points, w wide, that looks up.
func (m *Mesh) Ribbon(pts []geo.V3, w float64) {
	edge := func(i int) (geo.V3, geo.V3) {
		a, b := pts[max(i-1, 0)], pts[min(i+1, len(pts)-1)]
		left := b.Sub(a).Plan().Unit().Left().Mul(w / 2)
		return pts[i].Plan().Add(left).At(pts[i].U), pts[i].Plan().Sub(left).At(pts[i].U)
	}
	for i := 0; i+1 < len(pts); i++ {
		l0, r0 := edge(i)
		l1, r1 := edge(i + 1)
		m.Quad(r0, r1, l1, l0, 0)
	}
}
