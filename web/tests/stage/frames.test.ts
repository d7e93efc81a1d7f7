import { Matrix4, Quaternion, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import {
  ecefFromEnu,
  ecefToGeodetic,
  enuFromEcef,
  enuToWorld,
  geodeticToEcef,
  geodeticToWorld,
  modelMatrix,
  placementMatrix,
  tilesetMatrix,
  worldToEnu,
} from '@/stage/frames'

const close = (actual: Vector3, x: number, y: number, z: number, digits = 6) => {
  expect(actual.x).toBeCloseTo(x, digits)
  expect(actual.y).toBeCloseTo(y, digits)
  expect(actual.z).toBeCloseTo(z, digits)
}

describe('ECEF', () => {
  // Semi-axes of the ellipsoid, and a published worked example (EPSG Guidance Note 7-2, §4.1.1).
  it.each([
    [0, 0, 0, 6378137, 0, 0],
    [90, 0, 10, 0, 6378147, 0],
    [0, 90, 0, 0, 0, 6356752.314245],
  ])('puts %d° %d° %d m where the ellipsoid says', (lon, lat, height, x, y, z) => {
    close(geodeticToEcef(lon, lat, height), x, y, z, 5)
  })

  it('agrees with the EPSG example', () => {
    const lat = 53 + 48 / 60 + 33.82 / 3600
    const lon = 2 + 7 / 60 + 46.38 / 3600
    close(geodeticToEcef(lon, lat, 73), 3771793.968, 140253.342, 5124304.349, 2)
  })

  it.each([
    [106.5836, 29.5647, 240],
    [-71.3, -45.2, 3000],
    [179.9999, 89.9, -30],
  ])('comes back to %d° %d° %d m', (lon, lat, height) => {
    const back = ecefToGeodetic(geodeticToEcef(lon, lat, height))
    expect(back.lon).toBeCloseTo(lon, 9)
    expect(back.lat).toBeCloseTo(lat, 9)
    expect(back.height).toBeCloseTo(height, 4)
  })
})

const origin = { lon: 106.5836, lat: 29.5647, height: 240 }

describe('ENU', () => {
  it('has its zero at the origin and its axes east, north, up', () => {
    const enu = enuFromEcef(origin)
    close(geodeticToEcef(origin.lon, origin.lat, origin.height).applyMatrix4(enu), 0, 0, 0, 5)
    const north = geodeticToEcef(origin.lon, origin.lat + 0.001, origin.height).applyMatrix4(enu)
    expect(north.y).toBeGreaterThan(110)
    expect(Math.abs(north.x)).toBeLessThan(1e-3)
    const east = geodeticToEcef(origin.lon + 0.001, origin.lat, origin.height).applyMatrix4(enu)
    expect(east.x).toBeGreaterThan(96)
    const up = geodeticToEcef(origin.lon, origin.lat, origin.height + 50).applyMatrix4(enu)
    close(up, 0, 0, 50, 5)
  })

  it('turns clockwise by the heading', () => {
    const turned = enuFromEcef({ ...origin, headingDeg: 90 })
    // With "north" pointing east, what is east of the origin is ahead.
    const east = geodeticToEcef(origin.lon + 0.001, origin.lat, origin.height).applyMatrix4(turned)
    expect(east.y).toBeGreaterThan(96)
    expect(Math.abs(east.x)).toBeLessThan(0.01)
  })

  it('is y-up in the world, and comes back', () => {
    close(enuToWorld([1, 2, 3]), 1, 3, -2)
    expect(worldToEnu(enuToWorld([1, 2, 3]))).toEqual([1, 2, 3])
    const there = geodeticToWorld(origin.lon, origin.lat, origin.height + 7, enuFromEcef(origin))
    close(there, 0, 7, 0, 5)
  })
})

describe('placement', () => {
  it('turns clockwise from north, pitches the nose up, rolls to the right', () => {
    const north = new Vector3(0, 1, 0)
    close(north.clone().applyMatrix4(placementMatrix({ headingDeg: 90 })), 1, 0, 0)
    close(north.clone().applyMatrix4(placementMatrix({ pitchDeg: 90 })), 0, 0, 1)
    const east = new Vector3(1, 0, 0)
    close(east.applyMatrix4(placementMatrix({ rollDeg: 90 })), 0, 0, -1)
  })

  it('scales before it moves', () => {
    close(new Vector3(1, 1, 1).applyMatrix4(placementMatrix({ enu: [10, 20, 30], scale: 2 })), 12, 22, 32)
  })

  it('leaves a glTF as it is, since it is east, up, south too', () => {
    close(new Vector3(1, 2, 3).applyMatrix4(modelMatrix(undefined)), 1, 2, 3)
    // Moved north: towards negative z.
    close(new Vector3(0, 0, 0).applyMatrix4(modelMatrix({ enu: [0, 5, 0] })), 0, 0, -5)
  })

  it('takes a local tileset as ENU', () => {
    close(new Vector3(1, 2, 3).applyMatrix4(tilesetMatrix(origin, undefined, new Vector3(5, 5, 5))), 1, 3, -2)
  })

  it('brings a tileset on the globe home, to a millimetre', () => {
    const centre = geodeticToEcef(origin.lon, origin.lat, origin.height)
    const matrix = tilesetMatrix(origin, undefined, centre)
    const there = new Vector3(100, 200, 30).applyMatrix4(ecefFromEnu(origin))
    close(there.applyMatrix4(matrix), 100, 30, -200, 3)
  })

  it('survives being taken apart and put together again', () => {
    const centre = geodeticToEcef(origin.lon, origin.lat, origin.height)
    const matrix = tilesetMatrix(origin, { headingDeg: 33, enu: [7, 8, 9] }, centre)
    const [position, turn, scale] = [new Vector3(), new Quaternion(), new Vector3()]
    matrix.decompose(position, turn, scale)
    const again = new Matrix4().compose(position, turn, scale)
    close(centre.clone().applyMatrix4(again), 7, 9, -8, 3)
  })
})
