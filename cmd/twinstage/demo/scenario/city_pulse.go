package scenario

import (
	"fmt"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/city"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// CityPulse is the city's running on one picture, for those who answer for it.
func CityPulse(c *city.City) *Scene {
	a := newCityScene("city-pulse", Text{"城市运行一张图", "City Pulse"},
		Text{"交通、空气、水位、用电、消防与年度目标，一屏知全城。", "Traffic, air, water, power, fire protection and the year's targets: the whole city on one screen."},
		"city", "500103", "10:00", "clear")
	a.Tags = []string{"城市运行", "一张图", "交通", "应急", "目标"}
	cityViews(a, c, "high")
	cityPlaces(a, c)
	var roads, air, power []string
	for i, b := range c.Bridges {
		key := "speed." + b.ID
		a.num(key, b.ZH+"车速", b.EN+", speed", "km/h", 0, 3*second, speed(62-3*float64(i), 21), at(b.ID), ruled("speed"))
		roads = append(roads, key)
	}
	for i, q := range c.Places()[:5] {
		key := fmt.Sprintf("pm25.quarter-%d", i+1)
		a.num(key, q.ZH+" PM2.5", q.EN+", PM2.5", "µg/m³", 1, 5*second, pm25(10-float64(i)), at(placeID(i)), ruled("pm25"))
		air = append(air, key)
	}
	for i, q := range c.Places()[:4] {
		key := fmt.Sprintf("power.quarter-%d", i+1)
		base := []float64{210, 260, 170, 150}[i]
		a.num(key, q.ZH+"用电", q.EN+", power", "MW", 1, 5*second,
			number{round: func(d day) float64 { return base * (.42 + .3*d.work() + .3*d.lit() + .12*d.traffic()) }, drift: 6, jitter: 1, lo: 20, hi: 480}.signal(), at(placeID(i)))
		power = append(power, key)
	}
	a.num("level.clear", "清江水位", "Clear river level", "m", 2, 10*second, level(4.1), at("gauge-clear"), ruled("water-level"))
	a.num("level.muddy", "浊江水位", "Muddy river level", "m", 2, 10*second, level(4.7), at("gauge-muddy"), ruled("water-level"))
	a.num("vibration.bridge-main", "大江拱桥振动", "Great River Arch, vibration", "mm/s", 2, 2*second,
		number{round: func(d day) float64 { return 1.1 + 2.6*d.traffic() }, drift: .3, jitter: .35, surge: 7, every: 9 * time.Hour, lo: .2, hi: 16}.signal(), at("bridge-main"), ruled("vibration"))
	a.num("flow.rail", "轨道客流", "Rail passengers", "人次/时", 0, 5*second,
		number{round: func(d day) float64 { return 900 + 15800*d.traffic() }, drift: 400, jitter: 120, lo: 0, hi: 26000}.signal(), at("station-cliff"))
	a.num("calls.hotline", "热线待办", "Hotline, open calls", "件", 0, 15*second,
		number{round: func(d day) float64 { return 14 + 46*d.work() + 20*d.rain() }, drift: 6, surge: 40, every: 11 * time.Hour, lo: 0, hi: 200}.signal(), at(placeID(0)), staff())
	fires := firePanels(a, c)
	plan := planTargets(a)
	a.overlay("traffic", "交通", "Traffic", "label", true, nil, append(roads, "flow.rail")...)
	a.overlay("air", "空气", "Air", "column", true, &Scale{0, 150, 260}, air...)
	a.overlay("fire", "消防", "Fire protection", "status", true, nil, fires...)
	a.overlay("water", "水情", "Water", "label", true, nil, "level.clear", "level.muddy", "vibration.bridge-main")
	a.overlay("power", "用电", "Power", "column", false, &Scale{0, 320, 300}, power...)
	a.overlay("service", "政务", "Public service", "label", false, nil, "calls.hotline")
	a.overlay("plan", "年度目标", "Plan targets", "label", false, nil, plan...)
	river := boats(a, c, "barge-1", "barge-2", "barge-3", "ferry-1", "ferry-2")
	a.overlay("river", "航运", "River traffic", "track", true, nil, river...)
	return a.done()
}

// firePanels binds fire protection to buildings of different quarters.
func firePanels(a *author, c *city.City) []string {
	meaning := words(word("ready", "正常", "ready"), word("test", "测试", "test"), word("trouble", "故障", "trouble"), word("alarm", "报警", "alarm"))
	var keys []string
	taken := map[string]bool{}
	for i, p := range []geo.V2{{E: 150, N: -70}, {E: 240, N: -20}, {E: 700, N: 430}, {E: 560, N: 520}, {E: 780, N: -500}, {E: 640, N: -560}, {E: -520, N: -70}, {E: 60, N: 20}} {
		b := c.FindBuilding(p, func(b *city.Building) bool { return tall(b) && !taken[b.ID] })
		if b == nil {
			continue
		}
		taken[b.ID] = true
		key := fmt.Sprintf("fire.%d", i+1)
		a.feature(b.ID, b.Name, fmt.Sprintf("Tower %s", b.ID[5:]), "city", b.ID)
		a.category(key, b.Name+"消防", fmt.Sprintf("Fire panel, tower %s", b.ID[5:]), 4*second,
			states(9*time.Hour, "ready", map[string]float64{"test": .45, "trouble": .35, "alarm": .2}, "test", "trouble", "alarm"),
			at(b.ID), ruled("fire"), meaning)
		keys = append(keys, key)
	}
	return keys
}

// planTargets are the action plan's aims with what has been reached.
func planTargets(a *author) []string {
	var keys []string
	for i, t := range []struct {
		key, zh, en, unit string
		value, aim        float64
	}{
		{"plan.scale", "产业规模", "Industry scale", "亿元", 1043, 1000},
		{"plan.leaders", "龙头企业", "Leading firms", "家", 9, 10},
		{"plan.smes", "专精特新企业", "Specialised SMEs", "家", 23, 20},
		{"plan.platforms", "创新平台", "Innovation platforms", "个", 3, 3},
		{"plan.scenarios", "典型场景", "Typical scenarios", "个", 15, 15},
		{"plan.parks", "产业园区", "Parks", "个", 2, 2},
	} {
		a.num(t.key, t.zh, t.en, t.unit, 0, 60*second, steady(t.value), at(placeID(i)), leader(),
			target(t.aim, "2025-12-31", "atLeast"), lease(86400))
		keys = append(keys, t.key)
	}
	return keys
}
