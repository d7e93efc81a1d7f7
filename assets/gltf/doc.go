// Package gltf reads and checks glTF 2.0 files: the binary container (GLB) and
// glTF JSON, to the Khronos specification and with the code names, severities
// and JSON pointers of the official glTF-Validator.
//
// How a check flows:
//
//	container (glb.go) ─► JSON (tree.go) ─► schema walk (schema*.go: tables)
//	  ─► model (model.go) ─► links and semantics (link_*.go) ─► resources
//	  (resource.go, image.go) ─► accessor data (data*.go)
//
// The schema is a table of objects and properties; the walk reports types,
// ranges, required properties, references and extensions, and marks what is
// referenced. To grow the checker, add a row, or a link function; an
// extension is a row of extensionTable with its schema and where it may stand.
//
// Offsets and lengths are bytes; matrices are column-major; lengths are metres,
// angles radians, the frame is right-handed with Y up (specification §3.4).
package gltf
