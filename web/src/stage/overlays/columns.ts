/** Column overlays: translucent columns whose height tells the value and whose colour the level; one draw. */
import {
  CylinderGeometry,
  DoubleSide,
  DynamicDrawUsage,
  GreaterDepth,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  ShaderMaterial,
  Vector3,
  type Camera,
} from 'three'
import type { Overlay, Rule } from '../../model/document'
import { leaveOutOfMirror, type Plugin, type StageContext } from '../context'
import { airUniformsGlsl } from '../world/glsl'
import type { Anchors } from './anchors'
import type { LiveRow, LiveRows } from './live-rows'
import { lookOf } from './palette'
import type { SharedUniforms } from '../layers/dress'

const RADIUS = 9
const GROWTH_MS = 450
const DEFAULT_HEIGHT = 240
/** Columns never vanish: a value at the bottom still stands this high, metres. */
const LEAST = 6

export interface ColumnScale {
  min: number
  max: number
  height: number
}

/** The overlay's scale, or one that its rule's ranges suggest. */
export function columnScale(overlay: Overlay, rule: Rule | undefined): ColumnScale {
  if (overlay.scale) return overlay.scale
  const bounds = rule?.ranges?.flatMap(({ below }) => (below === undefined ? [] : [below])) ?? []
  const top = Math.max(...bounds)
  return { min: Math.min(0, ...bounds), max: Number.isFinite(top) && top > 0 ? top * 1.3 : 100, height: DEFAULT_HEIGHT }
}

export function columnHeight(value: number, { min, max, height }: ColumnScale): number {
  const share = (value - min) / (max - min || 1)
  return Math.max(LEAST, Math.min(1.15, Math.max(0, share || 0)) * height)
}

interface Column {
  live: LiveRow
  scale: ColumnScale
  base: Vector3
  placed: boolean
  height: number
}

export class Columns implements Plugin {
  private stage!: StageContext
  private columns: Column[] = []
  private mesh: Mesh<InstancedBufferGeometry, ShaderMaterial> | null = null
  private readonly material: ShaderMaterial
  /** What stands behind buildings still shimmers through. */
  private readonly behind: ShaderMaterial
  private anchorsSeen = -1
  private stopAgeing: (() => void) | null = null
  private readonly time = { value: 0 }

  constructor(
    private readonly rows: LiveRows,
    private readonly anchors: Anchors,
    uniforms: SharedUniforms = {},
  ) {
    this.material = new ShaderMaterial({
      transparent: true,
      depthWrite: false,
      side: DoubleSide,
      uniforms: { ...uniforms, tsNow: this.time, tsShare: { value: 1 } },
      vertexShader,
      fragmentShader,
    })
    this.behind = this.material.clone()
    this.behind.depthFunc = GreaterDepth
    this.behind.uniforms = { ...uniforms, tsNow: this.time, tsShare: { value: 0.3 } }
  }

  init(stage: StageContext): void {
    this.stage = stage
    this.stopAgeing = this.rows.onAge(() => this.boardTicked())
  }

  documentChanged(): void {
    this.rebuild()
  }

  boardChanged(): void {
    this.rebuild()
  }

  boardTicked(): void {
    let changed = false
    for (let i = 0; i < this.columns.length; i++) changed = this.write(i) || changed
    if (changed) this.stage.invalidate('columns', this.stage.time() + (this.stage.reducedMotion ? 0 : GROWTH_MS))
  }

  update(_dt: number, time: number): boolean {
    this.time.value = time
    if (this.anchorsSeen !== this.anchors.version) this.place()
    return false
  }

  /** Top of an indicator's column, world; false where it has none. */
  top(key: string, out: Vector3): boolean {
    const column = this.columns.find(({ live }) => live.indicator.key === key)
    if (!column?.placed) return false
    out.copy(column.base)
    out.y += column.height
    return true
  }

  /** The column under a ray's screen point, nearest first: pixels from its axis decide. */
  hit(x: number, y: number, camera: Camera, size: { width: number; height: number }): LiveRow | null {
    let best: LiveRow | null = null
    let nearest = Infinity
    const a = new Vector3()
    const b = new Vector3()
    for (const { live, base, height, placed } of this.columns) {
      if (!placed) continue
      const depth = a.copy(base).distanceTo(camera.position)
      toScreen(a.copy(base), camera, size)
      toScreen(b.copy(base).setY(base.y + height), camera, size)
      if (a.z > 1 || b.z > 1 || depth > nearest || distanceToSegment(x, y, a, b) > 12) continue
      nearest = depth
      best = live
    }
    return best
  }

  dispose(): void {
    this.stopAgeing?.()
    this.drop()
    this.material.dispose()
    this.behind.dispose()
  }

  private rebuild(): void {
    this.drop()
    const { document } = this.stage
    this.columns = this.rows.of('column').map((live) => ({
      live,
      scale: columnScale(
        live.overlay,
        document?.rules.find(({ id }) => id === live.indicator.rule),
      ),
      base: new Vector3(),
      placed: false,
      height: 0,
    }))
    if (this.columns.length === 0) return
    this.mesh = new Mesh(columnGeometry(this.columns.length), this.material)
    this.mesh.frustumCulled = false
    this.mesh.renderOrder = 5
    const ghost = new Mesh(this.mesh.geometry, this.behind)
    ghost.frustumCulled = false
    ghost.renderOrder = 4
    this.mesh.add(ghost)
    leaveOutOfMirror(this.mesh)
    this.stage.scene.add(this.mesh)
    this.anchorsSeen = -1
    this.boardTicked()
  }

  private drop(): void {
    this.mesh?.removeFromParent()
    this.mesh?.geometry.dispose()
    this.mesh = null
    this.columns = []
  }

  private place(): void {
    this.anchorsSeen = this.anchors.version
    const base = this.mesh?.geometry.getAttribute('tsBase')
    this.columns.forEach((column, i) => {
      const { anchor } = column.live.indicator
      column.placed = anchor !== undefined && this.anchors.top(anchor, column.base)
      base?.setXYZW(i, column.base.x, column.base.y, column.base.z, column.placed ? 1 : 0)
    })
    if (base) base.needsUpdate = true
  }

  /** Writes one column's height and colour; answers whether that changed them. */
  private write(i: number): boolean {
    const column = this.columns[i]!
    const attributes = this.mesh!.geometry.attributes
    const growth = attributes.tsGrowth!
    const colour = attributes.tsColour!
    const liveness = this.rows.liveness(column.live)
    const value = this.rows.board?.value[column.live.row] ?? NaN
    const height = liveness === 'none' ? LEAST : columnHeight(value, column.scale)
    const [r, g, b] = lookOf(this.rows.level(column.live), liveness).colour
    const tint = r * 65536 + g * 256 + b
    if (column.height === height && colour.getW(i) === tint) return false
    const now = this.stage.reducedMotion ? -1e9 : this.stage.time()
    growth.setXYZ(i, column.height || height * 0.2, height, now)
    colour.setXYZW(i, (r / 255) ** 2.2, (g / 255) ** 2.2, (b / 255) ** 2.2, tint)
    column.height = height
    growth.needsUpdate = true
    colour.needsUpdate = true
    return true
  }
}

function columnGeometry(count: number): InstancedBufferGeometry {
  const shaft = new CylinderGeometry(RADIUS, RADIUS, 1, 10, 1, true).translate(0, 0.5, 0)
  const geometry = new InstancedBufferGeometry()
  geometry.index = shaft.index
  geometry.setAttribute('position', shaft.getAttribute('position'))
  geometry.setAttribute('normal', shaft.getAttribute('normal'))
  geometry.instanceCount = count
  for (const [name, items] of [
    ['tsBase', 4],
    ['tsGrowth', 3],
    ['tsColour', 4],
  ] as const) {
    const attribute = new InstancedBufferAttribute(new Float32Array(count * items), items)
    geometry.setAttribute(name, attribute.setUsage(DynamicDrawUsage))
  }
  return geometry
}

function toScreen(p: Vector3, camera: Camera, { width, height }: { width: number; height: number }): void {
  p.project(camera)
  p.set((p.x + 1) * 0.5 * width, (1 - p.y) * 0.5 * height, p.z)
}

export function distanceToSegment(
  x: number,
  y: number,
  a: { x: number; y: number },
  b: { x: number; y: number },
): number {
  const dx = b.x - a.x
  const dy = b.y - a.y
  const along = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)))
  return Math.hypot(x - a.x - along * dx, y - a.y - along * dy)
}

const vertexShader = /* glsl */ `
attribute vec4 tsBase;
attribute vec3 tsGrowth;
attribute vec4 tsColour;
uniform float tsNow;
varying vec3 vColour;
varying float vShare;
varying float vRim;
void main() {
  float t = clamp((tsNow - tsGrowth.z) / ${GROWTH_MS.toFixed(1)}, 0.0, 1.0);
  float height = mix(tsGrowth.x, tsGrowth.y, t * t * (3.0 - 2.0 * t));
  // Thin columns far away keep a width that can be seen and touched.
  float far = length(cameraPosition - tsBase.xyz);
  float wide = max(1.0, far * 0.0032 / ${RADIUS.toFixed(1)} * 1.4);
  vec3 world = tsBase.xyz + vec3(position.x * wide, position.y * height, position.z * wide);
  vColour = tsColour.rgb;
  vShare = position.y;
  vec3 eye = normalize(cameraPosition - world);
  vRim = 1.0 - abs(dot(normalize(vec3(normal.x, 0.0, normal.z)), eye));
  gl_Position = tsBase.w > 0.5 ? projectionMatrix * viewMatrix * vec4(world, 1.0) : vec4(2.0, 2.0, 2.0, 1.0);
}
`

const fragmentShader = /* glsl */ `
varying vec3 vColour;
varying float vShare;
varying float vRim;
uniform float tsShare;
${airUniformsGlsl}
void main() {
  float rise = 0.28 + 0.72 * pow(clamp(vShare, 0.0, 1.0), 2.5);
  float edge = 0.35 + 0.9 * vRim * vRim;
  float cap = smoothstep(0.975, 0.99, vShare);
  vec3 colour = vColour * (0.55 + 0.4 * rise + 0.5 * cap);
  gl_FragColor = vec4(colour, clamp(rise * edge * 0.85 + cap * 0.6, 0.0, 0.95) * tsShare);
  #include <tonemapping_fragment>
  #include <colorspace_fragment>
}
`
