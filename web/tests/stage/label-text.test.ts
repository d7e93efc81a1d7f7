import { describe, expect, it } from 'vitest'
import { Board, STATE_LIVE, STATE_NONE, STATE_STALE } from '@/model/board'
import type { Indicator, Overlay } from '@/model/document'
import { columnHeight, columnScale } from '@/stage/overlays/columns'
import { ageText, livenessOf } from '@/stage/overlays/ghost'
import { labelText, lineOf, numberText } from '@/stage/overlays/label-text'
import { lookOf, priorityOf, type Liveness } from '@/stage/overlays/palette'
import { marksOf, markText } from '@/stage/mark'

const NOW = 1_800_000_000_000

function boardOf(indicator: Indicator): Board {
  const board = new Board([{ i: 0, key: indicator.key, kind: indicator.kind, overlay: [] }])
  board.state[0] = STATE_LIVE
  board.origin[0] = 0
  board.at[0] = NOW - 3 * 60_000
  return board
}

const pm25: Indicator = {
  key: 'pm25.plaza',
  name: { zh: '广场 PM2.5', en: 'PM2.5, plaza' },
  kind: 'number',
  unit: 'µg/m³',
  precision: 1,
  leaseSeconds: 120,
  audience: 'public',
}

describe('numbers', () => {
  it.each([
    [35.25, 1, '35.3'],
    [1234.5, 0, '1,235'],
    [-0.04, 1, '0.0'],
    [0, 2, '0.00'],
    [NaN, 1, '—'],
    [Infinity, 1, '—'],
    [123.456, undefined, '123'],
    [1.26, undefined, '1.3'],
  ])('%d to %s digits', (value, precision, text) => expect(numberText(value, precision, 'zh')).toBe(text))
})

describe('what a label says', () => {
  const say = (indicator: Indicator, board: Board, liveness: Liveness = 'live', language: 'zh' | 'en' = 'zh') =>
    lineOf(labelText(indicator, board, 0, liveness, language, NOW))

  it('name, value, unit, in either language', () => {
    const board = boardOf(pm25)
    board.value[0] = 35.2
    expect(say(pm25, board)).toBe('广场 PM2.5 35.2 µg/m³')
    expect(say(pm25, board, 'live', 'en')).toBe('PM2.5, plaza 35.2 µg/m³')
  })

  it('a ghost says how old it is, an unheard one says nothing', () => {
    const board = boardOf(pm25)
    board.value[0] = 35.2
    expect(say(pm25, board, 'ghost')).toBe('广场 PM2.5 35.2 µg/m³ 3 分钟前')
    expect(say(pm25, board, 'ghost', 'en')).toContain('3 min ago')
    expect(say(pm25, board, 'none')).toBe('广场 PM2.5 —')
  })

  it('words of a category and of a boolean', () => {
    const gate: Indicator = {
      ...pm25,
      kind: 'category',
      values: [{ is: 'open', name: { zh: '开启', en: 'Open' } }],
    }
    const board = boardOf(gate)
    board.word[0] = 'open'
    expect(say(gate, board)).toBe('广场 PM2.5 开启')
    board.word[0] = 'jammed'
    expect(say(gate, board)).toBe('广场 PM2.5 jammed')
    const pump: Indicator = { ...pm25, kind: 'boolean' }
    const flags = boardOf(pump)
    flags.value[0] = 1
    expect(say(pump, flags)).toBe('广场 PM2.5 是')
    flags.value[0] = 0
    expect(say(pump, flags, 'live', 'en')).toBe('PM2.5, plaza No')
  })
})

describe('ghosts', () => {
  it('believes the server while connected', () => {
    const board = boardOf(pm25)
    expect(livenessOf(board, 0, 120, NOW)).toBe('live')
    board.state[0] = STATE_STALE
    expect(livenessOf(board, 0, 120, NOW)).toBe('ghost')
    board.state[0] = STATE_NONE
    expect(livenessOf(board, 0, 120, NOW)).toBe('none')
  })

  it('counts the lease itself while offline, by the server’s clock', () => {
    const board = boardOf(pm25)
    board.at[0] = NOW - 100_000
    board.offlineSince = NOW - 50_000
    expect(livenessOf(board, 0, 120, NOW)).toBe('live')
    expect(livenessOf(board, 0, 120, NOW + 21_000)).toBe('ghost')
    board.clockOffset = 30_000
    expect(livenessOf(board, 0, 120, NOW)).toBe('ghost')
  })

  it.each([
    [4_000, '刚刚', 'just now'],
    [47_000, '40 秒前', '40 s ago'],
    [60_000, '1 分钟前', '1 min ago'],
    [3 * 60_000, '3 分钟前', '3 min ago'],
    [5 * 3_600_000, '5 小时前', '5 h ago'],
    [49 * 3_600_000, '2 天前', '2 d ago'],
  ])('%d ms', (age, zh, en) => {
    expect(ageText(age, 'zh')).toBe(zh)
    expect(ageText(age, 'en')).toBe(en)
  })
})

/** Colours as a deuteranope and a protanope see them (Viénot 1999, linear RGB). */
function blind([r, g, b]: readonly number[], kind: 'protan' | 'deutan'): [number, number, number] {
  const [lr, lg, lb] = [r!, g!, b!].map((v) => (v / 255) ** 2.2) as [number, number, number]
  const rg = kind === 'protan' ? 0.11238 * lr + 0.88762 * lg : 0.29275 * lr + 0.70725 * lg
  const blue = kind === 'protan' ? 0.00401 * (lr - lg) + lb : -0.02234 * (lr - lg) + lb
  return [rg, rg, blue]
}

describe('the palette', () => {
  const looks = [0, 1, 2, 3].map((level) => lookOf(level, 'live'))

  it.each(['protan', 'deutan'] as const)('tells levels apart for a %sope', (kind) => {
    const seen = looks.map(({ colour }) => blind(colour, kind))
    seen.forEach((a, i) =>
      seen.slice(i + 1).forEach((b) => {
        expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(0.1)
      }),
    )
  })

  it('gives each level a shape of its own', () => {
    const signs = [...looks, lookOf(255, 'live'), lookOf(3, 'none')].map(({ sign }) => sign)
    expect(new Set(signs).size).toBe(signs.length)
  })

  it('never lets a ghost look like a level', () => {
    expect(lookOf(3, 'ghost')).toEqual(lookOf(0, 'ghost'))
    expect(looks).not.toContainEqual(lookOf(3, 'ghost'))
  })

  it('ranks alarms above ghosts above calm', () => {
    expect(priorityOf(3, 'live')).toBeGreaterThan(priorityOf(2, 'live'))
    expect(priorityOf(2, 'live')).toBeGreaterThan(priorityOf(3, 'ghost'))
    expect(priorityOf(3, 'ghost')).toBeGreaterThan(priorityOf(0, 'live'))
  })
})

describe('columns', () => {
  const overlay: Overlay = { id: 'o', name: { zh: '', en: '' }, style: 'column', indicators: [] }

  it('grow by the overlay’s scale, or by what the rule’s ranges suggest', () => {
    const scale = { min: 0, max: 200, height: 100 }
    expect(columnScale({ ...overlay, scale }, undefined)).toBe(scale)
    expect(columnHeight(100, scale)).toBe(50)
    expect(columnHeight(1e9, scale)).toBeCloseTo(115)
    expect(columnHeight(-5, scale)).toBeGreaterThan(0)
    expect(columnHeight(NaN, scale)).toBeGreaterThan(0)
    const rule = {
      id: 'r',
      ranges: [
        { below: 35, level: 'normal' as const },
        { below: 150, level: 'warning' as const },
      ],
    }
    expect(columnScale(overlay, rule)).toMatchObject({ min: 0, max: 195 })
  })
})

describe('the mark', () => {
  it('names every origin on show, playback, and a lost connection', () => {
    const board = new Board(['a', 'b', 'c'].map((key, i) => ({ i, key, kind: 'number' as const, overlay: [] })))
    expect(marksOf(board)).toEqual([])
    board.state.fill(STATE_LIVE)
    board.origin.set([2, 0, 2])
    expect(marksOf(board)).toEqual(['live', 'simulated'])
    board.state[1] = STATE_NONE
    expect(marksOf(board)).toEqual(['simulated'])
    board.mode = 'replay'
    board.offlineSince = NOW
    expect(marksOf(board)).toEqual(['replay', 'simulated', 'offline'])
    expect(markText('simulated', 'zh')).toBe('模拟 SIMULATED')
  })
})
