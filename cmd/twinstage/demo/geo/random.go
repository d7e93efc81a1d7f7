package geo

import "math"

// Hash mixes whole numbers into 64 even bits (splitmix64 finaliser). The same
// numbers always give the same bits, in any order of asking.
func Hash(parts ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h ^= p + 0x9e3779b97f4a7c15 + h<<6 + h>>2
		h ^= h >> 30
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 27
		h *= 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// HashString is Hash of a name.
func HashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return Hash(h)
}

// Unit01 maps hashed bits to [0, 1).
func Unit01(h uint64) float64 { return float64(h>>11) / (1 << 53) }

// Rand is a small seeded generator (splitmix64). Not safe for concurrent use.
type Rand struct{ state uint64 }

// NewRand starts a generator from whole numbers.
func NewRand(parts ...uint64) *Rand { return &Rand{Hash(parts...)} }

// Float is the next number of [0, 1).
func (r *Rand) Float() float64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return Unit01(z ^ z>>31)
}

// In is the next number of [lo, hi).
func (r *Rand) In(lo, hi float64) float64 { return lo + (hi-lo)*r.Float() }

// Intn is the next whole number of [0, n).
func (r *Rand) Intn(n int) int { return int(r.Float() * float64(n)) }

// Chance is true with probability p.
func (r *Rand) Chance(p float64) bool { return r.Float() < p }

// Noise is seeded value noise over the plane, values 0 to 1.
type Noise struct{ seed uint64 }

// NewNoise makes a noise field of its own.
func NewNoise(seed uint64) Noise { return Noise{Hash(seed, 77)} }

func (n Noise) lattice(i, j int32) float64 {
	h := n.seed ^ (uint64(uint32(i))<<32 | uint64(uint32(j)))
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return Unit01(h ^ h>>31)
}

// At samples one octave; the lattice has a spacing of 1.
func (n Noise) At(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j := int32(fx), int32(fy)
	u, v := x-fx, y-fy
	u, v = u*u*(3-2*u), v*v*(3-2*v)
	a, b := n.lattice(i, j), n.lattice(i+1, j)
	c, d := n.lattice(i, j+1), n.lattice(i+1, j+1)
	return (a+(b-a)*u)*(1-v) + (c+(d-c)*u)*v
}

// Fractal sums three octaves into 0 to 1.
func (n Noise) Fractal(x, y float64) float64 {
	return n.At(x, y)*.55 + n.At(x*2.13+31, y*2.13-17)*.29 + n.At(x*4.37-53, y*4.37+29)*.16
}
