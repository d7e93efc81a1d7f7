/**
 * Which labels may be seen: greedy by priority, on a grid of cells, so that no
 * two shown ones overlap. What is shown has a head start over what is not, and
 * what is not must have had room for a while before it comes.
 */

export interface Candidate {
  /** CSS pixels, upper left corner. */
  x: number
  y: number
  width: number
  height: number
  /** Higher is kept. */
  priority: number
  /** Nearer is kept among equals. */
  depth: number
  shown: boolean
  /** Since when there has been room for it, or -1. */
  roomSince: number
}

export interface Field {
  width: number
  height: number
}

export const MOST_SHOWN = 150
/** How long room must last before a hidden label comes, milliseconds. */
export const PATIENCE = 300
const HEAD_START = 0.5
const CELL = 48
const GAP = 3

/** Sets `shown` and `roomSince` of each; answers whether any `shown` changed. */
export class Declutter {
  private readonly cells = new Map<number, Candidate[]>()
  private readonly order: Candidate[] = []

  /** `eager` shows at once what has room: the first time, or after a jump. */
  run(candidates: readonly Candidate[], field: Field, now: number, eager = false): boolean {
    this.cells.clear()
    this.order.length = 0
    this.order.push(...candidates)
    this.order.sort(before)
    let changed = false
    let placed = 0
    for (const candidate of this.order) {
      const room = placed < MOST_SHOWN && inside(candidate, field) && this.free(candidate)
      candidate.roomSince = room ? (candidate.roomSince < 0 ? now : candidate.roomSince) : -1
      const show = room && (candidate.shown || eager || now - candidate.roomSince >= PATIENCE)
      // Room is kept for one that waits, or it would lose it to a lesser one for ever.
      if (room) this.take(candidate)
      if (show) placed++
      changed ||= show !== candidate.shown
      candidate.shown = show
    }
    return changed
  }

  private free(candidate: Candidate): boolean {
    let free = true
    this.eachCell(candidate, (key) => {
      if (free && this.cells.get(key)?.some((other) => overlap(candidate, other))) free = false
    })
    return free
  }

  private take(candidate: Candidate): void {
    this.eachCell(candidate, (key) => {
      const cell = this.cells.get(key)
      if (cell) cell.push(candidate)
      else this.cells.set(key, [candidate])
    })
  }

  private eachCell({ x, y, width, height }: Candidate, visit: (key: number) => void): void {
    const right = Math.floor((x + width) / CELL)
    const bottom = Math.floor((y + height) / CELL)
    for (let cy = Math.floor(y / CELL); cy <= bottom; cy++) {
      for (let cx = Math.floor(x / CELL); cx <= right; cx++) visit(cy * 4096 + cx)
    }
  }
}

function before(a: Candidate, b: Candidate): number {
  const weight = b.priority + (b.shown ? HEAD_START : 0) - a.priority - (a.shown ? HEAD_START : 0)
  return weight || a.depth - b.depth
}

export function overlap(a: Candidate, b: Candidate): boolean {
  return (
    a.x < b.x + b.width + GAP && b.x < a.x + a.width + GAP && a.y < b.y + b.height + GAP && b.y < a.y + a.height + GAP
  )
}

function inside({ x, y, width, height }: Candidate, field: Field): boolean {
  return x >= 0 && y >= 0 && x + width <= field.width && y + height <= field.height
}
