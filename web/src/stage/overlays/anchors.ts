/** Where the document's anchors are in the world, as far as what they hang on has loaded. */
import type { Vector3 } from 'three'
import { Box3 } from 'three'
import type { Anchor, EnuPlan, Enu } from '../../model/document'
import type { Plugin, StageContext } from '../context'
import { enuToWorld } from '../frames'
import type { Features } from '../layers/features'
import { worldBox } from '../layers/furnish'
import type { Layers } from '../layers/layers'

/** Height above the origin where an area lies while no ground is known, metres. */
const NO_GROUND = 0

export class Anchors implements Plugin {
  /** Rises whenever an answer may have changed. */
  version = 0
  private stage!: StageContext
  private readonly byId = new Map<string, Anchor>()
  private readonly known = new Map<string, { box: Box3; version: number }>()

  constructor(
    private readonly layers: Layers,
    private readonly features: Features,
  ) {}

  init(stage: StageContext): void {
    this.stage = stage
  }

  documentChanged(): void {
    this.byId.clear()
    this.known.clear()
    for (const anchor of this.stage.document?.anchors ?? []) this.byId.set(anchor.id, anchor)
    this.version++
  }

  contentChanged(): void {
    this.version++
  }

  get(id: string): Anchor | undefined {
    return this.byId.get(id)
  }

  /** World box of what an anchor stands for; null while it is not there. */
  box(id: string): Box3 | null {
    const known = this.known.get(id)
    if (known?.version === this.version) return known.box
    const anchor = this.byId.get(id)
    const box = anchor ? this.resolve(anchor) : null
    if (box) this.known.set(id, { box, version: this.version })
    return box
  }

  /** World point on which a label or a column stands; false while there is none. */
  top(id: string, out: Vector3): boolean {
    const box = this.box(id)
    if (!box) return false
    out.set((box.min.x + box.max.x) / 2, box.max.y, (box.min.z + box.max.z) / 2)
    return true
  }

  /** The anchor that hangs on a feature or a node, if one does. */
  on(layer: string, featureId: string): string | undefined {
    for (const { id, feature, node } of this.byId.values()) {
      if (feature?.layer === layer && feature.id === featureId) return id
      if (node?.layer === layer && `node:${node.name}` === featureId) return id
    }
    return undefined
  }

  dispose(): void {
    this.byId.clear()
    this.known.clear()
  }

  private resolve({ point, area, path, feature, node }: Anchor): Box3 | null {
    if (point) return around(enuToWorld(point))
    if (area) return this.ofArea(area)
    if (path) return around(enuToWorld(middleOf(path)))
    if (feature) return solid(this.features.find(feature.layer, feature.id)?.box)
    const object = node && this.layers.node(node.layer, node.name)
    return object ? solid(worldBox(object)) : null
  }

  private ofArea(area: EnuPlan[]): Box3 {
    const [east, north] = centroid(area)
    const up = this.layers.groundAt(east, -north) ?? NO_GROUND
    return around(enuToWorld([east, north, up]))
  }
}

function around(point: Vector3): Box3 {
  return new Box3(point, point.clone())
}

function solid(box: Box3 | undefined): Box3 | null {
  return box && !box.isEmpty() ? box : null
}

/** Centre of mass of a plane polygon (of its corners, where it has no surface). */
export function centroid(area: readonly EnuPlan[]): EnuPlan {
  let twice = 0
  let e = 0
  let n = 0
  area.forEach(([e0, n0], i) => {
    const [e1, n1] = area[(i + 1) % area.length]!
    const cross = e0 * n1 - e1 * n0
    twice += cross
    e += (e0 + e1) * cross
    n += (n0 + n1) * cross
  })
  if (Math.abs(twice) > 1e-9) return [e / (3 * twice), n / (3 * twice)]
  const sum = area.reduce<EnuPlan>((s, p) => [s[0] + p[0], s[1] + p[1]], [0, 0])
  return [sum[0] / Math.max(1, area.length), sum[1] / Math.max(1, area.length)]
}

/** The point half way along a path. */
export function middleOf(path: readonly Enu[]): Enu {
  const lengths = path.slice(1).map((p, i) => Math.hypot(p[0] - path[i]![0], p[1] - path[i]![1], p[2] - path[i]![2]))
  let left = lengths.reduce((sum, length) => sum + length, 0) / 2
  for (let i = 0; i < lengths.length; i++) {
    const length = lengths[i]!
    if (left <= length && length > 0) {
      const [a, b] = [path[i]!, path[i + 1]!]
      const t = left / length
      return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
    }
    left -= length
  }
  return path[0] ?? [0, 0, 0]
}
