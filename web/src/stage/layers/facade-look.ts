/**
 * How a plain building is dressed: a window style and a few numbers, chosen
 * from what its feature says of itself and from a hash of its id, so that a
 * building looks the same on every screen and after every reload.
 */

/** Window styles of the façade shader. */
export const FacadeStyle = { dwelling: 0, ribbon: 1, curtain: 2, lantern: 3, hall: 4 } as const
export type FacadeStyleName = keyof typeof FacadeStyle

export interface FacadeLook {
  /** 0 … 1, varies colours and windows. */
  seed: number
  style: FacadeStyleName
  /** Share of windows lit in the evening. */
  lit: number
  /** 0 none; 1 warm cornice; 2 … 3 coloured light lines, the fraction is the hue. */
  crown: number
}

/** FNV-1a of a string, folded to 0 … 1. */
export function hashUnit(text: string, seed = 0): number {
  let h = (0x811c9dc5 ^ seed) >>> 0
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0
  return ((h ^ (h >>> 13)) >>> 0) / 4294967296
}

const kinds: [RegExp, FacadeStyleName][] = [
  [/stilt|diaojiao|lantern|temple|old|folk|pavilion|吊脚|古/i, 'lantern'],
  [/factory|hall|plant|warehouse|industr|workshop|logist|厂|库/i, 'hall'],
  [/resid|dwell|house|apart|home|住/i, 'dwelling'],
  [/office|tower|hotel|commerc|bank|mall|办公|商/i, 'curtain'],
]

/** `height` in metres; `kind` as the feature's table words it, or nothing. */
export function facadeLook(id: string, height: number, kind: string | undefined, seed = 0): FacadeLook {
  const a = hashUnit(id, seed)
  const b = hashUnit(id, seed + 7919)
  const d = hashUnit(id, seed + 104729)
  const style = styleOf(kind, height, a, b)
  return { seed: a, style, lit: litOf(style, d), crown: crownOf(style, height, b, d) }
}

function styleOf(kind: string | undefined, height: number, a: number, b: number): FacadeStyleName {
  const named = kind ? kinds.find(([pattern]) => pattern.test(kind))?.[1] : undefined
  if (named === 'curtain') return b < 0.45 ? 'ribbon' : 'curtain'
  if (named) return named
  if (height < 75) return b < 0.16 ? 'ribbon' : 'dwelling'
  return a < 0.42 ? 'dwelling' : b < 0.55 ? 'ribbon' : 'curtain'
}

function litOf(style: FacadeStyleName, d: number): number {
  if (style === 'lantern') return 0.72 + 0.25 * d
  if (style === 'hall') return 0.12 + 0.2 * d
  return style === 'dwelling' ? 0.16 + 0.26 * d : 0.12 + 0.4 * d * d
}

function crownOf(style: FacadeStyleName, height: number, b: number, d: number): number {
  if (style === 'lantern') return 1
  if (height > 95 && style === 'curtain' && d < 0.34) return 2 + 0.999 * b
  return height > 45 && d < 0.42 ? 1 : 0
}
