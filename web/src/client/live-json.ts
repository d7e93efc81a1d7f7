/** Frames as columnar JSON (`twinstage.v1+json`), which long polling answers. */
import { NO_RULE, STATE_LIVE, STATE_NONE, STATE_STALE, type Board } from '../model/board'
import { originCode } from './live-hello'

type JsonValue = number | string | boolean | number[] | null

export interface JsonFrame {
  type: 'frame'
  epoch: string
  overlay: string | null
  from: number
  to: number
  tick: boolean
  time: string
  i: number[]
  v: JsonValue[]
  level: (number | null)[]
  at: (number | null)[]
  state: string[]
  origin: (string | null)[]
}

const stateCodes: Record<string, number> = { live: STATE_LIVE, stale: STATE_STALE, none: STATE_NONE }

/** Writes the frame if it follows the board's cursor, and says whether it did. */
export function applyJsonFrame(board: Board, frame: JsonFrame): boolean {
  if (frame.epoch !== board.epoch || !(frame.from <= board.version && board.version < frame.to)) return false
  frame.i.forEach((row, k) => {
    if (!(row < board.entries.length)) throw new RangeError(`row ${row} of ${board.entries.length}`)
    board.changed[row] = frame.to
    board.level[row] = frame.level[k] ?? NO_RULE
    board.state[row] = stateCodes[frame.state[k] ?? 'none'] ?? STATE_NONE
    board.origin[row] = originCode(frame.origin[k] ?? null)
    board.at[row] = frame.at[k] ?? 0
    writeValue(board, row, frame.v[k] ?? null)
  })
  if (frame.tick) board.version = frame.to
  return true
}

function writeValue(board: Board, row: number, value: JsonValue): void {
  board.value[row] = typeof value === 'number' || typeof value === 'boolean' ? Number(value) : NaN
  board.word[row] = typeof value === 'string' ? value : ''
  if (Array.isArray(value)) board.position.set(value.slice(0, 4), row * 4)
  else board.position.fill(0, row * 4, row * 4 + 4)
}
