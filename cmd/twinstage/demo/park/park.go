package park

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// Origin of the park's frame, a valley north-west of the city.
func Origin() geo.Origin { return geo.Origin{Lon: 106.4, Lat: 29.7, Height: 310} }

// Roof is a hall's silhouette.
type Roof uint8

// The roofs.
const (
	Sawtooth Roof = iota
	Solar
	Flat
	Tower // offices
)

// Hall is one building of the park, a feature of its tileset.
type Hall struct {
	ID, ZH, EN string
	Kind       string // workshop, warehouse, office, energy, laboratory
	At         geo.V2
	W, D, High float64
	Roof       Roof
	Year       uint16
	wall       uint32
}

// Node is one named thing of the plant.
type Node struct {
	ID, ZH, EN string
	At         geo.V3
}

// Park is the plan; its Write methods make the assets.
type Park struct {
	Halls []Hall
	seed  uint64
	noise geo.Noise
	roads []*geo.Path
}

// New plans the park. Only its surroundings depend on the seed.
func New(seed uint64) *Park {
	p := &Park{seed: seed, noise: geo.NewNoise(geo.Hash(seed, 900))}
	v := func(e, n float64) geo.V2 { return geo.V2{E: e, N: n} }
	p.Halls = []Hall{
		{"hall-01", "一号冲压车间", "Press Shop 1", "workshop", v(-330, 110), 120, 72, 15, Sawtooth, 2016, 0xcdd3d6},
		{"hall-02", "二号焊装车间", "Weld Shop 2", "workshop", v(-180, 110), 120, 72, 15, Sawtooth, 2016, 0xcdd3d6},
		{"hall-03", "三号涂装车间", "Paint Shop 3", "workshop", v(-20, 110), 130, 72, 18, Flat, 2017, 0xd8d4ca},
		{"hall-04", "四号总装车间", "Assembly 4", "workshop", v(166, 110), 132, 76, 16, Solar, 2018, 0xc6d0d8},
		{"hall-05", "五号电池车间", "Battery Shop 5", "workshop", v(-300, -120), 130, 80, 14, Solar, 2022, 0xbfd2cf},
		{"hall-06", "六号机加车间", "Machining 6", "workshop", v(-130, -120), 120, 80, 13, Sawtooth, 2015, 0xcdd3d6},
		{"hall-07", "智能立体仓库", "High-bay Warehouse", "warehouse", v(4, -125), 106, 70, 30, Flat, 2021, 0xe2e0d8},
		{"hall-08", "物流中心", "Logistics Centre", "warehouse", v(180, -125), 120, 70, 12, Solar, 2019, 0xd6d0c4},
		{"hall-09", "能源站", "Energy Centre", "energy", v(330, -120), 60, 46, 14, Flat, 2016, 0xb8a894},
		{"hall-10", "研发中心", "R&D Centre", "office", v(-440, 56), 34, 56, 42, Tower, 2020, 0x8497a1},
		{"hall-11", "检测实验楼", "Test Laboratory", "laboratory", v(-440, -95), 36, 48, 20, Tower, 2020, 0xb9c0c4},
		{"hall-12", "员工中心", "Staff Centre", "office", v(-440, 128), 40, 40, 16, Tower, 2017, 0xcfc7b6},
	}
	road := func(k ...geo.V2) { p.roads = append(p.roads, geo.NewPolyline(k...)) }
	road(v(-1500, -190), v(-700, 20), v(-480, 5), v(470, 5), v(760, 90), v(1500, 260))
	road(v(-400, -240), v(-400, 240))
	road(v(75, -240), v(75, 240))
	road(v(262, -240), v(262, 240))
	road(v(-400, 235), v(262, 235))
	road(v(-400, -235), v(440, -235))
	return p
}

// FindHall returns a hall by its id, nil if there is none.
func (p *Park) FindHall(id string) *Hall {
	for i := range p.Halls {
		if p.Halls[i].ID == id {
			return &p.Halls[i]
		}
	}
	return nil
}

// Up is the ground's height: level in the park, hills around.
func (p *Park) Up(at geo.V2) float64 {
	out := math.Max(math.Abs(at.E)-540, 1.3*(math.Abs(at.N)-300))
	hills := geo.Smooth(0, 520, out) * (30 + 190*p.noise.Fractal(at.E/520, at.N/520))
	for _, r := range p.roads[:1] { // the approach stays in its valley
		d, _ := r.Near(at)
		hills *= geo.Smooth(14, 260, d)
	}
	return hills
}

func (p *Park) roadEdge(at geo.V2) float64 {
	best := math.Inf(1)
	for _, r := range p.roads {
		d, _ := r.Near(at)
		best = math.Min(best, d)
	}
	return best - 8
}

// Places of the plant.
var (
	tankRow   = geo.V2{E: 340, N: 150}
	stacks    = geo.V2{E: 385, N: -118}
	siloAt    = geo.V2{E: 330, N: 45}
	substAt   = geo.V2{E: 410, N: -30}
	gateAt    = geo.V2{E: -492, N: 6}
	parkingAt = geo.V2{E: -300, N: 280}
)

// Nodes are the plant's named things.
func (p *Park) Nodes() []Node {
	at := func(v geo.V2, u float64) geo.V3 { return v.At(u) }
	return []Node{
		{"tank-1", "一号储罐", "Tank 1", at(tankRow, 20)}, {"tank-2", "二号储罐", "Tank 2", at(tankRow.Add(geo.V2{E: 40}), 20)},
		{"tank-3", "三号储罐", "Tank 3", at(tankRow.Add(geo.V2{E: 80}), 20)}, {"tank-4", "四号储罐", "Tank 4", at(tankRow.Add(geo.V2{E: 20, N: 42}), 16)},
		{"chimney-1", "一号烟囱", "Chimney 1", at(stacks, 70)}, {"chimney-2", "二号烟囱", "Chimney 2", at(stacks.Add(geo.V2{N: -26}), 56)},
		{"silo", "原料筒仓", "Raw-material Silos", at(siloAt, 34)}, {"conveyor", "输送线", "Conveyor Line", at(geo.V2{E: 270, N: 75}, 24)},
		{"substation", "变电站", "Substation", at(substAt, 12)}, {"gate", "主闸口", "Main Gate", at(gateAt, 9)},
		{"parking", "停车场", "Car Park", at(parkingAt, 4)},
	}
}

// FindNode returns a node by its id; the zero Node if there is none.
func (p *Park) FindNode(id string) Node {
	for _, n := range p.Nodes() {
		if n.ID == id {
			return n
		}
	}
	return Node{}
}

// trucksCourse is the loop that trucks drive, gate to dock and back.
func (p *Park) truckCourse() *geo.Path {
	v := func(e, n float64) geo.V2 { return geo.V2{E: e, N: n} }
	return geo.NewPolyline(v(-470, 1), v(71, 1), v(71, -231), v(258, -231), v(258, 9), v(79, 9), v(79, 9), v(-470, 9))
}

// TruckAt is where truck number n is after some seconds, on the road, and its
// heading in degrees clockwise from north.
func (p *Park) TruckAt(n int, seconds float64) (geo.V3, float64) {
	c := p.truckCourse()
	const speed = 5.5
	s := math.Mod(seconds*speed+float64(n)*c.Length()/3.2, c.Length()-1)
	d := c.At(math.Min(s+2, c.Length())).Sub(c.At(math.Max(0, s-2))).Unit()
	return c.At(s).At(.05), geo.HeadingDeg(d)
}

func rect(c geo.V2, w, d float64) solid.Ring { return solid.Rect(c, geo.V2{E: 1}, w, d) }
