package scenario

import (
	"fmt"
	"math"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/park"
)

// SmartPark is the industrial park: machines, energy, emissions, logistics.
func SmartPark(p *park.Park) *Scene {
	night := map[string]any{"emissive": "night"}
	a := newAuthor("smart-park", Text{"智慧园区", "Smart Park"},
		Text{"车间、能源、排放与物流在同一现场：谁停了、为什么、从何时起。", "Workshops, energy, emissions and logistics on one site: what stopped, why, and since when."},
		"industry", "500106", park.Origin(), Environment{TimeOfDay: "09:30", Weather: "clear", Quality: "auto"})
	a.Tags = []string{"工业", "园区", "能源", "设备", "物流"}
	a.Document.Layers = []Layer{
		{ID: "ground", Name: &Text{"地面", "Ground"}, Asset: "park-ground", Kind: "model", Role: "terrain", Style: night, Visible: true},
		{ID: "halls", Name: &Text{"厂房", "Halls"}, Asset: "park-halls", Kind: "tileset", Visible: true},
		{ID: "plant", Name: &Text{"设施", "Plant"}, Asset: "park-plant", Kind: "model", Role: "landmark", Style: night, Visible: true},
	}
	v := func(e, n, u float64) geo.V3 { return geo.V3{E: e, N: n, U: u} }
	a.view("park", "园区全景", "The Park", v(-640, -430, 300), v(-20, 20, -10), 38)
	a.view("gate", "主闸口", "Main Gate", v(-620, -40, 34), v(-300, 40, 10), 46)
	a.view("energy", "能源区", "Energy Quarter", v(560, -260, 90), v(340, 0, 18), 44)
	a.view("line", "车间", "Workshops", v(-110, -330, 120), v(-60, 90, 0), 46)
	for _, h := range p.Halls {
		a.feature(h.ID, h.ZH, h.EN, "halls", h.ID)
	}
	for _, n := range p.Nodes() {
		a.point(n.ID, n.ZH, n.EN, n.At)
	}
	machines := parkMachines(a, p)
	energy := parkEnergy(a)
	stock := parkStock(a)
	move := parkLogistics(a, p)
	a.overlay("machines", "设备状态", "Machines", "status", true, nil, machines...)
	a.overlay("oee", "综合效率", "Effectiveness", "label", true, nil, "oee.hall-02", "oee.hall-03", "oee.hall-04", "heat.hall-03")
	a.overlay("energy", "能源", "Energy", "label", true, nil, energy...)
	a.overlay("stock", "储罐与筒仓", "Tanks and silos", "column", true, &Scale{0, 100, 60}, stock...)
	a.overlay("emission", "排放与安全", "Emissions and safety", "label", true, nil, "nox.chimney-1", "nox.chimney-2", "leak.tanks")
	a.overlay("logistics", "物流", "Logistics", "label", false, nil, "gate.main", "parking.free", "speed.conveyor")
	a.overlay("trucks", "车辆", "Trucks", "track", true, nil, move...)
	a.overlay("plan", "产值", "Output", "label", false, nil, "output.today")
	return a.done()
}

func parkMachines(a *author, p *park.Park) []string {
	meaning := words(word("running", "运行", "running"), word("idle", "待机", "idle"), word("service", "保养", "service"), word("fault", "故障", "fault"))
	var keys []string
	for i := range 8 {
		h := p.Halls[i]
		key := "state." + h.ID
		a.category(key, h.ZH+"状态", h.EN+", state", 3*second,
			states(time.Duration(4+i%3)*time.Hour, "running", map[string]float64{"idle": .4, "service": .35, "fault": .25}, "idle", "service", "fault"),
			at(h.ID), ruled("equipment"), meaning)
		keys = append(keys, key)
	}
	for i, id := range []string{"hall-02", "hall-03", "hall-04"} {
		h := p.FindHall(id)
		a.num("oee."+id, h.ZH+"综合效率", h.EN+", OEE", "%", 1, 5*second,
			number{round: func(d day) float64 { return 84 - 3*float64(i) - 3*d.bump(12.4, .7) }, drift: 2.5, jitter: .6, surge: -34, every: 7 * time.Hour, lo: 20, hi: 97}.signal(),
			at(id), ruled("oee"))
	}
	a.num("heat.hall-03", "烘房温度", "Paint oven", "°C", 1, 2*second,
		number{round: func(d day) float64 { return 66 + 1.2*math.Sin(d.hour()*9) }, drift: 1.2, jitter: .5, surge: 24, every: 8 * time.Hour, lo: 20, hi: 110}.signal(), at("hall-03"), ruled("heat"))
	return keys
}

func parkEnergy(a *author) []string {
	a.num("power.park", "园区总负荷", "Park load", "kW", 0, 2*second,
		number{round: func(d day) float64 { return 1500 + 4300*d.work() }, drift: 160, jitter: 60, lo: 600, hi: 8000}.signal(), at("substation"))
	a.num("solar.park", "光伏出力", "Solar output", "kW", 0, 2*second,
		number{round: func(d day) float64 { return 2350 * d.sun() * (1 - .82*d.cloud()*d.cloud()) }, jitter: 14, lo: 0, hi: 2600}.signal(), at("hall-08"))
	a.num("load.transformer", "变压器负荷率", "Transformer load", "%", 1, 5*second,
		number{round: func(d day) float64 { return 24 + 48*d.work() }, drift: 3, jitter: .8, surge: 26, every: 9 * time.Hour, lo: 5, hi: 110}.signal(), at("substation"), ruled("load"))
	a.num("pressure.air", "压缩空气压力", "Compressed air", "bar", 2, 2*second,
		number{round: func(d day) float64 { return 7.3 - .3*d.work() }, drift: .12, jitter: .06, surge: -1.6, every: 6 * time.Hour, lo: 3, hi: 9}.signal(), at("hall-09"), ruled("pressure"))
	for i, base := range []float64{34, 28} {
		id := fmt.Sprintf("chimney-%d", i+1)
		a.num("nox."+id, fmt.Sprintf("%d号烟囱 NOx", i+1), fmt.Sprintf("NOx, chimney %d", i+1), "mg/m³", 1, 5*second,
			number{round: func(d day) float64 { return base + 16*d.work() }, drift: 4, jitter: 1, surge: 58, every: 8 * time.Hour, lo: 5, hi: 160}.signal(), at(id), ruled("emission"))
	}
	return []string{"power.park", "solar.park", "load.transformer", "pressure.air"}
}

func parkStock(a *author) []string {
	var keys []string
	for i := range 4 {
		id := fmt.Sprintf("tank-%d", i+1)
		a.num("stock."+id, fmt.Sprintf("%d号储罐液位", i+1), fmt.Sprintf("Tank %d, level", i+1), "%", 1, 5*second, sawtooth(time.Duration(20+7*i)*time.Hour, 16, 92), at(id), ruled("supply"))
		keys = append(keys, "stock."+id)
	}
	a.num("stock.silo", "筒仓料位", "Silo level", "%", 1, 10*second, sawtooth(17*time.Hour, 9, 88), at("silo"), ruled("supply"))
	a.boolean("leak.tanks", "罐区泄漏", "Tank-farm leak", 4*second, rarely(30*time.Hour), at("tank-2"), ruled("leak"),
		words(word(true, "有泄漏", "leak"), word(false, "无泄漏", "no leak")))
	return append(keys, "stock.silo")
}

// sawtooth falls steadily and is filled up again once a round.
func sawtooth(roundTime time.Duration, lo, hi float64) signal {
	return func(d day, h uint64) any {
		f := math.Mod(float64(d.t.UnixMilli())/float64(roundTime.Milliseconds())+geo.Unit01(h), 1)
		if f > .93 {
			return geo.Lerp(lo, hi, (f-.93)/.07)
		}
		return geo.Lerp(hi, lo, f/.93)
	}
}

func parkLogistics(a *author, p *park.Park) []string {
	a.category("gate.main", "主闸口", "Main gate", 3*second, states(7*time.Hour, "open", map[string]float64{"closed": .6, "blocked": .4}, "closed", "blocked"),
		at("gate"), ruled("gate"), words(word("open", "开放", "open"), word("closed", "关闭", "closed"), word("blocked", "堵塞", "blocked")))
	a.num("parking.free", "停车余位", "Free parking", "个", 0, 5*second,
		number{round: func(d day) float64 { return 176 - 150*d.work() }, drift: 6, lo: 0, hi: 176}.signal(), at("parking"))
	a.num("speed.conveyor", "输送线速度", "Conveyor speed", "m/s", 2, 2*second,
		number{round: func(d day) float64 { return 1.9 + .3*d.work() }, drift: .05, jitter: .04, surge: -1.8, every: 9 * time.Hour, lo: 0, hi: 3}.signal(), at("conveyor"))
	a.num("output.today", "今日产值", "Output today", "万元", 0, 15*second,
		number{round: func(d day) float64 { return 620 * geo.Smooth(6, 21, d.hour()) }, drift: 5, lo: 0, hi: 1200}.signal(), at("hall-10"), leader(), target(560, "", "atLeast"))
	var keys []string
	for i := range 3 {
		id := fmt.Sprintf("truck-%d", i+1)
		a.node(id, fmt.Sprintf("%d号货车", i+1), fmt.Sprintf("Truck %d", i+1), "plant", id)
		a.track("track."+id, fmt.Sprintf("%d号货车位置", i+1), fmt.Sprintf("Truck %d, position", i+1), second,
			position(park.Origin(), antenna(func(s float64) (geo.V3, float64) { return p.TruckAt(i, s) }, 4.5)), at(id))
		keys = append(keys, "track."+id)
	}
	return keys
}
