package gltf

import "fmt"

func (c *checker) validNode(i int) bool { return i >= 0 && i < len(c.m.nodes) && c.m.nodes[i].ok }

func (c *checker) linkParents() {
	for i := range c.m.nodes {
		for j, k := range c.m.nodes[i].kids {
			if !c.validNode(k) {
				continue
			}
			if c.m.nodes[k].parent >= 0 {
				c.err(at(at("/nodes", i)+"/children", j), "NODE_PARENT_OVERRIDE", fmt.Sprintf("Node %d has a parent already.", k))
				continue
			}
			c.m.nodes[k].parent = i
		}
	}
	for _, s := range c.m.skins {
		for _, j := range s.joints {
			if c.validNode(j) {
				c.m.nodes[j].joint = true
			}
		}
	}
}

func (c *checker) linkNodes() {
	for i := range c.m.nodes {
		n := &c.m.nodes[i]
		if !n.ok {
			continue
		}
		ptr := at("/nodes", i)
		hasMesh, hasCamera := n.mesh >= 0 && n.mesh < len(c.m.meshes), n.camera >= 0 && n.camera < c.counts["cameras"]
		if n.children <= 0 && !hasMesh && !hasCamera && !n.joint && !n.noteworthy {
			c.info(ptr, "NODE_EMPTY", "The node holds nothing.")
		}
		if hasMesh {
			c.linkNodeMesh(ptr, n)
		}
	}
	c.findLoops()
	c.checkMeshWeights()
}

func (c *checker) linkNodeMesh(ptr string, n *node) {
	m := c.m.meshes[n.mesh]
	if n.weights > 0 && len(m.primitives) > 0 && n.weights != len(m.primitives[0].targets) {
		c.err(join(ptr, "weights"), "NODE_WEIGHTS_INVALID", fmt.Sprintf("%d weights for %d morph targets.", n.weights, len(m.primitives[0].targets)))
	}
	skinned := false
	for _, p := range m.primitives {
		if _, ok := p.attributes["JOINTS_0"]; ok {
			skinned = true
		}
	}
	if n.skin < 0 || n.skin >= len(c.m.skins) {
		if skinned && n.skin < 0 {
			c.warn(ptr, "NODE_SKINNED_MESH_WITHOUT_SKIN", "The mesh has joints, the node has no skin.")
		}
		return
	}
	if !skinned {
		c.err(ptr, "NODE_SKIN_WITH_NON_SKINNED_MESH", "The node has a skin, its mesh has no joints.")
	}
	if n.moved {
		c.warn(ptr, "NODE_SKINNED_MESH_LOCAL_TRANSFORMS", "The node's own transform does not move a skinned mesh.")
	}
	if n.parent < 0 {
		return
	}
	for p, steps := n.parent, 0; p >= 0 && steps <= len(c.m.nodes); p, steps = c.m.nodes[p].parent, steps+1 {
		if c.m.nodes[p].moved {
			c.warn(ptr, "NODE_SKINNED_MESH_PARENT_TRANSFORMS", "Its parents' transforms do not move a skinned mesh.")
			break
		}
	}
	c.info(ptr, "NODE_SKINNED_MESH_NON_ROOT", "A node with a skinned mesh should be a root; its parents do not move it.")
}

// findLoops reports the nodes that lie on a cycle of parents.
func (c *checker) findLoops() {
	state := make([]int, len(c.m.nodes)) // 0 not seen, else the round it was seen in
	for start := range c.m.nodes {
		round, i := start+1, start
		for i >= 0 && state[i] == 0 {
			state[i] = round
			i = c.m.nodes[i].parent
		}
		if i < 0 || state[i] != round {
			continue
		}
		for k := i; ; {
			c.err(at("/nodes", k), "NODE_LOOP", "The node is its own ancestor.")
			if k = c.m.nodes[k].parent; k == i {
				break
			}
		}
	}
}

// checkMeshWeights: weights of a mesh are of no use if every node overrides them.
func (c *checker) checkMeshWeights() {
	for i, m := range c.m.meshes {
		if m.weights == 0 {
			continue
		}
		users, overrides := 0, 0
		for _, n := range c.m.nodes {
			if n.mesh == i {
				users++
				if n.weights > 0 {
					overrides++
				}
			}
		}
		if users > 0 && users == overrides {
			c.info(at("/meshes", i)+"/weights", "UNUSED_MESH_WEIGHTS", "Every node overrides these weights.")
		}
	}
}

func (c *checker) linkScenes() {
	for i, s := range elements(c.root, "scenes") {
		reach := map[int]bool{}
		for j, n := range indices(getArr(s, "nodes")) {
			if !c.validNode(n) {
				continue
			}
			if c.m.nodes[n].parent >= 0 {
				c.err(at(at("/scenes", i)+"/nodes", j), "SCENE_NON_ROOT_NODE", fmt.Sprintf("Node %d is not a root.", n))
			}
			c.reach(n, reach)
		}
		c.checkSceneSkins(reach)
	}
}

// reach adds n and all below it.
func (c *checker) reach(n int, seen map[int]bool) {
	todo := []int{n}
	for len(todo) > 0 {
		k := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !c.validNode(k) || seen[k] {
			continue
		}
		seen[k] = true
		todo = append(todo, c.m.nodes[k].kids...)
	}
}

func (c *checker) checkSceneSkins(reach map[int]bool) {
	for i, n := range c.m.nodes {
		if !reach[i] || n.skin < 0 || n.skin >= len(c.m.skins) || n.mesh < 0 || n.mesh >= len(c.m.meshes) {
			continue
		}
		for _, j := range c.m.skins[n.skin].joints {
			if c.validNode(j) && !reach[j] {
				c.err(at("/nodes", i), "NODE_SKIN_NO_SCENE", "The skin's joints are not in the scene of the node.")
				break
			}
		}
	}
}

func (c *checker) linkSkins() {
	for i := range c.m.skins {
		s := &c.m.skins[i]
		if !s.ok {
			continue
		}
		ptr := at("/skins", i)
		if a := c.accessor(s.ibm); a != nil {
			here := join(ptr, "inverseBindMatrices")
			c.useAccessor(here, a, "IBM")
			c.useView(here, a.view, "IBM")
			if a.format() != "{MAT4, FLOAT}" {
				c.err(here, "SKIN_IBM_INVALID_FORMAT", fmt.Sprintf("Inverse bind matrices are {MAT4, FLOAT}, not %s.", a.format()))
			}
			if v := c.view(a.view); v != nil && v.stride > 0 {
				c.err(here, "SKIN_IBM_ACCESSOR_WITH_BYTESTRIDE", "A view of inverse bind matrices has no byteStride.")
			}
			if a.count < len(s.joints) {
				c.err(here, "INVALID_IBM_ACCESSOR_COUNT", fmt.Sprintf("%d matrices for %d joints.", a.count, len(s.joints)))
			}
		}
		c.checkJoints(ptr, s)
	}
}

// checkJoints: all joints hang below one node, and skeleton is one such node (§3.7.3.2).
func (c *checker) checkJoints(ptr string, s *skin) {
	if len(s.joints) == 0 {
		return
	}
	var common map[int]bool
	for _, j := range s.joints {
		line := map[int]bool{}
		for k := j; c.validNode(k) && !line[k]; k = c.m.nodes[k].parent {
			line[k] = true
		}
		if common == nil {
			common = line
			continue
		}
		for k := range common {
			if !line[k] {
				delete(common, k)
			}
		}
	}
	if len(common) == 0 {
		c.err(join(ptr, "joints"), "SKIN_NO_COMMON_ROOT", "The joints have no common root.")
		return
	}
	if c.validNode(s.skeleton) && !common[s.skeleton] {
		c.err(join(ptr, "skeleton"), "SKIN_SKELETON_INVALID", "The skeleton node is not a common root of the joints.")
	}
}
