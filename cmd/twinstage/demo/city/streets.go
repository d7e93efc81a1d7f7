package city

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Streets run along the lines of a gently bent grid: the frame (u, v) is the
// plan with a slow wave laid over it, so that blocks stay nearly rectangular
// while streets follow the land.
const (
	blockU    = 78.0
	blockV    = 60.0
	street    = 10.0 // width, metres
	avenue    = 18.0 // width of every fourth street
	avenueNth = 4
	waveAmp   = 26.0
)

func toStreet(p geo.V2) (u, v float64) {
	return p.E + waveU(p.N), p.N + waveV(p.E)
}

func waveU(n float64) float64 { return waveAmp * math.Sin(n*.0105+1) }
func waveV(e float64) float64 { return waveAmp * math.Sin(e*.0092) }

// fromStreet undoes toStreet; the wave is gentle enough for iteration.
func fromStreet(u, v float64) geo.V2 {
	p := geo.V2{E: u, N: v}
	for range 12 {
		p = geo.V2{E: u - waveU(p.N), N: v - waveV(p.E)}
	}
	return p
}

// streetDir is the unit direction of growing u at a place in the frame.
func streetDir(u, v float64) geo.V2 {
	return fromStreet(u+6, v).Sub(fromStreet(u-6, v)).Unit()
}

// lineEdge is the signed distance from a frame coordinate to the kerb of the
// nearest street (negative on the roadway), and that street's width.
func lineEdge(x, step float64) (edge, width float64) {
	k := math.Round(x / step)
	width = street
	if int(k)%avenueNth == 0 {
		width = avenue
	}
	return math.Abs(x-k*step) - width/2, width
}

// quarter is a part of the city with a centre of its own.
type quarter struct {
	zh, en string
	at     geo.V2
	radius float64
	high   float64 // metres its towers reach
}

// quarters are invented places; their names are no real districts'.
func quarters() []quarter {
	return []quarter{
		{"半岛中心", "Peninsula Core", geo.V2{E: 150, N: -70}, 300, 232},
		{"北岸金融城", "North Bank Finance City", geo.V2{E: 640, N: 590}, 400, 236},
		{"南滨新区", "South Shore", geo.V2{E: 790, N: -640}, 430, 172},
		{"西门里", "West Gate", geo.V2{E: -520, N: -70}, 430, 168},
		{"石桥坪", "Stone Bridge Terrace", geo.V2{E: -1300, N: -90}, 520, 142},
		{"云岭", "Cloud Ridge", geo.V2{E: -150, N: 850}, 430, 128},
		{"望江台", "River View", geo.V2{E: -120, N: -1060}, 450, 118},
		{"东港", "East Harbour", geo.V2{E: 1560, N: 640}, 380, 104},
		{"龙潭", "Dragon Pool", geo.V2{E: 1650, N: -480}, 360, 92},
		{"松林坡", "Pine Slope", geo.V2{E: -1250, N: 1130}, 380, 84},
		{"渡口坝", "Ferry Flat", geo.V2{E: -1420, N: -1420}, 400, 88},
	}
}

// districts tells how urban places are.
type districts struct {
	list  []quarter
	noise geo.Noise
}

func newDistricts(seed uint64) *districts {
	return &districts{list: quarters(), noise: geo.NewNoise(geo.Hash(seed, 5))}
}

// at returns the pull of the strongest centre (0 to 1), which it is, and how
// high its towers may reach here.
func (d *districts) at(p geo.V2) (pull float64, which int, high float64) {
	for i, q := range d.list {
		r := p.Sub(q.at)
		e := math.Exp(-r.Dot(r) / (q.radius * q.radius))
		if e > pull {
			pull, which = e, i
		}
		high = math.Max(high, q.high*e)
	}
	return pull, which, high
}

// built is the share of land under streets and houses, 0 in the wild.
func (d *districts) built(p geo.V2, shore float64) float64 {
	pull, _, _ := d.at(p)
	near := 1 - geo.Smooth(380, 1250, shore)
	wild := d.noise.Fractal(p.E/420, p.N/420)
	rim := 1 - geo.Smooth(2300, 3300, math.Hypot(p.E, p.N))
	return geo.Clamp(math.Max(pull*1.25, near*rim*geo.Smooth(.28, .62, wild)*.75), 0, 1)
}
