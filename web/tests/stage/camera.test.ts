import { Box3, Vector3 } from 'three'
import { describe, expect, it } from 'vitest'
import {
  flightSeconds,
  fovFor,
  poseBetween,
  poseTowards,
  shortestTurn,
  twist,
  type WorldPose,
} from '@/stage/camera/pose'
import { centroid, middleOf } from '@/stage/overlays/anchors'
import { distanceToSegment } from '@/stage/overlays/columns'

const pose = (eye: [number, number, number], target: [number, number, number], fovDeg = 40): WorldPose => ({
  eye: new Vector3(...eye),
  target: new Vector3(...target),
  fovDeg,
})
const out = () => pose([0, 0, 0], [0, 0, 0])

describe('flights', () => {
  const from = pose([100, 50, 0], [0, 0, 0], 30)
  const to = pose([2000, 300, 1500], [1500, 20, 1500], 50)

  it('begin where one is and end where one goes', () => {
    const a = poseBetween(from, to, 0, out())
    expect(a.eye.distanceTo(from.eye)).toBeLessThan(1e-6)
    const b = poseBetween(from, to, 1, out())
    expect(b.eye.distanceTo(to.eye)).toBeLessThan(1e-6)
    expect(b.target.distanceTo(to.target)).toBeLessThan(1e-6)
    expect(b.fovDeg).toBe(50)
  })

  it('rise on a long way and stay smooth', () => {
    const middle = poseBetween(from, to, 0.5, out())
    expect(middle.eye.y).toBeGreaterThan(Math.max(from.eye.y, to.eye.y))
    let last = from.eye.clone()
    for (let t = 0.01; t <= 1; t += 0.01) {
      const { eye } = poseBetween(from, to, t, out())
      expect(eye.distanceTo(last)).toBeLessThan(from.eye.distanceTo(to.eye) * 0.06)
      last = eye.clone()
    }
  })

  it('turn the short way round', () => {
    expect(shortestTurn(3, -3)).toBeCloseTo(2 * Math.PI - 6)
    expect(shortestTurn(-3, 3)).toBeCloseTo(6 - 2 * Math.PI)
  })

  it('take longer for longer ways, within bounds', () => {
    expect(flightSeconds(from, from)).toBeLessThan(flightSeconds(from, to))
    expect(flightSeconds(from, pose([9e6, 0, 0], [9e6, 0, 5]))).toBeLessThanOrEqual(4.2)
  })
})

it('stands back far enough to see a thing whole', () => {
  const box = new Box3(new Vector3(-20, 0, -20), new Vector3(20, 200, 20))
  const view = poseTowards(box, pose([500, 300, 0], [0, 0, 0]), out())
  expect(view.target.y).toBeCloseTo(100)
  const half = (view.fovDeg / 2) * (Math.PI / 180)
  expect(Math.tan(half) * view.eye.distanceTo(view.target)).toBeGreaterThan(100)
  expect(view.eye.y).toBeGreaterThan(100)
})

it('feels two fingers turn', () => {
  expect(twist(0, 0, 10, 0, 0, 0, 0, 10)).toBeCloseTo(Math.PI / 2)
  expect(twist(0, 0, 10, 0, 0, 0, 20, 0)).toBeCloseTo(0)
  expect(twist(0, 0, -10, 0.1, 0, 0, -10, -0.1)).toBeCloseTo(0.02, 3)
})

describe('places', () => {
  it('centre of an L-shaped area, whichever way round', () => {
    const area: [number, number][] = [
      [0, 0],
      [60, 0],
      [60, 20],
      [20, 20],
      [20, 60],
      [0, 60],
    ]
    const centre = centroid(area)
    expect(centre[0]).toBeCloseTo(22)
    expect(centre[1]).toBeCloseTo(22)
    expect(centroid([...area].reverse())[0]).toBeCloseTo(22)
    expect(
      centroid([
        [1, 1],
        [3, 1],
      ]),
    ).toEqual([2, 1])
  })

  it('half way along a path, by length', () => {
    expect(
      middleOf([
        [0, 0, 0],
        [10, 0, 0],
        [100, 0, 0],
      ]),
    ).toEqual([50, 0, 0])
    expect(middleOf([[1, 2, 3]])).toEqual([1, 2, 3])
  })

  it('how far a tap is from a column', () => {
    expect(distanceToSegment(5, 5, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(5)
    expect(distanceToSegment(15, 0, { x: 0, y: 0 }, { x: 10, y: 0 })).toBe(5)
  })
})

it('opens the view on a narrow picture, and only there', () => {
  expect(fovFor(40, 16 / 9)).toBe(40)
  expect(fovFor(40, 0.46)).toBeGreaterThan(50)
  expect(fovFor(40, 0.2)).toBeLessThanOrEqual(78)
  expect(fovFor(90, 0.2)).toBe(90)
})
