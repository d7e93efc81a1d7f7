/** Arithmetic of views: poses, flights between them, and where to stand to see a thing. */
import type { Box3 } from 'three'
import { MathUtils, Vector3 } from 'three'

/** World axes. */
export interface WorldPose {
  eye: Vector3
  target: Vector3
  fovDeg: number
}

/** Pictures narrower than this see farther up and down instead of less to the sides. */
const NARROW = 0.72
const WIDEST_DEG = 78

/** Vertical field of view for a picture's aspect: on a phone held upright the subject stays whole. */
export function fovFor(fovDeg: number, aspect: number): number {
  if (aspect >= NARROW) return fovDeg
  const half = Math.tan((fovDeg * MathUtils.DEG2RAD) / 2) * (NARROW / aspect)
  return Math.max(fovDeg, Math.min(WIDEST_DEG, 2 * Math.atan(half) * MathUtils.RAD2DEG))
}

export function copyPose(from: WorldPose): WorldPose {
  return { eye: from.eye.clone(), target: from.target.clone(), fovDeg: from.fovDeg }
}

/** Seconds that a flight takes: by how far it goes, seen from where it starts. */
export function flightSeconds(from: WorldPose, to: WorldPose): number {
  const way = from.eye.distanceTo(to.eye) + 0.5 * from.target.distanceTo(to.target)
  const scale = Math.max(50, Math.min(from.eye.distanceTo(from.target), to.eye.distanceTo(to.target)))
  return MathUtils.clamp(1.1 + 0.75 * Math.log2(1 + way / scale), 0.8, 4.2)
}

export function easeInOut(t: number): number {
  return t < 0.5 ? 4 * t * t * t : 1 - Math.pow(-2 * t + 2, 3) / 2
}

/**
 * A view on the way, `t` 0 … 1. The eye turns about the point looked at, and
 * long ways rise in the middle, so that a flight clears what lies between.
 */
export function poseBetween(from: WorldPose, to: WorldPose, t: number, out: WorldPose): WorldPose {
  const s = easeInOut(t)
  out.target.lerpVectors(from.target, to.target, s)
  const a = spherical(from)
  const b = spherical(to)
  const turn = shortestTurn(a.azimuth, b.azimuth)
  const azimuth = a.azimuth + turn * s
  const distance = Math.exp(MathUtils.lerp(Math.log(a.distance), Math.log(b.distance), s))
  const elevation = MathUtils.lerp(a.elevation, b.elevation, s)
  const way = from.target.distanceTo(to.target)
  const rise = Math.sin(Math.PI * s) * Math.min(way * 0.16, 420)
  out.eye
    .set(Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), Math.cos(azimuth) * Math.cos(elevation))
    .multiplyScalar(distance)
    .add(out.target)
  out.eye.y += rise
  out.fovDeg = MathUtils.lerp(from.fovDeg, to.fovDeg, s)
  return out
}

function spherical({ eye, target }: WorldPose) {
  const x = eye.x - target.x
  const y = eye.y - target.y
  const z = eye.z - target.z
  const distance = Math.max(1e-3, Math.hypot(x, y, z))
  return { distance, elevation: Math.asin(MathUtils.clamp(y / distance, -1, 1)), azimuth: Math.atan2(x, z) }
}

/** The turn from one angle to another that is at most half a circle, radians. */
export function shortestTurn(from: number, to: number): number {
  return MathUtils.euclideanModulo(to - from + Math.PI, 2 * Math.PI) - Math.PI
}

/** Where to stand to see a box well: keeps the present direction, a little from above. */
export function poseTowards(box: Box3, from: WorldPose, out: WorldPose): WorldPose {
  const size = box.getSize(new Vector3())
  const radius = MathUtils.clamp(0.5 * size.length(), 30, 2500)
  box.getCenter(out.target)
  const { azimuth } = spherical(from)
  const distance = (radius / Math.tan((from.fovDeg * MathUtils.DEG2RAD) / 2)) * 1.6
  const elevation = 24 * MathUtils.DEG2RAD
  out.eye
    .set(Math.sin(azimuth) * Math.cos(elevation), Math.sin(elevation), Math.cos(azimuth) * Math.cos(elevation))
    .multiplyScalar(distance)
    .add(out.target)
  out.fovDeg = from.fovDeg
  return out
}

/** Two fingers' turn between two moments, radians, positive when they turn clockwise on the screen. */
export function twist(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  ax1: number,
  ay1: number,
  bx1: number,
  by1: number,
): number {
  return shortestTurn(Math.atan2(by - ay, bx - ax), Math.atan2(by1 - ay1, bx1 - ax1))
}
