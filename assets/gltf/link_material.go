package gltf

import "fmt"

// binding is one texture reference of a material.
type binding struct {
	ptr string
	set int // its TEXCOORD
}

// bindings finds every texture reference below v: an object with an index that
// hangs on a name ending in "Texture".
func bindings(ptr string, v object, out []binding) []binding {
	for _, name := range keys(v) {
		o, ok := v[name].(object)
		if !ok || name == "extras" {
			continue
		}
		here := join(ptr, name)
		if len(name) > 7 && name[len(name)-7:] == "Texture" && has(o, "index") {
			set := getInt(o, "texCoord", 0)
			if t := getObj(getObj(o, "extensions"), "KHR_texture_transform"); has(t, "texCoord") {
				set = getInt(t, "texCoord", set)
			}
			out = append(out, binding{here, set})
			continue
		}
		out = bindings(here, o, out)
	}
	return out
}

// linkMaterial checks that the primitive has what its materials need, and notes
// texture coordinates that none of them uses.
func (c *checker) linkMaterial(ptr string, p *primitive) {
	materials := elements(c.root, "materials")
	usedSets := map[int]bool{}
	for _, ref := range c.materialsOf(ptr, p) {
		if ref.index < 0 || ref.index >= len(materials) || materials[ref.index] == nil {
			continue
		}
		mat := materials[ref.index]
		for _, b := range bindings(at("/materials", ref.index), mat, nil) {
			usedSets[b.set] = true
			if _, ok := p.attributes[fmt.Sprintf("TEXCOORD_%d", b.set)]; !ok {
				c.err(ref.ptr, "MESH_PRIMITIVE_TOO_FEW_TEXCOORDS", fmt.Sprintf("%s needs TEXCOORD_%d.", b.ptr, b.set))
			}
		}
		c.checkTangents(ref.ptr, p, mat)
	}
	for _, name := range sortedNames(p.attributes) {
		if semantic, set, ok := splitSemantic(name); ok && semantic == "TEXCOORD" && !usedSets[set] {
			c.info(join(join(ptr, "attributes"), name), "UNUSED_OBJECT", "No material uses these texture coordinates.")
		}
	}
}

type materialRef struct {
	ptr   string
	index int
}

// materialsOf is the primitive's own material and those of its variants.
func (c *checker) materialsOf(ptr string, p *primitive) []materialRef {
	refs := []materialRef{{join(ptr, "material"), p.material}}
	return append(refs, variantMaterials(ptr, c.objectAt(ptr))...)
}

func variantMaterials(ptr string, prim object) []materialRef {
	var refs []materialRef
	ext := getObj(getObj(prim, "extensions"), "KHR_materials_variants")
	for i, o := range elements(ext, "mappings") {
		refs = append(refs, materialRef{at(ptr+"/extensions/KHR_materials_variants/mappings", i) + "/material", getIndex(o, "material")})
	}
	return refs
}

// objectAt is the object of a primitive's pointer "/meshes/i/primitives/j".
func (c *checker) objectAt(ptr string) object {
	var i, j int
	if _, err := fmt.Sscanf(ptr, "/meshes/%d/primitives/%d", &i, &j); err != nil {
		return nil
	}
	if prims := elements(elements(c.root, "meshes")[i], "primitives"); j < len(prims) {
		return prims[j]
	}
	return nil
}

// checkTangents: a normal map lets the renderer make tangents; clear coat's own
// normal map and anisotropy rely on them.
func (c *checker) checkTangents(ptr string, p *primitive, mat object) {
	ext := getObj(mat, "extensions")
	needs := has(getObj(ext, "KHR_materials_clearcoat"), "clearcoatNormalTexture") || has(ext, "KHR_materials_anisotropy") || has(mat, "normalTexture")
	if !needs {
		return
	}
	_, tangent := p.attributes["TANGENT"]
	if tangent {
		return
	}
	if !has(mat, "normalTexture") {
		c.err(ptr, "MESH_PRIMITIVE_NO_TANGENT_SPACE", "The material needs tangents: add TANGENT to the primitive or a normal map to the material.")
		return
	}
	c.info(ptr, "MESH_PRIMITIVE_GENERATED_TANGENT_SPACE", "Tangents are generated at run time; add TANGENT for the same result everywhere.")
}
