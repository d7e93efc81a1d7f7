package city

import (
	"math"
	"sync"
	"testing"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

var plan = sync.OnceValue(func() *City { return New(20260, 3000) })

func TestBuildingsStandOnDryGround(t *testing.T) {
	c := plan()
	if len(c.Buildings) != 3000 {
		t.Fatalf("%d buildings", len(c.Buildings))
	}
	ids := map[string]bool{}
	for i := range c.Buildings {
		b := &c.Buildings[i]
		if ids[b.ID] {
			t.Errorf("%s is taken twice", b.ID)
		}
		ids[b.ID] = true
		if b.Name == "" || b.Kind == "" || b.Height < 4 || b.Height > 420 {
			t.Errorf("%s: %q, %q, %.1f m", b.ID, b.Name, b.Kind, b.Height)
		}
		m := &solid.Mesh{}
		b.draw(m)
		lo := math.Inf(1)
		for v := 0; v < len(m.Pos); v += 3 {
			lo = math.Min(lo, float64(m.Pos[v+1]))
		}
		for _, p := range b.Ring() {
			if d := c.Ground.Shore(p); d <= 0 {
				t.Errorf("%s stands %.0f m out in the river", b.ID, -d)
			}
			if up := c.Ground.Up(p); lo > up-1 {
				t.Errorf("%s floats %.1f m over the ground", b.ID, lo-up)
			}
		}
	}
}

func TestBuildingsDoNotDependOnTheirNumber(t *testing.T) {
	few, many := New(20260, 1000), plan()
	for i := range few.Buildings {
		if few.Buildings[i] != many.Buildings[i] {
			t.Fatalf("building %d is %+v among 1000, %+v among 3000", i, few.Buildings[i], many.Buildings[i])
		}
	}
}

func TestBuildingsKeepApart(t *testing.T) {
	c := plan()
	for i := range c.Buildings {
		for j := range i {
			a, b := &c.Buildings[i], &c.Buildings[j]
			if d := a.At.Dist(b.At); d < .4*math.Min(math.Min(a.W, a.D), math.Min(b.W, b.D)) {
				t.Errorf("%s and %s stand %.1f m apart", a.ID, b.ID, d)
			}
		}
	}
}

func TestBuildingsLeaveReservedLandFree(t *testing.T) {
	c := plan()
	for i := range c.Buildings {
		for _, r := range c.reserved {
			if r.holds(c.Buildings[i].At, 0) {
				t.Errorf("%s stands on reserved land", c.Buildings[i].ID)
			}
		}
	}
}

func TestBridgesMeetTheGround(t *testing.T) {
	c := plan()
	for _, b := range c.Bridges {
		for _, end := range []float64{b.from, b.to} {
			p := b.At(end)
			if gap := p.U - c.Ground.Up(p.Plan()); math.Abs(gap) > 3 {
				t.Errorf("%s ends %.1f m over the ground", b.ID, gap)
			}
		}
		if c.Rivers.Shore(b.Middle().Plan()) > -b.river.Half*.8 || b.Middle().U < 25 {
			t.Errorf("%s does not cross its river: middle %v", b.ID, b.Middle())
		}
	}
}

func TestBoatsStayInTheWater(t *testing.T) {
	c := plan()
	for _, b := range c.Boats {
		var last geo.V3
		for s := 0.0; s < 7200; s += 1 {
			p, heading := b.At(s)
			if c.Rivers.Shore(p.Plan()) > -4 {
				t.Fatalf("%s runs aground at %v after %.0f s", b.ID, p, s)
			}
			if heading < 0 || heading >= 360 {
				t.Fatalf("%s heads %v", b.ID, heading)
			}
			if s > 0 && p.Sub(last).Len() > 3*b.speed {
				t.Fatalf("%s jumps %.0f m in a second", b.ID, p.Sub(last).Len())
			}
			last = p
		}
	}
}

func TestGroundIsWhatTheMeshDraws(t *testing.T) {
	g := plan().Ground
	m := g.mesh()
	if n := len(m.Idx) / 3; n > 200_000 {
		t.Errorf("%d triangles", n)
	}
	r := geo.NewRand(3)
	for range 2000 { // the middle of a triangle
		k := r.Intn(len(m.Idx)/3) * 3
		var c [3]float64
		for _, i := range m.Idx[k : k+3] {
			for a := range 3 {
				c[a] += float64(m.Pos[3*i+uint32(a)]) / 3
			}
		}
		if up := g.Up(geo.V2{E: c[0], N: -c[2]}); math.Abs(up-c[1]) > .02 {
			t.Fatalf("ground %.3f, mesh %.3f at %v", up, c[1], c)
		}
	}
}

func TestStreetFrameTurnsBack(t *testing.T) {
	r := geo.NewRand(4)
	for range 500 {
		p := geo.V2{E: r.In(-3000, 3000), N: r.In(-3000, 3000)}
		u, v := toStreet(p)
		if q := fromStreet(u, v); q.Dist(p) > .01 {
			t.Fatalf("%v comes back as %v", p, q)
		}
	}
}
