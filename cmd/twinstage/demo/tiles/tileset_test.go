package tiles

import (
	"archive/zip"
	"bytes"
	"crypto/md5"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"sort"
	"testing"

	"github.com/twinstage/twinstage/cmd/twinstage/demo/geo"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/glb"
	"github.com/twinstage/twinstage/cmd/twinstage/demo/solid"
)

// gridSet is n × n blocks of heights that rise from corner to corner.
func gridSet(n int) *Set {
	at := func(i int) geo.V2 { return geo.V2{E: float64(i%n) * 30, N: float64(i/n) * 30} }
	size := func(i int) float64 { return 5 + float64(i%97) }
	return &Set{
		Name: "grid", Class: "block", Origin: geo.Origin{Lon: 106, Lat: 29, Height: 200}, Count: n * n, At: at, Size: size,
		Draw: func(m *solid.Mesh, i int) { m.Prism(solid.Rect(at(i), geo.V2{E: 1}, 20, 20), -2, size(i)) },
		Table: func(items []int) []glb.Column {
			c := glb.Column{Name: "number"}
			for _, i := range items {
				c.Uint16s = append(c.Uint16s, uint16(i))
			}
			return []glb.Column{c}
		},
	}
}

func open(t *testing.T, s *Set) (map[string][]byte, []*zip.File) {
	t.Helper()
	var buf bytes.Buffer
	if err := s.Write(&buf); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(buf.Bytes()), int64(buf.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err) // the stored CRC is wrong
		}
	}
	files["whole archive"] = buf.Bytes()
	return files, z.File
}

func TestIndexLeadsToEveryEntry(t *testing.T) {
	files, list := open(t, gridSet(20))
	if last := list[len(list)-1].Name; last != indexName {
		t.Fatalf("the last entry is %s", last)
	}
	index := files[indexName]
	if len(index) != 24*(len(list)-1) {
		t.Fatalf("%d bytes of index for %d files", len(index), len(list)-1)
	}
	key := func(i int) (uint64, uint64) {
		return binary.LittleEndian.Uint64(index[24*i:]), binary.LittleEndian.Uint64(index[24*i+8:])
	}
	if !sort.SliceIsSorted(make([]struct{}, len(list)-1), func(i, j int) bool {
		a, b := key(i)
		c, d := key(j)
		return a < c || a == c && b < d
	}) {
		t.Error("the index is not in order")
	}
	for _, f := range list[:len(list)-1] {
		sum := md5.Sum([]byte(f.Name))
		i := bytes.Index(index, sum[:])
		if i < 0 || i%24 != 0 {
			t.Fatalf("%s is not in the index", f.Name)
		}
		head := files["whole archive"][binary.LittleEndian.Uint64(index[i+16:]):]
		if string(head[:4]) != "PK\x03\x04" || string(head[30:30+len(f.Name)]) != f.Name {
			t.Errorf("the index leads astray for %s", f.Name)
		}
	}
}

func TestTreeHoldsEveryItemOnceInsideItsBoxes(t *testing.T) {
	s := gridSet(40)
	files, _ := open(t, s)
	var set struct {
		GeometricError float64
		Root           *tile
	}
	if err := json.Unmarshal(files["tileset.json"], &set); err != nil {
		t.Fatal(err)
	}
	seen := map[uint16]int{}
	var walk func(n *tile, above float64, boxes []box)
	walk = func(n *tile, above float64, boxes []box) {
		if n.GeometricError > above {
			t.Errorf("%s: error %.1f above its parent's %.1f", n.Content.URI, n.GeometricError, above)
		}
		b := n.BoundingVolume.Box
		boxes = append(boxes, box{geo.V3{E: b[0] - b[3], N: b[1] - b[7], U: b[2] - b[11]}, geo.V3{E: b[0] + b[3], N: b[1] + b[7], U: b[2] + b[11]}})
		positions, numbers := readTile(t, files[n.Content.URI])
		for _, p := range positions {
			for _, b := range boxes {
				if p.E < b.lo.E || p.E > b.hi.E || p.N < b.lo.N || p.N > b.hi.N || p.U < b.lo.U || p.U > b.hi.U {
					t.Fatalf("%s: %v lies outside of %v", n.Content.URI, p, b)
				}
			}
		}
		for _, i := range numbers {
			seen[i]++
		}
		for _, c := range n.Children {
			walk(c, n.GeometricError, boxes)
		}
	}
	walk(set.Root, set.GeometricError, nil)
	if len(seen) != s.Count {
		t.Errorf("%d of %d items", len(seen), s.Count)
	}
	for i, n := range seen {
		if n != 1 {
			t.Errorf("item %d is there %d times", i, n)
		}
	}
	if set.Root.Refine != "ADD" || len(set.Root.Transform) != 16 {
		t.Error("the root lacks refine or transform")
	}
}

// readTile reads a tile as a viewer does: positions moved by the node, turned
// from glTF's axes into ENU, and the property table's only column.
func readTile(t *testing.T, data []byte) (positions []geo.V3, numbers []uint16) {
	t.Helper()
	jsonLength := binary.LittleEndian.Uint32(data[12:])
	var doc struct {
		Nodes  []struct{ Translation [3]float64 }
		Meshes []struct {
			Primitives []struct{ Attributes map[string]int }
		}
		Accessors   []struct{ BufferView, Count int }
		BufferViews []struct{ ByteOffset, ByteLength int }
		Extensions  struct {
			M struct {
				PropertyTables []struct {
					Count      int
					Properties map[string]struct{ Values int }
				}
			} `json:"EXT_structural_metadata"`
		}
	}
	if err := json.Unmarshal(data[20:20+jsonLength], &doc); err != nil {
		t.Fatal(err)
	}
	bin := data[20+jsonLength+8:]
	view := func(i int) []byte {
		v := doc.BufferViews[i]
		return bin[v.ByteOffset : v.ByteOffset+v.ByteLength]
	}
	attr := doc.Meshes[0].Primitives[0].Attributes
	p, f := doc.Accessors[attr["POSITION"]], doc.Accessors[attr["_FEATURE_ID_0"]]
	table := doc.Extensions.M.PropertyTables[0]
	move := doc.Nodes[0].Translation
	raw, ids := view(p.BufferView), view(f.BufferView)
	float := func(at int) float64 { return float64(math.Float32frombits(binary.LittleEndian.Uint32(raw[at:]))) }
	for i := range p.Count {
		positions = append(positions, geo.V3{E: float(12*i) + move[0], N: -float(12*i+8) - move[2], U: float(12*i+4) + move[1]})
		if id := int(binary.LittleEndian.Uint16(ids[4*i:])); id >= table.Count {
			t.Fatalf("feature %d of %d", id, table.Count)
		}
	}
	values := view(table.Properties["number"].Values)
	for i := range table.Count {
		numbers = append(numbers, binary.LittleEndian.Uint16(values[2*i:]))
	}
	return positions, numbers
}
