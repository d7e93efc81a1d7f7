/**
 * Where the sun stands. A low-precision solar position (NOAA's equations,
 * good to a few tenths of a degree) on one fixed date: the equinox, when
 * every place has a plain day and a plain night.
 */
import { MathUtils, Vector3 } from 'three'

/** Day of the year used for every scene: 21 March. */
export const SCENE_DAY = 80

const { DEG2RAD, RAD2DEG } = MathUtils

/** Hours that local clocks are ahead of UTC at a place. All of China keeps UTC+8. */
export function clockOffsetHours(lon: number, lat: number): number {
  const inChina = lon > 73 && lon < 135 && lat > 18 && lat < 54
  return inChina ? 8 : Math.round(lon / 15)
}

export interface SunPosition {
  /** Degrees above the horizon, without refraction. */
  elevation: number
  /** Degrees clockwise from north. */
  azimuth: number
}

export function sunPosition(lon: number, lat: number, localHours: number, day = SCENE_DAY): SunPosition {
  const utc = localHours - clockOffsetHours(lon, lat)
  const g = ((2 * Math.PI) / 365) * (day - 1 + (utc - 12) / 24)
  const equation =
    229.18 *
    (0.000075 +
      0.001868 * Math.cos(g) -
      0.032077 * Math.sin(g) -
      0.014615 * Math.cos(2 * g) -
      0.040849 * Math.sin(2 * g))
  const declination =
    0.006918 -
    0.399912 * Math.cos(g) +
    0.070257 * Math.sin(g) -
    0.006758 * Math.cos(2 * g) +
    0.000907 * Math.sin(2 * g) -
    0.002697 * Math.cos(3 * g) +
    0.00148 * Math.sin(3 * g)
  const solarMinutes = utc * 60 + equation + 4 * lon
  const hourAngle = (solarMinutes / 4 - 180) * DEG2RAD
  const phi = lat * DEG2RAD
  const sinElevation =
    Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle)
  const east = -Math.cos(declination) * Math.sin(hourAngle)
  const north = Math.cos(phi) * Math.sin(declination) - Math.sin(phi) * Math.cos(declination) * Math.cos(hourAngle)
  return {
    elevation: Math.asin(MathUtils.clamp(sinElevation, -1, 1)) * RAD2DEG,
    azimuth: MathUtils.euclideanModulo(Math.atan2(east, north) * RAD2DEG, 360),
  }
}

/** Unit vector towards a position in the sky, world axes. */
export function skyDirection({ elevation, azimuth }: SunPosition, out = new Vector3()): Vector3 {
  const e = elevation * DEG2RAD
  const a = azimuth * DEG2RAD
  return out.set(Math.sin(a) * Math.cos(e), Math.sin(e), -Math.cos(a) * Math.cos(e))
}

/** `HH:MM` → hours, or null where it is not a time. */
export function parseClock(text: string | undefined): number | null {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text ?? '')
  if (!match) return null
  const hours = Number(match[1]) + Number(match[2]) / 60
  return hours < 24 ? hours : null
}

/** Local clock hours at a place, of a device time in epoch milliseconds. */
export function localClock(now: number, lon: number, lat: number): number {
  return MathUtils.euclideanModulo(now / 3_600_000 + clockOffsetHours(lon, lat), 24)
}
