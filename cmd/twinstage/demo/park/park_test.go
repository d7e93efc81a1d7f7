package park

import (
	"math"
	"testing"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

func TestHallsKeepOffRoadsAndEachOther(t *testing.T) {
	p := New(1)
	ids := map[string]bool{}
	for i, h := range p.Halls {
		if ids[h.ID] {
			t.Errorf("%s is taken twice", h.ID)
		}
		ids[h.ID] = true
		for x := -.5; x <= .5; x += .05 {
			for y := -.5; y <= .5; y += .05 {
				c := h.At.Add(geo.V2{E: x * h.W, N: y * h.D})
				if p.roadEdge(c) < 0 {
					t.Fatalf("%s stands on a road at %v", h.ID, c)
				}
				if math.Abs(p.Up(c)) > .01 {
					t.Fatalf("%s stands on a slope at %v", h.ID, c)
				}
			}
		}
		for _, o := range p.Halls[:i] {
			if math.Abs(h.At.E-o.At.E) < (h.W+o.W)/2 && math.Abs(h.At.N-o.At.N) < (h.D+o.D)/2 {
				t.Errorf("%s and %s overlap", h.ID, o.ID)
			}
		}
	}
}

func TestTrucksStayOnTheRoad(t *testing.T) {
	p := New(1)
	for n := range 3 {
		for s := 0.0; s < 1200; s++ {
			if at, _ := p.TruckAt(n, s); p.roadEdge(at.Plan()) > 0 {
				t.Fatalf("truck %d leaves the road at %v after %.0f s", n+1, at, s)
			}
		}
	}
}
