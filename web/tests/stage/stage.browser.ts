/** The stage in a real browser, drawn in software at 640×360, lowest quality. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { STATE_STALE } from '@/model/board'
import type { Indicator, SceneDocument } from '@/model/document'
import { createStage, type Stage, type StageEvents, type StageOptions } from '@/stage'
import { assetUrl, boardOf, buildingAt, buildingHeight, documentOf, indicator, layers, serveFixtures } from './fixture'

const NOW = 1_800_000_000_000
let container: HTMLDivElement
let stage: Stage
let now = NOW
let restore: () => void

beforeAll(() => {
  restore = serveFixtures()
})
afterAll(() => restore())

beforeEach(() => {
  now = NOW
  container = document.createElement('div')
  container.style.cssText = 'position:fixed;left:0;top:0;width:640px;height:360px'
  document.body.append(container)
})
afterEach(() => {
  stage.dispose()
  container.remove()
})

function open(options: Partial<StageOptions> = {}): Stage {
  stage = createStage(container, {
    language: 'zh',
    quality: 'low',
    reducedMotion: true,
    now: () => now,
    seed: 1,
    assetUrl,
    ...options,
  })
  return stage
}

async function show(over: Partial<SceneDocument> = {}): Promise<void> {
  open()
  await stage.load(documentOf(over))
  await rest()
}

const frame = () => new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))

/** Until half a second of frames passed in which nothing was drawn. */
async function rest(): Promise<void> {
  let quiet = 0
  let drawn = stage.stats().frames
  for (let i = 0; i < 600 && quiet < 30; i++) {
    await frame()
    const { frames } = stage.stats()
    quiet = frames === drawn ? quiet + 1 : 0
    drawn = frames
  }
  expect(quiet, `never rested: ${stage.stats().lastReason}`).toBe(30)
}

function next<K extends keyof StageEvents>(event: K): Promise<StageEvents[K]> {
  return new Promise((resolve) => {
    const off = stage.on(event, (detail) => {
      off()
      resolve(detail)
    })
  })
}

function tap(x: number, y: number): void {
  const canvas = container.querySelector('canvas')!
  const at = { clientX: x, clientY: y, pointerId: 1, pointerType: 'mouse', button: 0, bubbles: true }
  canvas.dispatchEvent(new PointerEvent('pointerdown', { ...at, buttons: 1 }))
  canvas.dispatchEvent(new PointerEvent('pointerup', at))
}

/** Looks at a building's southern wall, so that it is in the middle of the picture. */
function face(i: number): void {
  const [e, n] = buildingAt(i)
  const up = buildingHeight(i) / 2
  stage.setCameraPose({ enu: [e, n - 55, up + 8], lookAt: [e, n - 15, up], fovDeg: 40 })
}

async function pixels(): Promise<{ at: (x: number, y: number) => number[]; deviation: number }> {
  const bitmap = await createImageBitmap(await stage.screenshot())
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
  const context = canvas.getContext('2d')!
  context.drawImage(bitmap, 0, 0)
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
  const scale = bitmap.width / 640
  const at = (x: number, y: number) => [
    ...data.slice((Math.round(y * scale) * bitmap.width + Math.round(x * scale)) * 4).slice(0, 3),
  ]
  let sum = 0
  let squares = 0
  for (let i = 0; i < data.length; i += 4) {
    sum += data[i]!
    squares += data[i]! ** 2
  }
  const n = data.length / 4
  return { at, deviation: Math.sqrt(squares / n - (sum / n) ** 2) }
}

const labelled = (indicators: Indicator[]): Partial<SceneDocument> => ({
  indicators,
  overlays: [{ id: 'o', name: { zh: '一', en: 'one' }, style: 'label', indicators: indicators.map(({ key }) => key) }],
})

describe('drawing', () => {
  it('happens, in software, with something to see', async () => {
    await show()
    const { renderer, drawCalls, triangles, tiles, quality, contextLost } = stage.stats()
    expect(renderer).toMatch(/SwiftShader|llvmpipe/)
    expect(quality).toBe('low')
    expect(contextLost).toBe(false)
    expect(tiles).toMatchObject({ visible: 1, loading: 0, failed: 0 })
    expect(drawCalls).toBeGreaterThan(3)
    expect(triangles).toBeGreaterThan(9 * 12)
    expect((await pixels()).deviation).toBeGreaterThan(9)
  })

  it('stops when nothing changes, and starts when something does', async () => {
    await show({ layers: [layers.ground, layers.city, layers.pond] })
    const before = stage.stats().frames
    for (let i = 0; i < 60; i++) await frame()
    expect(stage.stats().frames).toBe(before)
    face(4)
    await rest()
    expect(stage.stats().frames).toBeGreaterThan(before)
  })

  it('differs by night', async () => {
    await show()
    const day = (await pixels()).at(320, 20)
    stage.setTimeOfDay(22)
    await rest()
    const night = (await pixels()).at(320, 20)
    expect(stage.timeOfDay()).toBe(22)
    expect(day[2]! - night[2]!).toBeGreaterThan(60)
  })

  it.each(['medium', 'high'] as const)('works in %s quality', async (quality) => {
    open({ quality })
    await stage.load(documentOf({ layers: [layers.ground, layers.city, layers.pond] }))
    await rest()
    expect(stage.stats().quality).toBe(quality)
    expect((await pixels()).deviation).toBeGreaterThan(9)
  })

  it('is the same picture twice', async () => {
    await show()
    const first = await (await stage.screenshot()).arrayBuffer()
    const second = await (await stage.screenshot()).arrayBuffer()
    expect(new Uint8Array(second)).toEqual(new Uint8Array(first))
  })
})

describe('layers', () => {
  it('shows the rest when one is missing or broken', async () => {
    open()
    const missing: string[] = []
    stage.on('missing', ({ layer, reason }) => missing.push(`${layer}: ${reason}`))
    await stage.load(documentOf({ layers: [layers.gone, layers.broken, layers.ground, layers.city] }))
    await rest()
    expect(missing).toHaveLength(2)
    expect(missing.join()).toMatch(/gone: HTTP 404/)
    expect(stage.stats().tiles.visible).toBe(1)
  })

  it('tells its progress to the end', async () => {
    open()
    const seen: number[] = []
    stage.on('progress', ({ loaded, total }) => seen.push(loaded / total))
    await stage.load(documentOf())
    expect(seen.at(0)).toBe(0)
    expect(seen.at(-1)).toBe(1)
  })

  it('can be hidden', async () => {
    await show()
    face(4)
    await rest()
    const before = (await pixels()).at(320, 180)
    stage.setLayerVisible('city', false)
    await rest()
    expect((await pixels()).at(320, 180)).not.toEqual(before)
  })
})

describe('picking', () => {
  it.each([layers.city, layers.globe])('finds a building in a $asset tileset by its id', async (layer) => {
    await show({ layers: [layers.ground, layer] })
    for (const i of [0, 4, 8]) {
      face(i)
      await rest()
      const chosen = next('select')
      tap(320, 180)
      expect(await chosen).toMatchObject({
        kind: 'feature',
        layer: 'city',
        featureId: `b-${i}`,
        properties: { id: `b-${i}`, height: buildingHeight(i) },
      })
      await new Promise((resolve) => setTimeout(resolve, 350))
    }
  })

  it('finds a node of a model, with its anchor', async () => {
    await show()
    await stage.flyTo({ anchor: 'pump' }, false)
    await rest()
    const chosen = next('select')
    tap(320, 180)
    expect(await chosen).toMatchObject({ kind: 'node', layer: 'pump', node: 'pump house', anchor: 'pump' })
  })

  it('finds a label’s indicator, and nothing in the sky', async () => {
    const pm = indicator('pm')
    await show(labelled([pm]))
    stage.setBoard(boardOf([pm], NOW))
    await rest()
    const [label] = stage.stats().labels
    const chosen = next('select')
    tap(label!.x + 10, label!.y + 10)
    expect(await chosen).toMatchObject({ kind: 'indicator', indicator: 'pm', anchor: 'square' })
    await new Promise((resolve) => setTimeout(resolve, 350))
    const none = next('select')
    tap(320, 2)
    expect(await none).toBeNull()
  })

  it('takes a drag for a drag', async () => {
    await show()
    let selected = 0
    stage.on('select', () => selected++)
    const canvas = container.querySelector('canvas')!
    const at = { pointerId: 1, pointerType: 'mouse', button: 0, bubbles: true }
    canvas.dispatchEvent(new PointerEvent('pointerdown', { ...at, clientX: 300, clientY: 180, buttons: 1 }))
    canvas.dispatchEvent(new PointerEvent('pointerup', { ...at, clientX: 340, clientY: 180 }))
    await frame()
    expect(selected).toBe(0)
  })
})

describe('live values', () => {
  it('change the label, and the version drawn is told', async () => {
    const pm = indicator('pm')
    await show(labelled([pm]))
    const board = boardOf([pm], NOW)
    board.value[0] = 35.2
    stage.setBoard(board)
    await rest()
    expect(stage.stats().labels[0]).toMatchObject({ text: '指标 pm 35.2 m', visible: true })
    const rendered = next('rendered')
    board.value[0] = 36.4
    board.version = 2
    board.changed[0] = 2
    board.notify()
    expect((await rendered).boardVersion).toBe(2)
    expect(stage.stats().labels[0]!.text).toBe('指标 pm 36.4 m')
    stage.setLanguage('en')
    expect(stage.stats().labels[0]!.text).toBe('Indicator pm 36.4 m')
  })

  it('that change nothing to see are told without a frame', async () => {
    const pm = indicator('pm')
    await show(labelled([pm]))
    const board = boardOf([pm], NOW)
    stage.setBoard(board)
    await rest()
    const { frames } = stage.stats()
    const rendered = next('rendered')
    board.version = 9
    board.notify()
    expect(await rendered).toEqual({ boardVersion: 9, frame: frames })
    expect(stage.stats().frames).toBe(frames)
  })

  it('turn to ghosts when the server says so, and offline when the lease ends', async () => {
    const pm = indicator('pm')
    await show(labelled([pm]))
    const board = boardOf([pm], NOW)
    board.value[0] = 1
    stage.setBoard(board)
    await rest()
    board.state[0] = STATE_STALE
    now = NOW + 3 * 60_000
    board.notify()
    await rest()
    expect(stage.stats().labels[0]!.text).toBe('指标 pm 1.0 m 3 分钟前')
    board.state[0] = 0
    board.at[0] = now
    board.notify()
    await rest()
    expect(stage.stats().labels[0]!.text).toBe('指标 pm 1.0 m')
    board.offlineSince = now
    board.notify()
    now += 61_000
    // No frame arrives any more: the stage looks at the clock itself.
    await expect.poll(() => stage.stats().labels[0]!.text, { timeout: 5000 }).toBe('指标 pm 1.0 m 1 分钟前')
    expect(stage.stats().originsShown).toEqual(['simulated', 'offline'])
  })

  it('never overlap, however many there are', async () => {
    const many = Array.from({ length: 300 }, (_, i) => indicator(`k${i}`, { anchor: `a${i}` }))
    const anchors = many.map((_, i) => ({
      id: `a${i}`,
      point: [((i * 37) % 400) - 200, ((i * 61) % 360) - 180, 10] as [number, number, number],
    }))
    await show({ ...labelled(many), anchors })
    const board = boardOf(many, NOW)
    many.forEach((_, i) => (board.level[i] = i % 4))
    stage.setBoard(board)
    await rest()
    const seen = stage.stats().labels.filter(({ visible }) => visible)
    expect(seen.length).toBeGreaterThan(5)
    expect(seen.length).toBeLessThanOrEqual(150)
    for (const a of seen) {
      for (const b of seen) {
        if (a === b) continue
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart, `${a.text} over ${b.text}`).toBe(true)
      }
    }
  })

  it('colour a building by its level', async () => {
    const fire = indicator('fire', { anchor: 'tower' })
    await show({
      indicators: [fire],
      overlays: [{ id: 's', name: { zh: '', en: '' }, style: 'status', indicators: ['fire'] }],
    })
    face(4)
    await rest()
    const [r0, , b0] = (await pixels()).at(320, 180) as [number, number, number]
    const board = boardOf([fire], NOW)
    board.level[0] = 3
    stage.setBoard(board)
    await rest()
    const [r1, , b1] = (await pixels()).at(320, 180) as [number, number, number]
    expect(r1 - b1).toBeGreaterThan(r0 - b0 + 40)
    stage.setOverlayVisible('s', false)
    await rest()
    expect((await pixels()).at(320, 180)[0]).toBe(r0)
  })

  it('grow columns and move ships', async () => {
    const power = indicator('power', { anchor: 'plaza' })
    const boat = indicator('boat', { kind: 'position', anchor: undefined as never })
    await show({
      indicators: [power, boat],
      overlays: [
        {
          id: 'c',
          name: { zh: '', en: '' },
          style: 'column',
          indicators: ['power'],
          scale: { min: 0, max: 10, height: 100 },
        },
        { id: 't', name: { zh: '', en: '' }, style: 'track', indicators: ['boat'] },
      ],
    })
    const board = boardOf([power, boat], NOW)
    board.value[0] = 2
    board.position.set([106.5836, 29.5643, 250, 90], 4)
    board.changed.fill(1)
    stage.setBoard(board)
    await rest()
    const before = stage.stats().labels
    expect(before.every(({ visible }) => visible)).toBe(true)
    board.value[0] = 9
    board.position[4] = 106.5846
    board.changed.fill(2)
    board.version = 2
    board.notify()
    await rest()
    const after = stage.stats().labels
    expect(after[0]!.y).toBeLessThan(before[0]!.y - 20)
    expect(after[1]!.x).toBeGreaterThan(before[1]!.x + 20)
  })
})

describe('the mark', () => {
  it('stays, whatever is done to it', async () => {
    const pm = indicator('pm')
    await show(labelled([pm]))
    stage.setBoard(boardOf([pm], NOW))
    await frame()
    const mark = () => container.querySelector<HTMLElement>('.ts-mark')
    expect(mark()!.textContent).toBe('模拟 SIMULATED')
    mark()!.remove()
    await frame()
    expect(mark()).not.toBeNull()
    mark()!.style.display = 'none'
    mark()!.innerHTML = '实时 LIVE'
    await frame()
    expect(getComputedStyle(mark()!).display).toBe('flex')
    expect(mark()!.textContent).toBe('模拟 SIMULATED')
    stage.setOverlayVisible('o', false)
    expect(mark()!.textContent).toBe('模拟 SIMULATED')
  })
})

describe('the camera', () => {
  it('takes and tells poses', async () => {
    await show()
    const pose = { enu: [10, -300, 200], lookAt: [0, 0, 20], fovDeg: 50 } as const
    stage.setCameraPose({ ...pose, enu: [...pose.enu], lookAt: [...pose.lookAt] })
    await rest()
    const told = stage.cameraPose()
    told.enu.forEach((v, i) => expect(v).toBeCloseTo(pose.enu[i]!, 3))
    expect(told.fovDeg).toBe(50)
  })

  it('never goes below the ground', async () => {
    await show()
    stage.setCameraPose({ enu: [100, -100, -30], lookAt: [100, 0, 0], fovDeg: 50 })
    await rest()
    // The ground is ten metres high a hundred metres east.
    expect(stage.cameraPose().enu[2]).toBeGreaterThan(10 + 5)
  })

  it('obeys keys on the focused picture', async () => {
    await show()
    const canvas = container.querySelector('canvas')!
    canvas.focus()
    const before = stage.cameraPose()
    const press = (type: string, code: string) => canvas.dispatchEvent(new KeyboardEvent(type, { code, bubbles: true }))
    press('keydown', 'KeyE')
    for (let i = 0; i < 10; i++) await frame()
    press('keyup', 'KeyE')
    await rest()
    expect(stage.cameraPose().enu[0]).not.toBeCloseTo(before.enu[0], 0)
    press('keydown', 'Digit1')
    press('keyup', 'Digit1')
    await rest()
    expect(stage.cameraPose().enu[0]).toBeCloseTo(0, 1)
  })

  it('flies to what an indicator hangs on, and lets a tap on the way stop it', async () => {
    open({ reducedMotion: false })
    const pm = indicator('pm', { anchor: 'tower' })
    await stage.load(documentOf(labelled([pm])))
    await stage.flyTo({ indicator: 'pm' })
    const { lookAt } = stage.cameraPose()
    const [e, n] = buildingAt(4)
    expect(lookAt[0]).toBeCloseTo(e, 0)
    expect(lookAt[1]).toBeCloseTo(n, 0)
    const flight = stage.flyTo({ viewpoint: 'all' })
    await frame()
    stage.setCameraPose({ enu: [0, -100, 100], lookAt: [0, 0, 0], fovDeg: 40 })
    await flight
    await stage.flyTo({ viewpoint: 'nowhere' })
  })
})

describe('what is taken is given back', () => {
  it('when a document comes twenty times', { timeout: 180_000 }, async () => {
    const pm = indicator('pm')
    const full = documentOf({ ...labelled([pm]), layers: [layers.ground, layers.city, layers.pump, layers.pond] })
    open()
    stage.setBoard(boardOf([pm], NOW))
    await stage.load(full)
    await rest()
    const { memory, features } = stage.stats()
    for (let i = 0; i < 20; i++) {
      await stage.load(full)
      await frame()
    }
    await rest()
    expect(stage.stats().memory).toEqual(memory)
    expect(stage.stats().features).toBe(features)
  })

  it('when stages come and go', async () => {
    for (let i = 0; i < 20; i++) {
      open()
      stage.dispose()
    }
    await show()
    // A browser keeps sixteen contexts; the seventeenth would have taken the first away.
    expect(stage.stats().contextLost).toBe(false)
    expect(container.querySelectorAll('canvas')).toHaveLength(1)
    stage.dispose()
    expect(container.children).toHaveLength(0)
  })

  it('when a load is overtaken by another', async () => {
    open()
    const first = stage.load(documentOf())
    const second = stage.load(documentOf({ layers: [layers.ground] }))
    await Promise.all([first, second])
    await rest()
    expect(stage.stats().tiles.visible).toBe(0)
  })
})

describe('a lost context', () => {
  it('freezes the stage, and a restored one is drawn again', async () => {
    await show()
    const { deviation } = await pixels()
    const canvas = container.querySelector('canvas')!
    const extension = canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!
    const lost = next('context')
    extension.loseContext()
    expect(await lost).toEqual({ state: 'lost' })
    const { frames } = stage.stats()
    stage.setTimeOfDay(14)
    await frame()
    expect(stage.stats().frames).toBe(frames)
    const back = next('context')
    extension.restoreContext()
    expect(await back).toEqual({ state: 'restored' })
    await rest()
    expect(stage.stats().frames).toBeGreaterThan(frames)
    expect((await pixels()).deviation).toBeGreaterThan(deviation / 2)
  })
})
