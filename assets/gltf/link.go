package gltf

import "fmt"

// collect counts the collections, so that the walk can resolve references, and
// notes the declared extensions.
func (c *checker) collect() {
	for _, p := range rootSchema.props {
		if p.kind == list && p.ref != "" {
			c.collection(p.ref, getArr(c.root, p.name))
		}
	}
	c.counts["scenes"] = len(getArr(c.root, "scenes"))
	ext := getObj(c.root, "extensions")
	c.collection(lightsCollection, getArr(getObj(ext, "KHR_lights_punctual"), "lights"))
	c.collection(variantsCollection, getArr(getObj(ext, "KHR_materials_variants"), "variants"))
	for _, v := range getArr(c.root, "extensionsUsed") {
		if name, ok := v.(string); ok {
			c.declared[name] = true
		}
	}
}

func (c *checker) collection(name string, a []any) {
	c.counts[name] = len(a)
	c.used[name] = make([]bool, len(a))
}

func (c *checker) walkRoot() { c.walk("", c.root, rootSchema) }

// link runs the rules between objects; a reference that does not resolve has
// been reported and is passed over.
func (c *checker) link() {
	c.linkBufferViews()
	c.linkAccessors()
	c.linkParents()
	c.linkImages()
	c.linkMeshes()
	c.linkSkins()
	c.linkNodes()
	c.linkAnimations()
	c.linkScenes()
}

// unusedOrder is the collections whose elements should be referred to.
var unusedOrder = []string{"accessors", "buffers", "bufferViews", "cameras", "images", "materials", "meshes", "nodes", "samplers", "skins", "textures", lightsCollection, variantsCollection}

func (c *checker) checkUnused() {
	for _, name := range unusedOrder {
		ptr := name
		if name[0] != '/' {
			ptr = "/" + name
		}
		list := c.used[name]
		for i, used := range list {
			if !used && c.isObject(name, i) && (name != "nodes" || c.m.nodes[i].parent < 0) {
				c.info(at(ptr, i), "UNUSED_OBJECT", "Nothing refers to this object.")
			}
		}
	}
}

func (c *checker) isObject(name string, i int) bool {
	if name[0] == '/' {
		return true
	}
	_, ok := getArr(c.root, name)[i].(object)
	return ok
}

func (c *checker) view(i int) *bufferView {
	if i < 0 || i >= len(c.m.views) || !c.m.views[i].ok {
		return nil
	}
	return &c.m.views[i]
}

func (c *checker) accessor(i int) *accessor {
	if i < 0 || i >= len(c.m.accessors) || !c.m.accessors[i].usable() {
		return nil
	}
	return &c.m.accessors[i]
}

func (c *checker) linkBufferViews() {
	for i := range c.m.views {
		v := &c.m.views[i]
		if !v.ok || v.buffer < 0 || v.buffer >= len(c.m.buffers) {
			continue
		}
		b, ptr := c.m.buffers[v.buffer], at("/bufferViews", i)
		switch {
		case b.length < 1 || v.length < 1:
		case v.offset >= b.length:
			c.err(join(ptr, "byteOffset"), "BUFFER_VIEW_TOO_LONG", "The view begins behind its buffer's end.")
		case v.length > b.length-v.offset:
			c.err(join(ptr, "byteLength"), "BUFFER_VIEW_TOO_LONG", "The view ends behind its buffer's end.")
		}
	}
}

func (c *checker) linkAccessors() {
	for i := range c.m.accessors {
		a := &c.m.accessors[i]
		if !a.usable() {
			continue
		}
		ptr := at("/accessors", i)
		if v := c.view(a.view); v != nil {
			if v.stride > 0 && v.stride < a.elementSize() {
				c.err(ptr, "ACCESSOR_SMALL_BYTESTRIDE", "The view's byteStride is smaller than an element.")
			}
			stride := a.paddedSize()
			if v.stride > 0 {
				stride = v.stride
			}
			c.fits(ptr, a.view, a.offset, componentSize(a.comp), a.count, stride, a.elementSize())
		}
		if a.sparse {
			c.linkSparse(join(ptr, "sparse"), a)
		}
	}
}

func (c *checker) linkSparse(ptr string, a *accessor) {
	if a.sparseCount > a.count {
		c.err(join(ptr, "count"), "ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE", "The sparse part has more elements than the accessor.")
	}
	size := componentSize(a.indicesComp)
	for _, part := range []struct {
		name         string
		view, offset int
		size, stride int
	}{{"indices", a.indicesView, a.indicesOffset, size, size}, {"values", a.valuesView, a.valuesOffset, componentSize(a.comp), a.paddedSize()}} {
		v := c.view(part.view)
		if v == nil || part.size == 0 || a.sparseCount < 1 {
			continue
		}
		here := join(ptr, part.name)
		if v.stride > 0 {
			c.err(join(here, "bufferView"), "BUFFER_VIEW_INVALID_BYTE_STRIDE", "Only vertex attributes can have a byteStride.")
		}
		element := part.size
		if part.name == "values" {
			element = a.elementSize()
		}
		c.fits(here, part.view, part.offset, part.size, a.sparseCount, part.stride, element)
	}
}

// fits checks alignment and bounds of count elements in a view (§3.6.2.4).
// All numbers are at most 2^53, their products are taken as floats.
func (c *checker) fits(ptr string, view, offset, align, count, stride, element int) {
	v := c.m.views[view]
	if offset%align != 0 {
		c.err(join(ptr, "byteOffset"), "ACCESSOR_OFFSET_ALIGNMENT", fmt.Sprintf("The offset %d is not a multiple of the component size %d.", offset, align))
	}
	if (v.offset+offset)%align != 0 {
		c.err(ptr, "ACCESSOR_TOTAL_OFFSET_ALIGNMENT", fmt.Sprintf("The offset in the buffer %d is not a multiple of the component size %d.", v.offset+offset, align))
	}
	if v.length < 1 {
		return
	}
	length := float64(stride)*float64(count-1) + float64(element)
	switch {
	case offset > v.length:
		c.err(join(ptr, "byteOffset"), "ACCESSOR_TOO_LONG", fmt.Sprintf("The accessor begins behind the end of buffer view %d.", view))
	case float64(offset)+length > float64(v.length):
		c.err(ptr, "ACCESSOR_TOO_LONG", fmt.Sprintf("The accessor (%d and %.0f bytes) ends behind the end of buffer view %d of %d bytes.", offset, length, view, v.length))
	}
}

// useView notes what a view is for; two purposes exclude each other.
func (c *checker) useView(ptr string, i int, usage string) {
	v := c.view(i)
	if v == nil {
		return
	}
	if v.usage == "" {
		v.usage = usage
		switch {
		case v.target == targetVertex && usage != "VertexBuffer", v.target == targetIndex && usage != "IndexBuffer":
			c.err(ptr, "BUFFER_VIEW_TARGET_OVERRIDE", fmt.Sprintf("The view's target does not fit its use as %s.", usage))
		case v.target == 0 && (usage == "VertexBuffer" || usage == "IndexBuffer"):
			c.hint(ptr, "BUFFER_VIEW_TARGET_MISSING", "A view of vertices or indices should name its target.")
		}
		return
	}
	if v.usage != usage {
		c.err(ptr, "BUFFER_VIEW_TARGET_OVERRIDE", fmt.Sprintf("The view is used as %s already, now as %s.", v.usage, usage))
	}
}

// useAccessor notes what an accessor is for.
func (c *checker) useAccessor(ptr string, a *accessor, usage string) {
	if a.usage == "" {
		a.usage = usage
	} else if a.usage != usage {
		c.err(ptr, "ACCESSOR_USAGE_OVERRIDE", fmt.Sprintf("The accessor is used as %s already, now as %s.", a.usage, usage))
	}
}

func (c *checker) linkImages() {
	for i, m := range c.m.images {
		v := c.view(m.view)
		if v == nil {
			continue
		}
		here := join(at("/images", i), "bufferView")
		if v.stride > 0 {
			c.err(here, "IMAGE_BUFFER_VIEW_WITH_BYTESTRIDE", "A view of an image has no byteStride.")
		}
		c.useView(here, m.view, "Image")
	}
}
