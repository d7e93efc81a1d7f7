package realtime

import (
	"math"
	"testing"
	"time"
)

func pm25() *Rule {
	return &Rule{ID: "pm25", Hysteresis: 3, Hold: 60 * time.Second, Ranges: []Range{
		{35, LevelNormal}, {75, LevelNotice}, {150, LevelWarning}, {math.Inf(1), LevelAlarm},
	}}
}

// play steps the rule through values at the given seconds.
func play(r *Rule, s Levelling, steps ...[2]float64) Levelling {
	var last Value
	for _, p := range steps {
		at := int64(p[0] * 1000)
		s = r.Step(r.Elapse(s, last, at), NumberValue(p[1]), at)
		last = NumberValue(p[1])
	}
	return s
}

func TestRuleSteps(t *testing.T) {
	now := func(r *Rule) *Rule { r.Hold = 0; return r }
	low := &Rule{Hysteresis: 1, Ranges: []Range{{10, LevelAlarm}, {20, LevelWarning}, {math.Inf(1), LevelNormal}}}
	tests := []struct {
		name  string
		rule  *Rule
		steps [][2]float64
		want  Levelling
	}{
		{"a first value is taken at once", pm25(), [][2]float64{{1, 80}}, Levelling{LevelWarning, 1000, LevelNone, 0}},
		{"the bound belongs to the range above", pm25(), [][2]float64{{1, 35}}, Levelling{LevelNotice, 1000, LevelNone, 0}},
		{"it worsens at once", pm25(), [][2]float64{{1, 10}, {2, 151}}, Levelling{LevelAlarm, 2000, LevelNone, 0}},
		{"hysteresis keeps it just below the bound", now(pm25()), [][2]float64{{1, 36}, {2, 32}}, Levelling{LevelNotice, 1000, LevelNone, 0}},
		{"it eases beyond the hysteresis", now(pm25()), [][2]float64{{1, 36}, {2, 31.9}}, Levelling{LevelNormal, 2000, LevelNone, 0}},
		{"it eases by as many levels as the value allows", now(pm25()), [][2]float64{{1, 200}, {2, 74}}, Levelling{LevelWarning, 2000, LevelNone, 0}},
		{"hold keeps a spike", pm25(), [][2]float64{{1, 10}, {2, 200}, {3, 10}}, Levelling{LevelAlarm, 2000, LevelNormal, 3000}},
		{"hold ends", pm25(), [][2]float64{{1, 200}, {2, 10}, {62, 10}}, Levelling{LevelNormal, 62000, LevelNone, 0}},
		{"a relapse ends the waiting", pm25(), [][2]float64{{1, 200}, {2, 10}, {30, 160}, {40, 10}, {63, 10}}, Levelling{LevelAlarm, 1000, LevelNormal, 40000}},
		{"waiting goes by the gravest of late", pm25(), [][2]float64{{1, 200}, {2, 50}, {30, 10}}, Levelling{LevelAlarm, 1000, LevelNotice, 2000}},
		{"and eases on from there", pm25(), [][2]float64{{1, 200}, {2, 50}, {30, 10}, {70, 10}}, Levelling{LevelNotice, 62000, LevelNormal, 62000}},
		{"low values may be the grave ones", low, [][2]float64{{1, 9}, {2, 11}}, Levelling{LevelWarning, 2000, LevelNone, 0}},
		{"and hysteresis works upwards then", low, [][2]float64{{1, 9}, {2, 10.5}}, Levelling{LevelAlarm, 1000, LevelNone, 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := play(tt.rule, Unlevelled(), tt.steps...); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestRuleCases(t *testing.T) {
	r := &Rule{Cases: []Case{{CategoryValue("open"), LevelNormal}, {CategoryValue("blocked"), LevelAlarm}, {BooleanValue(true), LevelNotice}}}
	for _, tt := range []struct {
		v    Value
		want Level
	}{{CategoryValue("open"), LevelNormal}, {CategoryValue("blocked"), LevelAlarm}, {CategoryValue("other"), LevelNormal}, {BooleanValue(true), LevelNotice}, {BooleanValue(false), LevelNormal}, {PositionValue(1, 2, 3, 4), LevelNormal}} {
		if got := r.Step(Unlevelled(), tt.v, 1).Level; got != tt.want {
			t.Errorf("%+v: %v, want %v", tt.v, got, tt.want)
		}
	}
}

func TestRuleElapsesWithoutANewValue(t *testing.T) {
	r := pm25()
	s := play(r, Unlevelled(), [2]float64{1, 200}, [2]float64{2, 10})
	if got := r.Elapse(s, NumberValue(10), 61_999); got != s {
		t.Errorf("before the hold is over: %+v", got)
	}
	if got := r.Elapse(s, NumberValue(10), 70_000); got.Level != LevelNormal || got.Since != 62_000 {
		t.Errorf("after it: %+v, want normal since 62 s", got)
	}
}
