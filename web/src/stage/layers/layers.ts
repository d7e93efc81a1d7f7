/** The document's layers on stage: loads them, shows and hides them, answers what a ray meets. */
import { Group, Mesh, Raycaster, Vector3, type Intersection, type Object3D } from 'three'
import type { Layer } from '../../model/document'
import type { Plugin, StageContext } from '../context'
import { modelMatrix } from '../frames'
import type { Water } from '../world/water'
import { castInto } from './bvh'
import type { SharedUniforms } from './dress'
import type { Features } from './features'
import { featureOfHit, furnish } from './furnish'
import { disposeObject, loadModel, nodeName } from './model'
import { TilesetLayer } from './tileset'

export interface PlacedLayer {
  spec: Layer
  root: Object3D
  /** Loaded, or known to be missing. */
  settled: boolean
  tileset?: TilesetLayer
}

export interface Hit {
  layer: string
  /** Number on stage, 0 where the thing has none. */
  feature: number
  point: Vector3
  distance: number
}

export interface TileCounts {
  visible: number
  active: number
  loading: number
  failed: number
  bytes: number
}

const DOWN = new Vector3(0, -1, 0)
/** Height from which the ground is looked for, metres. */
const ABOVE_ALL = 9000

export class Layers implements Plugin {
  readonly placed = new Map<string, PlacedLayer>()
  private stage!: StageContext
  private abort = new AbortController()
  private settle: (() => void) | null = null
  private readonly raycaster = new Raycaster()
  private readonly hidden = new Set<string>()

  constructor(
    private readonly features: Features,
    private readonly uniforms: SharedUniforms,
    private readonly water: Water,
  ) {}

  init(stage: StageContext): void {
    this.stage = stage
  }

  documentChanged(): void {
    this.clear()
    const { document } = this.stage
    if (!document) return
    this.abort = new AbortController()
    for (const spec of document.layers) this.place(spec)
    this.stage.events.emit('progress', { loaded: 0, total: document.layers.length })
  }

  get loading(): boolean {
    for (const layer of this.placed.values()) if (!layer.settled) return true
    return false
  }

  /** Resolves when every layer has loaded what the first view needs, or failed to. */
  whenSettled(): Promise<void> {
    this.settle?.()
    if (!this.loading) return Promise.resolve()
    return new Promise((resolve) => {
      this.settle = resolve
    })
  }

  tierChanged(): void {
    for (const { tileset } of this.placed.values()) tileset?.applyTier()
  }

  resized(): void {
    for (const { tileset } of this.placed.values()) tileset?.resize()
  }

  update(): boolean {
    for (const layer of this.placed.values()) {
      if (!layer.tileset || !layer.root.visible) continue
      if (layer.tileset.update()) this.stage.touch()
      if (!layer.settled && layer.tileset.settled) this.settled(layer)
    }
    return false
  }

  setVisible(id: string, visible: boolean): void {
    if (visible) this.hidden.delete(id)
    else this.hidden.add(id)
    const layer = this.placed.get(id)
    if (!layer || layer.root.visible === visible) return
    layer.root.visible = visible
    this.stage.contentChanged('layer shown')
  }

  /** Height of the ground at world x, z; null where there is none. */
  groundAt(x: number, z: number): number | null {
    let ground: number | null = null
    this.raycaster.set(new Vector3(x, ABOVE_ALL, z), DOWN)
    this.raycaster.far = Infinity
    for (const { spec, root } of this.placed.values()) {
      if (spec.role !== 'terrain') continue
      const hit = castInto(root, this.raycaster)[0]
      if (hit) ground = Math.max(ground ?? -Infinity, hit.point.y)
    }
    return ground
  }

  /** The nearest thing along a ray. */
  cast(raycaster: Raycaster): Hit | null {
    let nearest: Hit | null = null
    for (const { spec, root } of this.placed.values()) {
      if (!root.visible || spec.role === 'lights' || spec.role === 'vegetation') continue
      const hit = castInto(root, raycaster)[0]
      if (hit && (!nearest || hit.distance < nearest.distance)) nearest = describe(spec.id, hit)
    }
    return nearest
  }

  /** A named node of a model layer. */
  node(layer: string, name: string): Object3D | null {
    let found: Object3D | null = null
    this.placed.get(layer)?.root.traverse((object) => {
      if (!found && nodeName(object) === name) found = object
    })
    return found
  }

  /** Numbers on stage of everything drawn under a named node. */
  nodeFeatures(layer: string, name: string): number[] {
    const numbers = new Set<number>()
    this.node(layer, name)?.traverse((object) => {
      if (object instanceof Mesh) numbers.add(featureOfHit(object, null))
    })
    numbers.delete(0)
    return [...numbers]
  }

  counts(): TileCounts {
    const sum: TileCounts = { visible: 0, active: 0, loading: 0, failed: 0, bytes: 0 }
    for (const { tileset } of this.placed.values()) tileset?.count(sum)
    return sum
  }

  dispose(): void {
    this.clear()
    this.settle?.()
    this.settle = null
  }

  private clear(): void {
    this.abort.abort()
    this.water.clear()
    for (const { root, tileset } of this.placed.values()) {
      if (tileset) tileset.dispose()
      else disposeObject(root)
    }
    this.placed.clear()
    this.hidden.clear()
  }

  private place(spec: Layer): void {
    const layer: PlacedLayer = { spec, root: new Group(), settled: false }
    this.placed.set(spec.id, layer)
    const url = this.stage.assetUrl(spec.asset, spec.version)
    const how = { layer: spec, features: this.features, uniforms: this.uniforms, seed: this.stage.seed }
    if (spec.kind === 'tileset') {
      layer.tileset = new TilesetLayer(url, how, this.stage, (reason) => this.missing(layer, reason))
      layer.root = layer.tileset.root
    } else {
      void this.loadModel(layer, url, how)
    }
    layer.root.name = spec.id
    layer.root.visible = spec.visible !== false
    this.stage.scene.add(layer.root)
  }

  private async loadModel(layer: PlacedLayer, url: string, how: Parameters<typeof furnish>[2]): Promise<void> {
    const { signal } = this.abort
    try {
      const scene = await loadModel(url, signal)
      const { root, spec } = layer
      root.matrixAutoUpdate = false
      modelMatrix(spec.placement).decompose(root.position, root.quaternion, root.scale)
      root.updateMatrix()
      if (this.isWater(spec)) this.water.flood(scene, root.matrix)
      else furnish(scene, root.matrix, how)
      root.add(scene)
      root.updateMatrixWorld(true)
      this.settled(layer)
    } catch (cause) {
      if (!signal.aborted) this.missing(layer, cause instanceof Error ? cause.message : String(cause))
    }
  }

  private isWater(spec: Layer): boolean {
    return spec.role === 'water' || (this.stage.document?.environment.water?.includes(spec.id) ?? false)
  }

  private missing(layer: PlacedLayer, reason: string): void {
    this.stage.events.emit('missing', { layer: layer.spec.id, reason })
    this.settled(layer)
  }

  private settled(layer: PlacedLayer): void {
    if (layer.settled) return
    layer.settled = true
    const all = [...this.placed.values()]
    const loaded = all.filter((each) => each.settled).length
    this.stage.contentChanged('layer loaded')
    this.stage.events.emit('progress', { loaded, total: all.length })
    if (loaded < all.length) return
    this.settle?.()
    this.settle = null
  }
}

function describe(layer: string, hit: Intersection): Hit {
  return { layer, feature: featureOfHit(hit.object, hit.face), point: hit.point, distance: hit.distance }
}
