package scenario

// steps makes a rising rule: normal below the first bound, then notice,
// warning, alarm.
func steps(id, zh, en string, hysteresis, hold float64, bounds ...float64) Rule {
	return ranged(id, zh, en, hysteresis, hold, []string{"normal", "notice", "warning", "alarm"}, bounds)
}

// falling is a rule for values that must not get low: alarm below the first
// bound, normal above the last.
func falling(id, zh, en string, hysteresis, hold float64, bounds ...float64) Rule {
	levels := []string{"alarm", "warning", "notice", "normal"}
	return ranged(id, zh, en, hysteresis, hold, levels[3-len(bounds):], bounds)
}

func ranged(id, zh, en string, hysteresis, hold float64, levels []string, bounds []float64) Rule {
	r := Rule{ID: id, Name: &Text{zh, en}, Hysteresis: hysteresis, HoldSeconds: hold}
	for i, b := range bounds {
		r.Ranges = append(r.Ranges, Range{Below: &b, Level: levels[i]})
	}
	r.Ranges = append(r.Ranges, Range{Level: levels[len(bounds)]})
	return r
}

// band is normal between two bounds and a level outside of them.
func band(id, zh, en string, hysteresis, hold, lo, hi float64, level string) Rule {
	return Rule{ID: id, Name: &Text{zh, en}, Hysteresis: hysteresis, HoldSeconds: hold,
		Ranges: []Range{{&lo, level}, {&hi, "normal"}, {nil, level}}}
}

func discrete(id, zh, en string, values ...Value) Rule {
	return Rule{ID: id, Name: &Text{zh, en}, Values: values}
}

// allRules are the demo's named rules; each scene takes those it uses.
func allRules() []Rule {
	return []Rule{
		steps("pm25", "PM2.5 限值", "PM2.5 limits", 3, 60, 35, 75, 115),
		steps("noise", "环境噪声", "Ambient noise", 2, 30, 65, 72, 80),
		steps("crowd", "客流密度", "Crowding", 3, 20, 65, 82, 95),
		steps("water-level", "汛期水位", "Flood level", .15, 120, 8, 10, 11.5),
		steps("queue", "排队时间", "Queueing time", 2, 60, 20, 35, 50),
		steps("vibration", "桥梁振动", "Bridge vibration", .3, 10, 5, 8, 12),
		steps("load", "负荷率", "Load", 3, 60, 75, 88, 95),
		steps("emission", "排放浓度", "Emission", 3, 60, 60, 80, 100),
		steps("heat", "温度", "Temperature", 2, 30, 72, 82, 92),
		falling("speed", "通行速度", "Traffic speed", 2, 60, 12, 20, 30),
		falling("supply", "供给余量", "Supply left", 3, 60, 5, 12, 25),
		falling("oee", "设备综合效率", "Equipment effectiveness", 2, 120, 45, 60, 72),
		band("pressure", "供气压力", "Air pressure", .1, 20, 6.2, 8.2, "warning"),
		band("humidity", "湿度", "Humidity", 2, 60, 30, 85, "notice"),
		discrete("gate", "闸口状态", "Gate state", Value{"open", "normal"}, Value{"closed", "notice"}, Value{"blocked", "alarm"}),
		discrete("equipment", "设备状态", "Equipment state", Value{"running", "normal"}, Value{"idle", "normal"}, Value{"service", "notice"}, Value{"fault", "alarm"}),
		discrete("fire", "消防状态", "Fire protection", Value{"ready", "normal"}, Value{"test", "notice"}, Value{"trouble", "warning"}, Value{"alarm", "alarm"}),
		discrete("leak", "泄漏检测", "Leak detection", Value{false, "normal"}, Value{true, "alarm"}),
		discrete("show", "灯光秀", "Light show", Value{"on", "normal"}, Value{"rehearsal", "notice"}, Value{"off", "normal"}),
	}
}
