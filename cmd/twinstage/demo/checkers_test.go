package demo_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/twinstage/twinstage/assets/gltf"
	"github.com/twinstage/twinstage/assets/report"
	"github.com/twinstage/twinstage/assets/tileset"
)

// TestAssetsPassTheCheckers: no error and no warning, in every file and in
// every tile of every tileset.
func TestAssetsPassTheCheckers(t *testing.T) {
	total := 0
	for _, a := range newWorld(t).Assets() {
		data := newFiles(t)[a.Name]
		total += len(data)
		if a.Kind == "model" {
			checkGLB(t, a.FileName, data)
			continue
		}
		r, err := tileset.Check(a.FileName, bytes.NewReader(data), int64(len(data)), tileset.Options{Limits: tileset.DefaultLimits(), GLTF: gltf.DefaultLimits()})
		if err != nil {
			t.Fatalf("%s: %v", a.Name, err)
		}
		expectClean(t, a.FileName, r)
		checkTiles(t, data)
	}
	if total > 40<<20 {
		t.Errorf("all assets together take %d bytes", total)
	}
}

func checkTiles(t *testing.T, archive []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	tiles := 0
	for _, f := range z.File {
		if f.Method != zip.Store {
			t.Errorf("%s is compressed; it could not be served by range", f.Name)
		}
		if !strings.HasSuffix(f.Name, ".glb") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		checkGLB(t, f.Name, data)
		tiles++
	}
	if tiles == 0 {
		t.Error("a tileset without tiles")
	}
}

func checkGLB(t *testing.T, name string, data []byte) {
	t.Helper()
	r, err := gltf.CheckGLB(name, bytes.NewReader(data), int64(len(data)), gltf.Options{Limits: gltf.DefaultLimits()})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	expectClean(t, name, r)
}

func expectClean(t *testing.T, name string, r *report.Report) {
	t.Helper()
	if r.Issues.NumErrors+r.Issues.NumWarnings > 0 {
		t.Errorf("%s: %d errors, %d warnings, first %+v", name, r.Issues.NumErrors, r.Issues.NumWarnings, r.Issues.Messages[0])
	}
}
