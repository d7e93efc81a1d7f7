package city

import (
	"image"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// picturePair is a façade by day and its lights by night.
type picturePair struct{ day, night *image.RGBA }

// glassWindows is a curtain wall: 32 by 16 panes, each 2 m wide and 4 m high;
// neighbours on a floor are often lit together.
func glassWindows(seed uint64) picturePair {
	const across, floors, px = 32, 16, 512
	p := newPair(px)
	day, frame := solid.Hex(0x7892a2), solid.Hex(0xc3c8c9)
	const cw, ch = px / across, px / floors
	for y := range px {
		for x := range px {
			i, j := x/cw, y/ch
			fx, fy := float64(x%cw)/cw, float64(y%ch)/ch
			one := geo.Unit01(geo.Hash(seed, 61, uint64(i), uint64(j)))
			room := geo.Unit01(geo.Hash(seed, 62, uint64(j), uint64(i/3)))
			pane := fx > .1 && fx < .92 && fy > .26 && fy < .96
			if !pane {
				put(p.day, x, y, frame)
				continue
			}
			put(p.day, x, y, day.Mul(.72+.4*one))
			if one*.72+room*.28 > .55 {
				tone := solid.RGB{1, .66, .34}.Mix(solid.RGB{.85, .9, 1}, geo.Smooth(.72, .95, room))
				put(p.night, x, y, tone.Mul((.12+.6*one*one)*(.6+.4*fy)))
			}
		}
	}
	return p
}

// woodWindows is a timber front: four bays of three storeys, lattice panes
// with light behind and a lantern-red rail below.
func woodWindows(seed uint64) picturePair {
	const bays, storeys, px = 4, 3, 256
	p := newPair(px)
	timber, plaster, pane := solid.Hex(0x6b3f24), solid.Hex(0x9a6a3e), solid.Hex(0x4a3020)
	for y := range px {
		for x := range px {
			gx, gy := float64(x)/px*bays, float64(y)/px*storeys
			i, j := int(gx), int(gy)
			fx, fy := gx-float64(i), gy-float64(j)
			put(p.night, x, y, solid.RGB{.10, .035, .008})
			switch {
			case fx < .06 || fx > .94 || fy < .07:
				put(p.day, x, y, timber)
			case fy > .8: // balustrade
				put(p.day, x, y, timber.Mix(plaster, float64(int(fx*24)%2)))
				put(p.night, x, y, solid.RGB{.32, .10, .02})
			case fx > .14 && fx < .86 && fy > .16 && fy < .74:
				put(p.day, x, y, pane)
				one := geo.Unit01(geo.Hash(seed, 63, uint64(i), uint64(j)))
				bar := int(fx*18)%3 == 0 || int(fy*14)%4 == 0
				if one > .12 && !bar {
					put(p.night, x, y, solid.RGB{1, .5, .14}.Mul(.22+.6*one*one))
				}
			default:
				put(p.day, x, y, plaster)
				put(p.night, x, y, solid.RGB{.2, .075, .015})
			}
		}
	}
	return p
}

func newPair(px int) picturePair {
	p := picturePair{image.NewRGBA(image.Rect(0, 0, px, px)), image.NewRGBA(image.Rect(0, 0, px, px))}
	for i := 3; i < len(p.night.Pix); i += 4 {
		p.night.Pix[i] = 255
	}
	return p
}
