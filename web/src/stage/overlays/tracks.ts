/** Track overlays: things that move, as arrows that turn with their heading; one draw. */
import {
  BufferAttribute,
  DynamicDrawUsage,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  MathUtils,
  Matrix4,
  Mesh,
  ShaderMaterial,
  Vector3,
} from 'three'
import { leaveOutOfMirror, type Plugin, type StageContext } from '../context'
import { enuFromEcef, geodeticToWorld } from '../frames'
import type { SharedUniforms } from '../layers/dress'
import { airUniformsGlsl } from '../world/glsl'
import type { LiveRow, LiveRows } from './live-rows'
import { lookOf } from './palette'

/** A reading is glided to over the time since the one before it, within these bounds, milliseconds. */
const GLIDE = { least: 150, most: 4000 }
/** Farther than this in one step is a jump, metres. */
const JUMP = 2500

interface Track {
  live: LiveRow
  from: Vector3
  to: Vector3
  at: Vector3
  heading: number
  fromHeading: number
  toHeading: number
  began: number
  lasts: number
  seen: number
  placed: boolean
}

export class Tracks implements Plugin {
  /** Whether something was on the move in the last frame. */
  moving = false
  private stage!: StageContext
  private tracks: Track[] = []
  private mesh: Mesh<InstancedBufferGeometry, ShaderMaterial> | null = null
  private readonly material: ShaderMaterial
  private readonly enu = new Matrix4()
  private stopAgeing: (() => void) | null = null
  private stale = true

  constructor(
    private readonly rows: LiveRows,
    uniforms: SharedUniforms = {},
  ) {
    this.material = new ShaderMaterial({ transparent: true, uniforms, vertexShader, fragmentShader })
  }

  init(stage: StageContext): void {
    this.stage = stage
    this.stopAgeing = this.rows.onAge(() => this.boardTicked())
  }

  documentChanged(): void {
    const origin = this.stage.document?.origin
    if (origin) enuFromEcef(origin, this.enu)
    this.rebuild()
  }

  boardChanged(): void {
    this.rebuild()
  }

  boardTicked(): void {
    let changed = false
    for (const track of this.tracks) changed = this.read(track) || changed
    if (!changed) return
    this.stale = true
    this.stage.invalidate('tracks')
  }

  update(_dt: number, time: number): boolean {
    this.moving = false
    for (const track of this.tracks) this.moving = glide(track, time) || this.moving
    if (this.moving || this.stale) this.write()
    return this.moving
  }

  /** Where an indicator's thing is, world; false where it is not known. */
  point(key: string, out: Vector3): boolean {
    const track = this.tracks.find(({ live }) => live.indicator.key === key)
    if (!track?.placed) return false
    out.copy(track.at)
    return true
  }

  get all(): readonly { live: LiveRow; at: Vector3; placed: boolean }[] {
    return this.tracks
  }

  dispose(): void {
    this.stopAgeing?.()
    this.drop()
    this.material.dispose()
  }

  private rebuild(): void {
    const before = new Map(this.tracks.map((track) => [track.live.indicator.key, track]))
    this.drop()
    this.tracks = this.rows.of('track').map((live) => {
      const known = before.get(live.indicator.key)
      return known ? { ...known, live, seen: -1 } : newTrack(live)
    })
    if (this.tracks.length === 0) return
    this.mesh = new Mesh(arrowGeometry(this.tracks.length), this.material)
    this.mesh.frustumCulled = false
    this.mesh.renderOrder = 6
    leaveOutOfMirror(this.mesh)
    this.stage.scene.add(this.mesh)
    this.stale = true
    this.boardTicked()
  }

  private drop(): void {
    this.mesh?.removeFromParent()
    this.mesh?.geometry.dispose()
    this.mesh = null
    this.tracks = []
  }

  /** Takes a new position as the next goal; answers whether anything changed. */
  private read(track: Track): boolean {
    const { board } = this.rows
    const { row } = track.live
    if (!board || row < 0) return false
    const fresh = board.changed[row]! !== track.seen
    if (!fresh) return this.stage.board?.offlineSince != null
    track.seen = board.changed[row]!
    const [lon, lat, height, heading] = board.position.subarray(row * 4, row * 4 + 4)
    if (this.rows.liveness(track.live) === 'none' || !Number.isFinite(lon!)) return true
    this.aim(track, lon!, lat!, height!, heading!)
    return true
  }

  private aim(track: Track, lon: number, lat: number, height: number, heading: number): void {
    const now = this.stage.time()
    track.from.copy(track.at)
    track.fromHeading = track.heading
    geodeticToWorld(lon, lat, height, this.enu, track.to)
    track.toHeading = heading - (this.stage.document?.origin.headingDeg ?? 0)
    const jump = !track.placed || this.stage.reducedMotion || track.from.distanceTo(track.to) > JUMP
    track.lasts = jump ? 0 : MathUtils.clamp(now - track.began, GLIDE.least, GLIDE.most)
    track.began = now
    track.placed = true
  }

  private write(): void {
    this.stale = false
    const place = this.mesh?.geometry.getAttribute('tsPlace')
    const colour = this.mesh?.geometry.getAttribute('tsColour')
    if (!place || !colour) return
    this.tracks.forEach((track, i) => {
      const liveness = this.rows.liveness(track.live)
      const [r, g, b] = lookOf(this.rows.level(track.live), liveness).colour
      place.setXYZW(i, track.at.x, track.at.y, track.at.z, track.heading * MathUtils.DEG2RAD)
      colour.setXYZW(i, (r / 255) ** 2.2, (g / 255) ** 2.2, (b / 255) ** 2.2, track.placed ? 1 : 0)
    })
    place.needsUpdate = true
    colour.needsUpdate = true
  }
}

function newTrack(live: LiveRow): Track {
  return {
    live,
    from: new Vector3(),
    to: new Vector3(),
    at: new Vector3(),
    heading: 0,
    fromHeading: 0,
    toHeading: 0,
    began: 0,
    lasts: 0,
    seen: -1,
    placed: false,
  }
}

/** Moves a track on; answers whether it is still under way. */
function glide(track: Track, time: number): boolean {
  if (!track.placed) return false
  const t = track.lasts > 0 ? Math.min(1, (time - track.began) / track.lasts) : 1
  const under = t < 1 || !track.at.equals(track.to)
  track.at.lerpVectors(track.from, track.to, t)
  const turn = MathUtils.euclideanModulo(track.toHeading - track.fromHeading + 180, 360) - 180
  track.heading = track.fromHeading + turn * t
  return under && t < 1
}

/** A flat arrow pointing north, ten metres long. */
function arrowGeometry(count: number): InstancedBufferGeometry {
  const geometry = new InstancedBufferGeometry()
  const corners = new Float32Array([0, 0, -6, 4.2, 0, 5, 0, 0, 2.6, -4.2, 0, 5])
  geometry.setAttribute('position', new BufferAttribute(corners, 3))
  geometry.setIndex([0, 2, 1, 0, 3, 2])
  geometry.instanceCount = count
  for (const name of ['tsPlace', 'tsColour']) {
    const attribute = new InstancedBufferAttribute(new Float32Array(count * 4), 4)
    geometry.setAttribute(name, attribute.setUsage(DynamicDrawUsage))
  }
  return geometry
}

const vertexShader = /* glsl */ `
attribute vec4 tsPlace, tsColour;
varying vec3 vColour;
varying float vAlong;
void main() {
  float far = length(cameraPosition - tsPlace.xyz);
  float size = max(1.0, far * 0.0022);
  float s = sin(tsPlace.w), c = cos(tsPlace.w);
  vec3 p = position * size;
  vec3 world = tsPlace.xyz + vec3(p.x * c - p.z * s, 2.0 + 0.25 * size, p.x * s + p.z * c);
  vColour = tsColour.rgb;
  vAlong = position.z;
  gl_Position = tsColour.w > 0.5 ? projectionMatrix * viewMatrix * vec4(world, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
`

const fragmentShader = /* glsl */ `
varying vec3 vColour;
varying float vAlong;
${airUniformsGlsl}
void main() {
  gl_FragColor = vec4(vColour * (1.1 - 0.05 * vAlong) * mix(1.0, 1.3, tsDark), 0.95);
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}
`
