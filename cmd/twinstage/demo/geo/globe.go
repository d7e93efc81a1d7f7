package geo

import "math"

// WGS 84 (CGCS2000 differs by less than a millimetre here).
const (
	semiMajor  = 6378137.0
	flattening = 1 / 298.257223563
	ecc2       = flattening * (2 - flattening)
)

// Origin anchors a local east-north-up frame to the ellipsoid: degrees,
// ellipsoidal height in metres.
type Origin struct{ Lon, Lat, Height float64 }

func (o Origin) trig() (sl, cl, sp, cp float64) {
	l, p := o.Lon*math.Pi/180, o.Lat*math.Pi/180
	return math.Sin(l), math.Cos(l), math.Sin(p), math.Cos(p)
}

// ToECEF is the column-major 4×4 matrix from local ENU to EPSG:4978, as a
// tileset's root.transform wants it.
func (o Origin) ToECEF() [16]float64 {
	sl, cl, sp, cp := o.trig()
	n := semiMajor / math.Sqrt(1-ecc2*sp*sp)
	return [16]float64{
		-sl, cl, 0, 0,
		-sp * cl, -sp * sl, cp, 0,
		cp * cl, cp * sl, sp, 0,
		(n + o.Height) * cp * cl, (n + o.Height) * cp * sl, (n*(1-ecc2) + o.Height) * sp, 1,
	}
}

// LonLatHeight is a local point in degrees and ellipsoidal metres.
func (o Origin) LonLatHeight(p V3) (lon, lat, height float64) {
	m := o.ToECEF()
	x := m[0]*p.E + m[4]*p.N + m[8]*p.U + m[12]
	y := m[1]*p.E + m[5]*p.N + m[9]*p.U + m[13]
	z := m[2]*p.E + m[6]*p.N + m[10]*p.U + m[14]
	r := math.Hypot(x, y)
	phi := math.Atan2(z, r*(1-ecc2))
	for range 5 { // converges below a micrometre in three
		n := semiMajor / math.Sqrt(1-ecc2*math.Sin(phi)*math.Sin(phi))
		height = r/math.Cos(phi) - n
		phi = math.Atan2(z, r*(1-ecc2*n/(n+height)))
	}
	return math.Atan2(y, x) * 180 / math.Pi, phi * 180 / math.Pi, height
}
