package city

import (
	"fmt"
	"io"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// WriteLandmarks writes everything with a name of its own: nodes podium,
// tower-1 … tower-8, sky-bridge, cliff-tier-1 … cliff-tier-9, bridge-…,
// railway, station-…, train-…, ropeway, cabin-… and the boats.
func (c *City) WriteLandmarks(w io.Writer) error {
	s, err := newScene("landmarks", c.seed)
	if err != nil {
		return err
	}
	c.putTip(s)
	for i, tier := range c.Ground.cliff.houses(c.seed) {
		at := c.Ground.cliff.at(0, 0).At(c.Ground.cliff.tierUp(i))
		s.put(fmt.Sprintf("cliff-tier-%d", i+1), at, func(k *kit) { c.drawTier(k, tier) })
	}
	for _, b := range c.Bridges {
		s.put(b.ID, b.Middle(), func(k *kit) { b.draw(k, c.Ground) })
	}
	c.putRailway(s)
	c.putRopeway(s)
	for _, b := range c.Boats {
		at, heading := b.At(0)
		// Drawn around its own origin, then placed: the stage may move it.
		node := s.put(b.ID, geo.V3{}, func(k *kit) { b.draw(k) })
		s.b.Move(node, at)
		s.b.Turn(node, heading)
	}
	_, err = s.b.WriteTo(w)
	return err
}

func (c *City) putTip(s *scene) {
	s.put("podium", tip.At(0), drawPodium)
	for i, t := range sails() {
		s.put(fmt.Sprintf("tower-%d", i+1), t.at.At(podiumTop), t.draw)
	}
	s.put("sky-bridge", tip.At(bridgeUp), drawSkyBridge)
}

// trains stand on the railway at these shares of its length.
var trains = []struct {
	at     float64
	livery uint32
}{{.55, 0x2f7d4a}, {.84, 0xb2342a}}

func (c *City) putRailway(s *scene) {
	r := c.Rail
	s.put("railway", r.At(r.Length()/2), func(k *kit) { r.draw(k, c.Ground) })
	for i, st := range r.Stations {
		s.put(st.ID, r.StationAt(i), func(k *kit) { r.drawStation(k, c.Ground, st) })
	}
	for i, t := range trains {
		from := t.at * r.Length()
		s.put(fmt.Sprintf("train-%d", i+1), r.TrainAt(from), func(k *kit) { r.drawTrain(k, from, t.livery) })
	}
}

func (c *City) putRopeway(s *scene) {
	m := c.ropeway()
	s.put("ropeway", m[0], func(k *kit) { c.drawRopeway(k, m) })
	for i, t := range []float64{.3, .68} {
		at := cableAt(m, t).Up(-3.4)
		s.put(fmt.Sprintf("cabin-%d", i+1), at, func(k *kit) {
			dir := m[1].Sub(m[0]).Plan().Unit()
			side := []float64{-2.6, 2.6}[i]
			p := at.Plan().Along(dir.Left(), side)
			k.paint(0xb2342a).Block(solid.Chamfered(p, dir, 5, 3.2, .7), at.U-1.5, at.U+1.4)
			k.in(white).Loft(solid.Chamfered(p, dir, 5.1, 3.3, .7), solid.Chamfered(p, dir, 5.1, 3.3, .7), at.U-.3, at.U+.8)
			k.paint(0x50545a).Bar(p.At(at.U+1.3), p.At(at.U+3.5), .3, .3)
		})
	}
}
