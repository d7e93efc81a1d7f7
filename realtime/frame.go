package realtime

import (
	"math"
)

// row is one update of a frame: an entry with its place in the dictionary.
type row struct {
	index     int
	precision int8 // decimals, -1 not stated
	entry     *Entry
}

// frame is what both codecs encode. Rows ascend by index. The entries belong to
// a board whose lock the encoding caller holds.
type frame struct {
	epoch     string
	overlay   int // index into the audience's overlays, -1: all
	overlayID string
	from, to  uint64
	tick      bool
	time      int64 // UTC epoch milliseconds
	rows      []row
}

// maxSafe is the greatest integer that every JSON reader keeps exactly.
const maxSafe = 1<<53 - 1

// maxPrecision is the greatest number of decimals an indicator may state.
const maxPrecision = 9

var pow10 = [maxPrecision + 1]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9}

// quantise scales v by 10^precision and rounds half away from zero; false if
// there is no precision or the result is not a safe integer.
func quantise(v float64, precision int8) (int64, bool) {
	if precision < 0 {
		return 0, false
	}
	q := math.Round(v * pow10[precision])
	if math.Abs(q) > maxSafe || math.IsNaN(q) {
		return 0, false
	}
	return int64(q), true
}

// place is a position in the wire's steps: 1e-7 degrees (about a centimetre),
// centimetres of height, tenths of a degree of heading in 0…3599.
type place struct{ lon, lat, height, heading int64 }

func placeOf(p [4]float64) place {
	heading := int64(math.Round(math.Mod(p[3], 360)*10)) % 3600
	if heading < 0 {
		heading += 3600
	}
	return place{
		int64(math.Round(p[0] * 1e7)), int64(math.Round(p[1] * 1e7)),
		int64(math.Round(p[2] * 100)), heading,
	}
}

func (p place) position() [4]float64 {
	return [4]float64{float64(p.lon) / 1e7, float64(p.lat) / 1e7, float64(p.height) / 100, float64(p.heading) / 10}
}
