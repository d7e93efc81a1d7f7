import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LiveConnection } from '../../src/client/live'
import { connectFake, FakeSocket } from './fake-socket'

let connection: LiveConnection
const fetcher = vi.fn<typeof fetch>()

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.made = []
  fetcher.mockReset()
  connection = new LiveConnection('plaza', { connect: connectFake, fetcher, random: () => 1 })
})

afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

const hello = {
  type: 'hello',
  epoch: 'e1',
  scope: 's1',
  head: 4,
  mode: 'live',
  audience: 'public',
  origins: [],
  dictionary: [{ i: 0, key: 'a', kind: 'number', overlay: [] }],
}

const frame = (from: number, to: number, value: number) => ({
  ...{ type: 'frame', epoch: 'e1', overlay: null, from, to, tick: true, time: '2026-01-01T00:00:00Z' },
  ...{ i: [0], v: [value], level: [null], at: [1], state: ['live'], origin: ['live'] },
})

function answer(version: number, ...messages: unknown[]): Response {
  return new Response(JSON.stringify({ cursor: `e1.s1.${version}`, messages }))
}

/** Two sockets that never speak: where they are blocked. */
async function blockSockets() {
  connection.start()
  FakeSocket.last.drop()
  await vi.advanceTimersByTimeAsync(500)
  FakeSocket.last.drop()
  await vi.advanceTimersByTimeAsync(0)
}

const never = () => new Promise<Response>(() => {})

it('polls when two sockets failed; the next request waits for the drawing and carries the cursor', async () => {
  fetcher.mockResolvedValueOnce(answer(4, hello, frame(0, 4, 35)))
  fetcher.mockResolvedValueOnce(answer(6, frame(4, 6, 36))).mockImplementation(never)
  await blockSockets()
  expect(connection.way).toBe('poll')
  expect(connection.status).toBe('live')
  expect(connection.board!.value[0]).toBe(35)
  expect(fetcher).toHaveBeenCalledTimes(1)

  connection.ack(4)
  await vi.advanceTimersByTimeAsync(0)
  expect(String(fetcher.mock.calls[1]![0])).toBe('/api/v1/scenes/plaza/live/poll?cursor=e1.s1.4')
  expect(connection.board!.value[0]).toBe(36)
})

it('tries a socket beside the polling, and changes over when the server speaks on it', async () => {
  fetcher.mockResolvedValueOnce(answer(4, hello, frame(0, 4, 35))).mockImplementation(never)
  await blockSockets()
  const board = connection.board
  expect(FakeSocket.made).toHaveLength(3)
  FakeSocket.last.open()
  expect(connection.way).toBe('poll')
  FakeSocket.last.hello({ head: 4, dictionary: hello.dictionary })
  expect(connection.way).toBe('socket')
  expect(connection.board).toBe(board)
  await vi.advanceTimersByTimeAsync(100)
  expect(connection.status).toBe('live')
  FakeSocket.last.drop()
  expect(connection.status).toBe('offline')
})

it('goes on polling when that socket fails too, and tries again only after a minute', async () => {
  fetcher.mockImplementation(() => Promise.resolve(answer(4, hello, frame(0, 4, 35))))
  await blockSockets()
  FakeSocket.last.drop()
  for (let k = 0; k < 3; k++) {
    connection.ack(4)
    await vi.advanceTimersByTimeAsync(1000)
  }
  expect(connection.status).toBe('live')
  expect(FakeSocket.made).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(60_000)
  connection.ack(4)
  await vi.advanceTimersByTimeAsync(0)
  expect(FakeSocket.made).toHaveLength(4)
})

it('is offline when polling fails as well, and keeps trying sockets', async () => {
  fetcher.mockRejectedValue(new TypeError('no network'))
  await blockSockets()
  expect(connection.way).toBeNull()
  await vi.advanceTimersByTimeAsync(1000)
  expect(FakeSocket.made).toHaveLength(3)
})

it.each([401, 403, 404, 410])('does not come back when the answer is %i', async (status) => {
  fetcher.mockResolvedValue(new Response('{}', { status }))
  await blockSockets()
  expect(connection.status).toBe('ended')
  await vi.advanceTimersByTimeAsync(120_000)
  expect(FakeSocket.made).toHaveLength(2)
})
