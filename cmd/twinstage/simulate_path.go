package main

import (
	"math"
	"time"
)

// speedMS is how fast simulated positions move, metres a second: a river boat.
const speedMS = 6

// positionSignal moves to and fro along the path of the indicator's anchor, or
// round the scene's origin (or the anchor's point) in an oval.
func positionSignal(doc sceneDocument, ind documentIndicator, n int) func(time.Time) any {
	path := oval([3]float64{}, 300+60*float64(n%6))
	for _, a := range doc.Anchors {
		switch {
		case a.ID != ind.Anchor:
		case len(a.Path) >= 2:
			path = thereAndBack(a.Path)
		case len(a.Point) >= 2:
			path = oval(point(a.Point), 80)
		}
	}
	length := 0.0
	for i := 1; i < len(path); i++ {
		length += distance(path[i-1], path[i])
	}
	frame := frameOf(doc)
	return func(now time.Time) any {
		along := math.Mod(float64(now.UnixMilli())/1000*speedMS+float64(n)*97, max(length, 1))
		at, east, north := walk(path, along)
		return frame.position(at, east, north)
	}
}

func point(c []float64) (p [3]float64) {
	copy(p[:], c)
	return p
}

func thereAndBack(line [][]float64) (path [][3]float64) {
	for _, c := range line {
		path = append(path, point(c))
	}
	for i := len(line) - 2; i >= 0; i-- {
		path = append(path, point(line[i]))
	}
	return path
}

func oval(centre [3]float64, radius float64) (path [][3]float64) {
	for i := range 73 {
		sin, cos := math.Sincos(float64(i) * 2 * math.Pi / 72)
		path = append(path, [3]float64{centre[0] + radius*cos, centre[1] + 0.6*radius*sin, centre[2]})
	}
	return path
}

func distance(a, b [3]float64) float64 { return math.Hypot(b[0]-a[0], b[1]-a[1]) }

// walk is the place after so many metres along path, and the way it faces.
func walk(path [][3]float64, metres float64) (at [3]float64, east, north float64) {
	for i := 1; i < len(path); i++ {
		a, b := path[i-1], path[i]
		d := distance(a, b)
		if d == 0 || metres > d && i < len(path)-1 {
			metres -= d
			continue
		}
		t := min(metres/d, 1)
		for k := range at {
			at[k] = a[k] + t*(b[k]-a[k])
		}
		return at, b[0] - a[0], b[1] - a[1]
	}
	return path[len(path)-1], 0, 1
}

// localFrame turns a scene's local east-north-up metres into longitude,
// latitude and ellipsoidal height (CGCS2000/WGS 84). It uses the ellipsoid's
// radii at the origin: a few kilometres from it the error is centimetres to
// metres, which does for a simulated boat.
type localFrame struct {
	lon, lat, height float64
	heading          float64 // of the frame's north, clockwise from true north, radians
	perLon, perLat   float64 // metres a degree
}

func frameOf(doc sceneDocument) localFrame {
	const a, e2 = 6378137.0, 6.69437999014e-3 // WGS 84
	sin, cos := math.Sincos(doc.Origin.Lat * math.Pi / 180)
	w := 1 - e2*sin*sin
	return localFrame{
		lon: doc.Origin.Lon, lat: doc.Origin.Lat, height: doc.Origin.Height,
		heading: doc.Origin.HeadingDeg * math.Pi / 180,
		perLon:  math.Pi / 180 * a / math.Sqrt(w) * max(cos, 1e-6),
		perLat:  math.Pi / 180 * a * (1 - e2) / (w * math.Sqrt(w)),
	}
}

// position is [lon, lat, height, headingDeg], as readings carry it.
func (f localFrame) position(at [3]float64, east, north float64) [4]float64 {
	e, n := f.turn(at[0], at[1])
	de, dn := f.turn(east, north)
	heading := math.Mod(math.Atan2(de, dn)*180/math.Pi+360, 360)
	return [4]float64{f.lon + e/f.perLon, f.lat + n/f.perLat, f.height + at[2], heading}
}

// turn brings local east and north to true east and north.
func (f localFrame) turn(e, n float64) (float64, float64) {
	sin, cos := math.Sincos(f.heading)
	return e*cos + n*sin, n*cos - e*sin
}
