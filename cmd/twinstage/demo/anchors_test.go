package demo_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/scenes"
)

// TestAnchorsNameWhatTheAssetsHold: nodes and features that documents speak of
// are in the files of the layers they name.
func TestAnchorsNameWhatTheAssetsHold(t *testing.T) {
	list, err := newWorld(t).Scenes(ref)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, s := range list {
		var doc scenes.Document
		if err := json.Unmarshal(s.Document, &doc); err != nil {
			t.Fatal(err)
		}
		file := map[string][]byte{}
		for _, l := range doc.Layers {
			file[l.ID] = newFiles(t)[strings.TrimPrefix(l.Asset, "ast_")]
		}
		for _, a := range doc.Anchors {
			if a.Node != nil {
				checked++
				if !nodeNames(t, file[a.Node.Layer])[a.Node.Name] {
					t.Errorf("%s: layer %s has no node %s", s.Slug, a.Node.Layer, a.Node.Name)
				}
			}
			// Property tables store ids as plain text, one after another.
			if a.Feature != nil {
				checked++
				if !bytes.Contains(file[a.Feature.Layer], []byte(a.Feature.ID)) {
					t.Errorf("%s: layer %s has no feature %s", s.Slug, a.Feature.Layer, a.Feature.ID)
				}
			}
		}
	}
	if checked < 30 {
		t.Errorf("only %d anchors hang on nodes and features", checked)
	}
}

func nodeNames(t *testing.T, glb []byte) map[string]bool {
	t.Helper()
	var doc struct{ Nodes []struct{ Name string } }
	if err := json.Unmarshal(glb[20:20+binary.LittleEndian.Uint32(glb[12:])], &doc); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, n := range doc.Nodes {
		out[n.Name] = true
	}
	return out
}
