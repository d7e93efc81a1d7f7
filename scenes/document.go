package scenes

import (
	"encoding/json"

	"github.com/twinstage/twinstage/internal/access"
)

// Document is a scene's content, parsed (see ParseDocument). Everything is
// placed in local east-north-up metres around Origin; headings are degrees
// clockwise from north. The meaning of each member stands in the JSON Schema.
type Document struct {
	SpecVersion string            `json:"specVersion"`
	Title       Text              `json:"title"`
	Origin      Origin            `json:"origin"`
	Environment Environment       `json:"environment"`
	Layers      []Layer           `json:"layers"`
	Anchors     []Anchor          `json:"anchors"`
	Rules       []Rule            `json:"rules"`
	Indicators  []Indicator       `json:"indicators"`
	Overlays    []Overlay         `json:"overlays"`
	Viewpoints  []Viewpoint       `json:"viewpoints"`
	Tours       []json.RawMessage `json:"tours"`    // objects, not yet typed
	Hotspots    []json.RawMessage `json:"hotspots"` // objects, not yet typed
	Screens     []json.RawMessage `json:"screens"`  // objects, not yet typed

	raw []byte
}

// JSON is the document as its author wrote it, without insignificant white
// space: member order, number literals and members this version does not know
// are kept. The caller must not change it.
func (d *Document) JSON() []byte { return d.raw }

// Origin is the zero of the local frame. HeadingDeg turns the local frame's
// north clockwise from true north.
type Origin struct {
	GeoPoint
	HeadingDeg float64 `json:"headingDeg"`
}

// ENU is a place in local metres: east, north, up.
type ENU [3]float64

// Plan is a place in the local plane, metres: east, north.
type Plan [2]float64

// Environment is what surrounds the layers.
type Environment struct {
	TimeOfDay string   `json:"timeOfDay"` // local clock, HH:MM
	Weather   string   `json:"weather"`   // clear, cloudy, mist, rain
	Water     []string `json:"water"`     // ids of layers drawn as water; others are ignored
	Quality   string   `json:"quality"`   // auto, low, medium, high
}

// Layer is an asset placed in the scene. The asset is never rewritten.
type Layer struct {
	ID        string          `json:"id"`
	Name      *Text           `json:"name"`
	Asset     string          `json:"asset"`
	Version   int             `json:"version"` // from 1
	Kind      string          `json:"kind"`    // model, tileset
	Role      string          `json:"role"`    // terrain, water, lights, vegetation, landmark, or ""
	Placement *Placement      `json:"placement"`
	Style     json.RawMessage `json:"style"`
	Visible   *bool           `json:"visible"` // nil: true
}

// Placement moves an asset from its own frame into the scene's.
type Placement struct {
	ENU        ENU      `json:"enu"`
	HeadingDeg float64  `json:"headingDeg"`
	PitchDeg   float64  `json:"pitchDeg"`
	RollDeg    float64  `json:"rollDeg"`
	Scale      *float64 `json:"scale"` // nil: 1
}

// Anchor is a stable id for a place or thing; exactly one of its forms is set.
type Anchor struct {
	ID      string      `json:"id"`
	Name    *Text       `json:"name"`
	Point   *ENU        `json:"point"`
	Area    []Plan      `json:"area"` // a simple polygon, not closed
	Path    []ENU       `json:"path"`
	Feature *FeatureRef `json:"feature"`
	Node    *NodeRef    `json:"node"`
}

// FeatureRef names a feature of a layer.
type FeatureRef struct {
	Layer string `json:"layer"`
	ID    string `json:"id"`
}

// NodeRef names a node of a layer's model.
type NodeRef struct {
	Layer string `json:"layer"`
	Name  string `json:"name"`
}

// Rule turns values into levels. Exactly one of Ranges and Values is set.
type Rule struct {
	ID          string      `json:"id"`
	Name        *Text       `json:"name"`
	Hysteresis  float64     `json:"hysteresis"`  // in the indicator's unit, ≥ 0
	HoldSeconds float64     `json:"holdSeconds"` // how long a level must last before it counts
	Ranges      []RuleRange `json:"ranges"`      // ascending; the last is open
	Values      []RuleValue `json:"values"`
}

// RuleRange gives a level to the numbers below Below and not in a range before.
type RuleRange struct {
	Below *float64 `json:"below"` // nil: no upper end
	Level string   `json:"level"` // normal, notice, warning, alarm
}

// RuleValue gives a level to one value of a category or boolean.
type RuleValue struct {
	Is    any    `json:"is"` // string or bool
	Level string `json:"level"`
}

// IndicatorKind is the type of an indicator's values.
type IndicatorKind string

// The kinds of indicators.
const (
	KindNumber   IndicatorKind = "number"
	KindCategory IndicatorKind = "category" // a string
	KindBoolean  IndicatorKind = "boolean"
	KindPosition IndicatorKind = "position" // lon, lat, height, heading in degrees
)

// Indicator is what is measured.
type Indicator struct {
	Key          string        `json:"key"`
	Name         Text          `json:"name"`
	Kind         IndicatorKind `json:"kind"`
	Unit         string        `json:"unit"`
	Precision    *int          `json:"precision"` // decimals shown, 0 to 9
	Anchor       string        `json:"anchor"`    // an anchor's id, or ""
	Rule         string        `json:"rule"`      // a rule's id, or ""
	LeaseSeconds float64       `json:"leaseSeconds"`
	Audience     string        `json:"audience"` // public, staff, leader
	Target       *Target       `json:"target"`
	Values       []ValueName   `json:"values"`
}

// Seers is the narrowest audience that may see the indicator. A parsed
// document names only audiences that exist; anything else is for leaders.
func (i Indicator) Seers() access.Audience {
	if a, ok := access.ParseAudience(i.Audience); ok {
		return a
	}
	return access.Leader
}

// Target is the plan's aim for a number.
type Target struct {
	Value     float64 `json:"value"`
	By        string  `json:"by"`        // date, YYYY-MM-DD, or ""
	Direction string  `json:"direction"` // atLeast, atMost
}

// ValueName is the word for one value of a category or boolean.
type ValueName struct {
	Is   any  `json:"is"` // string or bool
	Name Text `json:"name"`
}

// Overlay is a toggleable set of indicators drawn one way.
type Overlay struct {
	ID         string        `json:"id"`
	Name       Text          `json:"name"`
	Style      string        `json:"style"` // label, column, status, heat, flow, track, pulse
	Indicators []string      `json:"indicators"`
	Visible    *bool         `json:"visible"` // nil: true
	Scale      *OverlayScale `json:"scale"`
}

// OverlayScale draws values Min…Max as columns 0…Height metres high.
type OverlayScale struct {
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Height float64 `json:"height"`
}

// Viewpoint is a named camera.
type Viewpoint struct {
	ID     string `json:"id"`
	Name   Text   `json:"name"`
	Camera Camera `json:"camera"`
}

// Camera stands at ENU and looks at LookAt.
type Camera struct {
	ENU    ENU      `json:"enu"`
	LookAt ENU      `json:"lookAt"`
	FovDeg *float64 `json:"fovDeg"` // vertical field of view; nil: the stage's own
}
