/** How values, levels and times are written for people. */
import { NO_RULE } from '../model/board'
import type { Indicator, LevelName } from '../model/document'
import { inLanguage, type Language } from '../model/text'

export const levelNames: readonly LevelName[] = ['normal', 'notice', 'warning', 'alarm']

export type LevelKey = LevelName | 'none'

/** The name of a board's level code; `none` for no rule. */
export function levelKey(code: number | null): LevelKey {
  return code === null || code === NO_RULE ? 'none' : (levelNames[code] ?? 'none')
}

export const localeOf = (language: Language): string => (language === 'zh' ? 'zh-CN' : 'en-GB')

export type PlainValue = number | string | boolean | readonly number[] | null

/** A value without its unit; '—' for none. Precision is the indicator's. */
export function formatValue(value: PlainValue, indicator: Indicator | undefined, language: Language): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '—'
  const word = indicator?.values?.find((entry) => entry.is === value)
  if (word) return inLanguage(word.name, language)
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return booleanWords[language][value ? 1 : 0]
  if (typeof value === 'number') return formatNumber(value, indicator?.precision, language)
  return formatPosition(value, language)
}

const booleanWords = { zh: ['否', '是'], en: ['no', 'yes'] } as const

export function formatNumber(value: number, precision: number | undefined, language: Language): string {
  const digits = precision === undefined ? { maximumFractionDigits: 3 } : fixed(precision)
  return new Intl.NumberFormat(localeOf(language), digits).format(value)
}

const fixed = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits })

function formatPosition(position: readonly number[], language: Language): string {
  const [lon = 0, lat = 0] = position
  return `${formatNumber(lat, 5, language)}°, ${formatNumber(lon, 5, language)}°`
}

/** How long ago, in its largest whole unit: 12 s, 3 min, 2 h, 5 d. */
export function formatAge(milliseconds: number, language: Language): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000))
  const [amount, unit] =
    seconds < 60
      ? [seconds, 'second']
      : seconds < 3600
        ? [Math.floor(seconds / 60), 'minute']
        : seconds < 86_400
          ? [Math.floor(seconds / 3600), 'hour']
          : [Math.floor(seconds / 86_400), 'day']
  const style = { style: 'unit', unit, unitDisplay: 'short' } as const
  return new Intl.NumberFormat(localeOf(language), style).format(amount)
}

/** A moment as the visitor's clock shows it; with the date unless it is today. */
export function formatMoment(time: number, now: number, language: Language): string {
  const sameDay = new Date(time).toDateString() === new Date(now).toDateString()
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false } as const
  const date = sameDay ? {} : ({ month: 'short', day: 'numeric' } as const)
  return new Intl.DateTimeFormat(localeOf(language), { ...date, ...clock }).format(time)
}

/** `HH:MM` of local clock hours. */
export function formatHours(hours: number): string {
  const minutes = Math.round(hours * 60) % 1440
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}
