package gltf

import (
	"fmt"
	"math"
)

// summarise fills info and our own advice.
func (c *checker) summarise() {
	info := c.rep.Info
	asset := getObj(c.root, "asset")
	info["version"] = getStr(asset, "version")
	if g := getStr(asset, "generator"); g != "" {
		info["generator"] = g
	}
	draws, vertices, triangles := c.countPrimitives()
	info["drawCallCount"], info["totalVertexCount"], info["totalTriangleCount"] = draws, vertices, triangles
	info["materialCount"], info["animationCount"] = c.counts["materials"], len(getArr(c.root, "animations"))
	info["nodeCount"], info["textureCount"] = c.counts["nodes"], c.counts["textures"]
	if used := getArr(c.root, "extensionsUsed"); len(used) > 0 {
		info["extensionsUsed"] = used
	}
	if len(c.external) > 0 {
		info["externalResources"] = c.external
	}
	if lo, hi, ok := c.positionBounds(); ok {
		info["positionMin"], info["positionMax"] = lo, hi // of the meshes themselves, before node transforms
		c.adviseUnits(lo, hi)
	}
	if triangles > 2_000_000 {
		c.rep.Find("triangle_budget", fmt.Sprintf("The model has %d triangles.", triangles),
			"手机端建议不超过 50 万个三角面：请在建模软件中减面，或转换为 3D Tiles。",
			"A phone draws half a million triangles well: reduce the mesh in the modelling tool, or convert it to 3D Tiles.")
	}
}

func (c *checker) countPrimitives() (draws, vertices, triangles int) {
	for _, m := range c.m.meshes {
		for _, p := range m.primitives {
			draws++
			vertices += max(0, p.vertices)
			n := max(0, p.vertices)
			if a := c.accessor(p.indices); a != nil {
				n = a.count
			}
			switch p.mode {
			case 4:
				triangles += n / 3
			case 5, 6:
				triangles += max(0, n-2)
			}
		}
	}
	return draws, vertices, triangles
}

func (c *checker) positionBounds() (lo, hi []float64, ok bool) {
	lo = []float64{math.MaxFloat64, math.MaxFloat64, math.MaxFloat64}
	hi = []float64{-math.MaxFloat64, -math.MaxFloat64, -math.MaxFloat64}
	for _, m := range c.m.meshes {
		for _, p := range m.primitives {
			i, there := p.attributes["POSITION"]
			a := c.accessor(i)
			if !there || a == nil || len(a.min) != 3 || len(a.max) != 3 {
				continue
			}
			ok = true
			for k := range 3 {
				lo[k], hi[k] = math.Min(lo[k], a.min[k]), math.Max(hi[k], a.max[k])
			}
		}
	}
	return lo, hi, ok
}

// adviseUnits: glTF is in metres; a model of many kilometres was probably drawn
// in millimetres, one of a few millimetres in kilometres or with a scale of 0.001.
func (c *checker) adviseUnits(lo, hi []float64) {
	extent := math.Max(hi[0]-lo[0], math.Max(hi[1]-lo[1], hi[2]-lo[2]))
	if extent > 100_000 {
		c.rep.Find("units_suspicious", fmt.Sprintf("The meshes extend over %.0f units; glTF is in metres.", extent),
			"模型可能以毫米为单位：请在导出时选择“米”。", "The model may be in millimetres: choose metres when exporting.")
	}
}
