/**
 * The air's look as one small set of numbers, interpolated over the sun's
 * elevation and bent by the weather. Every material reads the same uniforms,
 * so sky, fog, glass and water always agree.
 */
import type { Vector3 } from 'three'
import { Color, MathUtils, type IUniform } from 'three'
import type { Weather } from '../../model/document'

export interface Atmosphere {
  /** Sky colours straight up, half up, and at the horizon. */
  zenith: Color
  middle: Color
  horizon: Color
  /** Halo around the sun or the moon. */
  halo: Color
  /** What low mist glows with: street light by night, haze by day. */
  mist: Color
  /** Light of the sun (or the moon), and of sky and ground. */
  key: Color
  keyIntensity: number
  skyLight: Color
  groundLight: Color
  ambient: number
  /** Extinction per metre: everywhere, and what lies on the ground besides. */
  air: number
  haze: number
  exposure: number
  /** 0 by day, 1 by night: how far lamps and windows are lit. */
  darkness: number
  clouds: number
}

type Frame = [elevation: number, look: Atmosphere]
const c = (hex: number) => new Color(hex)

// prettier-ignore
const frames: Frame[] = [
  [
    -16,
    {
      zenith: c(0x050b20),
      middle: c(0x161b45),
      horizon: c(0x40284e),
      halo: c(0x26305c),
      mist: c(0x5a3835),
      key: c(0x8ea6ff),
      keyIntensity: 0.55,
      skyLight: c(0x3f4d85),
      groundLight: c(0x35261f),
      ambient: 1.0,
      air: 0.00009,
      haze: 0.00042,
      exposure: 1.2,
      darkness: 1,
      clouds: 0.5,
    },
  ],
  [
    -7,
    {
      zenith: c(0x0c1b45),
      middle: c(0x333a78),
      horizon: c(0x9c5568),
      halo: c(0x7a4a52),
      mist: c(0x6a4a50),
      key: c(0x8fa0e8),
      keyIntensity: 0.5,
      skyLight: c(0x5565a5),
      groundLight: c(0x3a2c2a),
      ambient: 1.1,
      air: 0.00009,
      haze: 0.00038,
      exposure: 1.15,
      darkness: 0.95,
      clouds: 0.5,
    },
  ],
  [
    -1,
    {
      zenith: c(0x24467f),
      middle: c(0x80789c),
      horizon: c(0xff9d66),
      halo: c(0xff8a4a),
      mist: c(0xb58a80),
      key: c(0xff8c50),
      keyIntensity: 0.9,
      skyLight: c(0x8c95c0),
      groundLight: c(0x50443e),
      ambient: 1.15,
      air: 0.00008,
      haze: 0.00034,
      exposure: 1.05,
      darkness: 0.6,
      clouds: 0.5,
    },
  ],
  [
    7,
    {
      zenith: c(0x2f6bb0),
      middle: c(0x8db4d2),
      horizon: c(0xf3d2a6),
      halo: c(0xffb870),
      mist: c(0xd8c4ae),
      key: c(0xffc487),
      keyIntensity: 3.0,
      skyLight: c(0xa9c4e6),
      groundLight: c(0x6e6453),
      ambient: 1.05,
      air: 0.00006,
      haze: 0.00026,
      exposure: 0.95,
      darkness: 0.04,
      clouds: 0.45,
    },
  ],
  [
    24,
    {
      zenith: c(0x1f66b8),
      middle: c(0x6fa8dc),
      horizon: c(0xa8cbe8),
      halo: c(0xfff0d0),
      mist: c(0xb4cbdc),
      key: c(0xfff0d8),
      keyIntensity: 4.4,
      skyLight: c(0xb4d2f4),
      groundLight: c(0x6f6b57),
      ambient: 0.95,
      air: 0.00004,
      haze: 0.0001,
      exposure: 1.02,
      darkness: 0,
      clouds: 0.4,
    },
  ],
]

interface WeatherLook {
  key: number
  ambient: number
  air: number
  haze: number
  clouds: number
  /** How far the sky's colours go to grey. */
  grey: number
}

const weathers: Record<Weather, WeatherLook> = {
  clear: { key: 1, ambient: 1, air: 1, haze: 0.7, clouds: 0.6, grey: 0 },
  mist: { key: 0.9, ambient: 1.05, air: 1.3, haze: 1.9, clouds: 1, grey: 0.12 },
  cloudy: { key: 0.4, ambient: 1.35, air: 1.2, haze: 1.1, clouds: 1.8, grey: 0.45 },
  rain: { key: 0.22, ambient: 1.3, air: 2.2, haze: 2.2, clouds: 2, grey: 0.65 },
}

const first = frames[0]![1]

export function createAtmosphere(): Atmosphere {
  const copy = { ...first }
  for (const key of colours) copy[key] = first[key].clone()
  return copy
}

const colours = ['zenith', 'middle', 'horizon', 'halo', 'mist', 'key', 'skyLight', 'groundLight'] as const
const numbers = ['keyIntensity', 'ambient', 'air', 'haze', 'exposure', 'darkness', 'clouds'] as const

/** Writes the look at a sun elevation (degrees) and weather into `out`. */
export function atmosphereAt(elevation: number, weather: Weather, out: Atmosphere): Atmosphere {
  let i = 0
  while (i < frames.length - 2 && elevation > frames[i + 1]![0]) i++
  const [from, a] = frames[i]!
  const [to, b] = frames[i + 1]!
  const t = MathUtils.smoothstep(elevation, from, to)
  for (const key of colours) out[key].lerpColors(a[key], b[key], t)
  for (const key of numbers) out[key] = MathUtils.lerp(a[key], b[key], t)
  return bend(out, weathers[weather])
}

const grey = new Color()

function bend(out: Atmosphere, weather: WeatherLook): Atmosphere {
  for (const key of ['zenith', 'middle', 'horizon', 'halo'] as const) {
    const { r, g, b } = out[key]
    out[key].lerp(grey.setScalar(0.3 * r + 0.5 * g + 0.2 * b), weather.grey)
  }
  out.keyIntensity *= weather.key
  out.ambient *= weather.ambient
  out.air *= weather.air
  out.haze *= weather.haze
  out.clouds = Math.min(1, out.clouds * weather.clouds)
  return out
}

/** The share of windows still lit at an hour: evening full, small hours few. */
export function litShare(hours: number): number {
  const sinceNoon = MathUtils.euclideanModulo(hours - 12, 24)
  return MathUtils.lerp(1, 0.25, MathUtils.smoothstep(sinceNoon, 10, 14))
}

/** Uniforms shared by every material on stage. */
export interface AirUniforms {
  [name: string]: IUniform
  tsZenith: IUniform<Color>
  tsMiddle: IUniform<Color>
  tsHorizon: IUniform<Color>
  tsHalo: IUniform<Color>
  tsMist: IUniform<Color>
  tsSun: IUniform<Vector3>
  /** x: air, y: haze, z: the haze's height in metres, w: world height of the ground it lies on. */
  tsFog: IUniform<{ x: number; y: number; z: number; w: number }>
  tsDark: IUniform<number>
  tsLit: IUniform<number>
}

/** Height over which haze thins to a third, metres. */
export const HAZE_HEIGHT = 85
