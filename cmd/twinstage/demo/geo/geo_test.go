package geo

import (
	"math"
	"testing"
)

func TestLonLatHeightUndoesToECEF(t *testing.T) {
	o := Origin{Lon: 106.5836, Lat: 29.5647, Height: 240}
	lon, lat, h := o.LonLatHeight(V3{})
	if math.Abs(lon-o.Lon) > 1e-10 || math.Abs(lat-o.Lat) > 1e-10 || math.Abs(h-o.Height) > 1e-5 {
		t.Errorf("the origin came back as %v %v %v", lon, lat, h)
	}
	// One second of latitude at this latitude is 30.79 m along the meridian
	// (radius of curvature 6,350,928 m plus the height).
	_, lat, _ = o.LonLatHeight(V3{N: 1000})
	want := o.Lat + 1000/(6350928.0+240)*180/math.Pi
	if math.Abs(lat-want) > 2e-7 {
		t.Errorf("1 km north is at %v, want %v", lat, want)
	}
	if _, _, h = o.LonLatHeight(V3{U: 100}); math.Abs(h-340) > 1e-5 {
		t.Errorf("100 m up is at %v", h)
	}
}

func TestECEFOfAKnownPlace(t *testing.T) {
	m := Origin{Lon: 90, Lat: 0, Height: 0}.ToECEF()
	if math.Abs(m[12]) > 1e-6 || math.Abs(m[13]-6378137) > 1e-6 || math.Abs(m[14]) > 1e-6 {
		t.Errorf("0° N 90° E is at %v", m[12:15])
	}
	east := V3{m[0], m[1], m[2]}
	if east.Sub(V3{E: -1}).Len() > 1e-12 {
		t.Errorf("east there is %v", east)
	}
}

func TestPathNearFindsTheFoot(t *testing.T) {
	p := NewPath(10, V2{0, 0}, V2{100, 0}, V2{200, 0})
	d, s := p.Near(V2{130, 40})
	if math.Abs(d-40) > 1e-9 || math.Abs(s-130) > 1e-6 {
		t.Errorf("40 m off at 130 m, not %v at %v", d, s)
	}
	if q := p.At(s); q.Dist(V2{130, 0}) > 1e-6 {
		t.Errorf("at %v is %v", s, q)
	}
}

func TestHeading(t *testing.T) {
	for _, c := range []struct {
		d    V2
		want float64
	}{{V2{0, 1}, 0}, {V2{1, 0}, 90}, {V2{0, -1}, 180}, {V2{-1, 0}, 270}} {
		if h := HeadingDeg(c.d); math.Abs(h-c.want) > 1e-9 {
			t.Errorf("%v heads %v, want %v", c.d, h, c.want)
		}
	}
}
