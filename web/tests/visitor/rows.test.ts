import { expect, it } from 'vitest'
import { Board, STATE_LIVE, STATE_STALE, type DictionaryEntry } from '../../src/model/board'
import type { Indicator, SceneDocument } from '../../src/model/document'
import { rowsOf } from '../../src/visitor/stage/rows'

const indicator = (key: string, kind: Indicator['kind'] = 'number'): Indicator => {
  const name = { zh: key, en: key }
  return { key, name, kind, leaseSeconds: 60, audience: 'public' }
}
const document = {
  indicators: [indicator('calm'), indicator('secret'), indicator('gate', 'category'), indicator('silent')],
} as unknown as SceneDocument

const dictionary: DictionaryEntry[] = [
  { i: 0, key: 'silent', kind: 'number', overlay: [] },
  { i: 1, key: 'calm', kind: 'number', overlay: [] },
  { i: 2, key: 'gate', kind: 'category', overlay: [] },
]

it('shows what this viewer may see, the urgent first, the silent last', () => {
  const board = new Board(dictionary)
  board.state.set([2, STATE_LIVE, STATE_STALE])
  board.level.set([255, 0, 3])
  board.value[1] = 7
  board.word[2] = 'shut'
  board.at[2] = 5000
  const rows = rowsOf(document, board)
  expect(rows.map((row) => row.indicator.key)).toEqual(['gate', 'calm', 'silent'])
  expect(rows[0]).toMatchObject({ value: 'shut', level: 'alarm', state: 'stale', at: 5000 })
  expect(rows[1]).toMatchObject({ value: 7, level: 'normal', state: 'live', at: null })
  expect(rows[2]).toMatchObject({ value: null, level: 'none', state: 'none' })
})

it('has nothing to show without a board', () => expect(rowsOf(document, null)).toEqual([]))
