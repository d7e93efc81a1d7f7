import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Board } from '../../src/model/board'
import { ByteReader } from '../../src/client/live-bytes'
import { FRAME, FrameDecoder } from '../../src/client/live-decode'
import { boardOf, parseHello } from '../../src/client/live-hello'
import { applyJsonFrame, type JsonFrame } from '../../src/client/live-json'

// The same files that the server's codec is tested against.
const folder = resolve('../realtime/testdata/frames')
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.bin'))
  .map((name) => name.slice(0, -4))

interface Golden {
  hello: unknown
  frame: JsonFrame
}

function golden(name: string): Golden {
  return JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) as Golden
}

function bytes(name: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(`${folder}/${name}.bin`)).buffer
}

function boardBefore({ hello, frame }: Golden): Board {
  const board = boardOf(parseHello(hello))
  board.version = frame.from
  return board
}

/** What a person could see of the board. */
function columns(board: Board) {
  const { value, position, word, level, state, origin, at, changed, version } = board
  const plain = [value, position, level, state, origin, at, changed].map((column) => [...column])
  return { plain, word: [...word], version }
}

describe('golden frames', () => {
  it('are there', () => expect(names.length).toBeGreaterThanOrEqual(5))

  it.each(names)('%s decodes to the columns its JSON says', (name) => {
    const fromJson = boardBefore(golden(name))
    const fromBinary = boardBefore(golden(name))
    const { frame } = golden(name)

    const applied = applyJsonFrame(fromJson, frame)
    const reader = new ByteReader(bytes(name))
    expect(reader.u8()).toBe(FRAME)
    const head = new FrameDecoder(fromBinary).apply(reader)

    expect(head.applied).toBe(applied)
    expect({ from: head.from, to: head.to, tick: head.tick }).toEqual({
      from: frame.from,
      to: frame.to,
      tick: frame.tick,
    })
    expect(new Date(Math.round(head.time)).toISOString()).toBe(frame.time)
    expect(columns(fromBinary)).toEqual(columns(fromJson))
  })

  it.each(names)('%s: the columns hold what the JSON says, row by row', (name) => {
    const { frame } = golden(name)
    const board = boardBefore(golden(name))
    const reader = new ByteReader(bytes(name))
    reader.u8()
    if (!new FrameDecoder(board).apply(reader).applied) return
    frame.i.forEach((row, k) => {
      const value = frame.v[k]
      if (typeof value === 'number') expect(board.value[row]).toBe(value)
      if (typeof value === 'boolean') expect(board.value[row]).toBe(Number(value))
      if (typeof value === 'string') expect(board.word[row]).toBe(value)
      if (Array.isArray(value)) expect([...board.position.slice(row * 4, row * 4 + 4)]).toEqual(value)
      if (value === null) expect(board.value[row]).toBeNaN()
      expect(board.at[row]).toBe(frame.at[k] ?? 0)
    })
  })

  it.each(names)('%s cut short anywhere throws or says nothing, and never invents rows', (name) => {
    const whole = bytes(name)
    for (let length = 1; length < whole.byteLength; length++) {
      const board = boardBefore(golden(name))
      const reader = new ByteReader(whole.slice(0, length))
      reader.u8()
      try {
        new FrameDecoder(board).apply(reader)
      } catch (cause) {
        expect(cause).toBeInstanceOf(RangeError)
      }
      expect(board.value.length).toBe(board.entries.length)
    }
  })
})
