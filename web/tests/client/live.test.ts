import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Board } from '../../src/model/board'
import { LiveConnection, type LiveStatus } from '../../src/client/live'
import { connectFake, FakeSocket, setVisible } from './fake-socket'

let connection: LiveConnection
let boards: Board[]
let statuses: LiveStatus[]
const fetcher = vi.fn<typeof fetch>()

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.made = []
  boards = []
  statuses = []
  fetcher.mockReset().mockRejectedValue(new TypeError('no network'))
  connection = new LiveConnection('plaza', { connect: connectFake, fetcher, random: () => 1 })
  connection.onBoard.on((board) => boards.push(board))
  connection.onStatus.on((status) => statuses.push(status))
  connection.start()
})

afterEach(() => {
  connection.stop()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** Opens the newest socket and greets. */
function greet(over: Record<string, unknown> = {}): FakeSocket {
  const socket = FakeSocket.last
  socket.open()
  socket.hello(over)
  return socket
}

describe('following a board', () => {
  it('subscribes without a cursor, shows the first board at once, applies frames', () => {
    const socket = greet()
    expect(socket.url).toMatch(/^ws:.*\/api\/v1\/scenes\/plaza\/live$/)
    expect(socket.protocol).toBe('twinstage.v1')
    expect(socket.sent).toEqual(['{"type":"subscribe"}'])
    expect(boards).toHaveLength(1)
    socket.frame(0, 7, 5)
    expect(connection.board!.value[0]).toBe(5)
    expect(connection.board!.version).toBe(7)
    expect(statuses).toEqual(['live'])
  })

  it('tells listeners once a frame, and not for one it has', () => {
    const socket = greet()
    const heard = vi.fn()
    connection.board!.onChange(heard)
    socket.frame(0, 7, 5)
    socket.frame(3, 7, 6)
    expect(heard).toHaveBeenCalledTimes(1)
    expect(connection.board!.value[0]).toBe(5)
  })

  it('acknowledges what was drawn, each version once, and nothing it does not hold', () => {
    const socket = greet()
    socket.frame(0, 100, 5)
    connection.ack(300)
    connection.ack(100)
    connection.ack(100)
    socket.frame(100, 101, 6)
    connection.ack(101)
    expect(socket.sent.slice(1)).toEqual([
      [0x41, 100],
      [0x41, 101],
    ])
    for (let k = 0; k < 5; k++) socket.say([0x03, 200 + k, 2]) // ticks to 328…332
    connection.ack(332)
    expect(socket.sent.at(-1)).toEqual([0x41, 0xcc, 0x02])
  })

  it('answers a heartbeat at once, drawn or not', () => {
    const socket = greet()
    socket.frame(0, 7, 5)
    socket.say([0x04, 7])
    expect(socket.sent.slice(1)).toEqual([[0x42]])
  })

  it('asks again from its cursor when versions are missing', () => {
    const socket = greet()
    socket.frame(0, 7, 5)
    socket.frame(9, 10, 6)
    expect(connection.board!.version).toBe(7)
    expect(JSON.parse(socket.sent.at(-1) as string)).toEqual({
      type: 'subscribe',
      cursor: { epoch: 'e1', scope: 's1', version: 7 },
    })
  })

  it('estimates the clock of the server', () => {
    greet({ serverTime: Date.now() + 5000 })
    expect(connection.board!.clockOffset).toBe(5000)
  })

  it('tells that the document has changed', () => {
    const revisions: number[] = []
    connection.onRevision.on((revision) => revisions.push(revision))
    const socket = greet()
    socket.say([0x06, ...new TextEncoder().encode('{"type":"reset","reason":"document"}')])
    socket.hello({ revision: 2, scope: 's2' })
    expect(revisions).toEqual([2])
  })
})

describe('coming back', () => {
  it('keeps the board, says since when it stands still, and resumes from the cursor', () => {
    greet().frame(0, 7, 5)
    const board = connection.board!
    FakeSocket.last.drop()
    expect(connection.status).toBe('offline')
    expect(board.offlineSince).toBe(Date.now())
    vi.advanceTimersByTime(500)
    const second = greet()
    expect(JSON.parse(second.sent[0] as string)).toEqual({
      type: 'subscribe',
      cursor: { epoch: 'e1', scope: 's1', version: 7 },
    })
    second.frame(7, 8, 6)
    expect(boards).toEqual([board])
    expect(board.offlineSince).toBeNull()
    expect(board.value[0]).toBe(6)
    expect(statuses).toEqual(['live', 'offline', 'live'])
  })

  it('shows the old board until the first frame of a new epoch', () => {
    greet().frame(0, 7, 5)
    FakeSocket.last.drop(4000)
    vi.advanceTimersByTime(500)
    const second = greet({ epoch: 'e2' })
    expect(boards).toHaveLength(1)
    connection.ack(7)
    expect(second.sent).toHaveLength(1) // 7 was another epoch's
    second.frame(0, 3, 9)
    expect(boards).toHaveLength(2)
    expect(boards[1]!.value[0]).toBe(9)
    connection.ack(3)
    expect(second.sent.at(-1)).toEqual([0x41, 3])
  })

  it('starts anew after a frame that broke', () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const socket = greet()
    socket.frame(0, 7, 5)
    socket.say([0x02, 1, 7, 1])
    expect(socket.closed).toBe(true)
    vi.advanceTimersByTime(500)
    expect(greet().sent).toEqual(['{"type":"subscribe"}'])
  })

  it('waits longer each time', () => {
    fetcher.mockReturnValue(new Promise(() => {}))
    greet()
    FakeSocket.last.drop()
    vi.advanceTimersByTime(499)
    expect(FakeSocket.made).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(FakeSocket.made).toHaveLength(2)
    FakeSocket.last.drop()
    vi.advanceTimersByTime(999)
    expect(FakeSocket.made).toHaveLength(2)
    vi.advanceTimersByTime(1)
    expect(FakeSocket.made).toHaveLength(3)
  })

  it('gives a silent way up', () => {
    const socket = greet()
    vi.advanceTimersByTime(44_000)
    expect(socket.closed).toBe(false)
    vi.advanceTimersByTime(2_000)
    expect(socket.closed).toBe(true)
    expect(connection.status).toBe('offline')
  })

  it.each([4100, 4102, 4199])('does not come back after close code %i', (code) => {
    greet()
    FakeSocket.last.drop(code)
    vi.advanceTimersByTime(120_000)
    expect(FakeSocket.made).toHaveLength(1)
    expect(connection.status).toBe('ended')
  })

  it('waits while the page is hidden, and returns at once when it is looked at', () => {
    greet()
    setVisible(false)
    FakeSocket.last.drop()
    vi.advanceTimersByTime(120_000)
    expect(FakeSocket.made).toHaveLength(1)
    setVisible(true)
    expect(FakeSocket.made).toHaveLength(2)
  })

  it('says nothing more after stop', () => {
    const socket = greet()
    connection.stop()
    socket.drop()
    vi.advanceTimersByTime(120_000)
    expect(FakeSocket.made).toHaveLength(1)
    expect(statuses).toEqual(['live'])
  })
})
