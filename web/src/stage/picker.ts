/** Taps: which label, column or object is under a finger, and what is highlighted. */
import { Box3, Raycaster, Vector2, Vector3 } from 'three'
import type { CameraRig } from './camera/rig'
import { copyPose, poseTowards } from './camera/pose'
import type { Plugin, StageContext } from './context'
import { nodeKey, type Features } from './layers/features'
import type { Hit, Layers } from './layers/layers'
import type { Anchors } from './overlays/anchors'
import type { Columns } from './overlays/columns'
import type { Labels } from './overlays/labels'
import type { LiveRow } from './overlays/live-rows'
import type { Tracks } from './overlays/tracks'
import type { ScreenPoint, Selection } from './types'

/** A press that moved farther is a drag, one that lasted longer is a hold. */
const TAP_PIXELS = 6
const TAP_MS = 500
const DOUBLE_MS = 320
/** How near to a moving thing a tap must be, pixels. */
const TRACK_PIXELS = 16
const NODE = nodeKey('')

export class Picker implements Plugin {
  private stage!: StageContext
  private press: { x: number; y: number; time: number; id: number } | null = null
  private lastTap = { time: -Infinity, x: 0, y: 0 }
  private readonly raycaster = new Raycaster()
  private readonly listening = new AbortController()

  constructor(
    private readonly rig: CameraRig,
    private readonly layers: Layers,
    private readonly features: Features,
    private readonly anchors: Anchors,
    private readonly labels: Labels,
    private readonly columns: Columns,
    private readonly tracks: Tracks,
  ) {}

  init(stage: StageContext): void {
    this.stage = stage
    const { canvas } = stage
    const { signal } = this.listening
    canvas.addEventListener('pointerdown', (event) => this.pressed(event), { signal })
    window.addEventListener('pointerup', (event) => this.released(event), { signal })
    canvas.addEventListener('pointercancel', () => (this.press = null), { signal })
  }

  documentChanged(): void {
    this.highlight(null)
  }

  highlight(target: Selection | null): void {
    this.labels.select(target?.kind === 'indicator' ? target.indicator : null)
    this.features.select(this.numberOf(target))
    this.stage.invalidate('select')
  }

  dispose(): void {
    this.listening.abort()
  }

  private pressed(event: PointerEvent): void {
    const second = this.press !== null
    this.press = second ? null : { x: event.clientX, y: event.clientY, time: this.stage.time(), id: event.pointerId }
  }

  private released(event: PointerEvent): void {
    const { press } = this
    this.press = null
    if (!press || press.id !== event.pointerId || event.button > 0) return
    const moved = Math.hypot(event.clientX - press.x, event.clientY - press.y)
    const now = this.stage.time()
    if (moved > TAP_PIXELS || now - press.time > TAP_MS) return
    const rect = this.stage.canvas.getBoundingClientRect()
    this.tapped({ x: event.clientX - rect.left, y: event.clientY - rect.top }, now)
  }

  private tapped(screen: ScreenPoint, now: number): void {
    const { lastTap } = this
    const twice = now - lastTap.time < DOUBLE_MS && Math.hypot(screen.x - lastTap.x, screen.y - lastTap.y) < 24
    this.lastTap = { time: twice ? -Infinity : now, ...screen }
    if (twice) this.approach(screen)
    else this.pick(screen)
  }

  private pick(screen: ScreenPoint): void {
    const live = this.indicatorAt(screen)
    const target = live ? selectIndicator(live) : this.thingAt(screen)
    this.highlight(target)
    this.stage.events.emit('select', target && { ...target, screen })
  }

  private indicatorAt({ x, y }: ScreenPoint): LiveRow | null {
    const { camera, size } = this.stage
    return this.labels.hit(x, y) ?? this.trackAt(x, y) ?? this.columns.hit(x, y, camera, size)
  }

  private trackAt(x: number, y: number): LiveRow | null {
    const { camera, size } = this.stage
    const p = new Vector3()
    for (const { live, at, placed } of this.tracks.all) {
      if (!placed || p.copy(at).project(camera).z > 1) continue
      const dx = (p.x + 1) * 0.5 * size.width - x
      const dy = (1 - p.y) * 0.5 * size.height - y
      if (Math.hypot(dx, dy) < TRACK_PIXELS) return live
    }
    return null
  }

  private thingAt(screen: ScreenPoint): Selection | null {
    const hit = this.cast(screen)
    const feature = hit && this.features.at(hit.feature)
    if (!hit || !feature || feature.id === NODE) return null
    const anchor = this.anchors.on(feature.layer, feature.id)
    const where = anchor === undefined ? {} : { anchor }
    if (feature.id.startsWith(NODE)) {
      return { kind: 'node', layer: feature.layer, node: feature.id.slice(NODE.length), ...where }
    }
    const properties = feature.read?.() ?? {}
    return { kind: 'feature', layer: feature.layer, featureId: feature.id, properties, ...where }
  }

  private cast({ x, y }: ScreenPoint): Hit | null {
    const { size, camera } = this.stage
    const ndc = new Vector2((x / size.width) * 2 - 1, 1 - (y / size.height) * 2)
    this.raycaster.setFromCamera(ndc, camera)
    this.raycaster.far = Infinity
    return this.layers.cast(this.raycaster)
  }

  /** A double tap flies to what is under it. */
  private approach(screen: ScreenPoint): void {
    const hit = this.cast(screen)
    if (!hit) return
    const feature = this.features.at(hit.feature)
    const around = new Box3().setFromCenterAndSize(hit.point, new Vector3(160, 60, 160))
    const whole = feature && !feature.box.isEmpty() && feature.box.getSize(new Vector3()).length() < 800
    const from = this.rig.worldPose()
    void this.rig.flyTo(poseTowards(whole ? feature.box : around, from, copyPose(from)), true)
  }

  private numberOf(target: Selection | null): number {
    if (target?.kind === 'feature') return this.features.find(target.layer, target.featureId)?.index ?? -1
    if (target?.kind === 'node') return this.features.find(target.layer, nodeKey(target.node))?.index ?? -1
    const anchor = target?.kind === 'indicator' && target.anchor ? this.anchors.get(target.anchor) : undefined
    if (anchor?.feature) return this.features.find(anchor.feature.layer, anchor.feature.id)?.index ?? -1
    return anchor?.node ? (this.features.find(anchor.node.layer, nodeKey(anchor.node.name))?.index ?? -1) : -1
  }
}

function selectIndicator({ indicator }: LiveRow): Selection {
  const { key, anchor } = indicator
  return anchor === undefined ? { kind: 'indicator', indicator: key } : { kind: 'indicator', indicator: key, anchor }
}
