// Package arrows holds the test that keeps the architecture's arrows pointing
// down: the roof (cmd) knows the rooms, a room knows only the ground
// (internal), and adapters stand in the room whose port they fill. The rules
// are told in docs/architecture.md; a forbidden import fails the build there.
package arrows
