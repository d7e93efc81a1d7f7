/** Lays a label out in CSS pixels: a pill, a sign, a name, a value with its unit, an age. */
import type { Glyph } from './glyphs'
import type { LabelText } from './label-text'

export interface Fonts {
  get(char: string): Glyph
  measure(text: string): number
}

/** One word on the pill; x and baseline y from its upper left corner. */
export interface Run {
  text: string
  x: number
  baseline: number
  size: number
  tone: 'bright' | 'dim'
}

export interface LabelLayout {
  width: number
  height: number
  /** Middle of the sign. */
  sign: { x: number; y: number; radius: number }
  runs: Run[]
}

const NAME_PX = 12
const VALUE_PX = 16
const UNIT_PX = 11.5
const PAD = 8
const SIGN = 15

export function layoutLabel({ name, value, unit, age }: LabelText, fonts: Fonts): LabelLayout {
  const left = PAD + SIGN
  const runs: Run[] = []
  const two = value !== ''
  const nameLine = put(runs, name, left, two ? 16 : 20, NAME_PX, two ? 'dim' : 'bright', fonts)
  let width = age ? put(runs, age, nameLine + 7, two ? 16 : 20, UNIT_PX, 'dim', fonts) : nameLine
  if (two) {
    const valueLine = put(runs, value, left, 35, VALUE_PX, 'bright', fonts)
    width = Math.max(width, unit ? put(runs, unit, valueLine + 4, 35, UNIT_PX, 'dim', fonts) : valueLine)
  }
  const height = two ? 43 : 30
  return { width: Math.ceil(width + PAD), height, sign: { x: PAD + 4.5, y: two ? 12 : 15.5, radius: 5 }, runs }
}

/** Answers where the run ends. */
function put(
  runs: Run[],
  text: string,
  x: number,
  baseline: number,
  size: number,
  tone: Run['tone'],
  fonts: Fonts,
): number {
  runs.push({ text, x, baseline, size, tone })
  return x + fonts.measure(text) * size
}
