package scenes

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"slices"
	"testing"
)

// TestSchemaAndTypesAgree keeps the schema's members and the Go types' the same.
func TestSchemaAndTypesAgree(t *testing.T) {
	var schema struct {
		ID         string                     `json:"$id"`
		Properties map[string]json.RawMessage `json:"properties"`
		Defs       map[string]struct {
			Properties map[string]json.RawMessage `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(DocumentSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	if schema.ID != "/api/schemas/document.json" {
		t.Errorf("$id is %q", schema.ID)
	}
	compareMembers(t, "document", schema.Properties, reflect.TypeFor[Document]())
	for def, typ := range map[string]reflect.Type{
		"text": reflect.TypeFor[Text](), "origin": reflect.TypeFor[Origin](), "environment": reflect.TypeFor[Environment](),
		"layer": reflect.TypeFor[Layer](), "placement": reflect.TypeFor[Placement](), "anchor": reflect.TypeFor[Anchor](),
		"rule": reflect.TypeFor[Rule](), "indicator": reflect.TypeFor[Indicator](), "overlay": reflect.TypeFor[Overlay](),
		"viewpoint": reflect.TypeFor[Viewpoint](),
	} {
		compareMembers(t, def, schema.Defs[def].Properties, typ)
	}
}

func compareMembers(t *testing.T, name string, schema map[string]json.RawMessage, typ reflect.Type) {
	t.Helper()
	var inSchema, inType []string
	for m := range schema {
		inSchema = append(inSchema, m)
	}
	for _, f := range reflect.VisibleFields(typ) {
		if tag := f.Tag.Get("json"); tag != "" {
			inType = append(inType, tag)
		}
	}
	slices.Sort(inSchema)
	slices.Sort(inType)
	if !slices.Equal(inSchema, inType) {
		t.Errorf("%s: schema has %v, type has %v", name, inSchema, inType)
	}
}

// TestSchemaKnowsTheBrowsersWords compares the closed sets of words with the
// TypeScript mirror of the document, which the viewer is built on.
func TestSchemaKnowsTheBrowsersWords(t *testing.T) {
	mirror, err := os.ReadFile("../web/src/model/document.ts")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]struct {
			Enum       []string
			Properties map[string]struct{ Enum []string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(DocumentSchema(), &schema); err != nil {
		t.Fatal(err)
	}
	d := schema.Defs
	for name, want := range map[string][]string{
		"Quality": d["environment"].Properties["quality"].Enum, "Weather": d["environment"].Properties["weather"].Enum,
		"LayerKind": d["layer"].Properties["kind"].Enum, "LayerRole": d["layer"].Properties["role"].Enum,
		"LevelName": d["level"].Enum, "IndicatorKind": d["indicator"].Properties["kind"].Enum,
		"AudienceName": d["indicator"].Properties["audience"].Enum, "OverlayStyle": d["overlay"].Properties["style"].Enum,
	} {
		line := regexp.MustCompile(`export type ` + name + ` = ([^;\n]+)`).FindSubmatch(mirror)
		if line == nil {
			t.Errorf("document.ts has no type %s", name)
			continue
		}
		var got []string
		for _, m := range regexp.MustCompile(`'([^']+)'`).FindAllSubmatch(line[1], -1) {
			got = append(got, string(m[1]))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: browser %v, schema %v", name, got, want)
		}
	}
}
