import { describe, expect, it, vi } from 'vitest'
import { Events } from '@/stage/events'
import { FrameLoop, type FrameSource } from '@/stage/frame-loop'
import { facadeLook, hashUnit } from '@/stage/layers/facade-look'
import { namedId } from '@/stage/layers/feature-source'
import { Features } from '@/stage/layers/features'
import { firstTier, isSoftware, QualityKeeper } from '@/stage/quality'

/** Frames that come when the test says so. */
function harness() {
  let time = 0
  let queued: ((t: number) => void)[] = []
  const source: FrameSource = {
    request: (callback) => queued.push(callback),
    cancel: () => (queued = []),
  }
  const work = { update: vi.fn(() => false), draw: vi.fn(), settled: vi.fn() }
  const loop = new FrameLoop(work, source, () => time)
  const turn = (ms = 16) => {
    time += ms
    const now = queued
    queued = []
    for (const callback of now) callback(time)
    return now.length
  }
  return { loop, work, turn, pending: () => queued.length, at: () => time }
}

describe('the frame loop', () => {
  it('draws once for one reason, then rests', () => {
    const { loop, turn, pending } = harness()
    loop.invalidate('a')
    loop.invalidate('b')
    expect(turn()).toBe(1)
    expect(loop.frames).toBe(1)
    expect(loop.lastReason).toBe('b')
    expect(pending()).toBe(0)
  })

  it('goes on until the time asked for', () => {
    const { loop, turn, pending } = harness()
    loop.invalidate('fade', 50)
    for (let i = 0; i < 10 && pending(); i++) turn()
    expect(loop.frames).toBe(4)
    expect(pending()).toBe(0)
  })

  it('goes on while an update says so', () => {
    const { loop, work, turn, pending } = harness()
    work.update.mockReturnValueOnce(true).mockReturnValueOnce(true)
    loop.invalidate('camera')
    while (pending()) turn()
    // The third turn found nothing moved, and drew nothing.
    expect(loop.frames).toBe(2)
    expect(work.update).toHaveBeenCalledTimes(3)
  })

  it('runs a turn without drawing when nothing is to be seen', () => {
    const { loop, work, turn } = harness()
    loop.touch()
    turn()
    expect(work.draw).not.toHaveBeenCalled()
    expect(work.settled).toHaveBeenCalledWith(false)
    expect(loop.frames).toBe(0)
  })

  it('stops while halted and draws on resuming', () => {
    const { loop, turn } = harness()
    loop.invalidate('a')
    loop.halt()
    loop.invalidate('b')
    expect(turn()).toBe(0)
    loop.resume('back')
    expect(turn()).toBe(1)
    expect(loop.frames).toBe(1)
  })

  it('is alive after a turn that threw', () => {
    const { loop, work, turn } = harness()
    work.draw.mockImplementationOnce(() => {
      throw new Error('driver')
    })
    loop.invalidate('a')
    expect(() => turn()).toThrow('driver')
    loop.invalidate('b')
    expect(turn()).toBe(1)
  })
})

describe('events', () => {
  it('stop after unsubscribing, and one bad listener harms no other', () => {
    const events = new Events<{ hit: number }>()
    const heard: number[] = []
    const silent = vi.spyOn(console, 'error').mockImplementation(() => {})
    events.on('hit', () => {
      throw new Error('bad')
    })
    const off = events.on('hit', (n) => heard.push(n))
    expect(events.emit('hit', 1)).toBe(true)
    off()
    events.emit('hit', 2)
    expect(heard).toEqual([1])
    expect(silent).toHaveBeenCalledTimes(2)
    silent.mockRestore()
  })
})

describe('quality', () => {
  it('knows software from cards', () => {
    expect(isSoftware('ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)')).toBe(true)
    expect(isSoftware('ANGLE (Mesa, llvmpipe (LLVM 15.0.6 256 bits))')).toBe(true)
    expect(firstTier('NVIDIA GeForce RTX 4070', false)).toBe('high')
    expect(firstTier('Adreno (TM) 740', true)).toBe('medium')
  })

  const run = (keeper: QualityKeeper, from: number, gap: number, count: number) => {
    for (let i = 1; i <= count; i++) keeper.frame(from + i * gap)
    return from + gap * count
  }

  it('steps down when frames stay slow, not for one hiccup', () => {
    const keeper = new QualityKeeper('auto', 'card', false)
    let now = run(keeper, 0, 16, 60)
    now = run(keeper, now, 90, 1)
    now = run(keeper, now, 16, 60)
    expect(keeper.tier).toBe('high')
    run(keeper, now, 60, 50)
    expect(keeper.tier).toBe('medium')
  })

  it('stops going up and down after three turns', () => {
    const keeper = new QualityKeeper('auto', 'card', false)
    let now = 0
    const seen: string[] = []
    for (let i = 0; i < 12; i++) {
      now = run(keeper, now, i % 2 ? 8 : 60, i % 2 ? 500 : 60)
      seen.push(keeper.tier)
    }
    expect(new Set(seen.slice(-4)).size).toBe(1)
  })

  it('does not count rests, and leaves a chosen tier alone', () => {
    const keeper = new QualityKeeper('auto', 'card', false)
    run(keeper, 0, 900, 50)
    expect(keeper.tier).toBe('high')
    const fixed = new QualityKeeper('high', 'card', false)
    run(fixed, 0, 200, 100)
    expect(fixed.tier).toBe('high')
  })
})

describe('features', () => {
  it('keep their numbers', () => {
    const features = new Features()
    const a = features.get('city', 'b-1').index
    expect(features.get('city', 'b-1').index).toBe(a)
    expect(features.get('park', 'b-1').index).not.toBe(a)
    expect(features.at(a)?.id).toBe('b-1')
    expect(features.at(0)).toBeUndefined()
    features.dispose()
  })

  it('keep colours and looks when the textures grow', () => {
    const features = new Features()
    const first = features.get('city', 'b-0')
    features.setStatus(first.index, 10, 20, 30, 40)
    const before = features.uniforms.tsStatus.value
    for (let i = 1; i < 3000; i++) features.get('city', `b-${i}`)
    const after = features.uniforms.tsStatus.value
    expect(after).not.toBe(before)
    const data = after.image.data as unknown as Uint8Array
    expect([...data.subarray(first.index * 4, first.index * 4 + 4)]).toEqual([10, 20, 30, 40])
    expect(features.setStatus(first.index, 10, 20, 30, 40)).toBe(false)
    features.dispose()
  })

  it('are dressed by what they are, the same each time', () => {
    expect(facadeLook('b-17', 30, undefined)).toEqual(facadeLook('b-17', 30, undefined))
    expect(facadeLook('b-17', 20, 'stilt house').style).toBe('lantern')
    expect(facadeLook('b-17', 12, 'factory').style).toBe('hall')
    expect(['ribbon', 'curtain']).toContain(facadeLook('b-17', 180, 'office').style)
    const spread = Array.from({ length: 400 }, (_, i) => hashUnit(`b-${i}`))
    expect(spread.filter((x) => x < 0.5).length).toBeGreaterThan(150)
    expect(spread.filter((x) => x < 0.5).length).toBeLessThan(250)
  })

  it('are named by their table', () => {
    expect(namedId({ id: 'x', name: 'y' })).toBe('x')
    expect(namedId({ id: '', gml_id: 'g' })).toBe('g')
    expect(namedId({ ID: 12 })).toBe('12')
    expect(namedId({ height: 3 })).toBeNull()
  })
})
