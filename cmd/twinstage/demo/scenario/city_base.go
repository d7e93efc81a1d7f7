package scenario

import (
	"fmt"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/city"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

const second = time.Second

// cityLayers are the assets of the city, drawn from the ground up. Asset
// holds the asset's name until the scene is handed over.
func cityLayers() []Layer {
	night := map[string]any{"emissive": "night"}
	return []Layer{
		{ID: "terrain", Name: &Text{"地形", "Terrain"}, Asset: "terrain", Kind: "model", Role: "terrain", Style: night, Visible: true},
		{ID: "rivers", Name: &Text{"两江", "Rivers"}, Asset: "rivers", Kind: "model", Role: "water", Visible: true},
		{ID: "city", Name: &Text{"建筑", "Buildings"}, Asset: "city", Kind: "tileset", Style: map[string]any{"facade": map[string]any{"seedFrom": "featureId"}}, Visible: true},
		{ID: "landmarks", Name: &Text{"地标", "Landmarks"}, Asset: "landmarks", Kind: "model", Role: "landmark", Style: night, Visible: true},
		{ID: "lights", Name: &Text{"灯光", "Lights"}, Asset: "lights", Kind: "model", Role: "lights", Style: night, Visible: true},
		{ID: "trees", Name: &Text{"树木", "Trees"}, Asset: "trees", Kind: "model", Role: "vegetation", Visible: true},
	}
}

// newCityScene starts a scene in the city.
func newCityScene(slug string, title, summary Text, sector, district, clock, weather string) *author {
	a := newAuthor(slug, title, summary, sector, district, city.Origin(),
		Environment{TimeOfDay: clock, Weather: weather, Water: []string{"rivers"}, Quality: "auto"})
	a.Document.Layers = cityLayers()
	return a
}

// cityViews are the cameras that every scene in the city has; the first is
// where the scene opens.
func cityViews(a *author, c *city.City, first string) {
	p := func(e, n, u float64) geo.V3 { return geo.V3{E: e, N: n, U: u} }
	east, great := c.Bridges[0], c.Bridges[3]
	type view struct {
		id, zh, en string
		from, to   geo.V3
		fov        float64
	}
	views := []view{
		{"hero", "两江交汇", "Confluence", p(1085, 128, 64), p(322, -24, 122), 36},
		{"cliff", "崖壁吊脚楼", "Stilt-house Cliff", c.CliffSeenFrom(128, 118, 42), c.CliffSeenFrom(-22, -20, 44), 42},
		{"high", "高空全景", "From Above", p(1900, -520, 620), p(150, 30, -20), 36},
		{"bridge", "东桥", "East Bridge", east.Middle().Add(p(255, -66, 26)), east.Middle().Up(16), 44},
		{"south", "南岸望半岛", "Peninsula from the South", p(60, -470, 46), p(350, -20, 108), 46},
		{"arch", "大江拱桥", "Great River Arch", great.Middle().Add(p(-430, -40, 60)), great.Middle().Up(20), 42},
	}
	for _, want := range []bool{true, false} {
		for _, v := range views {
			if (v.id == first) == want {
				a.view(v.id, v.zh, v.en, v.from, v.to, v.fov)
			}
		}
	}
}

// cityPlaces anchors what several scenes speak of.
func cityPlaces(a *author, c *city.City) {
	a.point("tip-plaza", "江口广场", "Confluence Plaza", c.Tip().Add(geo.V3{E: 84, U: -14}))
	a.point("cliff", "崖壁吊脚楼", "Stilt-house Cliff", c.Cliff().Up(26))
	a.node("sky-bridge", "空中连廊", "Sky Bridge", "landmarks", "sky-bridge")
	for _, b := range c.Bridges {
		a.point(b.ID, b.ZH, b.EN, b.Middle().Up(6))
	}
	for i, s := range c.Rail.Stations {
		a.point(s.ID, s.ZH, s.EN, c.Rail.StationAt(i).Up(10))
	}
	for i, q := range c.Places() {
		a.point(placeID(i), q.ZH, q.EN, q.At.Up(60))
	}
	a.point("gauge-clear", "清江水位站", "Clear River Gauge", c.Rivers.Clear.Path.At(c.Rivers.Clear.Path.Length()*.93).At(4))
	a.point("gauge-muddy", "浊江水位站", "Muddy River Gauge", c.Rivers.Muddy.Path.At(c.Rivers.Muddy.Path.Length()*.93).At(4))
}

func placeID(i int) string { return fmt.Sprintf("quarter-%d", i+1) }

// boats adds a position indicator for each boat whose id is named, anchored
// to its own node so that the stage can move it.
func boats(a *author, c *city.City, ids ...string) []string {
	var keys []string
	for _, b := range c.Boats {
		for _, id := range ids {
			if b.ID != id {
				continue
			}
			a.node(b.ID, b.ZH, b.EN, "landmarks", b.ID)
			key := "boat." + b.ID
			a.track(key, b.ZH+"位置", b.EN+", position", second, position(city.Origin(), antenna(b.At, 6)), at(b.ID))
			keys = append(keys, key)
		}
	}
	return keys
}

// antenna raises a mover's place to where its receiver is, metres.
func antenna(at func(float64) (geo.V3, float64), up float64) func(float64) (geo.V3, float64) {
	return func(s float64) (geo.V3, float64) {
		p, heading := at(s)
		return p.Up(up), heading
	}
}

// pm25 is dust: worse when the air is still and the streets are full, washed
// out by rain.
func pm25(base float64) signal {
	return number{round: func(d day) float64 { return (base + 26*d.still() + 16*d.traffic()) * (1 - .6*d.rain()) },
		drift: 6, jitter: 1.5, surge: 55, every: 9 * time.Hour, lo: 3, hi: 220}.signal()
}

// speed of a road, km/h.
func speed(free, worst float64) signal {
	return number{round: func(d day) float64 { return geo.Lerp(free, worst, d.traffic()) },
		drift: 4, jitter: 2, surge: -18, every: 7 * time.Hour, lo: 4, hi: free + 6}.signal()
}

// level of a river over its gauge, m.
func level(base float64) signal {
	return number{round: func(d day) float64 { return base + 2.6*d.flood() + .4*d.rain() },
		drift: .12, jitter: .01, surge: 2.2, every: 40 * time.Hour, lo: 1, hi: 14}.signal()
}

// share of a full house, %, at a place that draws this much of the crowd.
func crowding(most float64) signal {
	return number{round: func(d day) float64 { return 4 + most*d.crowd() },
		drift: 4, jitter: 1, surge: 24, every: 6 * time.Hour, lo: 0, hi: 100}.signal()
}

// people at a place.
func people(quiet, full float64) signal {
	return number{round: func(d day) float64 { return geo.Lerp(quiet, full, d.crowd()) },
		drift: full * .05, jitter: full * .01, surge: full * .3, every: 8 * time.Hour, lo: 0, hi: full * 1.6}.signal()
}

// noise in dB(A).
func noise(base float64) signal {
	return number{round: func(d day) float64 { return base + 12*d.crowd() + 6*d.traffic() },
		drift: 1.5, jitter: 1.5, surge: 9, every: 5 * time.Hour, lo: 35, hi: 96}.signal()
}
