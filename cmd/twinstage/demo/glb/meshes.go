package glb

import (
	"encoding/binary"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// Part is one primitive of a mesh.
type Part struct {
	Solid    *solid.Mesh
	Material int
	// NoColor leaves COLOR_0 out where the material says it all.
	NoColor bool
	// Smaller normals: signed bytes (KHR_mesh_quantization), a third of the size.
	ByteNormals bool
}

// Mesh adds a mesh of the parts that are not empty; -1 if all are.
func (b *Builder) Mesh(name string, parts ...Part) int {
	m := mesh{Name: name}
	for _, p := range parts {
		if p.Solid != nil && !p.Solid.Empty() {
			m.Primitives = append(m.Primitives, b.primitive(p))
		}
	}
	if len(m.Primitives) == 0 {
		return -1
	}
	b.doc.Meshes = append(b.doc.Meshes, m)
	return len(b.doc.Meshes) - 1
}

func (b *Builder) primitive(p Part) primitive {
	s := p.Solid
	n := s.Vertices()
	attr := map[string]int{"POSITION": b.positions(s.Pos)}
	if p.ByteNormals {
		b.use("KHR_mesh_quantization", true)
		attr["NORMAL"] = b.accessor(accessor{BufferView: b.view(byteNormals(s.Nrm), 4, targetVertices), ComponentType: typeByte, Normalized: true, Count: n, Type: "VEC3"})
	} else {
		attr["NORMAL"] = b.floats(s.Nrm, 3)
	}
	if s.UVScale > 0 {
		attr["TEXCOORD_0"] = b.floats(s.UV, 2)
	}
	if !p.NoColor {
		attr["COLOR_0"] = b.accessor(accessor{BufferView: b.view(s.Color, 4, targetVertices), ComponentType: typeUbyte, Normalized: true, Count: n, Type: "VEC4"})
	}
	idx := b.indices(s.Idx, n)
	out := primitive{Attributes: attr, Indices: &idx, Material: &p.Material}
	if s.WithFeatures {
		attr["_FEATURE_ID_0"] = b.accessor(accessor{BufferView: b.view(padded16(s.Feat), 4, targetVertices), ComponentType: typeUshort, Count: n, Type: "SCALAR"})
	}
	return out
}

func (b *Builder) positions(pos []float32) int {
	lo := []float64{math.Inf(1), math.Inf(1), math.Inf(1)}
	hi := []float64{math.Inf(-1), math.Inf(-1), math.Inf(-1)}
	for i, v := range pos {
		k := i % 3
		lo[k], hi[k] = math.Min(lo[k], float64(v)), math.Max(hi[k], float64(v))
	}
	i := b.floats(pos, 3)
	b.doc.Accessors[i].Min, b.doc.Accessors[i].Max = lo, hi
	return i
}

func (b *Builder) floats(v []float32, width int) int {
	types := map[int]string{1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}
	data := make([]byte, 4*len(v))
	for i, f := range v {
		binary.LittleEndian.PutUint32(data[4*i:], math.Float32bits(f))
	}
	return b.accessor(accessor{BufferView: b.view(data, 4*width, targetVertices), ComponentType: typeFloat, Count: len(v) / width, Type: types[width]})
}

func (b *Builder) indices(idx []uint32, vertices int) int {
	if vertices <= math.MaxUint16 { // 65535 itself restarts primitives
		data := make([]byte, 2*len(idx))
		for i, v := range idx {
			binary.LittleEndian.PutUint16(data[2*i:], uint16(v))
		}
		return b.accessor(accessor{BufferView: b.view(data, 0, targetIndices), ComponentType: typeUshort, Count: len(idx), Type: "SCALAR"})
	}
	data := make([]byte, 4*len(idx))
	for i, v := range idx {
		binary.LittleEndian.PutUint32(data[4*i:], v)
	}
	return b.accessor(accessor{BufferView: b.view(data, 0, targetIndices), ComponentType: typeUint, Count: len(idx), Type: "SCALAR"})
}

func byteNormals(n []float32) []byte {
	out := make([]byte, len(n)/3*4)
	for i := range len(n) / 3 {
		for k := range 3 {
			out[4*i+k] = byte(int8(math.Round(float64(n[3*i+k]) * 127)))
		}
	}
	return out
}

func padded16(v []uint16) []byte {
	out := make([]byte, 4*len(v))
	for i, f := range v {
		binary.LittleEndian.PutUint16(out[4*i:], f)
	}
	return out
}

// Lamp is one point light: where, which colour (linear), how large (metres).
type Lamp struct {
	At    geo.V3
	Color solid.RGB
	Size  float64
}

// Points adds a POINTS mesh of lamps with COLOR_0 and _SIZE.
func (b *Builder) Points(name string, lamps []Lamp, materialIndex int) int {
	pos := make([]float32, 0, 3*len(lamps))
	size := make([]float32, 0, len(lamps))
	col := make([]byte, 0, 4*len(lamps))
	for _, l := range lamps {
		pos = append(pos, float32(l.At.E), float32(l.At.U), float32(-l.At.N))
		size = append(size, float32(l.Size))
		for k := range 3 {
			col = append(col, byte(math.Round(geo.Clamp(l.Color[k], 0, 1)*255)))
		}
		col = append(col, 255)
	}
	mode := modePoints
	b.doc.Meshes = append(b.doc.Meshes, mesh{Name: name, Primitives: []primitive{{
		Mode: &mode, Material: &materialIndex,
		Attributes: map[string]int{
			"POSITION": b.positions(pos),
			"COLOR_0":  b.accessor(accessor{BufferView: b.view(col, 4, targetVertices), ComponentType: typeUbyte, Normalized: true, Count: len(lamps), Type: "VEC4"}),
			"_SIZE":    b.floats(size, 1),
		}}}})
	return len(b.doc.Meshes) - 1
}

// Spot is one instance of a mesh: place, heading, scale.
type Spot struct {
	At         geo.V3
	HeadingDeg float64
	Scale      float64
}

// Instances adds a root node that draws a mesh at every spot
// (EXT_mesh_gpu_instancing).
func (b *Builder) Instances(name string, meshIndex int, spots []Spot) {
	b.use("EXT_mesh_gpu_instancing", true)
	var t, r, s []float32
	for _, p := range spots {
		sn, cs := math.Sincos(-p.HeadingDeg * math.Pi / 360)
		t = append(t, float32(p.At.E), float32(p.At.U), float32(-p.At.N))
		r = append(r, 0, float32(sn), 0, float32(cs))
		s = append(s, float32(p.Scale), float32(p.Scale), float32(p.Scale))
	}
	i := b.Root(name, meshIndex, geo.V3{})
	b.doc.Nodes[i].Extensions = map[string]any{"EXT_mesh_gpu_instancing": map[string]any{
		"attributes": map[string]int{"TRANSLATION": b.floats(t, 3), "ROTATION": b.floats(r, 4), "SCALE": b.floats(s, 3)},
	}}
}
