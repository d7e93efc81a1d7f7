package city

import (
	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// surface is one of the landmarks' materials.
type surface int

// The landmarks' materials. Those that glow do so by night only.
const (
	body  surface = iota // painted: vertex colours
	glass                // towers: windows, half of them lit
	wood                 // stilt houses: lattice windows, nearly all lit
	warm                 // glowing lines
	soft                 // cables and ribs in floodlight
	white
	cool
	pink
	surfaces
)

// windowScale is how many metres a window picture covers, a multiple of the
// storey: 16 storeys of 4 m, and 3 storeys of 3.8 m.
var windowScale = [surfaces]float64{glass: 64, wood: 11.4}

// kit draws one named thing in all materials, around its own place.
type kit struct {
	mesh [surfaces]*solid.Mesh
}

func newKit(at geo.V3) *kit {
	k := &kit{}
	for s := range k.mesh {
		k.mesh[s] = &solid.Mesh{Origin: at, UVScale: windowScale[s]}
	}
	return k
}

func (k *kit) in(s surface) *solid.Mesh { return k.mesh[s] }

// paint is the body mesh with its colour set.
func (k *kit) paint(hex uint32) *solid.Mesh {
	k.mesh[body].Paint(solid.Hex(hex))
	return k.mesh[body]
}

// scene collects named kits into an asset.
type scene struct {
	b    *glb.Builder
	mats [surfaces]int
}

func newScene(name string, seed uint64) (*scene, error) {
	s := &scene{b: glb.New(name)}
	glow := func(name string, hex uint32, strength float64) int {
		c := solid.Hex(hex)
		return s.b.Material(glb.Material{Name: name, Color: [3]float64{.5, .48, .45}, Rough: .6, Emissive: c, Strength: strength})
	}
	s.mats[body] = s.b.Material(glb.Material{Name: "painted", Rough: .8})
	g, err := s.windows(glassWindows(seed), glb.Material{Name: "glass", Rough: .25, Metallic: .1, Emissive: [3]float64{1, 1, 1}, Strength: 1.1})
	if err != nil {
		return nil, err
	}
	w, err := s.windows(woodWindows(seed), glb.Material{Name: "wood", Rough: .85, Emissive: [3]float64{1, 1, 1}, Strength: 1.9})
	if err != nil {
		return nil, err
	}
	s.mats[glass], s.mats[wood] = g, w
	s.mats[warm] = glow("glow-warm", 0xffa23c, 3)
	s.mats[soft] = glow("glow-soft", 0xffb568, .7)
	s.mats[white] = glow("glow-white", 0xfff0d0, 2.4)
	s.mats[cool] = glow("glow-cool", 0x7fd0ff, 2.6)
	s.mats[pink] = glow("glow-pink", 0xff5a9c, 2.6)
	return s, nil
}

func (s *scene) windows(p picturePair, m glb.Material) (int, error) {
	day, err := encodeJPEG(p.day, 86)
	if err != nil {
		return 0, err
	}
	night, err := encodeJPEG(p.night, 86)
	if err != nil {
		return 0, err
	}
	a := s.b.Texture(m.Name, "image/jpeg", day, true)
	b := s.b.Texture(m.Name+"-lights", "image/jpeg", night, true)
	m.Texture, m.EmissiveTexture = &a, &b
	return s.b.Material(m), nil
}

// put adds a kit as a node at its place and returns the node.
func (s *scene) put(name string, at geo.V3, draw func(k *kit)) int {
	k := newKit(at)
	draw(k)
	var parts []glb.Part
	for i, m := range k.mesh {
		parts = append(parts, glb.Part{Solid: m, Material: s.mats[i], NoColor: surface(i) != body})
	}
	return s.b.Root(name, s.b.Mesh(name, parts...), at)
}
