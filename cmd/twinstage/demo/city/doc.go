// Package city makes the demo city: two rivers that meet at the tip of a
// peninsula, terraced hills, streets, districts of buildings, bridges, an
// elevated railway, a cliff of stilt houses and eight sail towers.
//
// Words: "shore distance" is the distance in metres to the nearest river's
// edge, negative in the water; "ground" is the terrain exactly as its mesh
// draws it; a "lot" is the piece of a block on which one building stands.
//
// Order of making: Rivers → Ground (heights on a warped grid) → street frame
// → reserved land (landmarks, bridge ends, railway) → buildings. Meshes and
// pictures are made only when an asset is written.
package city
