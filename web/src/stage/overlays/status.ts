/** Status overlays: the colour of a feature or a node tells its indicator's level. */
import type { Plugin, StageContext } from '../context'
import type { Features } from '../layers/features'
import type { Layers } from '../layers/layers'
import type { LiveRow, LiveRows } from './live-rows'
import { lookOf, type Liveness } from './palette'

/** How strongly a level covers what the object looks like, 0 … 255. */
const STRENGTH: Record<Liveness, number> = { live: 175, ghost: 205, none: 0 }
const CALM_STRENGTH = 90

export class StatusColours implements Plugin {
  private stage!: StageContext
  private targets: { live: LiveRow; features: number[] }[] = []
  private stopAgeing: (() => void) | null = null

  constructor(
    private readonly rows: LiveRows,
    private readonly layers: Layers,
    private readonly features: Features,
  ) {}

  init(stage: StageContext): void {
    this.stage = stage
    this.stopAgeing = this.rows.onAge(() => this.boardTicked())
  }

  documentChanged(): void {
    this.retarget()
  }

  boardChanged(): void {
    this.retarget()
  }

  contentChanged(): void {
    // Nodes become known as models load; features have their numbers before.
    if (this.targets.some(({ features }) => features.length === 0)) this.retarget()
  }

  boardTicked(): void {
    let changed = false
    for (const { live, features } of this.targets) {
      const liveness = this.rows.liveness(live)
      const level = this.rows.level(live)
      const [r, g, b] = lookOf(level, liveness).colour
      const strength = liveness === 'live' && (level === 0 || level === 255) ? CALM_STRENGTH : STRENGTH[liveness]
      for (const feature of features) changed = this.features.setStatus(feature, r, g, b, strength) || changed
    }
    if (changed) this.stage.invalidate('status')
  }

  dispose(): void {
    this.stopAgeing?.()
    this.targets = []
  }

  private retarget(): void {
    this.features.clearStatus()
    this.targets = this.rows.of('status').map((live) => ({ live, features: this.numbersOf(live) }))
    this.boardTicked()
  }

  private numbersOf({ indicator }: LiveRow): number[] {
    const anchor = this.stage.document?.anchors.find(({ id }) => id === indicator.anchor)
    if (anchor?.feature) return [this.features.get(anchor.feature.layer, anchor.feature.id).index]
    return anchor?.node ? this.layers.nodeFeatures(anchor.node.layer, anchor.node.name) : []
  }
}
