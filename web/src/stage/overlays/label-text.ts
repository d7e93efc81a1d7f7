/** What a label says of an indicator. */
import type { Board } from '../../model/board'
import type { Indicator } from '../../model/document'
import { inLanguage, type Language } from '../../model/text'
import { ageOf, ageText } from './ghost'
import type { Liveness } from './palette'

export interface LabelText {
  name: string
  value: string
  unit: string
  /** How old a ghost's value is; empty for a living one. */
  age: string
}

const DASH = '—'
const formats = new Map<string, Intl.NumberFormat>()

/** A number with its indicator's digits after the point, grouped as the language groups. */
export function numberText(value: number, precision: number | undefined, language: Language): string {
  if (!Number.isFinite(value)) return DASH
  const digits = precision ?? (Math.abs(value) >= 100 ? 0 : 1)
  const key = `${language}${digits}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(language === 'zh' ? 'zh-CN' : 'en', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    })
    formats.set(key, format)
  }
  // A rounded-away minus is not a value below zero.
  return format.format(Number(value.toFixed(digits)) + 0)
}

export function labelText(
  indicator: Indicator,
  board: Board | null,
  row: number,
  liveness: Liveness,
  language: Language,
  now: number,
): LabelText {
  const name = inLanguage(indicator.name, language)
  if (!board || row < 0 || liveness === 'none') return { name, value: DASH, unit: '', age: '' }
  const age = liveness === 'ghost' ? ageText(ageOf(board, row, now), language) : ''
  return { name, ...valueText(indicator, board, row, language), age }
}

function valueText(indicator: Indicator, board: Board, row: number, language: Language) {
  switch (indicator.kind) {
    case 'number':
      return { value: numberText(board.value[row]!, indicator.precision, language), unit: indicator.unit ?? '' }
    case 'category':
      return { value: word(indicator, board.word[row] ?? '', language), unit: '' }
    case 'boolean':
      return { value: word(indicator, board.value[row] === 1, language), unit: '' }
    case 'position':
      return { value: '', unit: '' }
  }
}

function word(indicator: Indicator, value: string | boolean, language: Language): string {
  const named = indicator.values?.find(({ is }) => is === value)
  if (named) return inLanguage(named.name, language)
  if (typeof value === 'string') return value || DASH
  return language === 'zh' ? (value ? '是' : '否') : value ? 'Yes' : 'No'
}

export function sameText(a: LabelText, b: LabelText): boolean {
  return a.name === b.name && a.value === b.value && a.unit === b.unit && a.age === b.age
}

/** All of it in one line, for tests and for screen readers. */
export function lineOf({ name, value, unit, age }: LabelText): string {
  return [name, value, unit, age].filter(Boolean).join(' ')
}
