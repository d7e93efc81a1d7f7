package gltf

import "regexp"

// The tables of glTF 2.0's own objects, in the order of specification §5.

var (
	versionPattern = regexp.MustCompile(`^[0-9]+\.[0-9]+$`)
	zero, one      = lim(0), lim(1)
)

var (
	numbers = prop{kind: number}
	factor  = prop{kind: number, min: zero, max: one}
	texts   = prop{kind: str}
)

func textures(name string) prop { return prop{name: name, kind: nested, object: textureInfo} }

func vec(name string, n int, elem *prop) prop {
	return prop{name: name, kind: list, lens: []int{n}, elem: elem}
}

var nameProp = prop{name: "name", kind: str}

func collection(name string, s *schema) prop {
	return prop{name: name, kind: list, ref: name, elem: &prop{kind: nested, object: s}}
}

var rootSchema = &schema{name: "root", props: []prop{
	{name: "extensionsUsed", kind: list, elem: &texts, unique: true},
	{name: "extensionsRequired", kind: list, elem: &texts, unique: true},
	collection("accessors", accessorSchema),
	collection("animations", animationSchema),
	{name: "asset", kind: nested, required: true, object: assetSchema},
	collection("buffers", bufferSchema),
	collection("bufferViews", bufferViewSchema),
	collection("cameras", cameraSchema),
	collection("images", imageSchema),
	collection("materials", materialSchema),
	collection("meshes", meshSchema),
	collection("nodes", nodeSchema),
	collection("samplers", samplerSchema),
	{name: "scene", kind: index, ref: "scenes"},
	collection("scenes", sceneSchema),
	collection("skins", skinSchema),
	collection("textures", textureSchema),
}, check: checkRoot}

var assetSchema = &schema{name: "asset", check: checkAsset, props: []prop{
	{name: "copyright", kind: str},
	{name: "generator", kind: str},
	{name: "version", kind: str, required: true, pattern: versionPattern},
	{name: "minVersion", kind: str, pattern: versionPattern},
}}

var componentTypes = []int{5120, 5121, 5122, 5123, 5125, 5126}

var accessorSchema = &schema{name: "accessor", check: checkAccessor, props: []prop{
	{name: "bufferView", kind: index, ref: "bufferViews"},
	{name: "byteOffset", kind: integer, min: zero},
	{name: "componentType", kind: integer, required: true, ints: componentTypes},
	{name: "normalized", kind: boolean},
	{name: "count", kind: integer, required: true, min: one},
	{name: "type", kind: str, required: true, strs: []string{"SCALAR", "VEC2", "VEC3", "VEC4", "MAT2", "MAT3", "MAT4"}},
	{name: "max", kind: list, lens: []int{1, 2, 3, 4, 9, 16}, elem: &numbers},
	{name: "min", kind: list, lens: []int{1, 2, 3, 4, 9, 16}, elem: &numbers},
	{name: "sparse", kind: nested, object: sparseSchema},
	nameProp,
}}

var sparseSchema = &schema{name: "accessorSparse", props: []prop{
	{name: "count", kind: integer, required: true, min: one},
	{name: "indices", kind: nested, required: true, object: &schema{name: "accessorSparseIndices", props: []prop{
		{name: "bufferView", kind: index, required: true, ref: "bufferViews"},
		{name: "byteOffset", kind: integer, min: zero},
		{name: "componentType", kind: integer, required: true, ints: []int{5121, 5123, 5125}},
	}}},
	{name: "values", kind: nested, required: true, object: &schema{name: "accessorSparseValues", props: []prop{
		{name: "bufferView", kind: index, required: true, ref: "bufferViews"},
		{name: "byteOffset", kind: integer, min: zero},
	}}},
}}

var animationSchema = &schema{name: "animation", props: []prop{
	{name: "channels", kind: list, required: true, elem: &prop{kind: nested, object: channelSchema}},
	{name: "samplers", kind: list, required: true, elem: &prop{kind: nested, object: animationSamplerSchema}},
	nameProp,
}}

var channelSchema = &schema{name: "animationChannel", props: []prop{
	{name: "sampler", kind: index, required: true}, // into its own animation; see linkAnimation
	{name: "target", kind: nested, required: true, object: &schema{name: "animationChannelTarget", props: []prop{
		{name: "node", kind: index, ref: "nodes"},
		{name: "path", kind: str, required: true}, // see checkChannelTarget
	}, check: checkChannelTarget}},
}}

var animationSamplerSchema = &schema{name: "animationSampler", props: []prop{
	{name: "input", kind: index, required: true, ref: "accessors"},
	{name: "interpolation", kind: str, strs: []string{"LINEAR", "STEP", "CUBICSPLINE"}},
	{name: "output", kind: index, required: true, ref: "accessors"},
}}

var bufferSchema = &schema{name: "buffer", props: []prop{
	{name: "uri", kind: str},
	{name: "byteLength", kind: integer, required: true, min: one},
	nameProp,
}}

var bufferViewSchema = &schema{name: "bufferView", check: checkBufferView, props: []prop{
	{name: "buffer", kind: index, required: true, ref: "buffers"},
	{name: "byteOffset", kind: integer, min: zero},
	{name: "byteLength", kind: integer, required: true, min: one},
	{name: "byteStride", kind: integer, min: lim(4), max: lim(252)},
	{name: "target", kind: integer, ints: []int{targetVertex, targetIndex}},
	nameProp,
}}

var cameraSchema = &schema{name: "camera", check: checkCamera, props: []prop{
	{name: "orthographic", kind: nested, object: orthographicSchema},
	{name: "perspective", kind: nested, object: perspectiveSchema},
	{name: "type", kind: str, required: true, strs: []string{"perspective", "orthographic"}},
	nameProp,
}}

var orthographicSchema = &schema{name: "cameraOrthographic", check: checkOrthographic, props: []prop{
	{name: "xmag", kind: number, required: true},
	{name: "ymag", kind: number, required: true},
	{name: "zfar", kind: number, required: true, min: zero, above: true},
	{name: "znear", kind: number, required: true, min: zero},
}}

var perspectiveSchema = &schema{name: "cameraPerspective", check: checkPerspective, props: []prop{
	{name: "aspectRatio", kind: number, min: zero, above: true},
	{name: "yfov", kind: number, required: true, min: zero, above: true},
	{name: "zfar", kind: number, min: zero, above: true},
	{name: "znear", kind: number, required: true, min: zero, above: true},
}}

var imageSchema = &schema{name: "image", check: checkImage, props: []prop{
	{name: "uri", kind: str},
	{name: "mimeType", kind: str, strs: []string{mimeJPEG, mimePNG, mimeWebP, mimeKTX2}},
	{name: "bufferView", kind: index, ref: "bufferViews"},
	nameProp,
}}

var textureInfo = &schema{name: "textureInfo", props: textureInfoProps}

var textureInfoProps = []prop{
	{name: "index", kind: index, required: true, ref: "textures"},
	{name: "texCoord", kind: integer, min: zero},
}

var materialSchema = &schema{name: "material", check: checkMaterial, props: []prop{
	{name: "pbrMetallicRoughness", kind: nested, object: &schema{name: "materialPbrMetallicRoughness", props: []prop{
		vec("baseColorFactor", 4, &factor),
		textures("baseColorTexture"),
		{name: "metallicFactor", kind: number, min: zero, max: one},
		{name: "roughnessFactor", kind: number, min: zero, max: one},
		textures("metallicRoughnessTexture"),
	}}},
	{name: "normalTexture", kind: nested, object: normalTextureInfo},
	{name: "occlusionTexture", kind: nested, object: &schema{name: "materialOcclusionTextureInfo",
		props: append([]prop{{name: "strength", kind: number, min: zero, max: one}}, textureInfoProps...)}},
	textures("emissiveTexture"),
	vec("emissiveFactor", 3, &factor),
	{name: "alphaMode", kind: str, strs: []string{"OPAQUE", "MASK", "BLEND"}},
	{name: "alphaCutoff", kind: number, min: zero},
	{name: "doubleSided", kind: boolean},
	nameProp,
}}

var normalTextureInfo = &schema{name: "materialNormalTextureInfo",
	props: append([]prop{{name: "scale", kind: number}}, textureInfoProps...)}

var meshSchema = &schema{name: "mesh", props: []prop{
	{name: "primitives", kind: list, required: true, elem: &prop{kind: nested, object: primitiveSchema}},
	{name: "weights", kind: list, elem: &numbers},
	nameProp,
}}

var attributeIndex = prop{kind: index, ref: "accessors"}

var primitiveSchema = &schema{name: "meshPrimitive", props: []prop{
	{name: "attributes", kind: mapping, required: true, elem: &attributeIndex},
	{name: "indices", kind: index, ref: "accessors"},
	{name: "material", kind: index, ref: "materials"},
	{name: "mode", kind: integer, min: zero, max: lim(6)},
	{name: "targets", kind: list, elem: &prop{kind: mapping, elem: &attributeIndex}},
}}

var nodeSchema = &schema{name: "node", check: checkNode, props: []prop{
	{name: "camera", kind: index, ref: "cameras"},
	{name: "children", kind: list, unique: true, elem: &prop{kind: index, ref: "nodes"}},
	{name: "skin", kind: index, ref: "skins"},
	vec("matrix", 16, &numbers),
	{name: "mesh", kind: index, ref: "meshes"},
	{name: "rotation", kind: list, lens: []int{4}, elem: &prop{kind: number, min: lim(-1), max: one}},
	vec("scale", 3, &numbers),
	vec("translation", 3, &numbers),
	{name: "weights", kind: list, elem: &numbers},
	nameProp,
}}

var samplerSchema = &schema{name: "sampler", props: []prop{
	{name: "magFilter", kind: integer, ints: []int{9728, 9729}},
	{name: "minFilter", kind: integer, ints: []int{9728, 9729, 9984, 9985, 9986, 9987}},
	{name: "wrapS", kind: integer, ints: []int{33071, 33648, 10497}},
	{name: "wrapT", kind: integer, ints: []int{33071, 33648, 10497}},
	nameProp,
}}

var sceneSchema = &schema{name: "scene", props: []prop{
	{name: "nodes", kind: list, unique: true, elem: &prop{kind: index, ref: "nodes"}},
	nameProp,
}}

var skinSchema = &schema{name: "skin", props: []prop{
	{name: "inverseBindMatrices", kind: index, ref: "accessors"},
	{name: "skeleton", kind: index, ref: "nodes", quiet: true},
	{name: "joints", kind: list, required: true, unique: true, elem: &prop{kind: index, ref: "nodes"}},
	nameProp,
}}

var textureSchema = &schema{name: "texture", props: []prop{
	{name: "sampler", kind: index, ref: "samplers"},
	{name: "source", kind: index, ref: "images"},
	nameProp,
}}
