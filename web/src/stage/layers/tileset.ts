/** A 3D Tiles layer: 1.0 and 1.1, explicit and implicit, in the document's frame. */
import type { Matrix4 } from 'three'
import { Sphere, type Object3D } from 'three'
import { TilesRenderer } from '3d-tiles-renderer'
import { GLTFExtensionsPlugin, ImplicitTilingPlugin } from '3d-tiles-renderer/plugins'
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js'
import type { StageContext } from '../context'
import { tilesetMatrix } from '../frames'
import { furnish, type Furnishing } from './furnish'
import { isGltf1, upgradeB3dm, upgradeGltf1 } from './gltf1'
import type { TileCounts } from './layers'

interface Counters {
  queued: number
  downloading: number
  parsing: number
  failed: number
  visible: number
  active: number
}

/** Failed tiles named before the rest is only counted. */
const NAMED_FAILURES = 1

export class TilesetLayer {
  readonly root: Object3D
  settled = false
  private readonly tiles: TilesRenderer
  private calm = 0
  private failures = 0

  constructor(
    url: string,
    private readonly how: Furnishing,
    private readonly stage: StageContext,
    private readonly missing: (reason: string) => void,
  ) {
    const tiles = new TilesRenderer(url)
    this.tiles = tiles
    this.root = tiles.group
    tiles.registerPlugin(new GLTFExtensionsPlugin({ metadata: true, rtc: true, meshoptDecoder: MeshoptDecoder }))
    tiles.registerPlugin(new ImplicitTilingPlugin())
    tiles.registerPlugin({
      name: 'TWINSTAGE_FURNISH',
      parseTile: (bytes: ArrayBuffer, ...rest: unknown[]) => parseUpgraded(tiles, bytes, rest),
      processTileModel: (scene: Object3D) => furnish(scene, tiles.group.matrixWorld, this.how),
    })
    tiles.setCamera(stage.camera)
    this.applyTier()
    this.resize()
    tiles.addEventListener('load-root-tileset', () => this.stand())
    tiles.addEventListener('needs-update', () => stage.touch())
    tiles.addEventListener('load-model', () => stage.contentChanged('tile loaded'))
    tiles.addEventListener('tile-visibility-change', () => stage.contentChanged('tile shown'))
    tiles.addEventListener('load-error', ({ error, tile }) => this.failed(error, tile === null))
    stage.touch()
  }

  applyTier(): void {
    const { tileError, tileCacheBytes } = this.stage.settings
    this.tiles.errorTarget = tileError
    this.tiles.lruCache.maxBytesSize = tileCacheBytes
    this.tiles.lruCache.minBytesSize = tileCacheBytes * 0.75
  }

  resize(): void {
    const { width, height } = this.stage.size
    this.tiles.setResolution(this.stage.camera, width, height)
  }

  /** Asks for the tiles the camera needs; true while more turns will bring more. */
  update(): boolean {
    this.tiles.update()
    const { queued, downloading, parsing } = this.counters()
    const busy = queued + downloading + parsing > 0
    // Children appear a turn after their parents: three calm turns mean there are none.
    this.calm = busy || !this.tiles.root ? 0 : this.calm + 1
    if (this.calm >= 3) this.settled = true
    return !this.settled && this.tiles.root !== null && !busy
  }

  count(sum: TileCounts): void {
    const { visible, active, queued, downloading, parsing, failed } = this.counters()
    sum.visible += visible
    sum.active += active
    sum.loading += queued + downloading + parsing
    sum.failed += failed
    sum.bytes = (this.tiles.lruCache as unknown as { cachedBytes?: number }).cachedBytes ?? 0
  }

  dispose(): void {
    this.tiles.dispose()
  }

  private counters(): Counters {
    return (this.tiles as unknown as { stats: Counters }).stats
  }

  /** The root tells where the tileset stands: on the globe, or in local metres. */
  private stand(): void {
    const sphere = new Sphere()
    this.tiles.getBoundingSphere(sphere)
    const { document } = this.stage
    if (!document) return
    const matrix: Matrix4 = tilesetMatrix(document.origin, this.how.layer.placement, sphere.center)
    const { group } = this.tiles
    matrix.decompose(group.position, group.quaternion, group.scale)
    group.updateMatrixWorld(true)
    this.stage.contentChanged('tileset placed')
  }

  private failed(error: Error, root: boolean): void {
    if (!root && ++this.failures > NAMED_FAILURES) return
    if (root) this.settled = true
    this.missing(root ? error.message : `a tile is missing: ${error.message}`)
  }
}

/** Parses a tile whose glTF is too old for the loader; null leaves it to the loader. */
function parseUpgraded(tiles: TilesRenderer, bytes: ArrayBuffer, rest: unknown[]): Promise<void> | null {
  const upgraded = isGltf1(bytes) ? upgradeGltf1(bytes) : upgradeB3dm(bytes)
  if (upgraded === bytes) return null
  return (tiles as unknown as { parseTile(...all: unknown[]): Promise<void> }).parseTile(upgraded, ...rest)
}
