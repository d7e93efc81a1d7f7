/**
 * Level colours, told apart with every common colour blindness (after Okabe
 * and Ito) and rising in warmth; labels add a shape for each, so that colour
 * never speaks alone.
 */
import { NO_RULE } from '../../model/board'

export type Rgb = readonly [number, number, number]

/** Shapes of the label's sign, as the label shader numbers them. */
export const Sign = { ring: 0, dot: 1, diamond: 2, triangle: 3, square: 4, dash: 5 } as const
export type SignNumber = (typeof Sign)[keyof typeof Sign]

export interface LevelLook {
  /** sRGB, 0 … 255. */
  colour: Rgb
  sign: SignNumber
}

const levels: readonly LevelLook[] = [
  { colour: [86, 196, 238], sign: Sign.dot },
  { colour: [240, 228, 66], sign: Sign.diamond },
  { colour: [240, 150, 20], sign: Sign.triangle },
  { colour: [232, 72, 38], sign: Sign.square },
]
const noRule: LevelLook = { colour: [176, 206, 224], sign: Sign.ring }
/** A value whose lease is over: nothing stale looks live. */
export const ghostLook: LevelLook = { colour: [142, 150, 160], sign: Sign.ring }
/** Never had a value. */
export const noneLook: LevelLook = { colour: [120, 128, 138], sign: Sign.dash }

export type Liveness = 'live' | 'ghost' | 'none'

export function lookOf(level: number, liveness: Liveness): LevelLook {
  if (liveness === 'none') return noneLook
  if (liveness === 'ghost') return ghostLook
  return level === NO_RULE ? noRule : (levels[level] ?? noRule)
}

/** Which label is kept where two want the same place: alarms first, then ghosts, then calm ones. */
export function priorityOf(level: number, liveness: Liveness): number {
  if (liveness === 'none') return 0
  if (liveness === 'ghost') return 2.5
  return level === NO_RULE ? 1 : 1 + level
}
