package scenario

import (
	"math"
	"sync"
	"testing"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/city"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/park"
)

var theCity = sync.OnceValue(func() *city.City { return city.New(20260, 2500) })

func simulated() []*Scene {
	c := theCity()
	return []*Scene{TwoRivers(c), CityPulse(c), SmartPark(park.New(20260)), RiversideMarket(c)}
}

// levelOf is what a rule says of a value, without hysteresis.
func levelOf(r Rule, v any) string {
	for _, x := range r.Ranges {
		if x.Below == nil || v.(float64) < *x.Below {
			return x.Level
		}
	}
	for _, x := range r.Values {
		if x.Is == v {
			return x.Level
		}
	}
	return "none"
}

// TestTwoDays plays two days in steps of half a minute: values have the kind
// and finite size they should, most are normal, some are not, few alarm.
func TestTwoDays(t *testing.T) {
	start := time.Date(2026, 11, 27, 0, 0, 0, 0, beijing) // a Friday
	for _, s := range simulated() {
		rules, byKey := map[string]Rule{}, map[string]Indicator{}
		for _, r := range s.Document.Rules {
			rules[r.ID] = r
		}
		for _, i := range s.Document.Indicators {
			byKey[i.Key] = i
		}
		sim := s.NewSimulator(42)
		levels := map[string]int{}
		spread := map[string][2]float64{}
		for step := range 2 * 24 * 120 {
			for _, r := range sim.Next(start.Add(time.Duration(step) * 30 * time.Second)) {
				i := byKey[r.Indicator]
				checkKind(t, i, r.Value)
				if rule, ok := rules[i.Rule]; ok {
					l := levelOf(rule, r.Value)
					if l == "none" {
						t.Fatalf("%s: %v has no level", i.Key, r.Value)
					}
					levels[l]++
				}
				if v, ok := r.Value.(float64); ok {
					x, seen := spread[i.Key]
					if !seen {
						x = [2]float64{v, v}
					}
					spread[i.Key] = [2]float64{math.Min(x[0], v), math.Max(x[1], v)}
				}
			}
		}
		total := float64(levels["normal"] + levels["notice"] + levels["warning"] + levels["alarm"])
		t.Logf("%s: notice %.1f %%, warning %.1f %%, alarm %.2f %%", s.Slug, 100*float64(levels["notice"])/total, 100*float64(levels["warning"])/total, 100*float64(levels["alarm"])/total)
		if n := float64(levels["normal"]) / total; n < .7 || n > .99 {
			t.Errorf("%s: %.0f %% normal", s.Slug, 100*n)
		}
		if a := float64(levels["alarm"]) / total; a > .02 {
			t.Errorf("%s: %.1f %% alarm", s.Slug, 100*a)
		}
		for key, x := range spread {
			if byKey[key].Target == nil && x[1]-x[0] <= 0 {
				t.Errorf("%s: %s never moves", s.Slug, key)
			}
		}
	}
}

func checkKind(t *testing.T, i Indicator, v any) {
	t.Helper()
	ok := false
	switch v := v.(type) {
	case float64:
		ok = i.Kind == "number" && !math.IsNaN(v) && !math.IsInf(v, 0)
	case string:
		ok = i.Kind == "category"
	case bool:
		ok = i.Kind == "boolean"
	case []float64:
		ok = i.Kind == "position" && len(v) == 4 && v[3] >= 0 && v[3] < 360
	}
	if !ok {
		t.Fatalf("%s is a %s and got %v", i.Key, i.Kind, v)
	}
}

func TestLeasesOutlastPeriods(t *testing.T) {
	for _, s := range simulated() {
		for n, m := range s.measures {
			if l := s.Document.Indicators[n].LeaseSeconds; m.signal != nil && l < 2.5*m.period.Seconds() {
				t.Errorf("%s %s: a lease of %v s for a reading each %v", s.Slug, m.key, l, m.period)
			}
		}
	}
}

func TestCamerasStandInTheOpen(t *testing.T) {
	c := theCity()
	for _, s := range simulated() {
		if s.Slug == "smart-park" {
			continue
		}
		for _, v := range s.Document.Viewpoints {
			p := geo.V2{E: v.Camera.ENU[0], N: v.Camera.ENU[1]}
			if up := v.Camera.ENU[2] - math.Max(0, c.Ground.Up(p)); up < 8 {
				t.Errorf("%s: the camera is %.1f m over the ground", v.ID, up)
			}
			b := c.FindBuilding(p, func(b *city.Building) bool { return b.Low+b.Height+30 > v.Camera.ENU[2] })
			if b != nil && b.At.Dist(p) < 45 {
				t.Errorf("%s: the camera stands %.0f m from %s", v.ID, b.At.Dist(p), b.ID)
			}
		}
	}
}
