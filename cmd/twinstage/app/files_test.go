package app

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io/fs"
	"math"
	"path/filepath"
	"sort"
	"testing"
)

// triangleGLB is the smallest model that passes: one triangle.
func triangleGLB() []byte {
	var bin bytes.Buffer
	for _, f := range []float32{0, 0, 0, 1, 0, 0, 0, 1, 0} {
		_ = binary.Write(&bin, binary.LittleEndian, math.Float32bits(f))
	}
	return glb(`{"asset":{"version":"2.0"},"scene":0,"scenes":[{"nodes":[0]}],"nodes":[{"mesh":0,"name":"sign"}],
		"meshes":[{"primitives":[{"attributes":{"POSITION":0}}]}],
		"accessors":[{"bufferView":0,"componentType":5126,"count":3,"type":"VEC3","min":[0,0,0],"max":[1,1,0]}],
		"bufferViews":[{"buffer":0,"byteLength":36,"target":34962}],"buffers":[{"byteLength":36}]}`, bin.Bytes())
}

// glb packs JSON and binary into a GLB container (glTF 2.0 §4.4).
func glb(json string, bin []byte) []byte {
	for len(json)%4 != 0 {
		json += " "
	}
	for len(bin)%4 != 0 {
		bin = append(bin, 0)
	}
	var b bytes.Buffer
	word := func(v uint32) { _ = binary.Write(&b, binary.LittleEndian, v) }
	word(0x46546C67)
	word(2)
	word(uint32(12 + 8 + len(json) + 8 + len(bin)))
	word(uint32(len(json)))
	word(0x4E4F534A)
	b.WriteString(json)
	word(uint32(len(bin)))
	word(0x004E4942)
	b.Write(bin)
	return b.Bytes()
}

type zipFile struct {
	name   string
	body   []byte
	method uint16
}

func zipOf(t *testing.T, files ...zipFile) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		e, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: f.method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write(f.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const tinyTileset = `{"asset":{"version":"1.1"},"geometricError":10,"root":{"boundingVolume":{"sphere":[0,0,0,2]},"geometricError":0,"refine":"ADD","content":{"uri":"a.glb"}}}`

// filesUnder lists the regular files below dir, sorted.
func filesUnder(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			rel, _ := filepath.Rel(dir, path)
			names = append(names, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(names)
	return names
}
