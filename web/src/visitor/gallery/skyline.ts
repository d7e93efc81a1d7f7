/** A stand-in for a poster: a skyline by the water, the same for the same slug. */
export interface Skyline {
  hills: string
  towers: string
  windows: { x: number; y: number }[]
}

/** Drawn on 320 × 180; the water begins at y = 140. */
export const SHORE = 140

export function skylineOf(slug: string): Skyline {
  const random = seeded(slug)
  const towers: string[] = []
  const windows: { x: number; y: number }[] = []
  for (let x = 10; x < 305; x += 4) {
    const width = 8 + Math.floor(random() * 16)
    const middle = 1 - Math.abs(x + width / 2 - 160) / 190
    const height = Math.round((12 + random() * 78) * middle + 6)
    towers.push(`M${x} ${SHORE}v${-height}h${width}v${height}z`)
    for (let y = SHORE - height + 5; y < SHORE - 5; y += 7) {
      for (let wx = x + 2.5; wx < x + width - 2; wx += 4) if (random() < 0.3) windows.push({ x: wx, y })
    }
    x += width
  }
  return { hills: ridge(random), towers: towers.join(''), windows }
}

function ridge(random: () => number): string {
  const phase = random() * 6
  let path = `M0 ${SHORE}`
  for (let x = 0; x <= 320; x += 16) {
    const y = 92 + 14 * Math.sin(x / 47 + phase) + 9 * Math.sin(x / 19 + phase * 2)
    path += `L${x} ${y.toFixed(1)}`
  }
  return `${path}L320 ${SHORE}z`
}

/** Mulberry32 over FNV-1a: small, even, and no Math.random, so pictures repeat. */
function seeded(text: string): () => number {
  let state = 2166136261
  for (let k = 0; k < text.length; k++) state = Math.imul(state ^ text.charCodeAt(k), 16777619)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
