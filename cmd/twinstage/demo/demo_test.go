package demo_test

import (
	"bytes"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/twinstage/twinstage/cmd/twinstage/demo"
	"github.com/twinstage/twinstage/internal/fault"
	"github.com/twinstage/twinstage/scenes"
)

// world is generated once for all tests that only read it.
var world = sync.OnceValues(func() (*demo.World, error) { return demo.Generate(demo.Options{Buildings: 1500}) })

func newWorld(t *testing.T) *demo.World {
	t.Helper()
	w, err := world()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func ref(name string) (string, int) { return "ast_" + name, 1 }

// files are the bytes of the world's assets by name, made one after another.
var files = sync.OnceValues(func() (map[string][]byte, error) {
	w, err := world()
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, a := range w.Assets() {
		var buf bytes.Buffer
		if err := a.Write(&buf); err != nil {
			return nil, err
		}
		out[a.Name] = buf.Bytes()
	}
	return out, nil
})

func newFiles(t *testing.T) map[string][]byte {
	t.Helper()
	f, err := files()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	want := newFiles(t)
	w, err := demo.Generate(demo.Options{Buildings: 1500})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup // assets may be written at once
	for _, a := range w.Assets() {
		all.Go(func() {
			var buf bytes.Buffer
			if err := a.Write(&buf); err != nil || !bytes.Equal(buf.Bytes(), want[a.Name]) {
				t.Errorf("%s differs between two worlds of one seed (error %v)", a.Name, err)
			}
		})
	}
	all.Wait()
	one, _ := newWorld(t).Scenes(ref)
	two, _ := w.Scenes(ref)
	for i := range one {
		if !bytes.Equal(one[i].Document, two[i].Document) {
			t.Errorf("document of %s differs between two worlds of one seed", one[i].Slug)
		}
	}
}

func TestAnotherSeedMakesAnotherWorld(t *testing.T) {
	want := newFiles(t)
	w, err := demo.Generate(demo.Options{Buildings: 1500, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range w.Assets() {
		if a.Name != "city" && a.Name != "lights" && a.Name != "trees" {
			continue // pictures take long, and would differ too
		}
		var buf bytes.Buffer
		if err := a.Write(&buf); err != nil || bytes.Equal(buf.Bytes(), want[a.Name]) {
			t.Errorf("%s is the same for another seed (error %v)", a.Name, err)
		}
	}
}

func TestBuildingsOutOfRange(t *testing.T) {
	for _, n := range []int{-1, 999, 100_001} {
		_, err := demo.Generate(demo.Options{Buildings: n})
		if f := fault.From(err); f == nil || f.Code != "buildings_out_of_range" {
			t.Errorf("%d buildings: %v", n, err)
		}
	}
}

func TestDocumentsParse(t *testing.T) {
	list, err := newWorld(t).Scenes(ref)
	if err != nil {
		t.Fatal(err)
	}
	slugs := map[string]bool{}
	for _, s := range list {
		doc, err := scenes.ParseDocument(s.Document)
		if err != nil {
			t.Errorf("%s: %v", s.Slug, err)
			continue
		}
		slugs[s.Slug] = true
		if s.Title.ZH == "" || s.Title.EN == "" || s.Summary.ZH == "" || s.Summary.EN == "" || len(s.Tags) == 0 || len(s.District) != 6 {
			t.Errorf("%s: incomplete catalogue entry", s.Slug)
		}
		if s.Simulated && len(doc.Indicators) < 12 {
			t.Errorf("%s: only %d indicators", s.Slug, len(doc.Indicators))
		}
		checkReferences(t, s.Slug, doc)
	}
	for _, want := range []string{"sandbox", "two-rivers", "city-pulse", "smart-park"} {
		if !slugs[want] {
			t.Errorf("no scene %s", want)
		}
	}
}

// checkReferences looks for what a parser need not mind: indicators that no
// overlay shows, and layers of assets that nobody makes.
func checkReferences(t *testing.T, slug string, doc *scenes.Document) {
	t.Helper()
	shown := map[string]bool{}
	for _, o := range doc.Overlays {
		for _, k := range o.Indicators {
			shown[k] = true
		}
	}
	for _, i := range doc.Indicators {
		if !shown[i.Key] {
			t.Errorf("%s: no overlay shows %s", slug, i.Key)
		}
	}
	made := map[string]bool{}
	for _, a := range newWorld(t).Assets() {
		made["ast_"+a.Name] = true
	}
	for _, l := range doc.Layers {
		if !made[l.Asset] {
			t.Errorf("%s: layer %s wants %s, which is not made", slug, l.ID, l.Asset)
		}
	}
}

func TestSandboxHasEveryKindAndAudience(t *testing.T) {
	list, _ := newWorld(t).Scenes(ref)
	for _, s := range list {
		if s.Slug != "sandbox" {
			continue
		}
		if s.Simulated {
			t.Error("a simulator would run on the sandbox")
		}
		if _, ok := newWorld(t).Simulator("sandbox"); ok {
			t.Error("the sandbox has a simulator")
		}
		var doc scenes.Document
		if err := json.Unmarshal(s.Document, &doc); err != nil {
			t.Fatal(err)
		}
		kinds, audiences := map[scenes.IndicatorKind]bool{}, map[string]bool{}
		for _, i := range doc.Indicators {
			audiences[i.Audience] = true
			if i.Audience == "public" {
				kinds[i.Kind] = true
			}
		}
		if len(kinds) != 4 || len(audiences) != 3 {
			t.Errorf("public kinds %v, audiences %v", kinds, audiences)
		}
	}
}

func TestSimulatorsDependOnTimeAlone(t *testing.T) {
	w := newWorld(t)
	start := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	for _, slug := range []string{"two-rivers", "city-pulse", "smart-park", "riverside-market"} {
		a, _ := w.Simulator(slug)
		b, _ := w.Simulator(slug)
		for s := range 120 { // a is asked each second, b only at the end
			a.Next(start.Add(time.Duration(s) * time.Second))
		}
		end := start.Add(200 * time.Second)
		last := map[string]demo.Reading{}
		for _, r := range a.Next(end) {
			last[r.Indicator] = r
		}
		for _, r := range b.Next(end) {
			if r.Time.After(end) || end.Sub(r.Time) > 2*time.Minute {
				t.Errorf("%s %s: due at %v, asked at %v", slug, r.Indicator, r.Time, end)
			}
			x, ok := last[r.Indicator]
			if !ok {
				t.Errorf("%s %s: silent for 80 seconds", slug, r.Indicator)
				continue
			}
			got, _ := json.Marshal(x)
			want, _ := json.Marshal(r)
			if !bytes.Equal(got, want) {
				t.Errorf("%s: %s when asked often, %s when asked once", slug, got, want)
			}
		}
		if again := a.Next(end); len(again) != 0 {
			t.Errorf("%s: %d readings fell due in no time", slug, len(again))
		}
	}
}
