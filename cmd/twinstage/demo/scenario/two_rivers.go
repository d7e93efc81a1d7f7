package scenario

import (
	"math"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/city"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// TwoRivers is the night of the rivers, for visitors and those who look after
// them.
func TwoRivers(c *city.City) *Scene {
	a := newCityScene("two-rivers", Text{"两江夜景", "Two Rivers by Night"},
		Text{"华灯初上，看客流、灯光、游船与江水：文旅夜游的一张活地图。", "When the lights come on: visitors, light shows, boats and water, on one living map of the night."},
		"culture-tourism", "500103", "20:30", "mist")
	a.Tags = []string{"夜景", "夜游", "文旅", "游船", "灯光"}
	cityViews(a, c, "hero")
	cityPlaces(a, c)
	visitors := twoRiversVisitors(a)
	river := boats(a, c, "cruise-1", "cruise-2", "cruise-3", "cruise-4", "ferry-1", "ferry-2", "ferry-3")
	a.num("level.clear", "清江水位", "Clear river level", "m", 2, 10*second, level(4.1), at("gauge-clear"), ruled("water-level"))
	a.num("level.muddy", "浊江水位", "Muddy river level", "m", 2, 10*second, level(4.7), at("gauge-muddy"), ruled("water-level"))
	twoRiversLight(a)
	a.num("noise.cliff", "崖壁噪声", "Noise, cliff", "dB", 1, 3*second, noise(52), at("cliff"), ruled("noise"))
	a.num("noise.plaza", "广场噪声", "Noise, plaza", "dB", 1, 3*second, noise(50), at("tip-plaza"), ruled("noise"))
	a.num("pm25.plaza", "广场 PM2.5", "PM2.5, plaza", "µg/m³", 1, 5*second, pm25(8), at("tip-plaza"), ruled("pm25"))
	a.num("load.rail", "轨道满载率", "Train load", "%", 0, 5*second, crowding(78), at("station-cliff"), ruled("crowd"))
	a.num("staff.patrol", "在岗巡逻", "Patrols on duty", "组", 0, 15*second,
		number{round: func(d day) float64 { return 6 + 22*d.crowd() }, drift: 1, lo: 2, hi: 40}.signal(), at("tip-plaza"), staff())
	a.num("income.today", "今日文旅收入", "Tourism income today", "万元", 0, 15*second,
		number{round: func(d day) float64 { return 40 + 1180*math.Pow(geo.Clamp((d.hour()-6)/18, 0, 1), 1.8) }, drift: 12, lo: 0, hi: 3000}.signal(),
		at("sky-bridge"), leader(), target(900, "", "atLeast"))
	a.overlay("visitors", "客流", "Visitors", "column", true, &Scale{0, 9000, 240}, visitors...)
	a.overlay("crowding", "拥挤与排队", "Crowding", "label", true, nil, "crowd.bridge", "queue.sky", "queue.ropeway", "load.rail")
	a.overlay("light", "灯光", "Lighting", "label", true, nil, "show.towers", "power.lights")
	a.overlay("water", "水情", "Water", "label", true, nil, "level.clear", "level.muddy")
	a.overlay("sound", "声环境", "Sound and air", "label", false, nil, "noise.cliff", "noise.plaza", "pm25.plaza")
	a.overlay("river", "航运", "River traffic", "track", true, nil, river...)
	a.overlay("duty", "值守与经营", "Duty and business", "label", false, nil, "staff.patrol", "income.today")
	return a.done()
}

func twoRiversVisitors(a *author) []string {
	a.num("visitors.cliff", "崖壁客流", "Visitors, cliff", "人", 0, 3*second, people(220, 8600), at("cliff"))
	a.num("visitors.plaza", "江口广场客流", "Visitors, plaza", "人", 0, 3*second, people(160, 6200), at("tip-plaza"))
	a.num("visitors.core", "步行街客流", "Visitors, core", "人", 0, 3*second, people(400, 7800), at(placeID(0)))
	a.num("visitors.south", "南滨客流", "Visitors, south shore", "人", 0, 5*second, people(120, 4300), at(placeID(2)))
	a.num("crowd.bridge", "东桥人行密度", "Footway crowding, East Bridge", "%", 0, 3*second, crowding(80), at("bridge-east"), ruled("crowd"))
	wait := func(most float64) signal {
		return number{round: func(d day) float64 { return most * math.Pow(d.crowd(), 1.4) }, drift: 3, jitter: .5, surge: 18, every: 5 * time.Hour, lo: 0, hi: 90}.signal()
	}
	a.num("queue.sky", "空中连廊排队", "Queue, sky bridge", "分钟", 0, 10*second, wait(34), at("sky-bridge"), ruled("queue"))
	a.node("ropeway", "过江索道", "Ropeway", "landmarks", "ropeway")
	a.num("queue.ropeway", "索道排队", "Queue, ropeway", "分钟", 0, 10*second, wait(40), at("ropeway"), ruled("queue"))
	return []string{"visitors.cliff", "visitors.plaza", "visitors.core", "visitors.south"}
}

func twoRiversLight(a *author) {
	a.node("tower-7", "七号帆楼", "Sail Tower 7", "landmarks", "tower-7")
	a.category("show.towers", "塔楼灯光秀", "Tower light show", 5*second, func(d day, h uint64) any {
		switch hour := d.hour(); {
		case hour >= 19.5 && hour < 22 && math.Mod(hour, .5) < 1./3:
			return "on"
		case hour >= 18.8 && hour < 19.5:
			return "rehearsal"
		}
		return "off"
	}, at("tower-7"), ruled("show"), words(word("on", "演出中", "on"), word("rehearsal", "调试", "rehearsal"), word("off", "未演出", "off")))
	a.num("power.lights", "景观照明功率", "Lighting power", "kW", 0, 5*second,
		number{round: func(d day) float64 { return 160 + 2650*d.lit() }, drift: 40, jitter: 15, lo: 80, hi: 3600}.signal(), at("tip-plaza"))
}
