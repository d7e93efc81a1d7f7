/** Labels of the indicators on show: text from the board, room by declutter, drawing by the sheet. */
import { Vector3 } from 'three'
import type { Plugin, StageContext } from '../context'
import type { LabelRect } from '../types'
import type { Anchors } from './anchors'
import type { Columns } from './columns'
import { Declutter, type Candidate } from './declutter'
import { GlyphAtlas } from './glyphs'
import { layoutLabel, type LabelLayout } from './label-layout'
import { FADE_MS, LabelSheet, LEADER, type SheetLabel } from './label-sheet'
import { labelText, lineOf, sameText, type LabelText } from './label-text'
import type { LiveRow, LiveRows } from './live-rows'
import { lookOf, priorityOf, type Liveness } from './palette'
import type { Tracks } from './tracks'

/** Pause between two looks at who has room, milliseconds. */
const DECLUTTER_MS = 125

interface Label extends Candidate, SheetLabel {
  live: LiveRow
  text: LabelText
  layout: LabelLayout
  liveness: Liveness
  level: number
  placed: boolean
  /** How many stand below it on the same anchor. */
  storey: number
}

export class Labels implements Plugin {
  private stage!: StageContext
  private readonly atlas = new GlyphAtlas()
  private readonly sheet = new LabelSheet(this.atlas)
  private readonly declutter = new Declutter()
  private labels: Label[] = []
  private selected: string | null = null
  private anchorsSeen = -1
  private generation = 0
  private nextLook = 0
  private restless = true
  private eager = true
  private rewrite = true
  private readonly eye = new Vector3()
  private readonly facing = new Vector3()
  private readonly lastEye = new Vector3(Infinity, 0, 0)
  private readonly lastFacing = new Vector3()
  private readonly projected = new Vector3()
  private stopAgeing: (() => void) | null = null

  constructor(
    private readonly rows: LiveRows,
    private readonly anchors: Anchors,
    private readonly columns: Columns,
    private readonly tracks: Tracks,
  ) {}

  init(stage: StageContext): void {
    this.stage = stage
    stage.sheet.add(this.sheet.mesh)
    this.stopAgeing = this.rows.onAge(() => this.boardTicked())
  }

  documentChanged(): void {
    this.labels = []
    this.rebuild()
  }

  boardChanged(): void {
    this.rebuild()
  }

  languageChanged(): void {
    this.boardTicked()
  }

  resized(): void {
    this.restless = true
  }

  boardTicked(): void {
    let changed = false
    for (const label of this.labels) changed = this.refresh(label) || changed
    if (!changed) return
    this.restless = true
    this.rewrite = true
    this.stage.invalidate('labels')
  }

  /** A key whose label is framed, or null. */
  select(key: string | null): void {
    if (key === this.selected) return
    this.selected = key
    for (const label of this.labels) label.selected = label.live.indicator.key === key
    this.rewrite = true
    this.restless = true
    this.stage.invalidate('select')
  }

  update(_dt: number, time: number): boolean {
    if (this.anchorsSeen !== this.anchors.version || this.tracks.moving) this.place()
    if (this.cameraMoved()) this.restless = true
    if (this.restless && time >= this.nextLook) {
      this.look(time)
      this.restless = this.labels.some((label) => !label.shown && label.roomSince >= 0)
    }
    if (this.restless) this.stage.wakeAt(Math.max(this.nextLook, time + 1), 'declutter')
    if (this.rewrite) this.write()
    const { width, height } = this.stage.size
    this.sheet.frame(width, height, time)
    return false
  }

  /** The label under a point of the picture, CSS pixels. */
  hit(x: number, y: number): LiveRow | null {
    for (const label of this.labels) {
      if (!label.shown) continue
      this.measure(label)
      const inX = x >= label.x && x <= label.x + label.width
      const inY = y >= label.y && y <= label.y + label.height + label.lift - label.layout.height
      if (inX && inY) return label.live
    }
    return null
  }

  rects(): LabelRect[] {
    return this.labels.map((label) => {
      this.measure(label)
      const { x, y, width, height, shown, placed } = label
      return { key: label.live.indicator.key, text: lineOf(label.text), x, y, width, height, visible: shown && placed }
    })
  }

  dispose(): void {
    this.stopAgeing?.()
    this.sheet.dispose()
    this.atlas.dispose()
    this.labels = []
  }

  private rebuild(): void {
    const before = new Map(this.labels.map((label) => [label.live.indicator.key, label]))
    this.labels = []
    const seen = new Set<string>()
    for (const live of this.rows.all) {
      const { key } = live.indicator
      if (seen.has(key)) continue
      seen.add(key)
      this.labels.push(this.create(live, before.get(key)))
    }
    this.eager = before.size === 0
    this.anchorsSeen = -1
    this.restless = true
    this.rewrite = true
    this.stage.invalidate('labels')
  }

  private create(live: LiveRow, before: Label | undefined): Label {
    const liveness = this.rows.liveness(live)
    const level = this.rows.level(live)
    const text = this.textOf(live, liveness)
    const layout = layoutLabel(text, this.atlas)
    return {
      live,
      text,
      layout,
      liveness,
      level,
      look: lookOf(level, liveness),
      ghost: liveness !== 'live',
      point: before?.point ?? new Vector3(),
      lift: layout.height + LEADER,
      placed: before?.placed ?? false,
      storey: 0,
      fade: before?.fade ?? -1,
      selected: live.indicator.key === this.selected,
      shown: before?.shown ?? false,
      roomSince: before?.roomSince ?? -1,
      x: 0,
      y: 0,
      width: layout.width,
      height: layout.height,
      priority: priorityOf(level, liveness),
      depth: 0,
    }
  }

  private textOf(live: LiveRow, liveness: Liveness): LabelText {
    const { board, language } = this.stage
    return labelText(live.indicator, board, live.row, liveness, language, this.stage.now())
  }

  /** Reads a label's row anew; answers whether it looks different now. */
  private refresh(label: Label): boolean {
    const liveness = this.rows.liveness(label.live)
    const level = this.rows.level(label.live)
    const text = this.textOf(label.live, liveness)
    const sameWords = sameText(text, label.text)
    if (sameWords && liveness === label.liveness && level === label.level) return false
    if (!sameWords) {
      label.text = text
      label.layout = layoutLabel(text, this.atlas)
      label.width = label.layout.width
      label.height = label.layout.height
      this.anchorsSeen = -1
    }
    label.liveness = liveness
    label.level = level
    label.look = lookOf(level, liveness)
    label.ghost = liveness !== 'live'
    label.priority = priorityOf(level, liveness)
    return true
  }

  /** Puts labels on their points; those that share one are stacked. */
  private place(): void {
    this.anchorsSeen = this.anchors.version
    const stacks = new Map<string, number>()
    for (const label of this.labels) {
      const { indicator, overlay } = label.live
      const { anchor, key } = indicator
      label.placed =
        (overlay.style === 'column' && this.columns.top(key, label.point)) ||
        (overlay.style === 'track' && this.tracks.point(key, label.point)) ||
        (anchor !== undefined && this.anchors.top(anchor, label.point))
      const storey = overlay.style === 'column' || anchor === undefined ? 0 : (stacks.get(anchor) ?? 0)
      if (anchor !== undefined && overlay.style !== 'column') stacks.set(anchor, storey + label.layout.height + 4)
      label.lift = label.layout.height + (overlay.style === 'column' ? 10 : LEADER) + storey
    }
    this.restless = true
    this.rewrite = true
  }

  private cameraMoved(): boolean {
    const { camera } = this.stage
    this.eye.setFromMatrixPosition(camera.matrixWorld)
    camera.getWorldDirection(this.facing)
    if (this.eye.distanceToSquared(this.lastEye) < 1e-4 && this.facing.distanceToSquared(this.lastFacing) < 1e-9)
      return false
    this.lastEye.copy(this.eye)
    this.lastFacing.copy(this.facing)
    return true
  }

  private look(time: number): void {
    this.nextLook = time + DECLUTTER_MS
    const was = this.labels.map((label) => label.shown)
    for (const label of this.labels) this.measure(label)
    const here = this.labels.filter((label) => label.placed && label.depth > 0)
    for (const label of this.labels) {
      if (label.placed && label.depth > 0) continue
      label.shown = false
      label.roomSince = -1
    }
    this.declutter.run(here, this.stage.size, time, this.eager)
    if (here.length > 0) this.eager = false
    const still = this.stage.reducedMotion
    this.labels.forEach((label, i) => {
      if (label.shown === was[i]) return
      label.fade = (label.shown ? 1 : -1) * (still ? 1 : Math.max(1, time))
      this.rewrite = true
      if (!still) this.stage.invalidate('fade', this.stage.time() + FADE_MS)
    })
  }

  /** Where the pill is on the picture now. */
  private measure(label: Label): void {
    const { camera, size } = this.stage
    const p = this.projected.copy(label.point).project(camera)
    label.depth = p.z < 1 ? label.point.distanceTo(camera.position) : -1
    const px = Math.round((p.x * 0.5 + 0.5) * size.width)
    const py = Math.round((0.5 - p.y * 0.5) * size.height)
    label.x = px - Math.round(label.layout.width / 2)
    label.y = py - label.lift
  }

  private write(): void {
    this.rewrite = false
    this.sheet.begin()
    const now = this.stage.time()
    // Far ones first, so that a near one's leader lies above them.
    const drawn = this.labels.filter((label) => label.placed && (label.shown || now + label.fade < FADE_MS))
    drawn.sort((a, b) => b.depth - a.depth)
    this.sheet.addAll(drawn)
    this.sheet.end()
    if (this.generation === this.atlas.generation) return
    this.generation = this.atlas.generation
    this.relayout()
  }

  /** The atlas began anew: what was written points at old glyphs. */
  private relayout(): void {
    for (const label of this.labels) label.layout = layoutLabel(label.text, this.atlas)
    this.rewrite = true
    this.stage.invalidate('glyphs')
  }
}
