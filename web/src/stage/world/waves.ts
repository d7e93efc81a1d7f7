/** A tile of small waves as a normal map: a sum of directed sines that repeats without a seam. */
import { DataTexture, LinearFilter, LinearMipmapLinearFilter, RepeatWrapping, RGBAFormat } from 'three'

const SIDE = 256

/** Cycles across the tile in x and y, phase, height. */
const swells: readonly (readonly [number, number, number, number])[] = [
  [3, 4, 0.0, 1.0],
  [-6, 5, 1.1, 0.8],
  [10, 8, 2.3, 0.55],
  [-13, 15, 3.9, 0.45],
  [21, -12, 4.4, 0.36],
  [29, 24, 5.2, 0.28],
  [-38, 21, 0.7, 0.22],
  [18, 41, 2.9, 0.2],
  [53, -31, 1.7, 0.13],
]

export function waveTexture(): DataTexture {
  const data = new Uint8Array(SIDE * SIDE * 4)
  const turn = (2 * Math.PI) / SIDE
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      let dx = 0
      let dy = 0
      for (const [a, b, phase, height] of swells) {
        const slope = Math.cos(turn * (a * x + b * y) + phase) * height
        dx += slope * a * 0.085
        dy += slope * b * 0.085
      }
      const at = (y * SIDE + x) * 4
      data[at] = 128 + dx * 25
      data[at + 1] = 128 + dy * 25
      data[at + 2] = 255
      data[at + 3] = 255
    }
  }
  const texture = new DataTexture(data, SIDE, SIDE, RGBAFormat)
  texture.wrapS = texture.wrapT = RepeatWrapping
  texture.minFilter = LinearMipmapLinearFilter
  texture.magFilter = LinearFilter
  texture.generateMipmaps = true
  texture.needsUpdate = true
  return texture
}
