package scenario

import (
	"math"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/city"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// RiversideMarket is the evening economy along the southern shore.
func RiversideMarket(c *city.City) *Scene {
	a := newCityScene("riverside-market", Text{"滨江消费", "Riverside Market"},
		Text{"沿江夜市与商圈：人从哪来、停在哪、买得怎样。", "Night markets and shopping by the river: where people come from, where they stay, what they spend."},
		"consumption", "500108", "19:10", "cloudy")
	a.Tags = []string{"消费", "商圈", "夜市", "客流", "停车"}
	cityViews(a, c, "south")
	cityPlaces(a, c)
	mall := c.FindBuilding(geo.V2{E: 790, N: -560}, func(b *city.Building) bool { return b.Kind == "commercial" })
	a.feature("mall", mall.Name, "South Shore Mall", "city", mall.ID)
	hotel := c.FindBuilding(geo.V2{E: 700, N: -520}, func(b *city.Building) bool { return b.Kind == "hotel" })
	a.feature("hotel", hotel.Name, "Riverside Hotel", "city", hotel.ID)
	shore := func(t float64) geo.V3 {
		m := c.Rivers.Muddy
		s := m.Path.Length() * t
		p := m.Path.At(s).Along(m.Path.Dir(s).Left(), -(m.Half + 34))
		return p.At(c.Ground.Up(p) + 8)
	}
	a.point("market-west", "西段夜市", "Market, west", shore(.86))
	a.point("market-east", "东段夜市", "Market, east", shore(.95))
	var foot []string
	for _, x := range []struct {
		key, zh, en, anchor string
		full                float64
	}{{"visitors.market-west", "西段夜市客流", "Visitors, market west", "market-west", 3600}, {"visitors.market-east", "东段夜市客流", "Visitors, market east", "market-east", 4800},
		{"visitors.mall", "商场客流", "Visitors, mall", "mall", 7400}, {"visitors.core", "步行街客流", "Visitors, core", placeID(0), 8200}} {
		a.num(x.key, x.zh, x.en, "人", 0, 3*second, people(x.full*.03, x.full), at(x.anchor))
		foot = append(foot, x.key)
	}
	a.num("crowd.market-east", "东段拥挤度", "Crowding, market east", "%", 0, 3*second, crowding(88), at("market-east"), ruled("crowd"))
	a.num("stalls.open", "出摊数", "Stalls open", "个", 0, 10*second,
		number{round: func(d day) float64 {
			return 210 * geo.Smooth(16.5, 18.5, d.hour()) * (1 - geo.Smooth(22.5, 23.8, d.hour())) * (1 - .5*d.rain())
		}, drift: 4, lo: 0, hi: 220}.signal(), at("market-west"))
	a.num("queue.food", "热门摊位排队", "Queue, best stall", "分钟", 0, 10*second,
		number{round: func(d day) float64 { return 30 * math.Pow(d.crowd(), 1.5) }, drift: 3, surge: 18, every: 5 * time.Hour, lo: 0, hi: 80}.signal(), at("market-east"), ruled("queue"))
	a.num("spend.mean", "客单价", "Mean spend", "元", 1, 10*second,
		number{round: func(d day) float64 { return 58 + 34*d.bump(19, 2.5) }, drift: 5, jitter: 1, lo: 20, hi: 180}.signal(), at("mall"))
	a.num("sales.hour", "小时销售额", "Sales an hour", "万元", 1, 10*second,
		number{round: func(d day) float64 { return 4 + 92*d.crowd() }, drift: 4, jitter: 1, lo: 0, hi: 160}.signal(), at("mall"), leader(), target(60, "", "atLeast"))
	a.num("rooms.taken", "酒店入住率", "Rooms taken", "%", 0, 30*second,
		number{round: func(d day) float64 { return 66 + 16*d.bump(22, 4) }, drift: 5, lo: 20, hi: 100}.signal(), at("hotel"))
	a.num("parking.free", "停车余位", "Free parking", "%", 0, 5*second,
		number{round: func(d day) float64 { return 82 - 74*d.crowd() }, drift: 4, jitter: 1, lo: 0, hi: 100}.signal(), at(placeID(2)), ruled("supply"))
	a.num("noise.market", "夜市噪声", "Noise, market", "dB", 1, 3*second, noise(54), at("market-east"), ruled("noise"))
	a.num("humidity.market", "湿度", "Humidity", "%", 0, 15*second,
		number{round: func(d day) float64 { return 68 + 22*d.rain() - 12*d.sun() }, drift: 4, lo: 20, hi: 99}.signal(), at("market-west"), ruled("humidity"))
	a.boolean("food.checked", "食安巡检完成", "Food check done", 15*second, func(d day, _ uint64) any { return d.hour() > 17.2 }, at("market-west"), staff(),
		words(word(true, "已完成", "done"), word(false, "未完成", "not yet")))
	ferries := boats(a, c, "ferry-1", "cruise-4")
	a.overlay("visitors", "客流", "Visitors", "column", true, &Scale{0, 9000, 240}, foot...)
	a.overlay("market", "夜市", "Market", "label", true, nil, "crowd.market-east", "stalls.open", "queue.food", "noise.market")
	a.overlay("spend", "消费", "Spending", "label", true, nil, "spend.mean", "sales.hour", "rooms.taken")
	a.overlay("arrive", "停车与环境", "Parking and weather", "label", false, nil, "parking.free", "humidity.market", "food.checked")
	a.overlay("river", "航运", "River traffic", "track", true, nil, ferries...)
	return a.done()
}
