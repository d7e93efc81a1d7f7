package gltf

import (
	"fmt"
	"slices"
)

// channelOutput are the formats of §3.11; weights depend on the mesh.
var channelOutput = map[string][]string{
	"translation": {"{VEC3, FLOAT}"},
	"scale":       {"{VEC3, FLOAT}"},
	"rotation": {"{VEC4, FLOAT}", "{VEC4, BYTE normalized}", "{VEC4, UNSIGNED_BYTE normalized}",
		"{VEC4, SHORT normalized}", "{VEC4, UNSIGNED_SHORT normalized}"},
	"weights": {"{SCALAR, FLOAT}", "{SCALAR, BYTE normalized}", "{SCALAR, UNSIGNED_BYTE normalized}",
		"{SCALAR, SHORT normalized}", "{SCALAR, UNSIGNED_SHORT normalized}"},
}

func (c *checker) linkAnimations() {
	for i, anim := range elements(c.root, "animations") {
		ptr := at("/animations", i)
		samplers := elements(anim, "samplers")
		for j, s := range samplers {
			c.linkSampler(at(join(ptr, "samplers"), j), s)
		}
		used := make([]bool, len(samplers))
		seen := map[string]bool{}
		for j, ch := range elements(anim, "channels") {
			c.linkChannel(ptr, j, ch, samplers, used, seen)
		}
		for j, ok := range used {
			if !ok {
				// The official pointer of a sampler without a channel is the sampler's.
				c.info(at(join(ptr, "samplers"), j), "UNUSED_OBJECT", "No channel uses this sampler.")
			}
		}
	}
}

func (c *checker) linkSampler(ptr string, s object) {
	if in := c.accessor(getIndex(s, "input")); in != nil {
		here := join(ptr, "input")
		c.useAccessor(here, in, "AnimationInput")
		c.useView(here, in.view, "Other")
		if in.format() != "{SCALAR, FLOAT}" {
			c.err(here, "ANIMATION_SAMPLER_INPUT_ACCESSOR_INVALID_FORMAT", fmt.Sprintf("Times are {SCALAR, FLOAT}, not %s.", in.format()))
		}
		if in.min == nil || in.max == nil {
			c.err(here, "ANIMATION_SAMPLER_INPUT_ACCESSOR_WITHOUT_BOUNDS", "The accessor of times needs min and max.")
		}
		if getStr(s, "interpolation") == "CUBICSPLINE" && in.count < 2 {
			c.err(here, "ANIMATION_SAMPLER_INPUT_ACCESSOR_TOO_FEW_ELEMENTS", "A cubic spline needs two times at least.")
		}
		c.noStride(here, in)
	}
	if out := c.accessor(getIndex(s, "output")); out != nil {
		here := join(ptr, "output")
		c.useAccessor(here, out, "AnimationOutput")
		c.useView(here, out.view, "Other")
		c.noStride(here, out)
	}
}

func (c *checker) noStride(ptr string, a *accessor) {
	if v := c.view(a.view); v != nil && v.stride > 0 {
		c.err(ptr, "ANIMATION_SAMPLER_ACCESSOR_WITH_BYTESTRIDE", "A view of animation data has no byteStride.")
	}
}

func (c *checker) linkChannel(anim string, j int, ch object, samplers []object, used []bool, seen map[string]bool) {
	ptr := at(join(anim, "channels"), j)
	target := getObj(ch, "target")
	path, nodeIndex := getStr(target, "path"), getIndex(target, "node")
	if c.validNode(nodeIndex) {
		n := c.m.nodes[nodeIndex]
		trs := path == "translation" || path == "rotation" || path == "scale"
		switch {
		case trs && has(elements(c.root, "nodes")[nodeIndex], "matrix"):
			c.err(join(ptr, "target")+"/path", "ANIMATION_CHANNEL_TARGET_NODE_MATRIX", "A node with a matrix cannot be animated by translation, rotation or scale.")
		case trs && n.skin >= 0 && n.skin < len(c.m.skins):
			c.warn(join(ptr, "target")+"/path", "ANIMATION_CHANNEL_TARGET_NODE_SKIN", "Animating its node does not move a skinned mesh.")
		case path == "weights" && c.morphTargets(n) == 0:
			c.err(join(ptr, "target")+"/path", "ANIMATION_CHANNEL_TARGET_NODE_WEIGHTS_NO_MORPHS", "The node's mesh has no morph targets.")
		}
		key := fmt.Sprint(nodeIndex, path)
		if seen[key] {
			c.err(join(ptr, "target"), "ANIMATION_DUPLICATE_TARGETS", "Another channel animates the same property.")
		}
		seen[key] = true
	}
	s := getIndex(ch, "sampler")
	switch {
	case s < 0:
	case s >= len(samplers) || samplers[s] == nil:
		c.err(join(ptr, "sampler"), "UNRESOLVED_REFERENCE", fmt.Sprintf("The animation has no sampler %d.", s))
	default:
		used[s] = true
		c.linkOutput(join(ptr, "sampler"), path, c.morphsAt(nodeIndex), samplers[s])
	}
}

func (c *checker) morphsAt(node int) int {
	if !c.validNode(node) {
		return 0
	}
	return c.morphTargets(c.m.nodes[node])
}

func (c *checker) morphTargets(n node) int {
	if n.mesh < 0 || n.mesh >= len(c.m.meshes) || len(c.m.meshes[n.mesh].primitives) == 0 {
		return 0
	}
	return len(c.m.meshes[n.mesh].primitives[0].targets)
}

// linkOutput: one element per time, or three for a cubic spline, per morph target.
func (c *checker) linkOutput(ptr, path string, morphs int, s object) {
	in, out := c.accessor(getIndex(s, "input")), c.accessor(getIndex(s, "output"))
	allowed := channelOutput[path]
	if out == nil || allowed == nil {
		return
	}
	if !slices.Contains(allowed, out.format()) {
		c.err(ptr, "ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_FORMAT", fmt.Sprintf("The format %s is none of %v.", out.format(), allowed))
	}
	if in == nil {
		return
	}
	want := in.count
	if getStr(s, "interpolation") == "CUBICSPLINE" {
		want *= 3
	}
	if path == "weights" {
		if morphs == 0 {
			return
		}
		want *= morphs
	}
	if out.count != want {
		c.err(ptr, "ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_COUNT", fmt.Sprintf("The output has %d elements, %d are needed.", out.count, want))
	}
}
