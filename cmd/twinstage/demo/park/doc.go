// Package park makes the demo's industrial park: halls as a small tileset
// whose features can take a status colour, the plant (tanks, chimneys,
// conveyor, trucks, cars, trees) as a model of named nodes, and the ground.
//
// Its frame is its own: metres east, north and up of Origin, up 0 being the
// yards' level.
package park
