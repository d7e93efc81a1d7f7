package scenario

import (
	"fmt"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Scene is a catalogue entry with its document and the signals behind it.
type Scene struct {
	Slug           string
	Title, Summary Text
	Sector         string
	District       string
	Tags           []string
	Document       Document
	measures       []measure
}

// measure is an indicator with what feeds it: signal nil means that nothing
// does.
type measure struct {
	key    string
	period time.Duration
	signal signal
}

// Simulated tells whether any indicator has a signal.
func (s *Scene) Simulated() bool {
	for _, m := range s.measures {
		if m.signal != nil {
			return true
		}
	}
	return false
}

// author writes a scene, keeping its parts in step.
type author struct {
	*Scene
	rules map[string]Rule
}

func newAuthor(slug string, title, summary Text, sector, district string, o geo.Origin, env Environment) *author {
	s := &Scene{Slug: slug, Title: title, Summary: summary, Sector: sector, District: district}
	s.Document = Document{SpecVersion: "1.0", Title: title, Environment: env,
		Origin:  Origin{Lon: o.Lon, Lat: o.Lat, Height: o.Height},
		Anchors: []Anchor{}, Rules: []Rule{}, Indicators: []Indicator{}, Overlays: []Overlay{}, Viewpoints: []Viewpoint{},
		Tours: []struct{}{}, Hotspots: []struct{}{}, Screens: []struct{}{}}
	a := &author{Scene: s, rules: map[string]Rule{}}
	for _, r := range allRules() {
		a.rules[r.ID] = r
	}
	return a
}

func (a *author) anchor(id, zh, en string, set func(*Anchor)) {
	x := Anchor{ID: id, Name: &Text{zh, en}}
	set(&x)
	a.Document.Anchors = append(a.Document.Anchors, x)
}

func (a *author) point(id, zh, en string, p geo.V3) {
	a.anchor(id, zh, en, func(x *Anchor) { v := enu(p); x.Point = &v })
}

func (a *author) node(id, zh, en, layer, name string) {
	a.anchor(id, zh, en, func(x *Anchor) { x.Node = &NodeRef{layer, name} })
}

func (a *author) feature(id, zh, en, layer, name string) {
	a.anchor(id, zh, en, func(x *Anchor) { x.Feature = &FeatureRef{layer, name} })
}

func (a *author) area(id, zh, en string, ring []geo.V2) {
	a.anchor(id, zh, en, func(x *Anchor) {
		for _, p := range ring {
			v := enu(p.At(0))
			x.Area = append(x.Area, [2]float64{v[0], v[1]})
		}
	})
}

// option changes an indicator as it is written.
type option func(*Indicator)

func at(anchor string) option { return func(i *Indicator) { i.Anchor = anchor } }
func staff() option           { return func(i *Indicator) { i.Audience = "staff" } }
func leader() option          { return func(i *Indicator) { i.Audience = "leader" } }
func lease(s float64) option  { return func(i *Indicator) { i.LeaseSeconds = s } }

func target(v float64, by, direction string) option {
	return func(i *Indicator) { i.Target = &Target{v, by, direction} }
}

func words(m ...Meaning) option { return func(i *Indicator) { i.Values = m } }

func word(is any, zh, en string) Meaning { return Meaning{is, Text{zh, en}} }

func ruled(rule string) option { return func(i *Indicator) { i.Rule = rule } }

// add writes an indicator read once a period; its lease is five periods, at
// least twenty seconds, unless an option says otherwise.
func (a *author) add(i Indicator, period time.Duration, s signal, opts ...option) {
	i.Audience = "public"
	i.LeaseSeconds = max(20, 5*period.Seconds())
	for _, o := range opts {
		o(&i)
	}
	a.Document.Indicators = append(a.Document.Indicators, i)
	a.measures = append(a.measures, measure{i.Key, period, s})
}

func (a *author) num(key, zh, en, unit string, precision int, period time.Duration, s signal, opts ...option) {
	a.add(Indicator{Key: key, Name: Text{zh, en}, Kind: "number", Unit: unit, Precision: &precision}, period, s, opts...)
}

func (a *author) category(key, zh, en string, period time.Duration, s signal, opts ...option) {
	a.add(Indicator{Key: key, Name: Text{zh, en}, Kind: "category"}, period, s, opts...)
}

func (a *author) boolean(key, zh, en string, period time.Duration, s signal, opts ...option) {
	a.add(Indicator{Key: key, Name: Text{zh, en}, Kind: "boolean"}, period, s, opts...)
}

func (a *author) track(key, zh, en string, period time.Duration, s signal, opts ...option) {
	a.add(Indicator{Key: key, Name: Text{zh, en}, Kind: "position"}, period, s, opts...)
}

func (a *author) overlay(id, zh, en, style string, visible bool, scale *Scale, keys ...string) {
	a.Document.Overlays = append(a.Document.Overlays, Overlay{id, Text{zh, en}, style, keys, visible, scale})
}

func (a *author) view(id, zh, en string, from, to geo.V3, fov float64) {
	a.Document.Viewpoints = append(a.Document.Viewpoints, Viewpoint{id, Text{zh, en}, Camera{enu(from), enu(to), fov}})
}

// done adds the rules that the indicators name, in the order of their use.
func (a *author) done() *Scene {
	taken := map[string]bool{}
	for _, i := range a.Document.Indicators {
		if i.Rule == "" || taken[i.Rule] {
			continue
		}
		r, ok := a.rules[i.Rule]
		if !ok {
			panic(fmt.Sprintf("scenario %s: no rule %q", a.Slug, i.Rule)) // a slip of ours, found by the first test
		}
		taken[i.Rule] = true
		a.Document.Rules = append(a.Document.Rules, r)
	}
	return a.Scene
}
