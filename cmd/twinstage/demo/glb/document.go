// Package glb writes glTF 2.0 binaries (.glb): meshes of package solid,
// materials, textures, points, instanced meshes, and features with a
// property table (EXT_mesh_features, EXT_structural_metadata).
package glb

// The JSON of a glTF asset, as far as the demo uses it (glTF 2.0 §5).
type document struct {
	Asset       asset          `json:"asset"`
	ExtUsed     []string       `json:"extensionsUsed,omitempty"`
	ExtRequired []string       `json:"extensionsRequired,omitempty"`
	Extensions  map[string]any `json:"extensions,omitempty"`
	Scene       int            `json:"scene"`
	Scenes      []scene        `json:"scenes"`
	Nodes       []node         `json:"nodes"`
	Meshes      []mesh         `json:"meshes"`
	Materials   []material     `json:"materials,omitempty"`
	Textures    []texture      `json:"textures,omitempty"`
	Images      []image        `json:"images,omitempty"`
	Samplers    []sampler      `json:"samplers,omitempty"`
	Accessors   []accessor     `json:"accessors"`
	BufferViews []bufferView   `json:"bufferViews"`
	Buffers     []buffer       `json:"buffers"`
}

type asset struct {
	Version   string `json:"version"`
	Generator string `json:"generator"`
	Copyright string `json:"copyright,omitempty"`
}

type scene struct {
	Name  string `json:"name,omitempty"`
	Nodes []int  `json:"nodes"`
}

type node struct {
	Name        string         `json:"name,omitempty"`
	Mesh        *int           `json:"mesh,omitempty"`
	Children    []int          `json:"children,omitempty"`
	Translation *[3]float64    `json:"translation,omitempty"`
	Rotation    *[4]float64    `json:"rotation,omitempty"`
	Extensions  map[string]any `json:"extensions,omitempty"`
}

type mesh struct {
	Name       string      `json:"name,omitempty"`
	Primitives []primitive `json:"primitives"`
}

type primitive struct {
	Attributes map[string]int `json:"attributes"`
	Indices    *int           `json:"indices,omitempty"`
	Material   *int           `json:"material,omitempty"`
	Mode       *int           `json:"mode,omitempty"`
	Extensions map[string]any `json:"extensions,omitempty"`
}

type material struct {
	Name            string         `json:"name,omitempty"`
	PBR             pbr            `json:"pbrMetallicRoughness"`
	EmissiveFactor  *[3]float64    `json:"emissiveFactor,omitempty"`
	EmissiveTexture *textureRef    `json:"emissiveTexture,omitempty"`
	DoubleSided     bool           `json:"doubleSided,omitempty"`
	Extensions      map[string]any `json:"extensions,omitempty"`
}

type pbr struct {
	BaseColor [4]float64  `json:"baseColorFactor"`
	Texture   *textureRef `json:"baseColorTexture,omitempty"`
	Metallic  float64     `json:"metallicFactor"`
	Roughness float64     `json:"roughnessFactor"`
}

type textureRef struct {
	Index int `json:"index"`
}

type texture struct {
	Sampler int `json:"sampler"`
	Source  int `json:"source"`
}

type image struct {
	Name       string `json:"name,omitempty"`
	MimeType   string `json:"mimeType"`
	BufferView int    `json:"bufferView"`
}

type sampler struct {
	Mag   int `json:"magFilter"`
	Min   int `json:"minFilter"`
	WrapS int `json:"wrapS"`
	WrapT int `json:"wrapT"`
}

type accessor struct {
	BufferView    int       `json:"bufferView"`
	ComponentType int       `json:"componentType"`
	Normalized    bool      `json:"normalized,omitempty"`
	Count         int       `json:"count"`
	Type          string    `json:"type"`
	Min           []float64 `json:"min,omitempty"`
	Max           []float64 `json:"max,omitempty"`
}

type bufferView struct {
	Buffer     int `json:"buffer"`
	ByteOffset int `json:"byteOffset"`
	ByteLength int `json:"byteLength"`
	ByteStride int `json:"byteStride,omitempty"`
	Target     int `json:"target,omitempty"`
}

type buffer struct {
	ByteLength int `json:"byteLength"`
}

// Component types, targets and modes of glTF 2.0.
const (
	typeByte   = 5120
	typeUbyte  = 5121
	typeUshort = 5123
	typeUint   = 5125
	typeFloat  = 5126

	targetVertices = 34962
	targetIndices  = 34963

	modePoints = 0
)
