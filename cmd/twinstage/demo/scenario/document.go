package scenario

import (
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// The scene document as its author writes it; absent members stay absent.
// Shapes: document.schema.json of package scenes.
type (
	// Text is said in Chinese and English.
	Text struct {
		ZH string `json:"zh"`
		EN string `json:"en"`
	}
	// Document is the versioned content of a scene.
	Document struct {
		SpecVersion string      `json:"specVersion"`
		Title       Text        `json:"title"`
		Origin      Origin      `json:"origin"`
		Environment Environment `json:"environment"`
		Layers      []Layer     `json:"layers"`
		Anchors     []Anchor    `json:"anchors"`
		Rules       []Rule      `json:"rules"`
		Indicators  []Indicator `json:"indicators"`
		Overlays    []Overlay   `json:"overlays"`
		Viewpoints  []Viewpoint `json:"viewpoints"`
		Tours       []struct{}  `json:"tours"`
		Hotspots    []struct{}  `json:"hotspots"`
		Screens     []struct{}  `json:"screens"`
	}
	// Origin of the local frame.
	Origin struct {
		Lon        float64 `json:"lon"`
		Lat        float64 `json:"lat"`
		Height     float64 `json:"height"`
		HeadingDeg float64 `json:"headingDeg"`
	}
	// Environment around the layers.
	Environment struct {
		TimeOfDay string   `json:"timeOfDay"`
		Weather   string   `json:"weather"`
		Water     []string `json:"water,omitempty"`
		Quality   string   `json:"quality"`
	}
	// Layer places an asset; Asset and Version are filled in when the scene
	// is handed over.
	Layer struct {
		ID      string         `json:"id"`
		Name    *Text          `json:"name,omitempty"`
		Asset   string         `json:"asset"`
		Version int            `json:"version"`
		Kind    string         `json:"kind"`
		Role    string         `json:"role,omitempty"`
		Style   map[string]any `json:"style,omitempty"`
		Visible bool           `json:"visible"`
	}
	// Anchor is a stable id for a place or thing.
	Anchor struct {
		ID      string       `json:"id"`
		Name    *Text        `json:"name,omitempty"`
		Point   *[3]float64  `json:"point,omitempty"`
		Area    [][2]float64 `json:"area,omitempty"`
		Path    [][3]float64 `json:"path,omitempty"`
		Feature *FeatureRef  `json:"feature,omitempty"`
		Node    *NodeRef     `json:"node,omitempty"`
	}
	// FeatureRef names a feature of a layer.
	FeatureRef struct {
		Layer string `json:"layer"`
		ID    string `json:"id"`
	}
	// NodeRef names a node of a layer's model.
	NodeRef struct {
		Layer string `json:"layer"`
		Name  string `json:"name"`
	}
	// Rule turns values into levels.
	Rule struct {
		ID          string  `json:"id"`
		Name        *Text   `json:"name,omitempty"`
		Hysteresis  float64 `json:"hysteresis,omitempty"`
		HoldSeconds float64 `json:"holdSeconds,omitempty"`
		Ranges      []Range `json:"ranges,omitempty"`
		Values      []Value `json:"values,omitempty"`
	}
	// Range of numbers below Below.
	Range struct {
		Below *float64 `json:"below,omitempty"`
		Level string   `json:"level"`
	}
	// Value of a category or boolean.
	Value struct {
		Is    any    `json:"is"`
		Level string `json:"level"`
	}
	// Indicator is what is measured.
	Indicator struct {
		Key          string    `json:"key"`
		Name         Text      `json:"name"`
		Kind         string    `json:"kind"`
		Unit         string    `json:"unit,omitempty"`
		Precision    *int      `json:"precision,omitempty"`
		Anchor       string    `json:"anchor,omitempty"`
		Rule         string    `json:"rule,omitempty"`
		LeaseSeconds float64   `json:"leaseSeconds"`
		Audience     string    `json:"audience"`
		Target       *Target   `json:"target,omitempty"`
		Values       []Meaning `json:"values,omitempty"`
	}
	// Target of a plan.
	Target struct {
		Value     float64 `json:"value"`
		By        string  `json:"by,omitempty"`
		Direction string  `json:"direction"`
	}
	// Meaning is the word for a value.
	Meaning struct {
		Is   any  `json:"is"`
		Name Text `json:"name"`
	}
	// Overlay is a toggleable set of indicators drawn one way.
	Overlay struct {
		ID         string   `json:"id"`
		Name       Text     `json:"name"`
		Style      string   `json:"style"`
		Indicators []string `json:"indicators"`
		Visible    bool     `json:"visible"`
		Scale      *Scale   `json:"scale,omitempty"`
	}
	// Scale of columns.
	Scale struct {
		Min    float64 `json:"min"`
		Max    float64 `json:"max"`
		Height float64 `json:"height"`
	}
	// Viewpoint is a named camera.
	Viewpoint struct {
		ID     string `json:"id"`
		Name   Text   `json:"name"`
		Camera Camera `json:"camera"`
	}
	// Camera stands at ENU and looks at LookAt.
	Camera struct {
		ENU    [3]float64 `json:"enu"`
		LookAt [3]float64 `json:"lookAt"`
		FovDeg float64    `json:"fovDeg"`
	}
)

func enu(p geo.V3) [3]float64 {
	r := func(x float64) float64 { return math.Round(x*10) / 10 }
	return [3]float64{r(p.E), r(p.N), r(p.U)}
}
