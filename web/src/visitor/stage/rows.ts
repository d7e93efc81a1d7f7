import { STATE_NONE, STATE_STALE, type Board } from '../../model/board'
import type { Indicator, SceneDocument } from '../../model/document'
import { levelKey, type LevelKey, type PlainValue } from '../../vue/format'

/** One indicator as the panels show it: plain values, copied from the board. */
export interface Row {
  indicator: Indicator
  value: PlainValue
  level: LevelKey
  state: 'live' | 'stale' | 'none'
  /** Source time, UTC epoch milliseconds; null for none. */
  at: number | null
  origin: number
}

/** The indicators this viewer may see, those that need attention first, else in the document's order. */
export function rowsOf(document: SceneDocument, board: Board | null): Row[] {
  const rows: Row[] = []
  for (const indicator of document.indicators) {
    const row = board && rowOf(board, indicator)
    if (row) rows.push(row)
  }
  return rows
    .map((row, order) => ({ row, order }))
    .sort(byUrgency)
    .map(({ row }) => row)
}

/** null for an indicator that the board does not have: it is not for this viewer. */
export function rowOf(board: Board, indicator: Indicator): Row | null {
  const i = board.rowOf.get(indicator.key)
  if (i === undefined) return null
  const code = board.state[i]!
  return {
    indicator,
    value: code === STATE_NONE ? null : valueOf(board, i),
    level: levelKey(board.level[i]!),
    state: code === STATE_NONE ? 'none' : code === STATE_STALE ? 'stale' : 'live',
    at: board.at[i]! || null,
    origin: board.origin[i]!,
  }
}

function valueOf(board: Board, i: number): PlainValue {
  switch (board.entries[i]!.kind) {
    case 'category':
      return board.word[i]!
    case 'boolean':
      return board.value[i] === 1
    case 'position':
      return [...board.position.subarray(i * 4, i * 4 + 4)]
    default:
      return board.value[i]!
  }
}

const urgency: Record<LevelKey, number> = { alarm: 4, warning: 3, notice: 2, normal: 1, none: 0 }

function byUrgency(a: { row: Row; order: number }, b: { row: Row; order: number }): number {
  const rank = ({ row }: { row: Row }) => (row.state === 'none' ? -1 : Math.max(1, urgency[row.level]))
  return rank(b) - rank(a) || a.order - b.order
}
