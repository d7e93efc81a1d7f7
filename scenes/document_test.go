package scenes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/internal/access"
	"github.com/twinstage/twinstage/internal/fault"
)

func fullDocument(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/full.json")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParseKeepsWhatTheAuthorWrote(t *testing.T) {
	data := fullDocument(t)
	doc, err := ParseDocument(data)
	if err != nil {
		t.Fatal(err, fault.From(err).Extra)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, data); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(doc.JSON(), want.Bytes()) {
		t.Errorf("the document came back as\n%s", doc.JSON())
	}
	again, err := ParseDocument(doc.JSON())
	if err != nil || !bytes.Equal(again.JSON(), doc.JSON()) {
		t.Errorf("a second pass changed it: %v", err)
	}
	level := doc.Indicators[0]
	if level.Rule != "level" || *level.Precision != 2 || level.Target.By != "2026-12-31" || level.Seers() != access.Public {
		t.Errorf("indicator %+v", level)
	}
	if doc.Origin.Height != 210 || doc.Origin.HeadingDeg != -12.5 || *doc.Rules[0].Ranges[1].Below != 10.5 || doc.Rules[2].Values[0].Is != true {
		t.Errorf("origin %+v, rules %+v", doc.Origin, doc.Rules)
	}
	if *doc.Layers[2].Placement.Scale != 0.001 || doc.Anchors[3].Feature.ID != "h/1" || len(doc.Tours) != 2 {
		t.Errorf("layers %+v, anchors %+v", doc.Layers, doc.Anchors)
	}
}

func TestParseAddsMissingLists(t *testing.T) {
	doc, err := ParseDocument([]byte(` { "specVersion":"1.3", "title":{"en":"x"}, "rules":[], "origin":{"lon":1,"lat":2,"height":3} } `))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"specVersion":"1.3","title":{"en":"x"},"rules":[],"origin":{"lon":1,"lat":2,"height":3},"environment":{},"layers":[],"anchors":[],"indicators":[],"overlays":[],"viewpoints":[],"tours":[],"hotspots":[],"screens":[]}`
	if string(doc.JSON()) != want {
		t.Errorf("got %s", doc.JSON())
	}
}

func TestParseRefusesWhatIsNotADocument(t *testing.T) {
	for _, c := range []struct{ name, data, code string }{
		{"empty", ``, "document_malformed"},
		{"cut off", `{"title":`, "document_malformed"},
		{"two values", `{} {}`, "document_malformed"},
		{"trailing comma", `{"a":1,}`, "document_malformed"},
		{"not a number", `{"a":NaN}`, "document_malformed"},
		{"twice", `{"title":{"zh":"a","zh":"b"}}`, "document_malformed"},
		{"twice, spelled by escape", `{"title":1,"t\u0069tle":2}`, "document_malformed"},
		{"not UTF-8", "{\"a\":\"\xff\"}", "document_malformed"},
		{"byte order mark", "\ufeff{}", "document_malformed"},
		{"a list", `[]`, "document_invalid"},
		{"null", `null`, "document_invalid"},
		{"too deep", strings.Repeat(`[`, 40) + strings.Repeat(`]`, 40), "document_invalid"},
		{"very deep and cut off", strings.Repeat(`[`, 1<<20), "document_invalid"},
		{"too many", `[` + strings.Repeat(`1,`, maxNodes) + `1]`, "document_invalid"},
		{"overflow", `{"a":1e999}`, "document_invalid"},
		{"too large", `"` + strings.Repeat("a", MaxDocumentBytes) + `"`, "document_too_large"},
	} {
		_, err := ParseDocument([]byte(c.data))
		if got := fault.CodeOf(err); got != c.code {
			t.Errorf("%s: code %q, want %q", c.name, got, c.code)
		}
	}
}

// edits break the full document in one place each.
var edits = []struct{ from, to, pointer, code string }{
	{`"specVersion": "1.0"`, `"specVersion": "2.0"`, "/specVersion", "pattern"},
	{`"specVersion": "1.0",`, ``, "", "required"},
	{`"x-studio"`, `"studio"`, "/studio", "unknown_member"},
	{`"x-studio"`, `"a~/b"`, "/a~0~1b", "unknown_member"},
	{`"hotspots"`, `"Hotspots"`, "/Hotspots", "member_spelling"},
	{`"lon": 106.5710`, `"lon": 186.5710`, "/origin/lon", "maximum"},
	{`"weather": "rain"`, `"weather": "storm"`, "/environment/weather", "enum"},
	{`"06:05"`, `"6:05"`, "/environment/timeOfDay", "pattern"},
	{`"id": "river"`, `"id": "ground"`, "/layers/1/id", "duplicate_id"},
	{`"version": 9`, `"version": 0`, "/layers/2/version", "minimum"},
	{`"version": 9`, `"version": 9.5`, "/layers/2/version", "type"},
	{`"version": 9`, `"version": 9.0`, "", "number_form"},
	{`"ast_0a"`, `"../0a"`, "/layers/0/asset", "pattern"},
	{`[10, -20.5, 0]`, `[10, -20.5]`, "/layers/2/placement/enu", "min_items"},
	{`"scale": 0.001`, `"scale": 0`, "/layers/2/placement/scale", "exclusive_minimum"},
	{`"enu": [10, -20.5`, `"ENU": [10, -20.5`, "/layers/2/placement/ENU", "member_spelling"},
	{`"scale": 0.001`, `"ſcale": 0.001`, "/layers/2/placement/ſcale", "member_spelling"},
	{`"id": "lawn",`, `"id": "pier",`, "/anchors/1/id", "duplicate_id"},
	{`"path": [[0, 0, 0], [5, 5, 1]]`, `"x": 1`, "/anchors/2", "anchor_form"},
	{`"point": [1, 2, 3]`, `"point": [1, 2, 3], "path": [[0, 0, 0], [5, 5, 1]]`, "/anchors/0", "anchor_form"},
	{`[[0, 0], [10, 0], [10, 10]]`, `[[0, 0], [10, 0]]`, "/anchors/1/area", "min_items"},
	{`"layer": "houses"`, `"layer": "house"`, "/anchors/3/feature/layer", "unknown_layer"},
	{`"node": { "layer": "ground"`, `"node": { "layer": "grounds"`, "/anchors/4/node/layer", "unknown_layer"},
	{`"id": "valve", "values"`, `"id": "level", "values"`, "/rules/1/id", "duplicate_id"},
	{`"holdSeconds": 30,`, `"holdSeconds": 30, "values": [{"is": true, "level": "alarm"}],`, "/rules/0", "rule_form"},
	{`"below": 10.5, `, `"below": -1.0, `, "/rules/0/ranges/1/below", "range_order"},
	{`"below": 10.5, `, ``, "/rules/0/ranges/1", "range_open"},
	{`{ "level": "alarm" } ] }`, `{ "below": 20, "level": "alarm" } ] }`, "/rules/0/ranges/2", "range_open"},
	{`"is": "stuck"`, `"is": "open"`, "/rules/1/values/1/is", "duplicate_value"},
	{`"is": "stuck"`, `"is": 3`, "/rules/1/values/1/is", "type"},
	{`"level": "warning"`, `"level": "critical"`, "/rules/0/ranges/0/level", "enum"},
	{`"key": "valve.1"`, `"key": "flooded"`, "/indicators/2/key", "duplicate_id"},
	{`"key": "valve.1"`, `"key": "valve 1"`, "/indicators/1/key", "pattern"},
	{`"anchor": "pier"`, `"anchor": "dock"`, "/indicators/0/anchor", "unknown_anchor"},
	{`"rule": "level"`, `"rule": "levels"`, "/indicators/0/rule", "unknown_rule"},
	{`"rule": "level"`, `"rule": "valve"`, "/indicators/0/rule", "rule_kind"},
	{`"rule": "valve"`, `"rule": "level"`, "/indicators/1/rule", "rule_kind"},
	{`"rule": "flood"`, `"rule": "valve"`, "/indicators/2/rule", "rule_kind"},
	{`"kind": "position",`, `"kind": "position", "rule": "flood",`, "/indicators/3/rule", "rule_kind"},
	{`"kind": "position",`, `"kind": "position", "unit": "m",`, "/indicators/3/unit", "number_only"},
	{`"kind": "boolean",`, `"kind": "boolean", "precision": 0,`, "/indicators/2/precision", "number_only"},
	{`"values": [ { "is": "open", "name"`, `"values": [ { "is": true, "name"`, "/indicators/1/values/0/is", "value_kind"},
	{`"leaseSeconds": 90`, `"leaseSeconds": 0`, "/indicators/0/leaseSeconds", "exclusive_minimum"},
	{`"leaseSeconds": 90,`, `"leaseSeconds": "90",`, "/indicators/0/leaseSeconds", "type"},
	{`"leaseSeconds": 90, "audience": "public"`, `"leaseSeconds": 90`, "/indicators/0", "required"},
	{`"leaseSeconds": 90`, `"LeaseSeconds": 90`, "/indicators/0/LeaseSeconds", "member_spelling"},
	{`"audience": "leader"`, `"audience": "mayor"`, "/indicators/4/audience", "enum"},
	{`"2026-12-31"`, `"2026-02-30"`, "/indicators/0/target/by", "format"},
	{`"id": "people"`, `"id": "water"`, "/overlays/1/id", "duplicate_id"},
	{`"valve.1"], "visible"`, `"valve.2"], "visible"`, "/overlays/0/indicators/1", "unknown_indicator"},
	{`"valve.1"], "visible"`, `"water.level"], "visible"`, "/overlays/0/indicators/1", "duplicate_indicator"},
	{`["visits"]`, `["flooded"]`, "/overlays/1/indicators/0", "overlay_kind"},
	{`["boat.1"]`, `["visits"]`, "/overlays/2/indicators/0", "overlay_kind"},
	{`["flooded"]`, `["boat.1"]`, "/overlays/3/indicators/0", "overlay_kind"},
	{`"min": 0, "max": 1000`, `"min": 5, "max": 5`, "/overlays/1/scale", "scale_order"},
	{`"lookAt": [0, 0, 0]`, `"lookAt": [100, 0, 50]`, "/viewpoints/0/camera/lookAt", "camera_form"},
	{`"tours": [`, `"tours": [ 3, `, "/tours/0", "type"},
}

func TestParsePointsAtWhatIsWrong(t *testing.T) {
	full := string(fullDocument(t))
	for _, e := range edits {
		if strings.Count(full, e.from) != 1 {
			t.Fatalf("%s stands %d times in the document", e.from, strings.Count(full, e.from))
		}
		_, err := ParseDocument([]byte(strings.Replace(full, e.from, e.to, 1)))
		if fault.CodeOf(err) != "document_invalid" {
			t.Errorf("%s → %s: %v", e.from, e.to, err)
			continue
		}
		list := problemsOf(t, err)
		if !slices.ContainsFunc(list, func(p Problem) bool { return p.Pointer == e.pointer && p.Code == e.code && p.Message != "" }) {
			t.Errorf("%s → %s: want %s at %q, got %+v", e.from, e.to, e.code, e.pointer, list)
		}
	}
}

func problemsOf(t *testing.T, err error) []Problem {
	t.Helper()
	list, ok := fault.From(err).Extra["problems"].([]Problem)
	if !ok || len(list) == 0 {
		t.Fatalf("no problems in %v", err)
	}
	return list
}

func TestProblemsAreBoundedAndInOrder(t *testing.T) {
	var layers []string
	for i := range 90 {
		layers = append(layers, fmt.Sprintf(`{"id":"l%d","asset":"a","version":0,"kind":"%s"}`, i, strings.Repeat("很", 4000)))
	}
	data := []byte(`{"specVersion":"1.0","title":{"zh":"x"},"origin":{"lon":1,"lat":2,"height":3},"layers":[` + strings.Join(layers, ",") + `]}`)
	_, first := ParseDocument(data)
	list := problemsOf(t, first)
	if len(list) != maxProblems {
		t.Fatalf("%d problems", len(list))
	}
	if !strings.Contains(fault.From(first).Message, "180 problem(s)") {
		t.Errorf("the total is not told: %s", fault.From(first).Message)
	}
	for _, p := range list {
		if len(p.Message) > 1000 {
			t.Errorf("a message of %d bytes", len(p.Message))
		}
	}
	for range 5 {
		_, again := ParseDocument(data)
		if !slices.Equal(problemsOf(t, again), list) {
			t.Fatal("another order at another try")
		}
	}
}

func FuzzParseDocument(f *testing.F) {
	full := fullDocument(f)
	f.Add(full)
	f.Add([]byte(`{"specVersion":"1.0","title":{"zh":"x"},"origin":{"lon":1,"lat":2,"height":3}}`))
	for _, e := range edits {
		f.Add([]byte(strings.Replace(string(full), e.from, e.to, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := ParseDocument(data)
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatalf("not a public fault: %v", err)
			}
			return
		}
		again, err := ParseDocument(doc.JSON())
		if err != nil || !bytes.Equal(again.JSON(), doc.JSON()) {
			t.Fatalf("not stable: %v", err)
		}
		reduced, err := doc.seenBy(access.Public)
		if err != nil {
			t.Fatalf("reduce: %v", err)
		}
		if _, err := ParseDocument(reduced.JSON()); err != nil {
			t.Fatalf("what visitors get is not a document: %v", err)
		}
	})
}
