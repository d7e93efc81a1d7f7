import { expect, it } from 'vitest'
import { Backoff } from '../../src/client/live-backoff'

it('doubles up to the longest wait, and begins anew after a reset', () => {
  const backoff = new Backoff(() => 1, 500, 4000)
  expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([500, 1000, 2000, 4000, 4000])
  backoff.reset()
  expect(backoff.next()).toBe(500)
})

it('spreads returns over the upper half', () => {
  let random = 0
  const backoff = new Backoff(() => random, 1000, 1000)
  expect(backoff.next()).toBe(500)
  random = 0.5
  expect(backoff.next()).toBe(750)
})
