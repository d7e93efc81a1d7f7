/**
 * The indicators on show, each with its row in the board: what labels,
 * columns, tracks and status colours draw from. Rebuilt when document, board
 * or visibility change; ticks only read.
 */
import type { Board } from '../../model/board'
import type { Indicator, Overlay, OverlayStyle } from '../../model/document'
import type { Plugin, StageContext } from '../context'
import { livenessOf } from './ghost'
import type { Liveness } from './palette'

export interface LiveRow {
  indicator: Indicator
  overlay: Overlay
  /** Row in the board's columns, -1 where this viewer does not get the indicator. */
  row: number
}

/** How often ages and leases are looked at between frames, milliseconds. */
const PULSE = 1000

export class LiveRows implements Plugin {
  /** Rises whenever the set of rows changed. */
  version = 0
  private stage!: StageContext
  private rows: LiveRow[] = []
  private readonly shown = new Map<string, boolean>()
  private readonly indicators = new Map<string, Indicator>()
  private timer: ReturnType<typeof setInterval> | undefined
  private readonly agers = new Set<() => void>()

  init(stage: StageContext): void {
    this.stage = stage
  }

  documentChanged(): void {
    this.shown.clear()
    this.indicators.clear()
    for (const indicator of this.stage.document?.indicators ?? []) this.indicators.set(indicator.key, indicator)
    this.rebuild()
  }

  boardChanged(): void {
    this.rebuild()
  }

  setOverlayVisible(id: string, visible: boolean): void {
    this.shown.set(id, visible)
    this.rebuild()
  }

  of(style: OverlayStyle): LiveRow[] {
    return this.rows.filter(({ overlay }) => overlay.style === style)
  }

  get all(): readonly LiveRow[] {
    return this.rows
  }

  get board(): Board | null {
    return this.stage.board
  }

  anchorOf(indicator: string): string | undefined {
    return this.indicators.get(indicator)?.anchor
  }

  indicator(key: string): Indicator | undefined {
    return this.indicators.get(key)
  }

  liveness({ row, indicator }: LiveRow): Liveness {
    const { board } = this.stage
    return board && row >= 0 ? livenessOf(board, row, indicator.leaseSeconds, this.stage.now()) : 'none'
  }

  level({ row }: LiveRow): number {
    return this.stage.board?.level[row] ?? 255
  }

  /** Calls `look` once a second while anything on show is ageing; returns the unsubscriber. */
  onAge(look: () => void): () => void {
    this.agers.add(look)
    return () => this.agers.delete(look)
  }

  dispose(): void {
    clearInterval(this.timer)
    this.agers.clear()
    this.rows = []
  }

  private rebuild(): void {
    const { document, board } = this.stage
    this.rows = []
    for (const overlay of document?.overlays ?? []) {
      if (!(this.shown.get(overlay.id) ?? overlay.visible !== false)) continue
      for (const key of overlay.indicators) {
        const indicator = this.indicators.get(key)
        if (indicator) this.rows.push({ indicator, overlay, row: board?.rowOf.get(key) ?? -1 })
      }
    }
    this.version++
    clearInterval(this.timer)
    this.timer = board && this.rows.length > 0 ? setInterval(() => this.pulse(), PULSE) : undefined
  }

  private pulse(): void {
    const ageing = this.stage.board?.offlineSince != null || this.rows.some((row) => this.liveness(row) === 'ghost')
    if (ageing) for (const look of this.agers) look()
  }
}
