package city

import (
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"testing"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
)

func TestPreviewPlan(t *testing.T) {
	out := os.Getenv("DEMO_PREVIEW")
	if out == "" {
		t.Skip("DEMO_PREVIEW names no file")
	}
	c := New(20260, 6000)
	const n, half = 1600, 2600.0
	im := image.NewRGBA(image.Rect(0, 0, n, n))
	for y := range n {
		for x := range n {
			p := geo.V2{E: (float64(x)/n*2 - 1) * half, N: (1 - float64(y)/n*2) * half}
			u := c.Ground.Up(p)
			s := (u-c.Ground.Up(geo.V2{E: p.E - 8, N: p.N + 8}))*6 + 128
			g := uint8(math.Max(0, math.Min(255, s*.5+u*.3)))
			k := color.RGBA{g, g + 10, g, 255}
			if d := c.Rivers.Shore(p); d < 0 {
				m := c.Rivers.Mud(p)
				k = color.RGBA{uint8(60 + 120*m), uint8(130 - 10*m), uint8(120 - 50*m), 255}
			}
			im.Set(x, y, k)
		}
	}
	for _, b := range c.Buildings {
		r := b.Ring()
		for a := 0.; a <= 1; a += .05 {
			for d := 0.; d <= 1; d += .05 {
				p := r[0].Add(r[1].Sub(r[0]).Mul(a)).Add(r[3].Sub(r[0]).Mul(d))
				x, y := int((p.E/half+1)/2*n), int((1-p.N/half)/2*n)
				v := uint8(math.Min(255, 90+b.Height))
				im.Set(x, y, color.RGBA{v, v / 2, uint8(40 * b.Form), 255})
			}
		}
	}
	for _, b := range c.Bridges {
		t.Log(b.ID, b.up, b.from, b.to)
		for x := b.from; x < b.to; x++ {
			p := b.At(x)
			im.Set(int((p.E/half+1)/2*n), int((1-p.N/half)/2*n), color.RGBA{255, 0, 0, 255})
		}
	}
	for _, p := range c.Rail.Path.Points() {
		im.Set(int((p.E/half+1)/2*n), int((1-p.N/half)/2*n), color.RGBA{255, 255, 0, 255})
	}
	for _, b := range c.Boats {
		for _, p := range b.Course() {
			im.Set(int((p.E/half+1)/2*n), int((1-p.N/half)/2*n), color.RGBA{255, 255, 255, 255})
		}
	}
	f, _ := os.Create(out)
	png.Encode(f, im)
	f.Close()
	forms := map[Form]int{}
	for _, b := range c.Buildings {
		forms[b.Form]++
	}
	t.Log(forms, len(c.candidates()))
}
