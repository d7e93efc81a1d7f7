package demo

import (
	"encoding/json"
	"io"
	"time"
)

// Options choose the world. The zero value is the default city.
type Options struct {
	// Buildings in the city: 1,000 to 100,000, 0 for DefaultBuildings.
	Buildings int
	// Seed of every random choice, 0 for DefaultSeed.
	Seed uint64
}

// Defaults of Options.
const (
	DefaultBuildings = 6000
	DefaultSeed      = 20260
	MinBuildings     = 1000
	MaxBuildings     = 100_000
)

// Asset is one file to import. Names are stable: terrain, rivers, city,
// landmarks, lights, trees, park-ground, park-plant, park-halls.
type Asset struct {
	Name     string
	FileName string // e.g. terrain.glb, city.3tz
	Kind     string // "model" or "tileset", as a document's layer has it
	// Write makes the file's bytes; the same bytes every time. Assets of one
	// World may be written at once.
	Write func(w io.Writer) error
}

// AssetRef tells the catalogue's id and version of an imported Asset.
type AssetRef func(name string) (asset string, version int)

// Text is said in Chinese and English.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Scene is a catalogue entry with its document, ready to be put.
type Scene struct {
	Slug           string
	Title, Summary Text
	Sector         string // industry, culture-tourism, consumption, education, sports, city
	District       string // six-digit administrative code
	Tags           []string
	Lon, Lat       float64 // of the document's origin, degrees
	Poster         []byte  // image, nil where none is embedded
	PosterType     string  // media type of Poster
	Document       json.RawMessage
	Simulated      bool // a Simulator exists
}

// Reading is one simulated value of an indicator. Value is a float64, string,
// bool or []float64{lon, lat, height, headingDeg}.
type Reading struct {
	Indicator string
	Time      time.Time
	Value     any
}

// Simulator makes the readings of one scene. A value depends on seed,
// indicator and time alone, never on how often Next was called.
type Simulator interface {
	// Next returns the readings that fell due since the last call, stamped
	// with the times at which they fell due (never after now). The first call
	// returns one of every indicator.
	Next(now time.Time) []Reading
}
