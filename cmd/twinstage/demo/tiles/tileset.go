package tiles

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sort"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// Set is what to write. Items are known by their index, 0…Count-1.
type Set struct {
	Name   string
	Class  string // of the property table, e.g. "building"
	Origin geo.Origin
	Count  int
	At     func(i int) geo.V2             // where item i belongs
	Size   func(i int) float64            // metres; the largest come first
	Draw   func(m *solid.Mesh, i int)     // adds item i
	Table  func(items []int) []glb.Column // a row for each
	Rough  float64                        // material
}

// perTile bounds a tile's content: about 150 kB.
const perTile = 110

// maxDepth ends the division where items share one place.
const maxDepth = 12

// tile is one node of tileset.json (3D Tiles 1.1 §7.5).
type tile struct {
	BoundingVolume volume    `json:"boundingVolume"`
	GeometricError float64   `json:"geometricError"`
	Refine         string    `json:"refine,omitempty"`
	Transform      []float64 `json:"transform,omitempty"`
	Content        *content  `json:"content,omitempty"`
	Children       []*tile   `json:"children,omitempty"`

	box box
}

type volume struct {
	Box [12]float64 `json:"box"`
}

type content struct {
	URI string `json:"uri"`
}

// box is axis-parallel in the local frame, metres ENU.
type box struct{ lo, hi geo.V3 }

func emptyBox() box {
	inf := math.Inf(1)
	return box{geo.V3{E: inf, N: inf, U: inf}, geo.V3{E: -inf, N: -inf, U: -inf}}
}

func (b box) with(o box) box {
	return box{
		geo.V3{E: math.Min(b.lo.E, o.lo.E), N: math.Min(b.lo.N, o.lo.N), U: math.Min(b.lo.U, o.lo.U)},
		geo.V3{E: math.Max(b.hi.E, o.hi.E), N: math.Max(b.hi.N, o.hi.N), U: math.Max(b.hi.U, o.hi.U)},
	}
}

// volume pads by a centimetre: float32 positions round.
func (b box) volume() volume {
	const pad = .01
	c, h := b.lo.Add(b.hi).Mul(.5), b.hi.Sub(b.lo).Mul(.5)
	return volume{[12]float64{c.E, c.N, c.U, h.E + pad, 0, 0, 0, h.N + pad, 0, 0, 0, h.U + pad}}
}

// Write makes the archive: a quadtree refined by addition. Each tile holds
// the largest items of its square; its geometric error is the size of the
// largest item that only its descendants hold. One tile is in memory at a
// time.
func (s *Set) Write(w io.Writer) error {
	items := make([]int, s.Count)
	square := emptyBox()
	for i := range items {
		items[i] = i
		p := s.At(i).At(0)
		square = square.with(box{p, p})
	}
	sort.SliceStable(items, func(a, b int) bool { return s.Size(items[a]) > s.Size(items[b]) })
	a := NewArchive(w)
	root, err := s.divide(a, items, square.lo.Plan(), square.hi.Plan(), 0, 0, 0)
	if err != nil {
		return err
	}
	m := s.Origin.ToECEF()
	root.Transform, root.Refine = m[:], "ADD"
	text, err := json.Marshal(map[string]any{
		"asset":          map[string]string{"version": "1.1", "generator": "twinstage demo", "copyright": "synthetic, Apache-2.0"},
		"geometricError": math.Max(root.GeometricError, s.Size(items[0])),
		"root":           root,
	})
	if err != nil {
		return fmt.Errorf("tiles: encode tileset: %w", err)
	}
	if err := a.Add("tileset.json", text); err != nil {
		return err
	}
	return a.Close()
}

// divide writes one tile's content and then its quarters. Items come largest
// first.
func (s *Set) divide(a *Archive, items []int, lo, hi geo.V2, level, x, y int) (*tile, error) {
	own, rest := items, []int(nil)
	if len(items) > perTile && level < maxDepth {
		own, rest = items[:perTile], items[perTile:]
	}
	name := fmt.Sprintf("content/%d-%d-%d.glb", level, x, y)
	b, err := s.content(a, name, own)
	if err != nil {
		return nil, err
	}
	t := &tile{Content: &content{name}, box: b}
	if len(rest) > 0 {
		t.GeometricError = s.Size(rest[0])
	}
	mid := lo.Add(hi).Mul(.5)
	var quarters [4][]int
	for _, i := range rest {
		p, q := s.At(i), 0
		if p.E >= mid.E {
			q++
		}
		if p.N >= mid.N {
			q += 2
		}
		quarters[q] = append(quarters[q], i)
	}
	for q, part := range quarters {
		if len(part) == 0 {
			continue
		}
		l, h := lo, mid
		if q&1 == 1 {
			l.E, h.E = mid.E, hi.E
		}
		if q&2 == 2 {
			l.N, h.N = mid.N, hi.N
		}
		child, err := s.divide(a, part, l, h, level+1, 2*x+q&1, 2*y+q>>1)
		if err != nil {
			return nil, err
		}
		t.Children, t.box = append(t.Children, child), t.box.with(child.box)
	}
	t.BoundingVolume = t.box.volume()
	return t, nil
}

// content writes a tile's GLB: one mesh, one material, positions around the
// tile's own middle.
func (s *Set) content(a *Archive, name string, items []int) (box, error) {
	var mid geo.V3
	for _, i := range items {
		mid = mid.Add(s.At(i).At(0).Mul(1 / float64(len(items))))
	}
	mid = geo.V3{E: math.Round(mid.E), N: math.Round(mid.N)}
	m := &solid.Mesh{Origin: mid, WithFeatures: true}
	for row, i := range items {
		m.Feature(row)
		s.Draw(m, i)
	}
	b := glb.New(s.Name)
	mat := b.Material(glb.Material{Name: s.Class, Rough: s.Rough})
	mesh := b.Mesh(s.Class, glb.Part{Solid: m, Material: mat, ByteNormals: true})
	b.Features(mesh, s.Class, len(items), s.Table(items))
	b.Root(s.Class, mesh, mid)
	var buf bytes.Buffer
	if _, err := b.WriteTo(&buf); err != nil {
		return box{}, err
	}
	lo, hi := m.Bounds()
	world := box{
		geo.V3{E: float64(lo[0]), N: -float64(hi[2]), U: float64(lo[1])}.Add(mid),
		geo.V3{E: float64(hi[0]), N: -float64(lo[2]), U: float64(hi[1])}.Add(mid),
	}
	return world, a.Add(name, buf.Bytes())
}
