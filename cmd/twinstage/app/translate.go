package app

import (
	"math"
	"time"

	"github.com/twinstage/twinstage/realtime"
	"github.com/twinstage/twinstage/scenes"
)

// definition is the one translation between rooms: what a scene's document
// says about its live side, in the live room's words.
func definition(scene scenes.Scene, doc *scenes.Document, revision int64) realtime.Definition {
	def := realtime.Definition{Scene: scene.Slug, District: scene.District, Revision: revision}
	for _, r := range doc.Rules {
		def.Rules = append(def.Rules, liveRule(r))
	}
	for _, i := range doc.Indicators {
		kind, _ := realtime.ParseKind(string(i.Kind))
		def.Indicators = append(def.Indicators, realtime.Indicator{
			Key: i.Key, Kind: kind, Unit: i.Unit, Precision: i.Precision, Rule: i.Rule,
			Lease: seconds(i.LeaseSeconds), Audience: i.Seers(),
		})
	}
	for _, o := range doc.Overlays {
		def.Overlays = append(def.Overlays, realtime.Overlay{ID: o.ID, Indicators: o.Indicators})
	}
	return def
}

func liveRule(r scenes.Rule) realtime.Rule {
	rule := realtime.Rule{ID: r.ID, Hysteresis: r.Hysteresis, Hold: seconds(r.HoldSeconds)}
	for _, g := range r.Ranges {
		below := math.Inf(1)
		if g.Below != nil {
			below = *g.Below
		}
		rule.Ranges = append(rule.Ranges, realtime.Range{Below: below, Level: level(g.Level)})
	}
	for _, v := range r.Values {
		rule.Cases = append(rule.Cases, realtime.Case{Is: word(v.Is), Level: level(v.Level)})
	}
	return rule
}

// word is a rule's case value; the document's check lets only text and
// booleans through.
func word(v any) realtime.Value {
	switch v := v.(type) {
	case bool:
		return realtime.BooleanValue(v)
	case string:
		return realtime.CategoryValue(v)
	}
	return realtime.Value{}
}

func level(name string) realtime.Level {
	l, _ := realtime.ParseLevel(name)
	return l
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
