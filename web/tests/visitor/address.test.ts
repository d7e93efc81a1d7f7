import { describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/visitor/stage/options'
import { decodePose, encodePose, shareLink } from '../../src/visitor/stage/share'
import type { CameraPose } from '../../src/stage'

const pose: CameraPose = { enu: [1450.04, -820, 260.26], lookAt: [380, 40, 60], fovDeg: 34 }

describe('a shared camera', () => {
  it('comes back within a decimetre', () => {
    const back = decodePose(encodePose(pose))!
    pose.enu.forEach((n, k) => expect(back.enu[k]).toBeCloseTo(n, 0))
    expect(back).toMatchObject({ lookAt: pose.lookAt, fovDeg: 34 })
  })

  it('stands readably in the address and keeps what was there', () => {
    const link = shareLink('http://host/s/plaza?lang=en&at=old', pose, '19:40')
    expect(link).toBe('http://host/s/plaza?lang=en&at=1450,-820,260.3,380,40,60,34&time=19:40')
    const query = Object.fromEntries(new URL(link).searchParams)
    expect(parseOptions(query).pose).toEqual(decodePose('1450,-820,260.3,380,40,60,34'))
    expect(parseOptions(query).hours).toBeCloseTo(19 + 2 / 3)
  })

  it.each([undefined, null, '', '1,2,3', '1,2,3,4,5,6,x', '1,2,3,4,5,6,0', '1e9,2,3,4,5,6,34', ['1']])(
    '%j is none',
    (text) => expect(decodePose(text)).toBeNull(),
  )
})

describe('options', () => {
  it('have plain defaults', () => {
    expect(parseOptions({})).toEqual({ kiosk: false, quality: 'auto', hours: null, view: 'published', pose: null })
  })
  it.each([
    [{ kiosk: '1' }, { kiosk: true }],
    [{ quality: 'high' }, { quality: 'high' }],
    [{ quality: 'ultra' }, { quality: 'auto' }],
    [{ view: 'draft' }, { view: 'draft' }],
    [{ time: '7:05' }, { hours: 7 + 5 / 60 }],
    [{ time: '24:00' }, { hours: null }],
    [{ time: '12:60' }, { hours: null }],
    [{ time: 'noon' }, { hours: null }],
  ])('%j', (query, expected) => expect(parseOptions(query)).toMatchObject(expected))
})
