package park

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

const (
	groundCells  = 128
	groundPixels = 1024
)

// stretch maps -1…1 across the ground to metres: two thirds of the way lie
// within the park, the rest reaches the hills.
func stretch(x float64) float64 {
	a := math.Abs(x)
	v := 800 * a
	if a > .75 {
		v += (a - .75) * (a - .75) * 17600
	}
	return math.Copysign(v, x)
}

// WriteGround writes the terrain with its picture by day and by night.
func (p *Park) WriteGround(w io.Writer) error {
	day, night := p.paint()
	b := glb.New("park-ground")
	var tex [2]int
	for i, im := range []image.Image{day, night} {
		var buf bytes.Buffer
		if err := jpeg.Encode(&buf, im, &jpeg.Options{Quality: 84}); err != nil {
			return fmt.Errorf("park: encode picture: %w", err)
		}
		tex[i] = b.Texture([]string{"ground", "ground-lights"}[i], "image/jpeg", buf.Bytes(), false)
	}
	mat := b.Material(glb.Material{Name: "ground", Rough: 1, Texture: &tex[0], EmissiveTexture: &tex[1], Emissive: [3]float64{1, 1, 1}})
	b.Root("ground", b.Mesh("ground", glb.Part{Solid: p.mesh(), Material: mat, NoColor: true}), geo.V3{})
	_, err := b.WriteTo(w)
	return err
}

func (p *Park) mesh() *solid.Mesh {
	m := &solid.Mesh{UVScale: 1}
	for j := range groundCells + 1 {
		for i := range groundCells + 1 {
			c := place(i, j)
			e, n := c.Add(geo.V2{E: 4}), c.Add(geo.V2{N: 4})
			u := p.Up(c)
			normal := geo.V3{E: -(p.Up(e) - u) / 4, N: -(p.Up(n) - u) / 4, U: 1}.Unit()
			m.Vertex(c.At(u), normal, float64(i)/groundCells, -(1 - float64(j)/groundCells))
		}
	}
	for j := range groundCells {
		for i := range groundCells {
			sw := uint32(j*(groundCells+1) + i)
			se, nw := sw+1, sw+groundCells+1
			m.Idx = append(m.Idx, sw, se, nw+1, sw, nw+1, nw)
		}
	}
	return m
}

func place(i, j int) geo.V2 {
	return geo.V2{E: stretch(float64(i)/groundCells*2 - 1), N: stretch(float64(j)/groundCells*2 - 1)}
}

func (p *Park) paint() (day, night *image.RGBA) {
	box := image.Rect(0, 0, groundPixels, groundPixels)
	day, night = image.NewRGBA(box), image.NewRGBA(box)
	for y := range groundPixels {
		for x := range groundPixels {
			c := geo.V2{E: stretch((float64(x)+.5)/groundPixels*2 - 1), N: -stretch((float64(y)+.5)/groundPixels*2 - 1)}
			d, n := p.colors(c)
			day.SetRGBA(x, y, d)
			night.SetRGBA(x, y, n)
		}
	}
	return day, night
}

// colors are sRGB: the ground by day, the lamps' pools by night.
func (p *Park) colors(c geo.V2) (day, night color.RGBA) {
	fine := p.noise.At(c.E/4, c.N/4)
	shade := func(r, g, b float64) color.RGBA {
		k := .88 + .2*fine
		return color.RGBA{uint8(min(255, r*k)), uint8(min(255, g*k)), uint8(min(255, b*k)), 255}
	}
	night = color.RGBA{0, 0, 0, 255}
	inside := math.Abs(c.E) < 510 && math.Abs(c.N) < 305
	edge := 1e3
	if inside || math.Abs(c.N) < 330 {
		edge = p.roadEdge(c)
	}
	switch {
	case edge < 0:
		day = shade(82, 83, 87)
		if edge < -7.6 && math.Mod(math.Abs(c.E+c.N)+1e4, 12) < 6 {
			day = shade(205, 200, 186)
		}
		k := .25 + .5*p.noise.At(c.E/26, c.N/26)
		if math.Abs(c.E) < 640 {
			night = color.RGBA{uint8(150 * k), uint8(96 * k), uint8(48 * k), 255}
		}
	case edge < 1.6:
		day = shade(176, 171, 160)
	case inside && p.covered(c):
		day = shade(150, 147, 139)
		night = color.RGBA{26, 20, 13, 255}
	case inside:
		day = shade(104, 124, 74)
	default:
		m := p.noise.Fractal(c.E/150+7, c.N/150)
		k := geo.Smooth(.4, .7, m)
		day = shade(geo.Lerp(62, 112, k), geo.Lerp(88, 124, k), geo.Lerp(50, 74, k))
	}
	return day, night
}
