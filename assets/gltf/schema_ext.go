package gltf

import (
	"fmt"
	"regexp"

	"github.com/twinstage/twinstage/assets/report"
)

// extension is one row of the extensions this checker knows.
type extension struct {
	name string
	// at holds its object's schema by the name of the schema that carries it.
	at map[string]*schema
	// partial extensions are read, but not everything about them is checked.
	partial bool
}

const (
	lightsCollection   = "/extensions/KHR_lights_punctual/lights"
	variantsCollection = "/extensions/KHR_materials_variants/variants"
	pointerPath        = "pointer"
)

var extensionName = regexp.MustCompile(`^[A-Z0-9]+_[A-Za-z0-9_]+$`)

func onMaterial(name string, props ...prop) extension {
	return extension{name: name, at: map[string]*schema{"material": {name: name, props: props}}}
}

func scalar(name string, min, max *float64) prop {
	return prop{name: name, kind: number, min: min, max: max}
}

var positive = prop{kind: number, min: zero}

var unlitExtension = onMaterial("KHR_materials_unlit")

// textureTransform stands on every kind of texture reference.
var textureTransform = &schema{name: "KHR_texture_transform", props: []prop{
	vec("offset", 2, &numbers),
	scalar("rotation", nil, nil),
	vec("scale", 2, &numbers),
	{name: "texCoord", kind: integer, min: zero},
}}

// extensionTable is looked up by findExtension.
var extensionTable = []extension{
	{name: "EXT_texture_webp", at: map[string]*schema{"texture": {name: "EXT_texture_webp", props: []prop{
		{name: "source", kind: index, ref: "images"}}}}},
	{name: "KHR_texture_basisu", at: map[string]*schema{"texture": {name: "KHR_texture_basisu", props: []prop{
		{name: "source", kind: index, ref: "images"}}}}, partial: true},
	{name: "KHR_animation_pointer", partial: true, at: map[string]*schema{"animationChannelTarget": {
		name: "KHR_animation_pointer", props: []prop{{name: "pointer", kind: str, required: true}}}}},
	{name: "KHR_lights_punctual", at: map[string]*schema{
		"root": {name: "lights", props: []prop{{name: "lights", kind: list, required: true, ref: lightsCollection,
			elem: &prop{kind: nested, object: lightSchema}}}},
		"node": {name: "light", props: []prop{{name: "light", kind: index, required: true, ref: lightsCollection}}, check: needsRoot("KHR_lights_punctual")},
	}},
	onMaterial("KHR_materials_anisotropy", scalar("anisotropyStrength", zero, one), scalar("anisotropyRotation", nil, nil), textures("anisotropyTexture")),
	onMaterial("KHR_materials_clearcoat", scalar("clearcoatFactor", zero, one), textures("clearcoatTexture"),
		scalar("clearcoatRoughnessFactor", zero, one), textures("clearcoatRoughnessTexture"),
		prop{name: "clearcoatNormalTexture", kind: nested, object: normalTextureInfo}),
	onMaterial("KHR_materials_dispersion", scalar("dispersion", zero, nil)),
	onMaterial("KHR_materials_emissive_strength", scalar("emissiveStrength", zero, nil)),
	onMaterial("KHR_materials_ior", scalar("ior", zero, nil)),
	onMaterial("KHR_materials_iridescence", scalar("iridescenceFactor", zero, one), textures("iridescenceTexture"),
		scalar("iridescenceIor", one, nil), scalar("iridescenceThicknessMinimum", zero, nil),
		scalar("iridescenceThicknessMaximum", zero, nil), textures("iridescenceThicknessTexture")),
	onMaterial("KHR_materials_pbrSpecularGlossiness", vec("diffuseFactor", 4, &factor), textures("diffuseTexture"),
		vec("specularFactor", 3, &factor), scalar("glossinessFactor", zero, one), textures("specularGlossinessTexture")),
	onMaterial("KHR_materials_sheen", vec("sheenColorFactor", 3, &factor), textures("sheenColorTexture"),
		scalar("sheenRoughnessFactor", zero, one), textures("sheenRoughnessTexture")),
	onMaterial("KHR_materials_specular", scalar("specularFactor", zero, one), textures("specularTexture"),
		vec("specularColorFactor", 3, &positive), textures("specularColorTexture")),
	onMaterial("KHR_materials_transmission", scalar("transmissionFactor", zero, one), textures("transmissionTexture")),
	unlitExtension,
	{name: "KHR_materials_variants", at: map[string]*schema{
		"root": {name: "variants", props: []prop{{name: "variants", kind: list, required: true, ref: variantsCollection,
			elem: &prop{kind: nested, object: &schema{name: "variant", props: []prop{{name: "name", kind: str, required: true}}}}}}},
		"meshPrimitive": {name: "variantMappings", check: checkVariantMappings, props: []prop{{name: "mappings", kind: list, required: true,
			elem: &prop{kind: nested, object: variantMapping}}}},
	}},
	onMaterial("KHR_materials_volume", scalar("thicknessFactor", zero, nil), textures("thicknessTexture"),
		prop{name: "attenuationDistance", kind: number, min: zero, above: true}, vec("attenuationColor", 3, &factor)),
	{name: "KHR_mesh_quantization", at: map[string]*schema{}},
	{name: "KHR_texture_transform", at: map[string]*schema{
		"textureInfo": textureTransform, "materialNormalTextureInfo": textureTransform, "materialOcclusionTextureInfo": textureTransform}},
}

var lightSchema = &schema{name: "light", check: checkLight, props: []prop{
	nameProp,
	vec("color", 3, &factor),
	{name: "intensity", kind: number, min: zero},
	{name: "spot", kind: nested, object: &schema{name: "spot", check: checkSpot, props: []prop{
		{name: "innerConeAngle", kind: number, min: zero, max: lim(halfPi), below: true},
		{name: "outerConeAngle", kind: number, min: zero, max: lim(halfPi), above: true},
	}}},
	{name: "type", kind: str, required: true, strs: []string{"directional", "point", "spot"}},
	{name: "range", kind: number, min: zero, above: true},
}}

const halfPi = 1.5707963267948966

var variantMapping = &schema{name: "variantMapping", check: checkVariantMapping, props: []prop{
	{name: "variants", kind: list, required: true, elem: &prop{kind: index}}, // resolved by checkVariantMapping
	{name: "material", kind: index, required: true, ref: "materials"},
	{name: "name", kind: str},
}}

func findExtension(name string) *extension {
	for i := range extensionTable {
		if extensionTable[i].name == name {
			return &extensionTable[i]
		}
	}
	return nil
}

// walkExtensions checks the extension objects on m.
func (c *checker) walkExtensions(ptr string, m object, s *schema) {
	v, ok := m["extensions"]
	if !ok {
		return
	}
	ptr = join(ptr, "extensions")
	all, ok := v.(object)
	if !ok {
		c.err(ptr, "TYPE_MISMATCH", fmt.Sprintf("Expected an object, found %s.", report.TypeName(v)))
		return
	}
	for _, name := range keys(all) {
		c.walkExtension(join(ptr, name), name, all, s)
	}
}

func (c *checker) walkExtension(ptr, name string, all object, s *schema) {
	if !c.declared[name] {
		c.err(ptr, "UNDECLARED_EXTENSION", "The extension is used but not named in extensionsUsed.")
		return
	}
	ext := findExtension(name)
	if ext == nil {
		return // UNSUPPORTED_EXTENSION stands at its declaration
	}
	es := ext.at[s.name]
	if es == nil {
		c.err(ptr, "UNEXPECTED_EXTENSION_OBJECT", "The extension does not belong on this object.")
		return
	}
	m, ok := all[name].(object)
	if !ok {
		c.err(ptr, "TYPE_MISMATCH", fmt.Sprintf("Expected an object, found %s.", report.TypeName(all[name])))
		return
	}
	if ext.partial {
		c.info(ptr, "INCOMPLETE_EXTENSION_SUPPORT", "Not everything about this extension is checked.")
	}
	if (name == "KHR_materials_unlit" || name == "KHR_materials_pbrSpecularGlossiness") && len(all) > 1 {
		c.warn(ptr, "MULTIPLE_EXTENSIONS", "The extension may not work together with the others here.")
	}
	c.walk(ptr, m, es)
}

// needsRoot reports an extension whose root object is missing, and spares the
// reader the unresolved reference that follows from it.
func needsRoot(name string) func(*checker, string, object) {
	return func(c *checker, ptr string, _ object) {
		if !has(getObj(c.root, "extensions"), name) {
			c.err(ptr, "UNSATISFIED_DEPENDENCY", "/extensions/"+name+" must be defined.")
		}
	}
}

func checkLight(c *checker, ptr string, m object) {
	kind := getStr(m, "type")
	if kind != "spot" && has(m, "spot") {
		c.info(join(ptr, "spot"), "EXTRA_PROPERTY", "Only a spot light uses this property.")
	}
	if kind == "spot" && !has(m, "spot") {
		c.err(ptr, "UNDEFINED_PROPERTY", "A spot light needs the property \"spot\".")
	}
	if kind == "directional" && has(m, "range") {
		c.info(join(ptr, "range"), "EXTRA_PROPERTY", "A directional light has no range.")
	}
}

func checkSpot(c *checker, ptr string, m object) {
	inner, outer := getNum(m, "innerConeAngle", 0), getNum(m, "outerConeAngle", halfPi/2)
	if outer <= inner {
		c.err(join(ptr, "outerConeAngle"), "KHR_LIGHTS_PUNCTUAL_LIGHT_SPOT_ANGLES", "outerConeAngle must be greater than innerConeAngle.")
	}
}

func checkVariantMapping(c *checker, ptr string, m object) {
	if !has(getObj(c.root, "extensions"), "KHR_materials_variants") {
		c.err(ptr, "UNSATISFIED_DEPENDENCY", "/extensions/KHR_materials_variants must be defined.")
		return
	}
	p := &prop{kind: index, ref: variantsCollection}
	for i, v := range getArr(m, "variants") {
		if n, ok := asInt(v); ok && n >= 0 {
			c.reference(at(join(ptr, "variants"), i), n, p)
		}
	}
}

func checkVariantMappings(c *checker, ptr string, m object) {
	seen := map[int]bool{}
	for i, v := range getArr(m, "mappings") {
		mapping, _ := v.(object)
		for j, e := range getArr(mapping, "variants") {
			n, ok := asInt(e)
			if !ok || n >= c.counts[variantsCollection] {
				continue
			}
			if seen[n] {
				c.err(at(join(at(join(ptr, "mappings"), i), "variants"), j), "KHR_MATERIALS_VARIANTS_NON_UNIQUE_VARIANT", "The primitive uses this variant already.")
			}
			seen[n] = true
		}
	}
}
