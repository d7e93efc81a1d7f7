package gltf

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Rules between the properties of one object, called by the schema walk.

// checkVersion peeks at asset.version: a file of another major version is not
// read further.
func (c *checker) checkVersion() bool {
	v := getStr(getObj(c.root, "asset"), "version")
	if !versionPattern.MatchString(v) {
		return true // the walk says what is wrong
	}
	major, minor := splitVersion(v)
	if major != 2 {
		c.err("/asset/version", "UNKNOWN_ASSET_MAJOR_VERSION", fmt.Sprintf("glTF version %d is not 2.", major))
		return false
	}
	if minor > 0 {
		c.warn("/asset/version", "UNKNOWN_ASSET_MINOR_VERSION", fmt.Sprintf("glTF minor version %d is not known.", minor))
	}
	return true
}

func splitVersion(v string) (major, minor int) {
	a, b, _ := strings.Cut(v, ".")
	major, _ = strconv.Atoi(a)
	minor, _ = strconv.Atoi(b)
	return major, minor
}

func checkAsset(c *checker, ptr string, m object) {
	v, lowest := getStr(m, "version"), getStr(m, "minVersion")
	if !versionPattern.MatchString(v) || !versionPattern.MatchString(lowest) {
		return
	}
	a, b := splitVersion(v)
	la, lb := splitVersion(lowest)
	if la > a || la == a && lb > b {
		c.err(join(ptr, "minVersion"), "ASSET_MIN_VERSION_GREATER_THAN_VERSION", "minVersion must not be greater than version.")
	}
}

// checkRoot holds what is said of extensions as a whole.
func checkRoot(c *checker, ptr string, m object) {
	for i, v := range getArr(m, "extensionsUsed") {
		name, ok := v.(string)
		if !ok {
			continue
		}
		here := at("/extensionsUsed", i)
		if !extensionName.MatchString(name) {
			c.warn(here, "INVALID_EXTENSION_NAME_FORMAT", "An extension's name has the form PREFIX_name.")
		}
		if findExtensionName(name) {
			continue
		}
		c.info(here, "UNSUPPORTED_EXTENSION", fmt.Sprintf("The checker does not know the extension %q.", name))
	}
	if has(m, "extensionsRequired") && !has(m, "extensionsUsed") {
		c.err("/extensionsRequired", "UNSATISFIED_DEPENDENCY", "extensionsUsed must be defined.")
	}
	for i, v := range getArr(m, "extensionsRequired") {
		if name, ok := v.(string); ok && !c.declared[name] {
			c.err(at("/extensionsRequired", i), "UNUSED_EXTENSION_REQUIRED", fmt.Sprintf("The extension %q is required but not in extensionsUsed.", name))
		}
	}
}

// knownExtensions is the table's first column, apart from it so that rules may
// ask for a name without the table depending on itself.
var knownExtensions = []string{
	"EXT_texture_webp", "KHR_animation_pointer", "KHR_lights_punctual", "KHR_materials_anisotropy", "KHR_materials_clearcoat",
	"KHR_materials_dispersion", "KHR_materials_emissive_strength", "KHR_materials_ior", "KHR_materials_iridescence",
	"KHR_materials_pbrSpecularGlossiness", "KHR_materials_sheen", "KHR_materials_specular", "KHR_materials_transmission",
	"KHR_materials_unlit", "KHR_materials_variants", "KHR_materials_volume", "KHR_mesh_quantization", "KHR_texture_basisu",
	"KHR_texture_transform",
}

func findExtensionName(name string) bool { return slices.Contains(knownExtensions, name) }

func checkAccessor(c *checker, ptr string, m object) {
	comps := componentCount(getStr(m, "type"))
	size := componentSize(getInt(m, "componentType", 0))
	if has(m, "byteOffset") && !has(m, "bufferView") {
		c.err(join(ptr, "byteOffset"), "UNSATISFIED_DEPENDENCY", "bufferView must be defined.")
	}
	if m["normalized"] == true && (size == 4) {
		c.err(join(ptr, "normalized"), "ACCESSOR_NORMALIZED_INVALID", "Only 8-bit and 16-bit integers can be normalized.")
	}
	if off := getInt(m, "byteOffset", 0); comps > 4 || getStr(m, "type") == "MAT2" {
		if off&3 != 0 {
			c.err(join(ptr, "byteOffset"), "ACCESSOR_MATRIX_ALIGNMENT", "A matrix accessor begins at a multiple of 4 bytes.")
		}
	}
	for _, name := range []string{"min", "max"} {
		if a := getArr(m, name); a != nil && comps > 0 && len(a) != comps {
			c.err(join(ptr, name), "ARRAY_LENGTH_NOT_IN_LIST", fmt.Sprintf("%s needs %d elements, one a component.", name, comps))
		}
	}
}

func checkBufferView(c *checker, ptr string, m object) {
	stride := getInt(m, "byteStride", 0)
	if stride == 0 {
		return
	}
	if stride > getInt(m, "byteLength", math.MaxInt) {
		c.err(join(ptr, "byteStride"), "BUFFER_VIEW_TOO_BIG_BYTE_STRIDE", "byteStride is greater than byteLength.")
	}
	if stride%4 != 0 {
		c.err(join(ptr, "byteStride"), "VALUE_MULTIPLE_OF", "byteStride is not a multiple of 4.")
	}
	if getInt(m, "target", 0) == targetIndex {
		c.err(join(ptr, "byteStride"), "BUFFER_VIEW_INVALID_BYTE_STRIDE", "Only vertex attributes can have a byteStride.")
	}
}

func checkCamera(c *checker, ptr string, m object) {
	if has(m, "perspective") && has(m, "orthographic") {
		c.err(ptr, "ONE_OF_MISMATCH", "Exactly one of orthographic and perspective must be defined.")
		return
	}
	switch kind := getStr(m, "type"); kind {
	case "perspective", "orthographic":
		if !has(m, kind) {
			c.err(ptr, "UNDEFINED_PROPERTY", fmt.Sprintf("The property %q is required.", kind))
		}
	}
}

func checkOrthographic(c *checker, ptr string, m object) {
	if has(m, "zfar") && has(m, "znear") && getNum(m, "zfar", 0) <= getNum(m, "znear", 0) {
		c.err(ptr, "CAMERA_ZFAR_LEQUAL_ZNEAR", "zfar must be greater than znear.")
	}
	for _, name := range []string{"xmag", "ymag"} {
		if has(m, name) && getNum(m, name, 1) == 0 {
			c.warn(join(ptr, name), "CAMERA_XMAG_YMAG_ZERO", "xmag and ymag must not be zero.")
		}
	}
}

func checkPerspective(c *checker, ptr string, m object) {
	if getNum(m, "yfov", 0) >= math.Pi {
		c.warn(ptr, "CAMERA_YFOV_GEQUAL_PI", "yfov should be less than π.")
	}
	if has(m, "zfar") && has(m, "znear") && getNum(m, "zfar", 0) <= getNum(m, "znear", 0) {
		c.err(ptr, "CAMERA_ZFAR_LEQUAL_ZNEAR", "zfar must be greater than znear.")
	}
}

func checkImage(c *checker, ptr string, m object) {
	if has(m, "uri") == has(m, "bufferView") {
		c.err(ptr, "ONE_OF_MISMATCH", "Exactly one of bufferView and uri must be defined.")
	}
	if has(m, "bufferView") && !has(m, "mimeType") {
		c.err(join(ptr, "bufferView"), "UNSATISFIED_DEPENDENCY", "mimeType must be defined.")
	}
}

func checkMaterial(c *checker, ptr string, m object) {
	if has(m, "alphaCutoff") && getStr(m, "alphaMode") != "MASK" {
		c.warn(join(ptr, "alphaCutoff"), "MATERIAL_ALPHA_CUTOFF_INVALID_MODE", "alphaCutoff is used in the mode MASK only.")
	}
	ext := getObj(m, "extensions")
	if es := getObj(ext, "KHR_materials_emissive_strength"); es != nil && isZero(getNums(m, "emissiveFactor")) {
		c.warn(join(join(ptr, "extensions"), "KHR_materials_emissive_strength"), "KHR_MATERIALS_EMISSIVE_STRENGTH_ZERO_FACTOR", "Without an emissive factor the strength has no effect.")
	}
	if ir := getObj(ext, "KHR_materials_iridescence"); has(ir, "iridescenceThicknessTexture") &&
		getNum(ir, "iridescenceThicknessMinimum", 100) == getNum(ir, "iridescenceThicknessMaximum", 400) {
		c.info(join(ptr, "extensions")+"/KHR_materials_iridescence/iridescenceThicknessTexture", "KHR_MATERIALS_IRIDESCENCE_THICKNESS_TEXTURE_UNUSED", "With equal minimum and maximum the texture has no effect.")
	}
	if has(ext, "KHR_materials_volume") && !has(ext, "KHR_materials_transmission") && c.allSupported(ext) {
		c.info(join(ptr, "extensions")+"/KHR_materials_volume", "KHR_MATERIALS_VOLUME_NO_TRANSMISSION", "A volume without transmission has no effect.")
	}
}

// allSupported says whether the checker knows every extension on an object.
func (c *checker) allSupported(ext object) bool {
	for name := range ext {
		if !findExtensionName(name) {
			return false
		}
	}
	return true
}

func isZero(f []float64) bool {
	for _, v := range f {
		if v != 0 {
			return false
		}
	}
	return true
}

func checkChannelTarget(c *checker, ptr string, m object) {
	path := getStr(m, "path")
	paths := []string{"translation", "rotation", "scale", "weights"}
	if c.declared["KHR_animation_pointer"] {
		paths = append(paths, pointerPath)
	}
	if _, ok := m["path"].(string); ok && !slices.Contains(paths, path) {
		c.warn(join(ptr, "path"), "VALUE_NOT_IN_LIST", fmt.Sprintf("The value %q is none of %q.", path, paths))
	}
	if !has(getObj(m, "extensions"), "KHR_animation_pointer") || !c.declared["KHR_animation_pointer"] {
		return
	}
	here := join(ptr, "extensions") + "/KHR_animation_pointer"
	if path != pointerPath {
		c.err(here, "KHR_ANIMATION_POINTER_ANIMATION_CHANNEL_TARGET_PATH", "With this extension the target's path is \"pointer\".")
	}
	if has(m, "node") {
		c.err(here, "KHR_ANIMATION_POINTER_ANIMATION_CHANNEL_TARGET_NODE", "With this extension the target has no node.")
	}
}

func checkNode(c *checker, ptr string, m object) {
	if has(m, "matrix") && (has(m, "translation") || has(m, "rotation") || has(m, "scale")) {
		c.err(join(ptr, "matrix"), "NODE_MATRIX_TRS", "A node has a matrix or translation, rotation and scale, not both.")
	}
	if mat := getNums(m, "matrix"); len(mat) == 16 {
		switch {
		case isIdentity(mat):
			c.info(join(ptr, "matrix"), "NODE_MATRIX_DEFAULT", "Leave the identity matrix out.")
		case !decomposable(mat):
			c.err(join(ptr, "matrix"), "NODE_MATRIX_NON_TRS", "The matrix cannot be decomposed to translation, rotation and scale.")
		}
	}
	if q := getNums(m, "rotation"); len(q) == 4 {
		if l := math.Sqrt(q[0]*q[0] + q[1]*q[1] + q[2]*q[2] + q[3]*q[3]); math.Abs(l-1) > unitTolerance {
			c.err(join(ptr, "rotation"), "ROTATION_NON_UNIT", "The rotation is not a unit quaternion.")
		}
	}
	for _, name := range []string{"skin", "weights"} {
		if has(m, name) && !has(m, "mesh") {
			c.err(join(ptr, name), "UNSATISFIED_DEPENDENCY", "mesh must be defined.")
		}
	}
}

// unitTolerance is for lengths that should be 1, stored as 32-bit floats.
const unitTolerance = 0.00674

func isIdentity(m []float64) bool {
	for i, v := range m {
		if want := i%5 == 0; (want && v != 1) || (!want && v != 0) {
			return false
		}
	}
	return true
}

// decomposable says whether the column-major matrix is affine with orthogonal,
// non-zero axes.
func decomposable(m []float64) bool {
	if m[3] != 0 || m[7] != 0 || m[11] != 0 || m[15] != 1 {
		return false
	}
	dot := func(a, b int) float64 { return m[a]*m[b] + m[a+1]*m[b+1] + m[a+2]*m[b+2] }
	x, y, z := math.Sqrt(dot(0, 0)), math.Sqrt(dot(4, 4)), math.Sqrt(dot(8, 8))
	if x == 0 || y == 0 || z == 0 {
		return false
	}
	const skew = 1e-3
	return math.Abs(dot(0, 4)/(x*y)) < skew && math.Abs(dot(0, 8)/(x*z)) < skew && math.Abs(dot(4, 8)/(y*z)) < skew
}
