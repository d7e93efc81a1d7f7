// Package geo holds the small geometry of the demo world: vectors, splines,
// value noise, seeded randomness, and the way from local metres to the globe.
package geo

import "math"

// V2 is a point or direction in plan, metres east and north.
type V2 struct{ E, N float64 }

// Add, Sub, Mul, Dot and Len are the usual vector operations.
func (a V2) Add(b V2) V2              { return V2{a.E + b.E, a.N + b.N} }
func (a V2) Sub(b V2) V2              { return V2{a.E - b.E, a.N - b.N} }
func (a V2) Mul(k float64) V2         { return V2{a.E * k, a.N * k} }
func (a V2) Dot(b V2) float64         { return a.E*b.E + a.N*b.N }
func (a V2) Len() float64             { return math.Hypot(a.E, a.N) }
func (a V2) Dist(b V2) float64        { return a.Sub(b).Len() }
func (a V2) Left() V2                 { return V2{-a.N, a.E} }
func (a V2) At(up float64) V3         { return V3{a.E, a.N, up} }
func (a V2) Along(d V2, k float64) V2 { return V2{a.E + d.E*k, a.N + d.N*k} }

// Unit is a scaled to length 1; the zero vector stays.
func (a V2) Unit() V2 {
	if l := a.Len(); l > 0 {
		return a.Mul(1 / l)
	}
	return a
}

// V3 is a point or direction east, north and up.
type V3 struct{ E, N, U float64 }

// Add, Sub, Mul, Cross and Len are the usual vector operations.
func (a V3) Add(b V3) V3      { return V3{a.E + b.E, a.N + b.N, a.U + b.U} }
func (a V3) Sub(b V3) V3      { return V3{a.E - b.E, a.N - b.N, a.U - b.U} }
func (a V3) Mul(k float64) V3 { return V3{a.E * k, a.N * k, a.U * k} }
func (a V3) Len() float64     { return math.Sqrt(a.E*a.E + a.N*a.N + a.U*a.U) }
func (a V3) Plan() V2         { return V2{a.E, a.N} }
func (a V3) Up(d float64) V3  { return V3{a.E, a.N, a.U + d} }
func (a V3) Cross(b V3) V3 {
	return V3{a.N*b.U - a.U*b.N, a.U*b.E - a.E*b.U, a.E*b.N - a.N*b.E}
}

// Unit is a scaled to length 1; the zero vector stays.
func (a V3) Unit() V3 {
	if l := a.Len(); l > 0 {
		return a.Mul(1 / l)
	}
	return a
}

// Lerp goes from a to b as t goes from 0 to 1.
func (a V3) Lerp(b V3, t float64) V3 { return a.Add(b.Sub(a).Mul(t)) }

// Lerp goes from a to b as t goes from 0 to 1.
func Lerp(a, b, t float64) float64 { return a + (b-a)*t }

// Clamp holds x between lo and hi (plain comparisons: this is in every pixel).
func Clamp(x, lo, hi float64) float64 {
	if x < lo {
		return lo
	}
	if x > hi {
		return hi
	}
	return x
}

// Smooth is the smoothstep from 0 below lo to 1 above hi.
func Smooth(lo, hi, x float64) float64 {
	t := Clamp((x-lo)/(hi-lo), 0, 1)
	return t * t * (3 - 2*t)
}

// HeadingDeg is the compass heading of a direction: degrees clockwise from
// north, 0 up to 360.
func HeadingDeg(d V2) float64 {
	h := math.Atan2(d.E, d.N) * 180 / math.Pi
	if h < 0 {
		h += 360
	}
	return h
}
