package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// tip is the middle of the landmark's podium, at the tip of the peninsula.
var tip = geo.V2{E: 372, N: -38}

// cliffSite is the steep bank on which the stilt houses climb.
type cliffSite struct {
	foot    geo.V2 // on the water's edge
	along   geo.V2 // unit, downstream
	inland  geo.V2 // unit, away from the water
	s       float64
	tiers   int
	rise    float64 // metres a tier
	setback float64 // metres a tier
}

const cliffHalf = 74.0 // metres of cliff either side of the foot

func newCliffSite(r *Rivers) cliffSite {
	_, s := r.Clear.Path.Near(geo.V2{E: 120, N: 240})
	dir := r.Clear.Path.Dir(s)
	inland := dir.Left().Mul(-1) // the peninsula lies on the right bank
	return cliffSite{
		foot: r.Clear.Path.At(s).Along(inland, r.Clear.Half), along: dir, inland: inland,
		s: s, tiers: 9, rise: 7.6, setback: 5.2,
	}
}

// at turns (along, inland) metres from the foot into plan.
func (c cliffSite) at(along, inland float64) geo.V2 {
	return c.foot.Along(c.along, along).Along(c.inland, inland)
}

// tierUp is the floor height of a tier.
func (c cliffSite) tierUp(t int) float64 { return 11.4 + float64(t)*c.rise }

// tierDepth is how far inland a tier's front stands.
func (c cliffSite) tierDepth(t int) float64 { return 5 + float64(t)*c.setback }

// shape raises the bank behind the tiers, flattened on top.
func (c cliffSite) shape(p geo.V2, d, h float64) float64 {
	v := p.Sub(c.foot)
	if in := v.Dot(c.inland); in < -30 || in > 220 {
		return h
	}
	k := (1 - geo.Smooth(cliffHalf-4, cliffHalf+34, math.Abs(v.Dot(c.along)))) * (1 - geo.Smooth(105, 190, d))
	if k <= 0 || d <= 0 {
		return h
	}
	top := c.tierUp(c.tiers) - 4
	depth := c.tierDepth(c.tiers)
	want := -1.2 + 9*geo.Smooth(0, 10, d) + (top-8)*geo.Clamp((d-8)/(depth-4), 0, 1)
	return geo.Lerp(h, math.Max(want, 0), k)
}

// reserve is land on which no building may stand.
type reserve struct {
	a, b   geo.V2 // a segment (or a point, twice)
	radius float64
}

func (r reserve) holds(p geo.V2, margin float64) bool {
	d := r.b.Sub(r.a)
	t := 0.
	if l2 := d.Dot(d); l2 > 0 {
		t = geo.Clamp(p.Sub(r.a).Dot(d)/l2, 0, 1)
	}
	v := p.Sub(r.a.Add(d.Mul(t)))
	return v.Dot(v) < (r.radius+margin)*(r.radius+margin)
}
