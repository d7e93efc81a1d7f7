package gltf

// Buffer view targets (specification §5.11.5).
const (
	targetVertex = 34962
	targetIndex  = 34963
)

// Component types (§3.6.2.2).
const (
	compByte   = 5120
	compUByte  = 5121
	compShort  = 5122
	compUShort = 5123
	compUInt   = 5125
	compFloat  = 5126
)

// model is the tree as structs, for the rules that go from object to object.
// Absent references are -1; objects of a wrong type are zero with ok false.
type model struct {
	accessors []accessor
	views     []bufferView
	buffers   []buffer
	images    []image
	meshes    []mesh
	nodes     []node
	skins     []skin
}

type accessor struct {
	ok            bool
	view, offset  int
	comp, count   int
	typ           string
	normalized    bool
	min, max      []float64
	sparse        bool
	sparseCount   int
	indicesView   int
	indicesOffset int
	indicesComp   int
	valuesView    int
	valuesOffset  int

	usage string // set by the first that uses it
}

type bufferView struct {
	ok                             bool
	buffer, offset, length, stride int
	target                         int
	usage                          string
	vertexUsers                    map[int]bool // accessors that read vertices from it
}

type buffer struct {
	ok     bool
	length int
	data   Resource // set when resolved
	loaded bool
}

type image struct {
	view int
	mime string
	uri  string
}

type mesh struct {
	primitives []primitive
	weights    int
}

type primitive struct {
	ok         bool
	attributes map[string]int
	indices    int
	material   int
	mode       int
	targets    []map[string]int
	vertices   int
}

type node struct {
	ok                           bool
	camera, mesh, skin, children int // children: how many are written, -1 none
	kids                         []int
	parent                       int
	joint, moved, noteworthy     bool
	weights                      int
}

type skin struct {
	ok            bool
	ibm, skeleton int
	joints        []int
}

func elements(root object, name string) []object {
	a := getArr(root, name)
	out := make([]object, len(a))
	for i, v := range a {
		out[i], _ = v.(object)
	}
	return out
}

func readModel(root object) model {
	var m model
	for _, o := range elements(root, "accessors") {
		m.accessors = append(m.accessors, readAccessor(o))
	}
	for _, o := range elements(root, "bufferViews") {
		m.views = append(m.views, bufferView{ok: o != nil, buffer: getIndex(o, "buffer"), offset: max(0, getInt(o, "byteOffset", 0)),
			length: getInt(o, "byteLength", 0), stride: getInt(o, "byteStride", 0), target: getInt(o, "target", 0), vertexUsers: map[int]bool{}})
	}
	for _, o := range elements(root, "buffers") {
		m.buffers = append(m.buffers, buffer{ok: o != nil, length: getInt(o, "byteLength", 0)})
	}
	for _, o := range elements(root, "images") {
		m.images = append(m.images, image{view: getIndex(o, "bufferView"), mime: getStr(o, "mimeType"), uri: getStr(o, "uri")})
	}
	for _, o := range elements(root, "meshes") {
		m.meshes = append(m.meshes, readMesh(o))
	}
	for _, o := range elements(root, "nodes") {
		m.nodes = append(m.nodes, readNode(o))
	}
	for _, o := range elements(root, "skins") {
		m.skins = append(m.skins, skin{ok: o != nil, ibm: getIndex(o, "inverseBindMatrices"), skeleton: getIndex(o, "skeleton"), joints: indices(getArr(o, "joints"))})
	}
	return m
}

func readAccessor(o object) accessor {
	a := accessor{ok: o != nil, view: getIndex(o, "bufferView"), offset: max(0, getInt(o, "byteOffset", 0)), comp: getInt(o, "componentType", 0),
		count: getInt(o, "count", 0), typ: getStr(o, "type"), normalized: o["normalized"] == true, min: getNums(o, "min"), max: getNums(o, "max"),
		indicesView: -1, valuesView: -1}
	if s := getObj(o, "sparse"); s != nil {
		in, va := getObj(s, "indices"), getObj(s, "values")
		a.sparse, a.sparseCount = true, getInt(s, "count", 0)
		a.indicesView, a.indicesOffset, a.indicesComp = getIndex(in, "bufferView"), max(0, getInt(in, "byteOffset", 0)), getInt(in, "componentType", 0)
		a.valuesView, a.valuesOffset = getIndex(va, "bufferView"), max(0, getInt(va, "byteOffset", 0))
	}
	return a
}

func readMesh(o object) mesh {
	m := mesh{weights: len(getArr(o, "weights"))}
	for _, p := range elements(o, "primitives") {
		q := primitive{ok: p != nil, attributes: attributes(getObj(p, "attributes")), indices: getIndex(p, "indices"),
			material: getIndex(p, "material"), mode: getInt(p, "mode", 4), vertices: -1}
		for _, t := range elements(p, "targets") {
			q.targets = append(q.targets, attributes(t))
		}
		m.primitives = append(m.primitives, q)
	}
	return m
}

func attributes(o object) map[string]int {
	out := map[string]int{}
	for name := range o {
		out[name] = getIndex(o, name)
	}
	return out
}

func readNode(o object) node {
	n := node{ok: o != nil, camera: getIndex(o, "camera"), mesh: getIndex(o, "mesh"), skin: getIndex(o, "skin"), children: -1, parent: -1,
		weights: len(getArr(o, "weights"))}
	if has(o, "children") {
		n.kids = indices(getArr(o, "children"))
		n.children = len(n.kids)
	}
	n.moved = has(o, "matrix") && !isIdentity(getNums(o, "matrix")) || movedBy(o, "translation", 0) || movedBy(o, "scale", 1) ||
		has(o, "rotation") && !isZero(append([]float64{0}, head(getNums(o, "rotation"), 3)...))
	n.noteworthy = len(getObj(o, "extensions")) > 0 || has(o, "extras")
	return n
}

func head(f []float64, n int) []float64 { return f[:min(n, len(f))] }

func movedBy(o object, name string, rest float64) bool {
	for _, v := range getNums(o, name) {
		if v != rest {
			return true
		}
	}
	return false
}

func indices(a []any) []int {
	out := make([]int, len(a))
	for i, v := range a {
		if n, ok := asInt(v); ok && n >= 0 {
			out[i] = n
		} else {
			out[i] = -1
		}
	}
	return out
}

// componentCount is 0 for an unknown type.
func componentCount(typ string) int {
	switch typ {
	case "SCALAR":
		return 1
	case "VEC2":
		return 2
	case "VEC3":
		return 3
	case "VEC4", "MAT2":
		return 4
	case "MAT3":
		return 9
	case "MAT4":
		return 16
	}
	return 0
}

// componentSize is in bytes, 0 for an unknown component type.
func componentSize(comp int) int {
	switch comp {
	case compByte, compUByte:
		return 1
	case compShort, compUShort:
		return 2
	case compUInt, compFloat:
		return 4
	}
	return 0
}

// columns is how a matrix is laid out: each column begins at a multiple of 4
// bytes (§3.6.2.4). For other types it is one column.
func (a accessor) columns() (cols, rows, colSize int) {
	n, size := componentCount(a.typ), componentSize(a.comp)
	switch a.typ {
	case "MAT2":
		cols = 2
	case "MAT3":
		cols = 3
	case "MAT4":
		cols = 4
	default:
		return 1, n, n * size
	}
	rows = n / cols
	return cols, rows, (rows*size + 3) &^ 3
}

// elementSize is the bytes of one element, without padding behind its last column.
func (a accessor) elementSize() int {
	cols, rows, colSize := a.columns()
	return (cols-1)*colSize + rows*componentSize(a.comp)
}

// paddedSize is the stride of tightly packed elements.
func (a accessor) paddedSize() int {
	cols, _, colSize := a.columns()
	return cols * colSize
}

func (a accessor) usable() bool {
	return a.ok && componentCount(a.typ) > 0 && componentSize(a.comp) > 0 && a.count > 0
}

func (a accessor) format() string {
	name := map[int]string{compByte: "BYTE", compUByte: "UNSIGNED_BYTE", compShort: "SHORT", compUShort: "UNSIGNED_SHORT", compUInt: "UNSIGNED_INT", compFloat: "FLOAT"}[a.comp]
	f := "{" + a.typ + ", " + name
	if a.normalized {
		f += " normalized"
	}
	return f + "}"
}
