package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Railway is the elevated single rail along the clear river's right bank: it
// leaves a hillside in the west and ends at a station by the tip.
type Railway struct {
	Path     *geo.Path
	ups      []float64 // at each of the path's points
	Stations []Station
}

// Station is a stop on the railway.
type Station struct {
	ID, ZH, EN string
	s          float64
}

func newRailway(g *Ground) *Railway {
	r := g.rivers.Clear
	n := r.Path.Length()
	right := func(s, out float64) geo.V2 {
		return r.Path.At(s).Along(r.Path.Dir(s).Left(), -(r.Half + out))
	}
	knots := []geo.V2{right(.50*n, 330), right(.515*n, 190), right(.535*n, 60)}
	for t := .56; t < .955; t += .022 {
		knots = append(knots, right(t*n, -4))
	}
	w := &Railway{Path: geo.NewPath(12, knots...)}
	for i, p := range w.Path.Points() {
		f := float64(i) / float64(len(w.Path.Points())-1)
		climb := 26 * (1 - geo.Smooth(0, .16, f))
		_ = p
		w.ups = append(w.ups, 27+climb+2.2*math.Sin(f*11))
	}
	l := w.Path.Length()
	w.Stations = []Station{
		{"station-west", "石桥站", "Stone Bridge Station", l * .27},
		{"station-cliff", "崖下站", "Cliff Station", l * .87},
		{"station-tip", "江口站", "Confluence Station", l * .985},
	}
	return w
}

// At is the top of the rail s metres from the western end.
func (w *Railway) At(s float64) geo.V3 {
	pts := w.Path.Points()
	p := w.Path.At(s)
	f := geo.Clamp(s/w.Path.Length(), 0, 1) * float64(len(pts)-1)
	i := min(int(f), len(pts)-2)
	return p.At(geo.Lerp(w.ups[i], w.ups[i+1], f-float64(i)))
}

// Length in metres.
func (w *Railway) Length() float64 { return w.Path.Length() }

// StationAt is the platform's middle.
func (w *Railway) StationAt(i int) geo.V3 { return w.At(w.Stations[i].s) }
