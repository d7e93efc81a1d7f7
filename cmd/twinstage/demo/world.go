package demo

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/city"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/park"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/scenario"
	"github.com/twinstage/twinstage/internal/fault"
)

// World is a generated demo: its assets, scenes and simulators.
type World struct {
	city   *city.City
	park   *park.Park
	scenes []*scenario.Scene
	seed   uint64
}

// Generate plans a world; the assets' bytes are made when they are written.
// It fails with buildings_out_of_range.
func Generate(o Options) (*World, error) {
	if o.Buildings == 0 {
		o.Buildings = DefaultBuildings
	}
	if o.Seed == 0 {
		o.Seed = DefaultSeed
	}
	if o.Buildings < MinBuildings || o.Buildings > MaxBuildings {
		return nil, fault.New(fault.Invalid, "buildings_out_of_range",
			"The demo city can have %d to %d buildings, not %d; choose a number between.", MinBuildings, MaxBuildings, o.Buildings)
	}
	w := &World{seed: o.Seed, city: city.New(o.Seed, o.Buildings), park: park.New(o.Seed)}
	w.scenes = []*scenario.Scene{
		scenario.TwoRivers(w.city), scenario.CityPulse(w.city), scenario.SmartPark(w.park),
		scenario.RiversideMarket(w.city), scenario.Sandbox(w.city),
	}
	return w, nil
}

// Assets lists what to import.
func (w *World) Assets() []Asset {
	model := func(name string, write func(io.Writer) error) Asset {
		return Asset{name, name + ".glb", "model", write}
	}
	tileset := func(name string, write func(io.Writer) error) Asset {
		return Asset{name, name + ".3tz", "tileset", write}
	}
	return []Asset{
		model("terrain", w.city.WriteTerrain), model("rivers", w.city.WriteRivers), tileset("city", w.city.WriteCity),
		model("landmarks", w.city.WriteLandmarks), model("lights", w.city.WriteLights), model("trees", w.city.WriteTrees),
		model("park-ground", w.park.WriteGround), tileset("park-halls", w.park.WriteHalls), model("park-plant", w.park.WritePlant),
	}
}

// Scenes are the catalogue's entries, their documents bound to the imported
// assets.
func (w *World) Scenes(ref AssetRef) ([]Scene, error) {
	var out []Scene
	for _, s := range w.scenes {
		doc := s.Document
		doc.Layers = append([]scenario.Layer(nil), doc.Layers...)
		for i, l := range doc.Layers {
			doc.Layers[i].Asset, doc.Layers[i].Version = ref(l.Asset)
		}
		text, err := json.Marshal(doc)
		if err != nil {
			return nil, fmt.Errorf("demo: encode scene %s: %w", s.Slug, err)
		}
		poster, mediaType := findPoster(s.Slug)
		out = append(out, Scene{
			Slug: s.Slug, Title: Text(s.Title), Summary: Text(s.Summary), Sector: s.Sector, District: s.District, Tags: s.Tags,
			Lon: doc.Origin.Lon, Lat: doc.Origin.Lat, Poster: poster, PosterType: mediaType, Document: text, Simulated: s.Simulated(),
		})
	}
	return out, nil
}

// Simulator starts a simulator of a scene; false for a scene without one.
func (w *World) Simulator(slug string) (Simulator, bool) {
	for _, s := range w.scenes {
		if s.Slug == slug && s.Simulated() {
			return simulator{s.NewSimulator(geo.Hash(w.seed, geo.HashString(slug)))}, true
		}
	}
	return nil, false
}
