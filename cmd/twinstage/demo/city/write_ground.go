package city

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// WriteTerrain writes the ground as a GLB with a picture of it by day and one
// of its lights by night.
func (c *City) WriteTerrain(w io.Writer) error {
	day, night := c.paintGround(groundPixels)
	dayJPEG, err := encodeJPEG(day, 84)
	if err != nil {
		return err
	}
	nightJPEG, err := encodeJPEG(night, 82)
	if err != nil {
		return err
	}
	b := glb.New("terrain")
	base := b.Texture("ground", "image/jpeg", dayJPEG, false)
	glow := b.Texture("ground-lights", "image/jpeg", nightJPEG, false)
	mat := b.Material(glb.Material{Name: "ground", Rough: 1, Texture: &base,
		EmissiveTexture: &glow, Emissive: [3]float64{1, 1, 1}, Strength: 1})
	b.Root("terrain", b.Mesh("terrain", glb.Part{Solid: c.Ground.mesh(), Material: mat, NoColor: true}), geo.V3{})
	_, err = b.WriteTo(w)
	return err
}

func encodeJPEG(im image.Image, quality int) ([]byte, error) {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, im, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("city: encode picture: %w", err)
	}
	return buf.Bytes(), nil
}

// mesh is the grid, each cell split from south-west to north-east, smooth.
func (g *Ground) mesh() *solid.Mesh {
	n := cells + 1
	m := &solid.Mesh{UVScale: 1}
	for j := range n {
		for i := range n {
			p := geo.V2{E: g.axis[i], N: g.axis[j]}
			// Texture v runs down from the north; Vertex flips the sign.
			m.Vertex(p.At(g.up[j*n+i]), g.normal(i, j), float64(i)/cells, -(1 - float64(j)/cells))
		}
	}
	m.Idx = make([]uint32, 0, cells*cells*6)
	for j := range cells {
		for i := range cells {
			sw := uint32(j*n + i)
			se, nw, ne := sw+1, sw+uint32(n), sw+uint32(n)+1
			m.Idx = append(m.Idx, sw, se, ne, sw, ne, nw)
		}
	}
	return m
}

func (g *Ground) normal(i, j int) geo.V3 {
	n := cells + 1
	w, e, s, k := max(i-1, 0), min(i+1, cells), max(j-1, 0), min(j+1, cells)
	du := (g.up[j*n+e] - g.up[j*n+w]) / (g.axis[e] - g.axis[w])
	dv := (g.up[k*n+i] - g.up[s*n+i]) / (g.axis[k] - g.axis[s])
	return geo.V3{E: -du, N: -dv, U: 1}.Unit()
}

// WriteRivers writes the water's surface: flat, at up 0, reaching a little
// under the banks, each vertex coloured as its water.
func (c *City) WriteRivers(w io.Writer) error {
	clear, mud := solid.Hex(0x3f7f74), solid.Hex(0x9c8058)
	const stride = 2
	g := c.Ground
	n := cells + 1
	m := &solid.Mesh{}
	seen := map[int]uint32{}
	corner := func(i, j int) uint32 {
		if k, ok := seen[j*n+i]; ok {
			return k
		}
		p := geo.V2{E: g.axis[i], N: g.axis[j]}
		m.Paint(clear.Mix(mud, c.Rivers.Mud(p)))
		seen[j*n+i] = m.Vertex(p.At(0), geo.V3{U: 1}, 0, 0)
		return seen[j*n+i]
	}
	for j := 0; j < cells; j += stride {
		for i := 0; i < cells; i += stride {
			if !g.wet(i, j, stride) {
				continue
			}
			sw, se, ne, nw := corner(i, j), corner(i+stride, j), corner(i+stride, j+stride), corner(i, j+stride)
			m.Idx = append(m.Idx, sw, se, ne, sw, ne, nw)
		}
	}
	b := glb.New("rivers")
	mat := b.Material(glb.Material{Name: "water", Rough: .08})
	b.Root("rivers", b.Mesh("rivers", glb.Part{Solid: m, Material: mat}), geo.V3{})
	_, err := b.WriteTo(w)
	return err
}

// wet tells whether a square of the grid holds any water.
func (g *Ground) wet(i, j, stride int) bool {
	n := cells + 1
	reach := (g.axis[i+stride] - g.axis[i]) + (g.axis[j+stride] - g.axis[j])
	for y := j; y <= j+stride; y++ {
		for x := i; x <= i+stride; x++ {
			if d := g.shore[y*n+x]; d < 6 || d < reach*.25 {
				return true
			}
		}
	}
	return false
}
