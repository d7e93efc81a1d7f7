package gltf

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// attributeFormats are the formats of §3.7.2.1; "n" after the component type
// means normalized. Those with a number take one per set.
var attributeFormats = map[string][]string{
	"POSITION": {"{VEC3, FLOAT}"},
	"NORMAL":   {"{VEC3, FLOAT}"},
	"TANGENT":  {"{VEC4, FLOAT}"},
	"TEXCOORD": {"{VEC2, FLOAT}", "{VEC2, UNSIGNED_BYTE normalized}", "{VEC2, UNSIGNED_SHORT normalized}"},
	"COLOR": {"{VEC3, FLOAT}", "{VEC3, UNSIGNED_BYTE normalized}", "{VEC3, UNSIGNED_SHORT normalized}",
		"{VEC4, FLOAT}", "{VEC4, UNSIGNED_BYTE normalized}", "{VEC4, UNSIGNED_SHORT normalized}"},
	"JOINTS":  {"{VEC4, UNSIGNED_BYTE}", "{VEC4, UNSIGNED_SHORT}"},
	"WEIGHTS": {"{VEC4, FLOAT}", "{VEC4, UNSIGNED_BYTE normalized}", "{VEC4, UNSIGNED_SHORT normalized}"},
}

// quantizedFormats are what KHR_mesh_quantization adds.
var quantizedFormats = map[string][]string{
	"POSITION": {"{VEC3, BYTE}", "{VEC3, BYTE normalized}", "{VEC3, UNSIGNED_BYTE}", "{VEC3, UNSIGNED_BYTE normalized}",
		"{VEC3, SHORT}", "{VEC3, SHORT normalized}", "{VEC3, UNSIGNED_SHORT}", "{VEC3, UNSIGNED_SHORT normalized}"},
	"NORMAL":  {"{VEC3, BYTE normalized}", "{VEC3, SHORT normalized}"},
	"TANGENT": {"{VEC4, BYTE normalized}", "{VEC4, SHORT normalized}"},
	"TEXCOORD": {"{VEC2, BYTE}", "{VEC2, BYTE normalized}", "{VEC2, UNSIGNED_BYTE}", "{VEC2, SHORT}",
		"{VEC2, SHORT normalized}", "{VEC2, UNSIGNED_SHORT}"},
}

var morphFormats = map[string][]string{
	"POSITION": {"{VEC3, FLOAT}"}, "NORMAL": {"{VEC3, FLOAT}"}, "TANGENT": {"{VEC3, FLOAT}"},
	"TEXCOORD": {"{VEC2, FLOAT}", "{VEC2, BYTE normalized}", "{VEC2, UNSIGNED_BYTE normalized}", "{VEC2, SHORT normalized}", "{VEC2, UNSIGNED_SHORT normalized}"},
	"COLOR": {"{VEC3, FLOAT}", "{VEC3, BYTE normalized}", "{VEC3, UNSIGNED_BYTE normalized}", "{VEC3, SHORT normalized}", "{VEC3, UNSIGNED_SHORT normalized}",
		"{VEC4, FLOAT}", "{VEC4, BYTE normalized}", "{VEC4, UNSIGNED_BYTE normalized}", "{VEC4, SHORT normalized}", "{VEC4, UNSIGNED_SHORT normalized}"},
}

// splitSemantic parses "TEXCOORD_1" to TEXCOORD, 1; set is -1 for those without.
func splitSemantic(name string) (semantic string, set int, ok bool) {
	switch name {
	case "POSITION", "NORMAL", "TANGENT":
		return name, -1, true
	}
	semantic, num, found := strings.Cut(name, "_")
	if !found || !slices.Contains([]string{"TEXCOORD", "COLOR", "JOINTS", "WEIGHTS"}, semantic) {
		return "", 0, false
	}
	set, err := strconv.Atoi(num)
	if err != nil || strconv.Itoa(set) != num || set < 0 {
		return "", 0, false
	}
	return semantic, set, true
}

func (c *checker) linkMeshes() {
	for i := range c.m.meshes {
		m := &c.m.meshes[i]
		ptr := at("/meshes", i)
		targets := -1
		for j := range m.primitives {
			p := &m.primitives[j]
			if !p.ok {
				continue
			}
			here := at(join(ptr, "primitives"), j)
			c.linkPrimitive(here, p)
			if targets >= 0 && targets != len(p.targets) {
				c.err(join(here, "targets"), "MESH_PRIMITIVES_UNEQUAL_TARGETS_COUNT", "All primitives of a mesh need as many morph targets.")
			}
			targets = len(p.targets)
		}
		if m.weights > 0 && targets >= 0 && m.weights != targets {
			c.err(join(ptr, "weights"), "MESH_INVALID_WEIGHTS_COUNT", fmt.Sprintf("The mesh has %d weights for %d morph targets.", m.weights, targets))
		}
	}
}

func (c *checker) linkPrimitive(ptr string, p *primitive) {
	c.checkSemantics(join(ptr, "attributes"), p)
	for _, name := range sortedNames(p.attributes) {
		c.linkAttribute(join(join(ptr, "attributes"), name), p, name)
	}
	c.linkIndices(ptr, p)
	for i, t := range p.targets {
		for _, name := range sortedNames(t) {
			c.linkTarget(join(at(join(ptr, "targets"), i), name), p, name, t[name])
		}
	}
	c.linkMaterial(ptr, p)
}

func sortedNames(m map[string]int) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (c *checker) checkSemantics(ptr string, p *primitive) {
	sets := map[string][]int{}
	for _, name := range sortedNames(p.attributes) {
		semantic, set, ok := splitSemantic(name)
		if !ok {
			if !strings.HasPrefix(name, "_") {
				c.err(join(ptr, name), "MESH_PRIMITIVE_INVALID_ATTRIBUTE", "The specification knows no such attribute; an own one begins with _.")
			}
			continue
		}
		if set >= 0 {
			sets[semantic] = append(sets[semantic], set)
		}
	}
	for _, semantic := range []string{"COLOR", "JOINTS", "TEXCOORD", "WEIGHTS"} {
		if s := sets[semantic]; len(s) > 0 && slices.Max(s) != len(s)-1 {
			c.err(ptr, "MESH_PRIMITIVE_INDEXED_SEMANTIC_CONTINUITY", fmt.Sprintf("The sets of %s must be numbered from 0 without a gap.", semantic))
		}
	}
	if len(sets["JOINTS"]) != len(sets["WEIGHTS"]) {
		c.err(ptr, "MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH", "There must be as many JOINTS as WEIGHTS.")
	}
	_, normal := p.attributes["NORMAL"]
	_, tangent := p.attributes["TANGENT"]
	if _, position := p.attributes["POSITION"]; !position && len(p.attributes) > 0 {
		c.warn(ptr, "MESH_PRIMITIVE_NO_POSITION", "Without POSITION nothing is drawn.")
	}
	switch {
	case tangent && !normal:
		c.warn(join(ptr, "TANGENT"), "MESH_PRIMITIVE_TANGENT_WITHOUT_NORMAL", "TANGENT without NORMAL has no effect.")
	case tangent && p.mode == 0:
		c.warn(join(ptr, "TANGENT"), "MESH_PRIMITIVE_TANGENT_POINTS", "TANGENT has no effect on points.")
	}
}

func (c *checker) linkAttribute(ptr string, p *primitive, name string) {
	a := c.accessor(p.attributes[name])
	if a == nil {
		return
	}
	semantic, _, known := splitSemantic(name)
	if known {
		allowed := attributeFormats[semantic]
		if c.declared["KHR_mesh_quantization"] {
			allowed = append(slices.Clone(allowed), quantizedFormats[semantic]...)
		}
		if !slices.Contains(allowed, a.format()) {
			c.err(ptr, "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT", fmt.Sprintf("The format %s is none of %v.", a.format(), allowed))
		}
		if semantic == "POSITION" && (a.min == nil || a.max == nil) {
			c.err(ptr, "MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS", "The accessor of POSITION needs min and max.")
		}
	}
	c.vertexData(ptr, a, p.attributes[name])
	if p.vertices < 0 {
		p.vertices = a.count
	} else if p.vertices != a.count {
		c.err(ptr, "MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT", "All attributes of a primitive need as many elements.")
	}
}

// vertexData checks what all vertex attributes share.
func (c *checker) vertexData(ptr string, a *accessor, index int) {
	c.useAccessor(ptr, a, "VertexAttribute")
	v := c.view(a.view)
	if v == nil {
		return
	}
	if a.offset%4 != 0 || v.stride == 0 && a.elementSize()%4 != 0 {
		c.err(ptr, "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_UNALIGNED", "Vertex attributes are aligned to 4 bytes.")
	}
	c.useView(ptr, a.view, "VertexBuffer")
	v.vertexUsers[index] = true
	if v.stride == 0 && len(v.vertexUsers) == 2 {
		c.err(ptr, "MESH_PRIMITIVE_ACCESSOR_WITHOUT_BYTESTRIDE", "Two accessors of vertices share this view, so it needs a byteStride.")
	}
}

func (c *checker) linkIndices(ptr string, p *primitive) {
	count := p.vertices
	if a := c.accessor(p.indices); a != nil {
		here := join(ptr, "indices")
		count = a.count
		c.useAccessor(here, a, "PrimitiveIndices")
		c.useView(here, a.view, "IndexBuffer")
		if v := c.view(a.view); v != nil && v.stride > 0 {
			c.err(here, "MESH_PRIMITIVE_INDICES_ACCESSOR_WITH_BYTESTRIDE", "A view of indices has no byteStride.")
		}
		if f := a.format(); !slices.Contains([]string{"{SCALAR, UNSIGNED_BYTE}", "{SCALAR, UNSIGNED_SHORT}", "{SCALAR, UNSIGNED_INT}"}, f) {
			c.err(here, "MESH_PRIMITIVE_INDICES_ACCESSOR_INVALID_FORMAT", fmt.Sprintf("Indices are unsigned integers, not %s.", f))
		}
	}
	if count < 0 || p.indices >= 0 && c.accessor(p.indices) == nil {
		return
	}
	bad := false
	switch p.mode {
	case 1:
		bad = count < 2 || count%2 != 0
	case 2, 3:
		bad = count < 2
	case 4:
		bad = count < 3 || count%3 != 0
	case 5, 6:
		bad = count < 3
	}
	if bad {
		c.warn(ptr, "MESH_PRIMITIVE_INCOMPATIBLE_MODE", fmt.Sprintf("%d vertices or indices do not fit the drawing mode %d.", count, p.mode))
	}
}

func (c *checker) linkTarget(ptr string, p *primitive, name string, index int) {
	semantic, _, known := splitSemantic(name)
	if !known || morphFormats[semantic] == nil {
		if !strings.HasPrefix(name, "_") {
			c.err(ptr, "MESH_PRIMITIVE_INVALID_ATTRIBUTE", "The specification knows no such attribute of a morph target.")
			return
		}
	}
	a := c.accessor(index)
	if _, ok := p.attributes[name]; !ok {
		c.err(ptr, "MESH_PRIMITIVE_MORPH_TARGET_NO_BASE_ACCESSOR", "The primitive itself has no such attribute.")
	} else if base := c.accessor(p.attributes[name]); a != nil && base != nil && base.count != a.count {
		c.err(ptr, "MESH_PRIMITIVE_MORPH_TARGET_INVALID_ATTRIBUTE_COUNT", "A morph target needs as many elements as its base.")
	}
	if a == nil {
		return
	}
	if allowed := morphFormats[semantic]; known && !slices.Contains(allowed, a.format()) && !c.declared["KHR_mesh_quantization"] {
		c.err(ptr, "MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT", fmt.Sprintf("The format %s is none of %v.", a.format(), allowed))
	}
	if semantic == "POSITION" && (a.min == nil || a.max == nil) {
		c.err(ptr, "MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS", "The accessor of POSITION needs min and max.")
	}
	c.vertexData(ptr, a, index)
}
