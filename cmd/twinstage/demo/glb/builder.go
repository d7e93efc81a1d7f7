package glb

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

// Builder collects one asset. Methods return glTF indices.
type Builder struct {
	doc document
	bin []byte
}

// New starts an asset with one scene of the given name.
func New(sceneName string) *Builder {
	return &Builder{doc: document{
		Asset:  asset{Version: "2.0", Generator: "twinstage demo", Copyright: "synthetic, Apache-2.0"},
		Scenes: []scene{{Name: sceneName}},
	}}
}

// Material describes a surface. Emissive is a colour times a strength; above
// 1 it becomes KHR_materials_emissive_strength.
type Material struct {
	Name            string
	Color           [3]float64 // linear; the zero value is white
	Metallic, Rough float64
	Emissive        [3]float64
	Strength        float64 // 0 stands for 1
	Texture         *int    // base colour
	EmissiveTexture *int
	DoubleSided     bool
}

// Material adds a material.
func (b *Builder) Material(m Material) int {
	c := m.Color
	if c == [3]float64{} {
		c = [3]float64{1, 1, 1}
	}
	out := material{Name: m.Name, DoubleSided: m.DoubleSided,
		PBR: pbr{BaseColor: [4]float64{c[0], c[1], c[2], 1}, Metallic: m.Metallic, Roughness: m.Rough}}
	if m.Texture != nil {
		out.PBR.Texture = &textureRef{*m.Texture}
	}
	if m.Emissive != [3]float64{} {
		e := m.Emissive
		out.EmissiveFactor = &e
	}
	if m.EmissiveTexture != nil {
		out.EmissiveTexture = &textureRef{*m.EmissiveTexture}
	}
	if m.Strength > 0 && m.Strength != 1 {
		b.use("KHR_materials_emissive_strength", false)
		out.Extensions = map[string]any{"KHR_materials_emissive_strength": map[string]float64{"emissiveStrength": m.Strength}}
	}
	b.doc.Materials = append(b.doc.Materials, out)
	return len(b.doc.Materials) - 1
}

// Texture embeds an image (image/png or image/jpeg), trilinear, repeated or
// clamped at its edges.
func (b *Builder) Texture(name, mime string, data []byte, repeat bool) int {
	const linear, trilinear, clamp, wrap = 9729, 9987, 33071, 10497
	s := sampler{linear, trilinear, clamp, clamp}
	if repeat {
		s.WrapS, s.WrapT = wrap, wrap
	}
	at := slices.Index(b.doc.Samplers, s)
	if at < 0 {
		b.doc.Samplers = append(b.doc.Samplers, s)
		at = len(b.doc.Samplers) - 1
	}
	view := b.view(data, 0, 0)
	b.doc.Images = append(b.doc.Images, image{Name: name, MimeType: mime, BufferView: view})
	b.doc.Textures = append(b.doc.Textures, texture{Sampler: at, Source: len(b.doc.Images) - 1})
	return len(b.doc.Textures) - 1
}

// Root adds a node at the scene's root: a mesh (or -1) at a translation in
// ENU metres.
func (b *Builder) Root(name string, meshIndex int, at geo.V3) int {
	i := b.addNode(name, meshIndex, at)
	b.doc.Scenes[0].Nodes = append(b.doc.Scenes[0].Nodes, i)
	return i
}

// Turn rotates a node about the vertical: degrees clockwise from north.
func (b *Builder) Turn(nodeIndex int, headingDeg float64) {
	s, c := math.Sincos(-headingDeg * math.Pi / 360)
	b.doc.Nodes[nodeIndex].Rotation = &[4]float64{0, s, 0, c}
}

// Move puts a node at a translation in ENU metres.
func (b *Builder) Move(nodeIndex int, at geo.V3) {
	b.doc.Nodes[nodeIndex].Translation = &[3]float64{at.E, at.U, -at.N}
}

func (b *Builder) addNode(name string, meshIndex int, at geo.V3) int {
	n := node{Name: name}
	if meshIndex >= 0 {
		n.Mesh = &meshIndex
	}
	if at != (geo.V3{}) {
		n.Translation = &[3]float64{at.E, at.U, -at.N}
	}
	b.doc.Nodes = append(b.doc.Nodes, n)
	return len(b.doc.Nodes) - 1
}

func (b *Builder) use(extension string, required bool) {
	if !slices.Contains(b.doc.ExtUsed, extension) {
		b.doc.ExtUsed = append(b.doc.ExtUsed, extension)
	}
	if required && !slices.Contains(b.doc.ExtRequired, extension) {
		b.doc.ExtRequired = append(b.doc.ExtRequired, extension)
	}
}

// view appends bytes at a multiple of 8 (EXT_structural_metadata asks for it,
// everything else is content with it).
func (b *Builder) view(data []byte, stride, target int) int {
	for len(b.bin)%8 != 0 {
		b.bin = append(b.bin, 0)
	}
	b.doc.BufferViews = append(b.doc.BufferViews, bufferView{ByteOffset: len(b.bin), ByteLength: len(data), ByteStride: stride, Target: target})
	b.bin = append(b.bin, data...)
	return len(b.doc.BufferViews) - 1
}

func (b *Builder) accessor(a accessor) int {
	b.doc.Accessors = append(b.doc.Accessors, a)
	return len(b.doc.Accessors) - 1
}

// WriteTo writes the GLB (glTF 2.0 §4: header, JSON chunk, BIN chunk).
func (b *Builder) WriteTo(w io.Writer) (int64, error) {
	for len(b.bin)%4 != 0 {
		b.bin = append(b.bin, 0)
	}
	b.doc.Buffers = []buffer{{ByteLength: len(b.bin)}}
	text, err := json.Marshal(b.doc)
	if err != nil {
		return 0, fmt.Errorf("glb: encode: %w", err)
	}
	for len(text)%4 != 0 {
		text = append(text, ' ')
	}
	total := 12 + 8 + len(text) + 8 + len(b.bin)
	head := make([]byte, 20)
	copy(head, "glTF")
	binary.LittleEndian.PutUint32(head[4:], 2)
	binary.LittleEndian.PutUint32(head[8:], uint32(total))
	binary.LittleEndian.PutUint32(head[12:], uint32(len(text)))
	copy(head[16:], "JSON")
	mid := make([]byte, 8)
	binary.LittleEndian.PutUint32(mid, uint32(len(b.bin)))
	copy(mid[4:], "BIN\x00")
	var n int64
	for _, part := range [][]byte{head, text, mid, b.bin} {
		k, err := w.Write(part)
		n += int64(k)
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

var _ io.WriterTo = (*Builder)(nil)
