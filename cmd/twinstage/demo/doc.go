// Package demo makes everything `twinstage demo` shows: a mountain city at the
// confluence of two rivers, an industrial park, the scenes that tell stories
// on them, and simulators that keep their indicators moving. All of it is
// synthetic and procedural; none of it is survey data.
//
// The same Options always give the same world. Data flows one way:
//
//	geo      vectors, splines, noise, seeded randomness, ENU → ECEF
//	solid    triangles: prisms, bars, roofs (glTF axes, metres)
//	glb      solid meshes → glTF 2.0 binaries, with feature ids and metadata
//	tiles    features in space → a 3D Tiles 1.1 quadtree in a .3tz archive
//	city     rivers, terrain, streets, buildings, landmarks, lamps, trees
//	park     the industrial park, at an origin of its own
//	scenario documents and simulators of the demo scenes
//
// Frames of reference: "plan" and "ENU" are metres east, north and up of the
// city's (or the park's) origin, up 0 being the river's surface. Meshes are
// glTF: x east, y up, z south.
package demo
