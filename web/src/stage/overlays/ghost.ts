/** Whether a value still holds, and how old it is in words. */
import { STATE_NONE, STATE_STALE, type Board } from '../../model/board'
import type { Language } from '../../model/text'
import type { Liveness } from './palette'

/**
 * The server says when a lease is over; while the connection is lost the
 * viewer says so itself, by the server's clock as it last knew it.
 */
export function livenessOf(board: Board, row: number, leaseSeconds: number, now: number): Liveness {
  const state = board.state[row]
  if (state === undefined || state === STATE_NONE) return 'none'
  if (state === STATE_STALE) return 'ghost'
  if (board.offlineSince === null || board.mode === 'replay') return 'live'
  const over = board.at[row]! + leaseSeconds * 1000 < now + board.clockOffset
  return over ? 'ghost' : 'live'
}

/** Milliseconds since the value was read at its source, by the server's clock. */
export function ageOf(board: Board, row: number, now: number): number {
  return Math.max(0, now + board.clockOffset - (board.at[row] ?? 0))
}

const units: readonly [limit: number, unit: number, zh: string, en: string][] = [
  [60_000, 1000, '秒前', 's ago'],
  [3_600_000, 60_000, '分钟前', 'min ago'],
  [48 * 3_600_000, 3_600_000, '小时前', 'h ago'],
  [Infinity, 86_400_000, '天前', 'd ago'],
]

/** `3 分钟前`, `3 min ago`. Seconds go in tens, so that a ghost does not tick. */
export function ageText(milliseconds: number, language: Language): string {
  const [, unit, zh, en] = units.find(([limit]) => milliseconds < limit) ?? units[3]!
  const exact = Math.floor(milliseconds / unit)
  const count = unit === 1000 ? Math.floor(exact / 10) * 10 : exact
  if (count === 0) return language === 'zh' ? '刚刚' : 'just now'
  return `${count} ${language === 'zh' ? zh : en}`
}
