package scenario

import (
	"github.com/twinstage/twinstage/cmd/twinstage/demo/city"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Sandbox is the scene for trying things: nothing feeds it. It has a public
// indicator of every kind and one of each other audience.
func Sandbox(c *city.City) *Scene {
	a := newCityScene("sandbox", Text{"两江沙盒", "Two Rivers Sandbox"},
		Text{"留给您试验的场景：没有模拟器，推送什么就显示什么。", "A scene to try things in: no simulator runs, it shows what you push."},
		"city", "500103", "19:40", "mist")
	a.Tags = []string{"沙盒", "试验", "接口"}
	cityViews(a, c, "hero")
	a.area("plaza", "江口广场", "Confluence Plaza", []geo.V2{{E: 410, N: -80}, {E: 455, N: -70}, {E: 455, N: 10}, {E: 410, N: 20}})
	a.point("bridge-east", "东桥", "East Bridge", c.Bridges[0].Middle().Up(6))
	a.point("cliff", "崖壁吊脚楼", "Stilt-house Cliff", c.Cliff().Up(26))
	a.node("sky-bridge", "空中连廊", "Sky Bridge", "landmarks", "sky-bridge")
	office := c.FindBuilding(geo.V2{E: 640, N: 560}, tall)
	a.feature("tower", office.Name, "Finance Tower", "city", office.ID)
	a.num("pm25.plaza", "广场 PM2.5", "PM2.5, plaza", "µg/m³", 1, second, nil, at("plaza"), ruled("pm25"), lease(120))
	a.category("gate.east", "东桥闸口", "East bridge gate", second, nil, at("bridge-east"), ruled("gate"), lease(300),
		words(word("open", "开放", "open"), word("closed", "关闭", "closed"), word("blocked", "堵塞", "blocked")))
	a.boolean("lights.cliff", "崖壁灯光", "Cliff lights", second, nil, at("cliff"), lease(300),
		words(word(true, "亮", "on"), word(false, "灭", "off")))
	a.track("boat.1", "一号游船", "Boat 1", second, nil, lease(30))
	a.num("power.tower", "塔楼用电", "Tower power", "kW", 0, second, nil, at("tower"), staff(), lease(120))
	a.num("plan.scale", "产业规模", "Industry scale", "亿元", 0, second, nil, at("sky-bridge"), leader(),
		target(1000, "2025-12-31", "atLeast"), lease(7776000))
	a.overlay("air", "空气", "Air", "label", true, nil, "pm25.plaza")
	a.overlay("state", "状态", "State", "label", true, nil, "gate.east", "lights.cliff")
	a.overlay("river", "航运", "River traffic", "track", true, nil, "boat.1")
	a.overlay("energy", "用电", "Energy", "status", true, nil, "power.tower")
	a.overlay("plan", "目标", "Plan targets", "column", false, &Scale{0, 1200, 260}, "plan.scale")
	return a.done()
}

func tall(b *city.Building) bool { return b.Height > 90 && b.Kind != "residential" }
