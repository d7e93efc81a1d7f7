/**
 * Frames of reference.
 *
 * - *ENU*: the document's metres east, north and up of its origin (turned by
 *   `origin.headingDeg` clockwise, where a document asks for it).
 * - *world*: three's Y-up metres, (e, n, u) → (e, u, -n).
 * - *ECEF*: earth-centred metres on the WGS 84 ellipsoid (EPSG:4978); CGCS2000
 *   differs from it by millimetres.
 *
 * JavaScript numbers are doubles, so positions on the globe keep their
 * millimetres; only what is already local reaches the graphics card.
 */
import { Euler, MathUtils, Matrix4, Quaternion, Vector3 } from 'three'
import type { Enu, Placement } from '../model/document'

export interface Origin {
  lon: number
  lat: number
  height: number
  headingDeg?: number
}

const A = 6378137
const F = 1 / 298.257223563
const E2 = F * (2 - F)

/** Longitude and latitude in degrees, ellipsoidal height in metres → ECEF metres. */
export function geodeticToEcef(lon: number, lat: number, height: number, out = new Vector3()): Vector3 {
  const phi = lat * MathUtils.DEG2RAD
  const lambda = lon * MathUtils.DEG2RAD
  const n = A / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
  return out.set(
    (n + height) * Math.cos(phi) * Math.cos(lambda),
    (n + height) * Math.cos(phi) * Math.sin(lambda),
    (n * (1 - E2) + height) * Math.sin(phi),
  )
}

/** ECEF metres → degrees and ellipsoidal metres, by Bowring's iteration (below a micrometre after three). */
export function ecefToGeodetic(p: Vector3): { lon: number; lat: number; height: number } {
  const r = Math.hypot(p.x, p.y)
  let phi = Math.atan2(p.z, r * (1 - E2))
  let n = A
  for (let i = 0; i < 4; i++) {
    n = A / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
    phi = Math.atan2(p.z + E2 * n * Math.sin(phi), r)
  }
  // Away from the poles the cosine form loses nothing; near them the sine form does not.
  const height = Math.abs(phi) < 1 ? r / Math.cos(phi) - n : p.z / Math.sin(phi) - n * (1 - E2)
  return { lon: Math.atan2(p.y, p.x) * MathUtils.RAD2DEG, lat: phi * MathUtils.RAD2DEG, height }
}

/** The document's ENU frame → ECEF. */
export function ecefFromEnu(origin: Origin, out = new Matrix4()): Matrix4 {
  const phi = origin.lat * MathUtils.DEG2RAD
  const lambda = origin.lon * MathUtils.DEG2RAD
  const east = new Vector3(-Math.sin(lambda), Math.cos(lambda), 0)
  const up = new Vector3(Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi))
  const north = new Vector3().crossVectors(up, east)
  const at = geodeticToEcef(origin.lon, origin.lat, origin.height)
  out.makeBasis(east, north, up).setPosition(at)
  return origin.headingDeg ? out.multiply(new Matrix4().makeRotationZ(-origin.headingDeg * MathUtils.DEG2RAD)) : out
}

/** ECEF → the document's ENU frame. */
export function enuFromEcef(origin: Origin, out = new Matrix4()): Matrix4 {
  return ecefFromEnu(origin, out).invert()
}

/** ENU → world as a matrix: a quarter turn about the east axis. */
export const worldFromEnu: Readonly<Matrix4> = new Matrix4().makeRotationX(-Math.PI / 2)

export function enuToWorld(enu: Readonly<Enu>, out = new Vector3()): Vector3 {
  return out.set(enu[0], enu[2], -enu[1])
}

export function worldToEnu(p: Vector3): Enu {
  return [p.x, -p.z, p.y]
}

/** Geodetic → world metres, through a matrix from `enuFromEcef`. */
export function geodeticToWorld(lon: number, lat: number, height: number, enu: Matrix4, out = new Vector3()): Vector3 {
  geodeticToEcef(lon, lat, height, out).applyMatrix4(enu)
  return out.set(out.x, out.z, -out.y)
}

const deg = MathUtils.DEG2RAD

/**
 * A layer's placement in ENU: scaled, rolled about its north axis, pitched
 * about its east axis (nose up), turned clockwise from north, moved.
 */
export function placementMatrix(placement: Placement | undefined, out = new Matrix4()): Matrix4 {
  const { enu = [0, 0, 0], headingDeg = 0, pitchDeg = 0, rollDeg = 0, scale = 1 } = placement ?? {}
  const turn = new Quaternion().setFromEuler(new Euler(pitchDeg * deg, rollDeg * deg, -headingDeg * deg, 'ZXY'))
  return out.compose(new Vector3(...enu), turn, new Vector3(scale, scale, scale))
}

/** Roots farther than this from their frame's zero stand on the globe, not in local metres. */
const ON_GLOBE = 1e6

/** World from a tileset's root frame (Z-up), whose root volume is centred at `centre` in that frame. */
export function tilesetMatrix(origin: Origin, placement: Placement | undefined, centre: Vector3): Matrix4 {
  const out = placementMatrix(placement).premultiply(worldFromEnu as Matrix4)
  return centre.length() > ON_GLOBE ? out.multiply(enuFromEcef(origin)) : out
}

/** World from a glTF scene (x east, y up, z south). */
export function modelMatrix(placement: Placement | undefined): Matrix4 {
  const enuFromGltf = new Matrix4().makeRotationX(Math.PI / 2)
  return placementMatrix(placement)
    .premultiply(worldFromEnu as Matrix4)
    .multiply(enuFromGltf)
}
