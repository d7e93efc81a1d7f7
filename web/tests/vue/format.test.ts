import { describe, expect, it } from 'vitest'
import type { Indicator } from '../../src/model/document'
import { formatAge, formatHours, formatValue, levelKey } from '../../src/vue/format'
import { initialLanguage } from '../../src/vue/language'

const pm25: Indicator = {
  key: 'pm25',
  name: { zh: '细颗粒物', en: 'PM2.5' },
  kind: 'number',
  precision: 1,
  leaseSeconds: 60,
  audience: 'public',
}
const gate: Indicator = {
  ...pm25,
  key: 'gate',
  kind: 'category',
  values: [{ is: 'open', name: { zh: '开放', en: 'Open' } }],
}

describe('values', () => {
  it.each([
    [35.25, pm25, 'zh', '35.3'],
    [1234567.04, pm25, 'en', '1,234,567.0'],
    [0.5, undefined, 'en', '0.5'],
    [NaN, pm25, 'zh', '—'],
    [null, pm25, 'zh', '—'],
    ['open', gate, 'zh', '开放'],
    ['open', gate, 'en', 'Open'],
    ['shut', gate, 'zh', 'shut'],
    [true, undefined, 'zh', '是'],
    [false, undefined, 'en', 'no'],
    [[106.5836, 29.5647, 240, 90], undefined, 'en', '29.56470°, 106.58360°'],
  ] as const)('%j', (value, indicator, language, text) => {
    expect(formatValue(value, indicator, language)).toBe(text)
  })
})

it.each([
  [-5000, /^0 ?sec/],
  [59_400, /^59 ?sec/],
  [60_000, /^1 ?min/],
  [7_200_000, /^2 ?h/],
  [172_800_000, /^2 ?day/],
])('an age of %i ms', (ms, text) => expect(formatAge(ms, 'en')).toMatch(text))

it.each([
  [0, '00:00'],
  [19.6667, '19:40'],
  [23.9999, '00:00'],
])('%d hours on the clock', (hours, text) => expect(formatHours(hours)).toBe(text))

it('names levels', () => expect([0, 3, 255, null].map(levelKey)).toEqual(['normal', 'alarm', 'none', 'none']))

describe('the first language', () => {
  const stored = (value: string | null) => ({ getItem: () => value })
  it.each([
    ['?lang=en', 'zh', ['zh-CN'], 'en'],
    ['?lang=xx', 'en', ['zh-CN'], 'en'],
    ['', null, ['en-US', 'zh-CN'], 'en'],
    ['', null, ['fr-FR', 'zh-TW', 'en'], 'zh'],
    ['', null, ['de-DE'], 'zh'],
    ['', 'klingon', [], 'zh'],
  ])('%j, stored %j, device %j: %s', (search, chosen, device, language) => {
    expect(initialLanguage(search, stored(chosen), device)).toBe(language)
  })
})
