package city

import (
	"fmt"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// Form is a building's silhouette.
type Form uint8

// The silhouettes.
const (
	House   Form = iota // gabled, two to five storeys
	Terrace             // volumes that step down the slope
	Slab                // flat-roofed walk-up
	Point               // cross-shaped residential tower
	Office              // podium, setbacks, crown
	Round               // round or octagonal tower
	Complex             // one podium, two or three towers
)

// Building is one feature of the city's tileset.
type Building struct {
	ID, Name string
	Kind     string // residential, office, commercial, hotel, school, hospital, heritage, public
	Form     Form
	At       geo.V2
	Dir      geo.V2 // unit, along its width
	W, D     float64
	Low      float64 // lowest ground under it, m
	Height   float64 // from Low to the roof, without mast or crown, m
	Year     uint16
	Quarter  int
	key      uint64
}

// Ring is the footprint.
func (b *Building) Ring() solid.Ring { return solid.Rect(b.At, b.Dir, b.W, b.D) }

// Top is the middle of its roof.
func (b *Building) Top() geo.V3 { return b.At.At(b.Low + b.Height) }

// chance draws the n-th choice about the building: 0 to 1.
func (b *Building) chance(n uint64) float64 { return geo.Unit01(geo.Hash(b.key, n)) }

func (b *Building) in(n uint64, lo, hi float64) float64 { return lo + (hi-lo)*b.chance(n) }

// build puts the first n lots under buildings.
func (c *City) build(n int) []Building {
	lots := c.lots(n)
	out := make([]Building, len(lots))
	for i, l := range lots {
		out[i] = c.raise(i+1, l)
	}
	return out
}

func (c *City) raise(number int, l lot) Building {
	b := Building{ID: fmt.Sprintf("bldg-%04d", number), At: l.at, Dir: l.dir, Quarter: l.quart, key: l.key}
	h := c.rise(l)
	b.W, b.D = l.w*b.in(20, .82, 1), l.d*b.in(21, .8, 1)
	b.Form, b.Kind = chooseForm(&b, l, h)
	c.slim(&b, h)
	var hi float64
	b.Low, hi = c.Ground.Under(b.Ring())
	if b.Form == Slab && hi-b.Low > 4.5 {
		b.Form = Terrace
	}
	storey := 3.1
	if b.Form >= Office {
		storey = 4.0
	}
	b.Height = math.Max(2, math.Round(h/storey))*storey + math.Round(hi-b.Low)
	b.Year = buildYear(&b)
	b.Name = buildName(&b, c.dist.list[l.quart].zh)
	return b
}

// slim gives towers the proportions of towers.
func (c *City) slim(b *Building, h float64) {
	switch b.Form {
	case Point:
		side := geo.Clamp(h*.27, 15, 24)
		b.W, b.D = math.Min(b.W, side), math.Min(b.D, side*.95)
	case Office, Round:
		side := geo.Clamp(h*.3, 16, 30)
		b.W, b.D = math.Min(b.W, side), math.Min(b.D, side)
	case House:
		b.D = math.Min(b.D, 11.5)
	}
}

func chooseForm(b *Building, l lot, h float64) (Form, string) {
	r := b.chance(22)
	pick := func(kinds ...string) string { return kinds[int(b.chance(23)*float64(len(kinds)))] }
	switch {
	case l.whole:
		return Complex, pick("commercial", "office", "office", "residential")
	case h < 19 && r < .78:
		return House, pick("residential", "residential", "commercial", "heritage")
	case h < 19:
		return Slab, pick("school", "public", "residential", "hospital")
	case h < 38:
		return Slab, pick("residential", "residential", "residential", "school", "hospital", "hotel", "public")
	case h < 105 && r < .84:
		return Point, "residential"
	case r < .3:
		return Round, pick("hotel", "office")
	case r < .56 && h < 150:
		return Point, "residential"
	}
	return Office, pick("office", "office", "hotel", "commercial")
}

func buildYear(b *Building) uint16 {
	switch {
	case b.Kind == "heritage":
		return uint16(1900 + int(b.in(24, 0, 48)))
	case b.Form == House:
		return uint16(1962 + int(b.in(24, 0, 45)))
	case b.Form <= Slab:
		return uint16(1978 + int(b.in(24, 0, 38)))
	}
	return uint16(1994 + int(math.Sqrt(b.chance(24))*30))
}
