import { describe, expect, it } from 'vitest'
import { Declutter, MOST_SHOWN, overlap, PATIENCE, type Candidate } from '@/stage/overlays/declutter'

const field = { width: 1280, height: 720 }

function candidate(x: number, y: number, over: Partial<Candidate> = {}): Candidate {
  return { x, y, width: 100, height: 40, priority: 1, depth: 1, shown: false, roomSince: -1, ...over }
}

function crowd(count: number, seed = 5): Candidate[] {
  let s = seed
  const random = () => (s = (s * 16807) % 2147483647) / 2147483647
  return Array.from({ length: count }, () =>
    candidate(random() * 1150, random() * 660, { priority: Math.floor(random() * 4), depth: random() * 1000 }),
  )
}

const shown = (list: Candidate[]) => list.filter((each) => each.shown)

describe('declutter', () => {
  it.each([10, 200, 2000])('never shows two that overlap, of %d', (count) => {
    const list = crowd(count)
    new Declutter().run(list, field, 0, true)
    const seen = shown(list)
    expect(seen.length).toBeGreaterThan(0)
    expect(seen.length).toBeLessThanOrEqual(MOST_SHOWN)
    seen.forEach((a, i) => seen.slice(i + 1).forEach((b) => expect(overlap(a, b)).toBe(false)))
  })

  it('keeps the alarm where an alarm and a calm one meet', () => {
    const calm = candidate(100, 100, { priority: 1, depth: 1 })
    const alarm = candidate(120, 110, { priority: 4, depth: 900 })
    new Declutter().run([calm, alarm], field, 0, true)
    expect([calm.shown, alarm.shown]).toEqual([false, true])
  })

  it('keeps the nearer of equals, and the shown one against a slightly nearer', () => {
    const near = candidate(100, 100, { depth: 10 })
    const far = candidate(120, 110, { depth: 20 })
    const both = [far, near]
    new Declutter().run(both, field, 0, true)
    expect(shown(both)).toEqual([near])
    far.depth = 5
    new Declutter().run(both, field, 1000)
    expect(shown(both)).toEqual([near])
  })

  it('is stable: nothing changes when nothing moved', () => {
    const list = crowd(500)
    const declutter = new Declutter()
    declutter.run(list, field, 0, true)
    for (let i = 1; i < 20; i++) expect(declutter.run(list, field, i * 125)).toBe(false)
  })

  it('lets a hidden one come only after it has had room for a while', () => {
    const list = [candidate(100, 100)]
    const declutter = new Declutter()
    declutter.run(list, field, 1000)
    expect(shown(list)).toHaveLength(0)
    declutter.run(list, field, 1000 + PATIENCE / 2)
    expect(shown(list)).toHaveLength(0)
    declutter.run(list, field, 1000 + PATIENCE)
    expect(shown(list)).toHaveLength(1)
  })

  it('leaves out what is off the picture', () => {
    const list = [candidate(-200, 100), candidate(1300, 100), candidate(100, 800), candidate(300, 300)]
    new Declutter().run(list, field, 0, true)
    expect(list.map((each) => each.shown)).toEqual([false, false, false, true])
  })
})
