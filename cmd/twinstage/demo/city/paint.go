package city

import (
	"image"
	"math"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// groundPixels is the side of the ground's pictures.
const groundPixels = 2048

// site is what the painter knows about a pixel's place.
type site struct {
	p                  geo.V2
	up, shore, slope   float64
	built              float64 // 0 wild … 1 centre
	presence           float64 // of streets
	fine, mid          float64 // noises, 0 to 1
	pixel              float64 // metres
	edge, width, along float64 // the nearest street: kerb distance, width, metres along it
}

// paintGround draws the ground by day and its lights by night. Rows and
// columns follow the terrain's grid, north up.
func (c *City) paintGround(n int) (day, night *image.RGBA) {
	day, night = image.NewRGBA(image.Rect(0, 0, n, n)), image.NewRGBA(image.Rect(0, 0, n, n))
	f := c.newFields()
	waves := make([]float64, n) // of every column
	for x := range n {
		waves[x] = waveV(f.line((float64(x) + .5) / float64(n)))
	}
	for y := range n {
		t := 1 - (float64(y)+.5)/float64(n)
		wave := waveU(f.line(t))
		for x := range n {
			s := f.at((float64(x)+.5)/float64(n)*cells, t*cells, float64(n), wave, waves[x])
			put(day, x, y, dayColor(&s))
			put(night, x, y, nightColor(&s))
		}
	}
	return day, night
}

// line is the coordinate at a fraction of the way across the grid.
func (f *fields) line(t float64) float64 {
	i := min(int(t*cells), cells-1)
	a := f.c.Ground.axis[i : i+2]
	return geo.Lerp(a[0], a[1], t*cells-float64(i))
}

// put encodes linear light as sRGB, by a table for speed.
func put(im *image.RGBA, x, y int, c solid.RGB) {
	o := im.PixOffset(x, y)
	for k := range 3 {
		im.Pix[o+k] = toSRGB[int(geo.Clamp(c[k], 0, 1)*float64(len(toSRGB)-1))]
	}
	im.Pix[o+3] = 255
}

var toSRGB = func() (t [4096]uint8) {
	for i := range t {
		v := float64(i) / float64(len(t)-1)
		if v <= .0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - .055
		}
		t[i] = uint8(v*255 + .5)
	}
	return t
}()

// fields are the slow values, kept at the grid's corners.
type fields struct {
	c            *City
	built, slope []float64
	tile         [256 * 256]float64 // repeating noise
}

func (c *City) newFields() *fields {
	n := cells + 1
	f := &fields{c: c, built: make([]float64, n*n), slope: make([]float64, n*n)}
	for j := range n {
		for i := range n {
			p := geo.V2{E: c.Ground.axis[i], N: c.Ground.axis[j]}
			f.built[j*n+i] = c.dist.built(p, c.Ground.shore[j*n+i])
			v := c.Ground.normal(i, j)
			f.slope[j*n+i] = math.Sqrt(v.E*v.E+v.N*v.N) / v.U
		}
	}
	for i := range f.tile {
		f.tile[i] = geo.Unit01(geo.Hash(c.seed, uint64(i), 31))
	}
	return f
}

// noise is value noise from the repeating tile.
func (f *fields) noise(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j := int(fx)&255, int(fy)&255
	u, v := x-fx, y-fy
	k, l := (i+1)&255, (j+1)&255
	a, b := f.tile[j<<8|i], f.tile[j<<8|k]
	c, d := f.tile[l<<8|i], f.tile[l<<8|k]
	return (a+(b-a)*u)*(1-v) + (c+(d-c)*u)*v
}

func (f *fields) at(gi, gj, n, wavU, wavV float64) site {
	g := f.c.Ground
	i, j := min(int(gi), cells-1), min(int(gj), cells-1)
	u, v := gi-float64(i), gj-float64(j)
	row := cells + 1
	o := j*row + i
	lerp := func(a []float64) float64 {
		return (a[o]*(1-u)+a[o+1]*u)*(1-v) + (a[o+row]*(1-u)+a[o+row+1]*u)*v
	}
	s := site{up: lerp(g.up), shore: lerp(g.shore), slope: lerp(f.slope), built: lerp(f.built)}
	s.p = geo.V2{E: g.axis[i] + u*(g.axis[i+1]-g.axis[i]), N: g.axis[j] + v*(g.axis[j+1]-g.axis[j])}
	s.pixel = (g.axis[i+1] - g.axis[i]) * cells / n
	s.fine, s.mid = f.noise(s.p.E/5, s.p.N/5), f.noise(s.p.E/47+90, s.p.N/47)
	s.edge = 1e3
	if s.built > .02 {
		s.presence = streetPresence(&s)
		eu, wu := lineEdge(s.p.E+wavU, blockU)
		ev, wv := lineEdge(s.p.N+wavV, blockV)
		s.edge, s.width, s.along = eu, wu, s.p.N+wavV
		if ev < eu {
			s.edge, s.width, s.along = ev, wv, s.p.E+wavU
		}
	}
	return s
}

// Colours of the ground by day.
var (
	forest  = solid.Hex(0x35502c)
	meadow  = solid.Hex(0x60753f)
	field   = solid.Hex(0x8a8a4e)
	earth   = solid.Hex(0x8a6a4c)
	rock    = solid.Hex(0x85796a)
	sand    = solid.Hex(0xa8997c)
	quay    = solid.Hex(0x9c958a)
	paving  = solid.Hex(0x8f8a81)
	asphalt = solid.Hex(0x4b4b4e)
	kerb    = solid.Hex(0xa7a198)
	silt    = solid.Hex(0x4b4636)
)

func dayColor(s *site) solid.RGB {
	if s.shore < -2 {
		return silt
	}
	c := forest.Mix(meadow, geo.Smooth(.35, .75, s.mid))
	if s.slope < .3 && s.built < .25 { // terraced fields follow the contours
		line := math.Abs(s.up/6 - math.Floor(s.up/6) - .5)
		c = c.Mix(field, geo.Smooth(.52, .7, s.mid)*.8*(.6+.4*geo.Smooth(.1, .3, line)))
	}
	c = c.Mix(earth, geo.Smooth(.3, .5, s.slope)*.35).Mix(rock, geo.Smooth(.55, .95, s.slope)*.8)
	if s.built > .02 {
		c = c.Mix(paving, geo.Clamp(s.built*1.1, 0, .8)*(.45+.55*s.fine))
		k := s.presence
		aa := math.Max(s.pixel, 1)
		c = c.Mix(kerb, k*(1-geo.Smooth(1.6, 1.6+aa, s.edge))*.6)
		c = c.Mix(asphalt, k*(1-geo.Smooth(0, aa, s.edge))*.9)
	}
	if s.shore < 26 {
		bank := sand.Mix(quay, geo.Clamp(s.built*2, 0, 1))
		step := .86 + .14*math.Floor((s.up/2.4-math.Floor(s.up/2.4))*2)
		c = c.Mix(bank.Mul(step), 1-geo.Smooth(15, 24, s.shore))
	}
	return c.Mul(.78 + .44*s.fine*.5 + .2*s.mid)
}

// streetPresence fades streets out where nothing is built.
func streetPresence(s *site) float64 {
	return geo.Smooth(.06, .26, s.built) * (1 - geo.Smooth(.5, .8, s.slope)) * geo.Smooth(12, 20, s.shore)
}

// nightColor is light given off: street lamps' pools, glowing courts, the
// shore road, and windows of lone houses on the hills.
func nightColor(s *site) solid.RGB {
	if s.shore < 6 {
		return solid.RGB{}
	}
	amber, white := solid.RGB{1, .52, .19}, solid.RGB{1, .8, .55}
	var c solid.RGB
	add := func(k solid.RGB, v float64) {
		for i := range c {
			c[i] += k[i] * v
		}
	}
	if s.built > .02 {
		k := s.presence
		road := 1 - geo.Smooth(-1, 3.5, s.edge)
		bead := bead(s.along)
		tone := amber
		if s.width > street {
			tone = amber.Mix(white, .45)
		}
		add(tone, k*road*(.07+.42*bead))
		add(amber, k*(1-road)*.03*(.4+s.mid)*(.5+s.fine))
	}
	if s.shore < 34 && s.built > .015 {
		add(amber, geo.Smooth(.015, .1, s.built)*math.Exp(-(s.shore-21)*(s.shore-21)/16)*.1)
	}
	lone := geo.Smooth(.5, .9, s.mid) * (1 - geo.Smooth(.05, .4, s.built)) * (1 - geo.Smooth(.6, .9, s.slope))
	if s.fine > .93 && lone > 0 {
		add(white.Mix(amber, s.mid), lone*(s.fine-.93)*9)
	}
	return c
}

// bead brightens the roadway under each lamp, one every 24 m.
func bead(along float64) float64 {
	d := math.Abs(along-24*math.Floor(along/24)) - 12
	return 1 / (1 + d*d*d*d/300)
}
