import { describe, expect, it } from 'vitest'
import { atmosphereAt, createAtmosphere, litShare } from '@/stage/world/atmosphere'
import { clockOffsetHours, localClock, parseClock, skyDirection, sunPosition } from '@/stage/world/sun'

const [lon, lat] = [106.58, 29.56]

describe('the sun over Chongqing at the equinox', () => {
  it('stands highest in the south a little after one o’clock', () => {
    // UTC+8 at 106.6°E: solar noon is 8 h - 106.58/15 h = 54 min late, and 7 min more by the equation of time.
    const noon = sunPosition(lon, lat, 13 + 1 / 60)
    expect(noon.azimuth).toBeCloseTo(180, 0)
    expect(noon.elevation).toBeCloseTo(90 - lat, 0)
  })

  it('rises in the east and sets in the west', () => {
    expect(Math.abs(sunPosition(lon, lat, 7.02).elevation)).toBeLessThan(1)
    expect(sunPosition(lon, lat, 7.02).azimuth).toBeCloseTo(90, -0.5)
    expect(sunPosition(lon, lat, 19.1).elevation).toBeLessThan(0.5)
    expect(sunPosition(lon, lat, 19.1).azimuth).toBeCloseTo(270, -0.5)
  })

  it('is well below the horizon when lamps are lit', () => {
    expect(sunPosition(lon, lat, 20.5).elevation).toBeLessThan(-14)
    expect(sunPosition(lon, lat, 1).elevation).toBeLessThan(-55)
  })

  it('points up in the world', () => {
    const east = skyDirection({ elevation: 0, azimuth: 90 })
    expect(east.x).toBeCloseTo(1)
    const north = skyDirection({ elevation: 0, azimuth: 0 })
    expect(north.z).toBeCloseTo(-1)
    expect(skyDirection({ elevation: 90, azimuth: 12 }).y).toBeCloseTo(1)
  })

  it('goes the other way round in the south', () => {
    const noon = sunPosition(18.4, -33.9, 11.9)
    expect(Math.min(noon.azimuth, 360 - noon.azimuth)).toBeLessThan(8)
  })
})

describe('clocks', () => {
  it('keeps one time in all of China', () => {
    expect(clockOffsetHours(87.6, 43.8)).toBe(8)
    expect(clockOffsetHours(2.3, 48.9)).toBe(0)
    expect(clockOffsetHours(-74, 40.7)).toBe(-5)
  })

  it.each([
    ['19:40', 19 + 40 / 60],
    ['07:05', 7 + 5 / 60],
    ['25:00', null],
    ['dusk', null],
    [undefined, null],
  ])('reads %s', (text, hours) => expect(parseClock(text)).toBe(hours))

  it('knows local time', () => {
    expect(localClock(Date.UTC(2026, 2, 1, 20, 30), lon, lat)).toBeCloseTo(4.5)
  })
})

describe('the air', () => {
  const at = (elevation: number, weather: Parameters<typeof atmosphereAt>[1] = 'clear') =>
    atmosphereAt(elevation, weather, createAtmosphere())

  it('is dark by night, light by day, and never leaves its range', () => {
    expect(at(-40).darkness).toBe(1)
    expect(at(50).darkness).toBe(0)
    for (let e = -30; e <= 60; e++) {
      const { darkness, exposure, air } = at(e)
      expect(darkness).toBeGreaterThanOrEqual(0)
      expect(darkness).toBeLessThanOrEqual(1)
      expect(exposure).toBeGreaterThan(0.5)
      expect(air).toBeGreaterThan(0)
    }
  })

  it('gets darker as the sun goes down', () => {
    for (let e = 20; e > -20; e--) expect(at(e - 1).darkness).toBeGreaterThanOrEqual(at(e).darkness)
  })

  it('is thicker in mist, and dimmer under clouds', () => {
    expect(at(30, 'mist').haze).toBeGreaterThan(at(30, 'clear').haze)
    expect(at(30, 'cloudy').keyIntensity).toBeLessThan(at(30, 'clear').keyIntensity)
  })

  it('leaves fewer windows lit in the small hours', () => {
    expect(litShare(20)).toBe(1)
    expect(litShare(3)).toBeCloseTo(0.25)
    expect(litShare(23.5)).toBeLessThan(1)
  })
})
