package gltf_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"testing"

	"github.com/twinstage/twinstage/assets/assetstest"
	"github.com/twinstage/twinstage/assets/gltf"
	"github.com/twinstage/twinstage/assets/report"
)

func checkGLB(t testing.TB, data []byte) *report.Report {
	t.Helper()
	r, err := gltf.CheckGLB("a.glb", bytes.NewReader(data), int64(len(data)), gltf.Options{Limits: gltf.DefaultLimits()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// at lists the codes with their place.
func at(r *report.Report) map[string]bool {
	out := map[string]bool{}
	for _, m := range r.Issues.Messages {
		where := any(nil)
		if m.Pointer != nil {
			where = *m.Pointer
		} else if m.Offset != nil {
			where = *m.Offset
		}
		b, _ := json.Marshal([]any{m.Code, where})
		out[string(b)] = true
	}
	return out
}

func TestAValidTriangle(t *testing.T) {
	r := checkGLB(t, assetstest.Triangle(2))
	if len(r.Issues.Messages) != 0 || r.Verdict != report.Accepted {
		t.Fatalf("%+v", r.Issues)
	}
	if r.Info["totalTriangleCount"] != 1 || r.Info["totalVertexCount"] != 3 || r.Info["drawCallCount"] != 1 {
		t.Errorf("info %v", r.Info)
	}
}

func TestContainer(t *testing.T) {
	valid := assetstest.Triangle(1)
	bin := bytes.Index(valid, []byte("BIN\x00")) - 4
	set := func(off int, v uint32) func([]byte) []byte {
		return func(b []byte) []byte { binary.LittleEndian.PutUint32(b[off:], v); return b }
	}
	n := uint32(len(valid))
	for name, c := range map[string]struct {
		change func([]byte) []byte
		want   string
	}{
		"magic":                {set(0, 1), `["GLB_INVALID_MAGIC",0]`},
		"version":              {set(4, 1), `["GLB_INVALID_VERSION",4]`},
		"no chunk declared":    {set(8, 12), `["GLB_LENGTH_TOO_SMALL",8]`},
		"header cut":           {func(b []byte) []byte { return b[:9] }, `["GLB_UNEXPECTED_END_OF_HEADER",9]`},
		"chunk header cut":     {func(b []byte) []byte { return b[:16] }, `["GLB_UNEXPECTED_END_OF_CHUNK_HEADER",16]`},
		"chunk too big":        {set(8, n-4), `["GLB_CHUNK_TOO_BIG",` + itoa(bin) + `]`},
		"two BIN chunks":       {func(b []byte) []byte { return set(8, n+12)(append(b, 4, 0, 0, 0, 'B', 'I', 'N', 0, 1, 2, 3, 4)) }, `["GLB_DUPLICATE_CHUNK",` + itoa(int(n)) + `]`},
		"first chunk is BIN":   {set(16, 0x004e4942), `["GLB_UNEXPECTED_FIRST_CHUNK",12]`},
		"bytes behind its end": {func(b []byte) []byte { return append(b, 0) }, `["GLB_EXTRA_DATA",` + itoa(int(n)) + `]`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := at(checkGLB(t, c.change(bytes.Clone(valid)))); !got[c.want] {
				t.Errorf("issues %v, want %s", got, c.want)
			}
		})
	}
}

func itoa(n int) string { b, _ := json.Marshal(n); return string(b) }

// TestData changes the numbers in the buffer, which only reading it finds.
func TestData(t *testing.T) {
	valid := assetstest.Triangle(1)
	first := bytes.Index(valid, []byte("BIN\x00")) + 4
	for value, want := range map[float32]string{
		float32(math.NaN()):  `["ACCESSOR_INVALID_FLOAT","/accessors/0"]`,
		float32(math.Inf(1)): `["ACCESSOR_INVALID_FLOAT","/accessors/0"]`,
		-2:                   `["ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND","/accessors/0/min/0"]`,
		7:                    `["ACCESSOR_MAX_MISMATCH","/accessors/0/max/0"]`,
	} {
		b := bytes.Clone(valid)
		binary.LittleEndian.PutUint32(b[first:], math.Float32bits(value))
		if got := at(checkGLB(t, b)); !got[want] {
			t.Errorf("%v: issues %v, want %s", value, got, want)
		}
	}
}

func TestHugeNumbersDoNotOverflow(t *testing.T) {
	big := 1 << 52
	r := checkGLB(t, assetstest.GLB(map[string]any{
		"asset":       map[string]any{"version": "2.0"},
		"accessors":   []any{map[string]any{"bufferView": 0, "byteOffset": big, "componentType": 5126, "count": big, "type": "MAT4"}},
		"bufferViews": []any{map[string]any{"buffer": 0, "byteOffset": big, "byteLength": big}},
		"buffers":     []any{map[string]any{"byteLength": big}},
	}, make([]byte, 16)))
	got := at(r)
	for _, want := range []string{`["BUFFER_BYTE_LENGTH_MISMATCH","/buffers/0"]`, `["ACCESSOR_TOO_LONG","/accessors/0"]`} {
		if !got[want] {
			t.Errorf("issues %v, want %s", got, want)
		}
	}
}

func TestDeepJSONIsRefused(t *testing.T) {
	deep := bytes.Repeat([]byte("["), 100_000)
	r, err := gltf.CheckJSON("a.gltf", bytes.NewReader(deep), int64(len(deep)), gltf.Options{Limits: gltf.DefaultLimits()})
	if err != nil || !at(r)[`["INVALID_JSON",""]`] {
		t.Errorf("%+v %v", r, err)
	}
}

func FuzzGLB(f *testing.F) {
	f.Add(assetstest.Triangle(1))
	f.Add(assetstest.Triangle(1)[:40])
	f.Add(assetstest.GLB(map[string]any{"asset": map[string]any{"version": "2.0"}}, nil))
	f.Add([]byte("glTF"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := checkGLB(t, data)
		if (r.Issues.NumErrors > 0) != (r.Verdict == report.Refused) {
			t.Errorf("verdict %s with %d errors", r.Verdict, r.Issues.NumErrors)
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte(`{"asset":{"version":"2.0"}}`))
	f.Add([]byte(`{"asset":{"version":"2.0"},"nodes":[{"children":[1]},{"children":[0],"skin":0,"mesh":0}],"skins":[{"joints":[0,1]}],"scenes":[{"nodes":[0]}],"meshes":[{"primitives":[{"attributes":{"POSITION":0,"JOINTS_0":0},"indices":0,"material":0,"targets":[{"POSITION":0}]}]}],"materials":[{"normalTexture":{"index":0}}],"textures":[{"source":0}],"images":[{"uri":"data:image/png;base64,iVBORw0KGgo="}],"accessors":[{"count":2,"type":"VEC3","componentType":5126,"sparse":{"count":1,"indices":{"bufferView":0,"componentType":5121},"values":{"bufferView":0}}}],"bufferViews":[{"buffer":0,"byteLength":16}],"buffers":[{"byteLength":16,"uri":"data:application/octet-stream;base64,AAAAAAAAAAAAAAAAAAAAAA=="}],"animations":[{"channels":[{"sampler":0,"target":{"node":0,"path":"rotation"}}],"samplers":[{"input":0,"output":0}]}]}`))
	f.Add([]byte(`{"asset":{"version":"2.0"},"extensionsUsed":["KHR_lights_punctual","KHR_materials_variants"],"extensions":{"KHR_lights_punctual":{"lights":[{"type":"spot"}]}},"accessors":[null,1],"meshes":[{"primitives":[{"extensions":{"KHR_materials_variants":{"mappings":[{"variants":[9]}]}}}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := gltf.CheckJSON("a.gltf", bytes.NewReader(text), int64(len(text)), gltf.Options{Limits: gltf.DefaultLimits()})
		if err != nil {
			t.Fatal(err)
		}
		if (r.Issues.NumErrors > 0) != (r.Verdict == report.Refused) {
			t.Errorf("verdict %s with %d errors", r.Verdict, r.Issues.NumErrors)
		}
	})
}
